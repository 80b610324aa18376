//! The verb: write the next state only where the table still holds the expected one.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::key::{Key, PARTITION, REVISION};
use super::settle::pause;
use super::state::{item_of, read_item};
use super::{Store, StoreError, binary};
use crate::aws;
use shared::Timestamp;
use shared::revision::{Revision, Versioned};

/// How often a swap that met a transaction is tried again.
const ROUNDS: u32 = 8;

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
        let item = item_of(key, next.revision, &next.state, Some(expires_at))?;
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
        for round in 0..ROUNDS {
            let Err(error) = put.clone().send().await else { return Ok(Swap::Done) };
            match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                    let actual = failed.item().map(read_item).transpose()?;
                    return Ok(match actual {
                        Some(actual) if actual.revision == next.revision => Swap::Done,
                        actual => Swap::Conflict(actual),
                    });
                }
                // A transaction is writing the same item: what it leaves there is not known yet.
                Some(PutItemError::TransactionConflictException(_)) => pause(round).await?,
                _ => return Err(StoreError::Unavailable(aws::cause(&error))),
            }
        }
        Err(StoreError::Contended)
    }

    /// Reads an item as it is now (strongly consistent).
    pub async fn read<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<Versioned<T>>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key.attributes())).consistent_read(true);
        let output = get.send().await.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?;
        output.item.map(|item| read_item(&item)).transpose()
    }
}
