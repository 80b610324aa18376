//! The refresh token: a sealed string that continues one session.
//!
//! It carries the session as it was when the token was made, so a forged, foreign or lapsed one costs no database call,
//! and a current one brings the state that the conditional write expects.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::identifier::Identifier;
use crate::keyring::{Keyring, NotSealedHere, Purpose};
use crate::revision::Versioned;
use crate::session::{Device, Session, SessionId, SessionPolicy};

/// Longest text that is looked at, in bytes.
pub const LONGEST: usize = 8_192;

/// What a refresh token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefreshToken {
    /// Whose session it is. The table does not know.
    pub identifier: Identifier,
    /// Which session.
    pub session: SessionId,
    /// The region whose table holds the session.
    pub region: String,
    /// The session right after this token became current; its generation is the token's.
    pub snapshot: Versioned<Session>,
}

/// Why a refresh token is refused without a look at the table. To the outside all of them are one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefreshTokenRefused {
    /// Not sealed by this service for this purpose, or changed since.
    #[error("the refresh token was not sealed here")]
    Forged,
    /// Its session has lapsed, whether or not it was refreshed by another token since.
    #[error("the refresh token has expired")]
    Expired,
    /// Made in another region, whose state this one does not have.
    #[error("the refresh token belongs to another region")]
    OtherRegion,
}

impl RefreshToken {
    /// Seals the token. The revision of the session's write is the nonce: whoever finds that very session makes the very
    /// same token of it, which is how a client that lost an answer gets it again.
    pub fn seal(&self, keyring: &Keyring) -> Result<String, NotSealedHere> {
        let nonce = *self.snapshot.revision.as_bytes();
        let mut token = self.clone();
        token.snapshot.state.device = Device::default();
        let plaintext = postcard::to_allocvec(&token).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::RefreshToken, keyring.current(), &plaintext, nonce)
    }

    /// Opens a token; refuses what this service did not seal, what has lapsed, and what another region made.
    pub fn open(
        text: &str,
        keyring: &Keyring,
        region: &str,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<Self, RefreshTokenRefused> {
        if text.len() > LONGEST {
            return Err(RefreshTokenRefused::Forged);
        }
        let opened = keyring.open(Purpose::RefreshToken, text).map_err(|_| RefreshTokenRefused::Forged)?;
        let token: Self = postcard::from_bytes(opened.0.expose()).map_err(|_| RefreshTokenRefused::Forged)?;
        if token.region != region {
            return Err(RefreshTokenRefused::OtherRegion);
        }
        if now >= token.snapshot.state.expires_at(policy) {
            return Err(RefreshTokenRefused::Expired);
        }
        Ok(token)
    }
}

#[cfg(test)]
#[path = "refresh_token_tests.rs"]
mod tests;
