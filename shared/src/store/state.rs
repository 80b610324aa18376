//! How a state stands in its item: one binary attribute, a byte for the form and then postcard.
//!
//! Not a map of attributes: the work that takes is done for whoever is known here and for nobody else, and strangers could
//! tell the two apart by the time of an answer (OTP-11; docs/decisions/0003-states.md).

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::key::{REVISION, STATE};
use super::{StoreError, binary};
use crate::revision::{Revision, Versioned};

/// The form that this version writes and reads. A field more or less is another form: postcard has no names.
const FORM: u8 = 1;

pub(super) fn written<T: Serialize>(state: &T) -> Result<AttributeValue, StoreError> {
    Ok(binary(&postcard::to_extend(state, vec![FORM])?))
}

pub(super) fn read_item<T: DeserializeOwned>(
    item: &HashMap<String, AttributeValue>,
) -> Result<Versioned<T>, StoreError> {
    let bytes = |name| item.get(name).and_then(|value| value.as_b().ok()).map(AsRef::as_ref);
    let revision = bytes(REVISION).and_then(Revision::from_stored);
    let revision = revision.ok_or_else(|| StoreError::Unavailable("an item has no revision".to_owned()))?;
    let state = bytes(STATE).and_then(|state| state.strip_prefix(&[FORM]));
    let state = state.ok_or_else(|| StoreError::Unavailable("an item's state has another form".to_owned()))?;
    match postcard::take_from_bytes(state)? {
        (state, []) => Ok(Versioned { revision, state }),
        _ => Err(StoreError::Unavailable("an item's state is too long".to_owned())),
    }
}
