//! Which write a state came from.

use std::fmt;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};

/// The form in which states are written, in the table and in what is sealed. A field more or less, or in another place, is
/// another form: postcard has no names, and a state that was read wrongly would be written back. Until 0.2.0 the
/// number stays (docs/decisions/0003-states.md).
pub const FORM: u8 = 1;

/// Fresh randomness on every write, never a counter: an item that was deleted and made anew must not be taken for the
/// old one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Revision([u8; 12]);

/// A state together with the write that it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versioned<T> {
    /// The write.
    pub revision: Revision,
    /// The state.
    pub state: T,
}

impl Revision {
    /// Takes 12 fresh random bytes.
    pub const fn from_random(bytes: [u8; 12]) -> Self {
        Self(bytes)
    }

    /// The bytes as they are stored.
    pub const fn as_bytes(&self) -> &[u8; 12] {
        &self.0
    }

    /// Reads stored bytes; `None` for another length.
    pub fn from_stored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl Serialize for Revision {
    /// Behind the form of the state that follows.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (FORM, self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Revision {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Deserialize::deserialize(deserializer)? {
            (FORM, bytes) => Ok(Self(bytes)),
            _ => Err(D::Error::custom("a state in another form")),
        }
    }
}

impl fmt::Debug for Revision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Revision")
    }
}
