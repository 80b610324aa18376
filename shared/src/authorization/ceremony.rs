//! A ceremony of a passkey (WebAuthn Level 3 §7): what it was begun with travels sealed, and ends it once, also where that fails.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::flow::BrowserId;
use crate::Timestamp;
use crate::identity::account::AccountId;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

/// Seconds in which the user answers.
pub const LIFE: u64 = 300;
/// Longest text that is looked at, in bytes: what the library wants to remember takes half a kilobyte.
const LONGEST: usize = 4_096;

/// Names a ceremony; 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CeremonyId([u8; 16]);

/// What a ceremony is for. What was begun for one ends no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CeremonyKind {
    /// To sign in, whoever it is.
    SignIn,
    /// To make a passkey for an account.
    Registration(AccountId),
}

/// A ceremony that was begun.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ceremony {
    /// Under which its end is booked.
    pub id: CeremonyId,
    /// What it is for.
    pub kind: CeremonyKind,
    /// In which browser.
    pub browser: BrowserId,
    /// What the library that judges it remembers, the challenge among it.
    pub state: Vec<u8>,
    /// Since when.
    pub begun_at: Timestamp,
    /// The region whose table books it.
    pub region: String,
}

/// Why a ceremony does not end. To the user all of them are one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CeremonyRefused {
    /// Not sealed here, or changed since.
    #[error("the ceremony was not sealed here")]
    Forged,
    /// It took too long.
    #[error("the ceremony has expired")]
    Expired,
    /// It began in another browser.
    #[error("the ceremony belongs to another browser")]
    OtherBrowser,
    /// It began in another region.
    #[error("the ceremony belongs to another region")]
    OtherRegion,
    /// It was begun for something else, or for another account.
    #[error("the ceremony is for something else")]
    OtherKind,
    /// It was ended, well or not.
    #[error("the ceremony was used")]
    Used,
}

impl CeremonyId {
    /// Takes 16 fresh random bytes.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for CeremonyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for CeremonyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CeremonyId")
    }
}

impl Ceremony {
    /// Seals the ceremony under a fresh random nonce.
    pub fn seal(&self, keyring: &Keyring, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::Ceremony, keyring.current(), &plaintext, nonce)
    }

    /// Opens what one of these browsers began as a ceremony of this kind (WA-01).
    pub fn open(
        text: &str,
        kind: CeremonyKind,
        browsers: &[BrowserId],
        keyring: &Keyring,
        region: &str,
        now: Timestamp,
    ) -> Result<Self, CeremonyRefused> {
        if text.len() > LONGEST {
            return Err(CeremonyRefused::Forged);
        }
        let (plaintext, _) = keyring.open(Purpose::Ceremony, text).map_err(|_| CeremonyRefused::Forged)?;
        let ceremony: Self = postcard::from_bytes(plaintext.expose_secret()).map_err(|_| CeremonyRefused::Forged)?;
        if ceremony.region != region {
            return Err(CeremonyRefused::OtherRegion);
        }
        if now >= ceremony.begun_at.plus(LIFE) {
            return Err(CeremonyRefused::Expired);
        }
        if !browsers.iter().any(|browser| browser.as_bytes().ct_eq(ceremony.browser.as_bytes()).into()) {
            return Err(CeremonyRefused::OtherBrowser);
        }
        if ceremony.kind != kind {
            return Err(CeremonyRefused::OtherKind);
        }
        Ok(ceremony)
    }
}

impl fmt::Debug for Ceremony {
    /// Without the challenge.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ceremony").field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "ceremony_tests.rs"]
mod tests;
