//! Which write a state came from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Fresh randomness on every write, never a counter: an item that was deleted and made anew must not be taken for the
/// old one.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

impl fmt::Debug for Revision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Revision")
    }
}
