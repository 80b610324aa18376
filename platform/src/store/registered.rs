//! What is few and listed whole, each item changed only as it was seen: clients and resources, as their operator puts them,
//! and what an account has agreed to.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use super::key::{CLIENTS, Key, PARTITION, RESOURCES, REVISION, consents_of as of_account};
use super::state::read_item;
use super::{Store, StoreError, binary};
use crate::aws;
use shared::Timestamp;
use shared::authorization::consent::Consent;
use shared::identity::account::AccountId;
use shared::revision::{Revision, Versioned};
use shared::tokens::client::{Client, Resource};

/// What has no end: 9999-12-31T23:59:59Z. The table's TTL deletes nothing before it.
pub const NEVER: Timestamp = Timestamp::from_unix(253_402_300_799);

impl Store {
    /// Every client that is registered, by the order of their ids.
    pub async fn clients(&self) -> Result<Vec<Versioned<Client>>, StoreError> {
        self.registered(CLIENTS).await
    }

    /// Every resource that is registered, by the order of their ids.
    pub async fn resources(&self) -> Result<Vec<Versioned<Resource>>, StoreError> {
        self.registered(RESOURCES).await
    }

    /// Everything that an account has agreed to, by the order of the clients' ids.
    pub async fn consents(&self, account: AccountId) -> Result<Vec<Versioned<Consent>>, StoreError> {
        self.registered(&of_account(account)).await
    }

    /// Deletes an item that still is as it was seen; tells whether it was. Where an answer is lost and the SDK tries again,
    /// it is gone.
    pub async fn unregister(&self, key: &Key, seen: Revision) -> Result<bool, StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .condition_expression("attribute_not_exists(#name) OR #revision = :seen")
            .expression_attribute_names("#name", PARTITION)
            .expression_attribute_names("#revision", REVISION)
            .expression_attribute_values(":seen", binary(seen.as_bytes()));
        match delete.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(StoreError::Unavailable(aws::cause(&error))),
            },
        }
    }

    async fn registered<T: DeserializeOwned>(&self, partition: &str) -> Result<Vec<Versioned<T>>, StoreError> {
        let mut all = Vec::new();
        let mut start = None;
        loop {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .consistent_read(true)
                .key_condition_expression("#partition = :partition")
                .expression_attribute_names("#partition", PARTITION)
                .expression_attribute_values(":partition", AttributeValue::S(partition.to_owned()))
                .set_exclusive_start_key(start);
            let output = query.send().await.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?;
            // DynamoDB names the items even where there are none. By an answer that lost its body all would be added anew.
            let items = output.items.ok_or_else(|| StoreError::Unavailable("an answer without items".to_owned()))?;
            for item in &items {
                all.push(read_item(item)?);
            }
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok(all);
            }
        }
    }
}
