//! How a state stands in its item: one binary attribute, a byte for the form and then postcard.
//!
//! Not a map of attributes: the work that takes is done for whoever is known here and for nobody else, and strangers could
//! tell the two apart by the time of an answer (OTP-11; docs/decisions/0003-states.md).

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::key::{EXPIRES_AT, Key, REVISION, STATE};
use super::{StoreError, binary};
use shared::Timestamp;
use shared::revision::{FORM, Revision, Versioned};

pub(super) fn written<T: Serialize>(state: &T) -> Result<AttributeValue, StoreError> {
    let stored = postcard::to_extend(state, vec![FORM]);
    stored.map(|bytes| binary(&bytes)).map_err(|_| StoreError::Unreadable)
}

/// The item that holds a state until `expires_at` at least, or for good.
pub(super) fn item_of<T: Serialize>(
    key: &Key,
    revision: Revision,
    state: &T,
    expires_at: Option<Timestamp>,
) -> Result<HashMap<String, AttributeValue>, StoreError> {
    let mut item = key.attributes();
    item.insert(REVISION.to_owned(), binary(revision.as_bytes()));
    item.insert(STATE.to_owned(), written(state)?);
    if let Some(expires_at) = expires_at {
        item.insert(EXPIRES_AT.to_owned(), AttributeValue::N(expires_at.as_unix().to_string()));
    }
    Ok(item)
}

pub(super) fn read_item<T: DeserializeOwned>(
    item: &HashMap<String, AttributeValue>,
) -> Result<Versioned<T>, StoreError> {
    let bytes = |name| item.get(name).and_then(|value| value.as_b().ok()).map(AsRef::as_ref);
    let revision = bytes(REVISION).and_then(Revision::from_stored).ok_or(StoreError::Unreadable)?;
    let state = bytes(STATE).and_then(|state| state.strip_prefix(&[FORM])).ok_or(StoreError::Unreadable)?;
    match postcard::take_from_bytes(state) {
        Ok((state, [])) => Ok(Versioned { revision, state }),
        _ => Err(StoreError::Unreadable),
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
