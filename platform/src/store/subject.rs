//! What stands under a subject's key: its sessions, and the revocations of one session's access tokens.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::apply::Change;
use super::key::{self, Key, OF_A_KIND, PARTITION, SESSIONS, SORT};
use super::state::read_item;
use super::{Store, StoreError};
use crate::aws;
use shared::tokens::session::{SessionId, SessionRecord, Sid, SubjectKey};

type Item = HashMap<String, AttributeValue>;

impl Store {
    /// Every session of a subject that is in the table, lapsed and ended ones included. `None`: it is in the form of another
    /// version. It cannot be told what it was, and yet it can be ended.
    pub async fn sessions(&self, subject: SubjectKey) -> Result<Vec<(SessionId, Option<SessionRecord>)>, StoreError> {
        let mut sessions = Vec::new();
        for item in self.of_a_kind(subject, SESSIONS).await? {
            let id = sort(&item)?.strip_prefix(SESSIONS).and_then(|id| id.parse().ok()).ok_or_else(unknown)?;
            sessions.push((id, read_item(&item).ok().map(|item| item.state)));
        }
        Ok(sessions)
    }

    /// Drops the revocations of a session's access tokens, which the session's own revocation covers. What a failure leaves
    /// takes room and does no harm.
    pub async fn drop_token_revocations(&self, sid: Sid) -> Result<(), StoreError> {
        let items = self.of_a_kind(sid.subject, &key::tokens_of(sid.session)).await?;
        let of_item = |item: &Item| Ok(Change::Drop(Key::of_stored(sid.subject, sort(item)?.to_owned())));
        let changes: Vec<Change> = items.iter().map(of_item).collect::<Result<_, StoreError>>()?;
        self.apply(&changes).await
    }

    async fn of_a_kind(&self, subject: SubjectKey, kind: &str) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let (page, more) = self.page(subject, kind, true, start).await?;
            items.extend(page);
            start = more;
            if start.is_none() {
                return Ok(items);
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
            .key_condition_expression(OF_A_KIND)
            .expression_attribute_names("#partition", PARTITION)
            .expression_attribute_names("#sort", SORT)
            .expression_attribute_values(":subject", AttributeValue::S(key::partition(subject)))
            .expression_attribute_values(":kind", AttributeValue::S(kind.to_owned()))
            .set_exclusive_start_key(start);
        let output = query.send().await.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?;
        // DynamoDB names the items even where there are none. By an answer that lost its body on the way nobody would be
        // signed out.
        let items = output.items.ok_or_else(|| StoreError::Unavailable("an answer without items".to_owned()))?;
        Ok((items, output.last_evaluated_key))
    }
}

fn sort(item: &Item) -> Result<&str, StoreError> {
    item.get(SORT).and_then(|value| value.as_s().ok()).map(String::as_str).ok_or_else(unknown)
}

/// What this version does not understand may well be a session that is to end.
fn unknown() -> StoreError {
    StoreError::Unavailable("an item is of no known kind".to_owned())
}
