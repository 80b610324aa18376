//! What an identifier is called where it must not be readable.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Names an identifier in the table: a keyed hash, which tells nobody who it is. It finds what stands of the identifier
/// itself, a suppression or whose it is, and never a session: those are an account's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IdentityKey([u8; 16]);

impl IdentityKey {
    /// No identifier's hash.
    pub const NOBODY: Self = Self([0; 16]);

    /// Takes a keyed hash.
    pub const fn from_hash(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The hash.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for IdentityKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for IdentityKey {
    /// Enough to follow an identifier through the log; a keyed hash tells nobody who it is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(formatter, "{a:02x}{b:02x}{c:02x}{d:02x}…")
    }
}
