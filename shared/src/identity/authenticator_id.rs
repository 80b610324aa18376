//! What names an authenticator of an account.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Names a passkey, an authenticator app or a set of recovery codes: 128 bits, of a keyed hash of the credential's id for a
/// passkey, random for the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AuthenticatorId([u8; 16]);

/// Not 22 characters of base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 22 characters of base64url")]
pub struct AuthenticatorIdMalformed;

impl AuthenticatorId {
    /// Takes 16 fresh random bytes.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Takes 16 bytes of a keyed hash of a credential's id.
    pub(super) const fn from_hash(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes, which what is sealed may be bound to.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl std::str::FromStr for AuthenticatorId {
    type Err = AuthenticatorIdMalformed;

    fn from_str(text: &str) -> Result<Self, AuthenticatorIdMalformed> {
        let decoded = URL_SAFE_NO_PAD.decode(text).map_err(|_| AuthenticatorIdMalformed)?;
        decoded.try_into().map(Self).map_err(|_| AuthenticatorIdMalformed)
    }
}

impl fmt::Display for AuthenticatorId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for AuthenticatorId {
    /// Enough to follow one through the log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(formatter, "{a:02x}{b:02x}{c:02x}{d:02x}…")
    }
}
