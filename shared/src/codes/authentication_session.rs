//! A sign-in of the codes' own interface that lacks its second step: what a right code has proven travels sealed, and is completed
//! once. It is no session: nothing but its completion takes it.

use std::fmt;

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::codes::ledger::{ChallengeId, DeviceId};
use crate::identity::account::AccountId;
use crate::identity::identifier::Identifier;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

/// Seconds in which it is completed: enough to find the phone with the app.
pub const LIFE: u64 = 600;
/// Longest text that is looked at, in bytes.
const LONGEST: usize = 1_024;

/// What a right code has proven of an account that demands more.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthenticationSession {
    /// Which account.
    pub account: AccountId,
    /// The identifier that the code was sent to.
    pub identifier: Identifier,
    /// By which challenge: one completes one sign-in.
    pub challenge: ChallengeId,
    /// The device, where it was known before.
    pub device: Option<DeviceId>,
    /// When the code was right.
    pub proven_at: Timestamp,
    /// The region whose table knows whether it was completed.
    pub region: String,
}

/// Why a sign-in is not completed. To the outside all of them are one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticationSessionRefused {
    /// Not sealed by this service, or changed since.
    #[error("the authentication session was not sealed here")]
    Forged,
    /// Its life is over.
    #[error("the authentication session has expired")]
    Expired,
    /// Made in another region.
    #[error("the authentication session belongs to another region")]
    OtherRegion,
    /// It was completed.
    #[error("the authentication session was completed")]
    Completed,
    /// The account is gone or disabled, has lost the identifier, or everybody's sign-ins have ended meanwhile.
    #[error("the authentication session leads nowhere any more")]
    Over,
}

impl AuthenticationSession {
    /// The first moment at which it is refused.
    pub const fn expires_at(&self) -> Timestamp {
        self.proven_at.plus(LIFE)
    }

    /// Seals it under a fresh random nonce.
    pub fn seal(&self, keyring: &Keyring, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::AuthenticationSession, keyring.current(), &plaintext, nonce)
    }

    /// Opens one that has not expired.
    pub fn open(
        text: &str,
        keyring: &Keyring,
        region: &str,
        now: Timestamp,
    ) -> Result<Self, AuthenticationSessionRefused> {
        if text.len() > LONGEST {
            return Err(AuthenticationSessionRefused::Forged);
        }
        let forged = AuthenticationSessionRefused::Forged;
        let (plaintext, _) = keyring.open(Purpose::AuthenticationSession, text).map_err(|_| forged)?;
        let opened: Self = postcard::from_bytes(plaintext.expose_secret()).map_err(|_| forged)?;
        if now >= opened.expires_at() {
            return Err(AuthenticationSessionRefused::Expired);
        }
        if opened.region == region { Ok(opened) } else { Err(AuthenticationSessionRefused::OtherRegion) }
    }
}

impl fmt::Debug for AuthenticationSession {
    /// Names nobody.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AuthenticationSession").field("proven_at", &self.proven_at).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "authentication_session_tests.rs"]
mod tests;
