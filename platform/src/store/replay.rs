//! What a restored backup has to learn of the table that it takes the place of: which accounts have ended since.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::key::{ACCOUNT, ACCOUNTS, IDENTITIES, PARTITION, SORT};
use super::state::read_item;
use super::{Store, StoreError};
use crate::aws;
use shared::identity::account::{AccountRecord, Identity};

type Item = HashMap<String, AttributeValue>;

impl Store {
    /// Puts here what in `other` stands of accounts that were erased or are disabled, and of identifiers that lead to none,
    /// invited or not; gives how many items that were. It may be repeated. It reads the whole of `other`: an operator's deed.
    pub async fn replay_ends(&self, other: &Self) -> Result<usize, StoreError> {
        let (mut count, mut start) = (0, None);
        loop {
            let (page, more) = other.accounts(start).await?;
            for item in page {
                if is_of_an_end(&item)? {
                    let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
                    put.send().await.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?;
                    count += 1;
                }
            }
            start = more;
            if start.is_none() {
                return Ok(count);
            }
        }
    }

    /// One page of what stands of accounts and identifiers.
    async fn accounts(&self, start: Option<Item>) -> Result<(Vec<Item>, Option<Item>), StoreError> {
        let scan = self
            .client
            .scan()
            .table_name(&self.table)
            .consistent_read(true)
            .filter_expression(
                "begins_with(#partition, :accounts) OR begins_with(#partition, :identities) OR #sort = :ended",
            )
            .expression_attribute_names("#partition", PARTITION)
            .expression_attribute_names("#sort", SORT)
            .expression_attribute_values(":accounts", AttributeValue::S(ACCOUNTS.to_owned()))
            .expression_attribute_values(":identities", AttributeValue::S(IDENTITIES.to_owned()))
            .expression_attribute_values(":ended", AttributeValue::S(ACCOUNT.to_owned()))
            .set_exclusive_start_key(start);
        let output = scan.send().await.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?;
        // An answer that lost its body on the way has no items, and nobody would be told.
        let items = output.items.ok_or_else(|| StoreError::Unavailable("an answer without items".to_owned()))?;
        Ok((items, output.last_evaluated_key))
    }
}

fn is_of_an_end(item: &Item) -> Result<bool, StoreError> {
    let partition = item.get(PARTITION).and_then(|value| value.as_s().ok()).map(String::as_str).unwrap_or_default();
    if partition.starts_with(ACCOUNTS) {
        Ok(read_item::<AccountRecord>(item)?.state.active().is_none())
    } else if partition.starts_with(IDENTITIES) {
        let found = read_item::<Identity>(item)?.state;
        // An invitation may stand in the place of an end: who was erased is invited back.
        Ok(matches!(found, Identity::Vacated | Identity::Invited { .. } | Identity::Belongs { disabled: true, .. }))
    } else {
        Ok(true)
    }
}
