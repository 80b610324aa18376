//! Several items in one call.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use serde::de::DeserializeOwned;

use super::key::{NOT_BEFORE, PARTITION, SORT};
use super::settle::pause;
use super::state::read_item;
use super::{Key, Store, StoreError};
use crate::aws;
use shared::Timestamp;
use shared::revision::Versioned;

type Item = HashMap<String, AttributeValue>;

/// How often what DynamoDB left out is asked for again.
const ROUNDS: u32 = 5;

/// What stood under several keys.
#[derive(Clone, Debug, Default)]
pub struct Batch(Vec<Item>);

impl Store {
    /// Reads up to a hundred items as they are now (strongly consistent); each key once.
    pub async fn read_batch(&self, keys: &[&Key]) -> Result<Batch, StoreError> {
        let mut found = Vec::new();
        let mut left: Vec<Item> = keys.iter().map(|key| key.attributes()).collect();
        for round in 0.. {
            let asked = KeysAndAttributes::builder().consistent_read(true).set_keys(Some(left)).build();
            let asked = asked.map_err(|_| StoreError::Unavailable("a read without keys".to_owned()))?;
            let read = self.client.batch_get_item().request_items(&self.table, asked).send().await;
            let output = read.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?;
            // DynamoDB names the table even where it found nothing: an answer that lost its body must not pass as "nothing
            // is there", by which a disabled account would be signed in.
            let answered = output.responses.and_then(|mut tables| tables.remove(&self.table));
            found.extend(answered.ok_or_else(|| StoreError::Unavailable("an answer without items".to_owned()))?);
            let unprocessed = output.unprocessed_keys.and_then(|mut tables| tables.remove(&self.table));
            left = unprocessed.map(|more| more.keys).unwrap_or_default();
            if left.is_empty() {
                break;
            }
            if round == ROUNDS {
                return Err(StoreError::Unavailable("reads were left undone".to_owned()));
            }
            pause(round).await?;
        }
        Ok(Batch(found))
    }
}

impl Batch {
    /// The state under a key of those that were asked for.
    pub fn state<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<Versioned<T>>, StoreError> {
        self.item(key).map(read_item).transpose()
    }

    /// The moment that a revocation carries; the beginning of time where there is none.
    pub fn moment(&self, key: &Key) -> Result<Timestamp, StoreError> {
        let Some(item) = self.item(key) else { return Ok(Timestamp::from_unix(0)) };
        let moment = item.get(NOT_BEFORE).and_then(|moment| moment.as_n().ok()?.parse().ok());
        moment
            .map(Timestamp::from_unix)
            .ok_or_else(|| StoreError::Unavailable("an item is of no known kind".to_owned()))
    }

    fn item(&self, key: &Key) -> Option<&Item> {
        let is = |item: &Item, name: &str, value: &str| {
            item.get(name).and_then(|found| found.as_s().ok()).is_some_and(|found| found == value)
        };
        self.0.iter().find(|item| is(item, PARTITION, &key.partition) && is(item, SORT, &key.sort))
    }
}
