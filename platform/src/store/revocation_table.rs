//! The revocations that stand under a subject's key. Nobody but the authorizer asks for them, which guards every call of
//! other APIs: it does without the SDK, and is half as large and starts sooner.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::StoreError;
use super::key::{self, EXPIRES_AT, NOT_BEFORE, OF_A_KIND, PARTITION, REVOCATIONS, SESSION, SORT, SUBJECT, TOKEN};
use super::warm::{LONGEST, NOBODY};
use crate::aws::{Aws, CallFailed, JsonService};
use shared::Timestamp;
use shared::tokens::revocation::Revocation;
use shared::tokens::session::SubjectKey;

/// The revocations in one table.
#[derive(Clone, Debug)]
pub struct RevocationTable {
    dynamodb: JsonService,
    table: String,
}

/// What was asked for, or a part of it.
///
/// DynamoDB names the items even where there are none. An answer without them would otherwise say that nothing was revoked.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    items: Vec<Item>,
    last_evaluated_key: Option<IgnoredAny>,
    /// Has an object asked for: serde would take `[[], null]` for a page without items.
    #[serde(flatten)]
    _others: IgnoredAny,
}

type Item = HashMap<String, Attribute>;

/// What is asked for is texts and numbers.
#[derive(Deserialize)]
enum Attribute {
    S(String),
    N(String),
}

impl RevocationTable {
    /// Reads `table`.
    pub fn new(aws: &Aws, table: String) -> Self {
        Self { dynamodb: aws.dynamodb_json(), table }
    }

    /// Every revocation of a subject's tokens that counts at `now`, in one call. Without `consistent` a revocation may be
    /// missing for about a second after it was written, at half the price. More than one page is an error: a check must not
    /// go by a part.
    pub async fn revocations_of(
        &self,
        subject: SubjectKey,
        consistent: bool,
        now: Timestamp,
    ) -> Result<Vec<Revocation>, StoreError> {
        let query = json!({
            "TableName": self.table,
            "ConsistentRead": consistent,
            "KeyConditionExpression": OF_A_KIND,
            // DynamoDB deletes what has lapsed days later. One without an end would have none, and count.
            "FilterExpression": "NOT #end <= :now",
            "ProjectionExpression": "#sort, #moment",
            "ExpressionAttributeNames": {
                "#partition": PARTITION, "#sort": SORT, "#moment": NOT_BEFORE, "#end": EXPIRES_AT,
            },
            "ExpressionAttributeValues": {
                ":subject": { "S": key::partition(subject) },
                ":kind": { "S": REVOCATIONS },
                ":now": { "N": now.as_unix().to_string() },
            },
        });
        self.dynamodb.call::<Page>("Query", &query).await?.revocations()
    }

    /// Opens the connection by asking for nobody's. Whatever comes of it, the function starts.
    pub async fn warm(&self) {
        _ = tokio::time::timeout(LONGEST, self.revocations_of(NOBODY, false, Timestamp::from_unix(0))).await;
    }
}

impl Page {
    fn revocations(&self) -> Result<Vec<Revocation>, StoreError> {
        if self.last_evaluated_key.is_some() {
            return Err(StoreError::TooMany);
        }
        self.items.iter().map(revocation).collect()
    }
}

impl From<CallFailed> for StoreError {
    fn from(failed: CallFailed) -> Self {
        Self::Unavailable(failed.to_string())
    }
}

fn revocation(item: &Item) -> Result<Revocation, StoreError> {
    let Some(Attribute::S(sort)) = item.get(SORT) else { return Err(unknown()) };
    if let Some(token) = sort.strip_prefix(TOKEN) {
        let (session, jti) = token.split_once('#').ok_or_else(unknown)?;
        let session = session.parse().map_err(|_| unknown())?;
        Ok(Revocation::Token { session, jti: jti.to_owned() })
    } else if let Some(session) = sort.strip_prefix(SESSION) {
        session.parse().map(Revocation::Session).map_err(|_| unknown())
    } else if sort == SUBJECT {
        let Some(Attribute::N(moment)) = item.get(NOT_BEFORE) else { return Err(unknown()) };
        let not_before = Timestamp::from_unix(moment.parse().map_err(|_| unknown())?);
        Ok(Revocation::Subject { not_before })
    } else {
        Err(unknown())
    }
}

/// What this version does not understand may well be a revocation.
fn unknown() -> StoreError {
    StoreError::Unavailable("an item is of no known kind".to_owned())
}

#[cfg(test)]
#[path = "revocation_table_tests.rs"]
mod tests;
