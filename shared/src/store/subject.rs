//! The sessions that stand under a subject's key.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::key::{self, OF_A_KIND, PARTITION, SESSIONS, SORT};
use super::state::read_item;
use super::{Store, StoreError};
use crate::aws;
use crate::session::{Session, SessionId, SubjectKey};

type Item = HashMap<String, AttributeValue>;

impl Store {
    /// Every session of a subject, lapsed ones that are still in the table included.
    pub async fn sessions(&self, subject: SubjectKey) -> Result<Vec<(SessionId, Session)>, StoreError> {
        let mut sessions = Vec::new();
        let mut start = None;
        loop {
            let (items, more) = self.page(subject, true, start).await?;
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
            .expression_attribute_values(":kind", AttributeValue::S(SESSIONS.to_owned()))
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
