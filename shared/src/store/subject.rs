//! What stands under a subject's key: sessions, and revocations of its tokens.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::key::{self, NOT_BEFORE, PARTITION, REVOCATIONS, SESSION, SESSIONS, SORT, SUBJECT, TOKEN};
use super::state::read_item;
use super::{Store, StoreError};
use crate::aws;
use crate::clock::Timestamp;
use crate::revocation::Revocation;
use crate::session::{Session, SessionId, SubjectKey};

type Item = HashMap<String, AttributeValue>;

impl Store {
    /// Every revocation of a subject's tokens, in one call. Without `consistent` a revocation may be missing for about a
    /// second after it was written, at half the price. More than one page is an error: a check must not go by a part.
    pub async fn revocations(&self, subject: SubjectKey, consistent: bool) -> Result<Vec<Revocation>, StoreError> {
        let (items, more) = self.page(subject, REVOCATIONS, consistent, None).await?;
        if more.is_some() {
            return Err(StoreError::TooMany);
        }
        items.iter().map(revocation).collect()
    }

    /// Every session of a subject, lapsed ones that are still in the table included.
    pub async fn sessions(&self, subject: SubjectKey) -> Result<Vec<(SessionId, Session)>, StoreError> {
        let mut sessions = Vec::new();
        let mut start = None;
        loop {
            let (items, more) = self.page(subject, SESSIONS, true, start).await?;
            for item in &items {
                let id = sort(item)?.strip_prefix(SESSIONS).and_then(|id| id.parse().ok()).ok_or_else(unknown)?;
                sessions.push((id, read_item(item)?.state));
            }
            start = more;
            if start.is_none() {
                return Ok(sessions);
            }
        }
    }

    pub(super) async fn page(
        &self,
        subject: SubjectKey,
        kind: &str,
        consistent: bool,
        start: Option<Item>,
    ) -> Result<(Vec<Item>, Option<Item>), StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(consistent)
            .key_condition_expression("#partition = :subject AND begins_with(#sort, :kind)")
            .expression_attribute_names("#partition", PARTITION)
            .expression_attribute_names("#sort", SORT)
            .expression_attribute_values(":subject", AttributeValue::S(key::partition(subject)))
            .expression_attribute_values(":kind", AttributeValue::S(kind.to_owned()))
            .set_exclusive_start_key(start);
        let output = query.send().await.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?;
        // DynamoDB names the items even where there are none. An answer that lost its body on the way would otherwise say
        // that nothing was revoked.
        let items = output.items.ok_or_else(|| StoreError::Unavailable("an answer without items".to_owned()))?;
        Ok((items, output.last_evaluated_key))
    }
}

fn revocation(item: &Item) -> Result<Revocation, StoreError> {
    let sort = sort(item)?;
    if let Some(jti) = sort.strip_prefix(TOKEN) {
        Ok(Revocation::Token(jti.to_owned()))
    } else if let Some(session) = sort.strip_prefix(SESSION) {
        session.parse().map(Revocation::Session).map_err(|_| unknown())
    } else if sort == SUBJECT {
        let moment = item.get(NOT_BEFORE).and_then(|value| value.as_n().ok()).and_then(|number| number.parse().ok());
        Ok(Revocation::Subject { not_before: Timestamp::from_unix(moment.ok_or_else(unknown)?) })
    } else {
        Err(unknown())
    }
}

fn sort(item: &Item) -> Result<&str, StoreError> {
    item.get(SORT).and_then(|value| value.as_s().ok()).map(String::as_str).ok_or_else(unknown)
}

/// What this version does not understand may well be a revocation.
fn unknown() -> StoreError {
    StoreError::Unavailable("an item is of no known kind".to_owned())
}
