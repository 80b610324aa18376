//! The only place that spells keys and attribute names.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

pub(super) const PARTITION: &str = "pk";
pub(super) const SORT: &str = "sk";
/// DynamoDB's TTL attribute, Unix seconds.
pub(super) const EXPIRES_AT: &str = "expires_at";
pub(super) const REVISION: &str = "revision";
pub(super) const STATE: &str = "state";

/// Where an item is: the partition starts with what it belongs to, the sort key says what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    partition: String,
    sort: &'static str,
}

impl Key {
    /// The ledger of the identifier with this lookup hash.
    pub fn ledger(lookup_hash: &str) -> Self {
        Self { partition: format!("identifier#{lookup_hash}"), sort: "ledger" }
    }

    pub(super) fn attributes(&self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            (PARTITION.to_owned(), AttributeValue::S(self.partition.clone())),
            (SORT.to_owned(), AttributeValue::S(self.sort.to_owned())),
        ])
    }
}
