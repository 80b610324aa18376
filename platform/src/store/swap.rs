//! The verb: write the next state only where the table still holds the expected one.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::key::{EXPIRES_AT, Key, PARTITION, REVISION, STATE};
use super::state::{read_item, written};
use super::{Store, StoreError, binary};
use crate::aws;
use shared::Timestamp;
use shared::revision::{Revision, Versioned};

/// What became of a swap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swap<T> {
    /// The next state is written.
    Done,
    /// Somebody else's state is there, or none; nothing was written.
    Conflict(Option<Versioned<T>>),
}

impl Store {
    /// Writes `next` where the item still has revision `expected`, or does not exist for `None`. One round trip, also
    /// when it loses: `ReturnValuesOnConditionCheckFailure` brings the state that won.
    ///
    /// Safe to repeat: where an answer was lost and the SDK tries again, the conflict shows the very revision that we
    /// meant to write, which is our own success.
    pub async fn swap<T: Serialize + DeserializeOwned>(
        &self,
        key: &Key,
        expected: Option<Revision>,
        next: &Versioned<T>,
        expires_at: Timestamp,
    ) -> Result<Swap<T>, StoreError> {
        let mut item = key.attributes();
        item.insert(REVISION.to_owned(), binary(next.revision.as_bytes()));
        item.insert(EXPIRES_AT.to_owned(), AttributeValue::N(expires_at.as_unix().to_string()));
        item.insert(STATE.to_owned(), written(&next.state)?);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = match expected {
            None => {
                put.condition_expression("attribute_not_exists(#name)").expression_attribute_names("#name", PARTITION)
            }
            Some(revision) => put
                .condition_expression("#name = :expected")
                .expression_attribute_names("#name", REVISION)
                .expression_attribute_values(":expected", binary(revision.as_bytes())),
        };
        let Err(error) = put.send().await else { return Ok(Swap::Done) };
        let Some(PutItemError::ConditionalCheckFailedException(failed)) = error.as_service_error() else {
            return Err(StoreError::Unavailable(aws::cause(&error)));
        };
        let actual = failed.item().map(read_item).transpose()?;
        Ok(match actual {
            Some(actual) if actual.revision == next.revision => Swap::Done,
            actual => Swap::Conflict(actual),
        })
    }

    /// Reads an item as it is now (strongly consistent).
    pub async fn read<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<Versioned<T>>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key.attributes())).consistent_read(true);
        let output = get.send().await.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?;
        output.item.map(|item| read_item(&item)).transpose()
    }
}
