//! The handle: the sealed string by which a client names its challenge.
//!
//! Everything that a verification needs travels in it, so a forged, foreign or expired one costs no database call, and
//! a fresh one brings the state that the first conditional write expects.

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::codes::hotp::CodeForm;
use crate::codes::ledger::{ChallengeId, Ledger, Pool};
use crate::codes::purpose::CodePurpose;
use crate::identity::account::AccountId;
use crate::identity::identifier::{Channel, Identifier};
use crate::identity::keyring::{KeyVersion, Keyring, NotSealedHere, Purpose};
use crate::revision::Versioned;

/// The length of every handle, in characters. A shorter one for an address that nobody has used today would tell a
/// stranger so (OTP-11); what a handle says is therefore padded. A snapshot that would not fit stays out, which costs a
/// read and nothing else.
pub const LENGTH: usize = 618;
/// Bytes before sealing: 30 less than what [`LENGTH`] characters of base64url carry.
const PLAINTEXT: usize = 433;

/// What a handle says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Handle {
    /// Who is to be proven.
    pub identifier: Identifier,
    /// How the code travelled.
    pub channel: Channel,
    /// Which challenge; also the nonce of its key.
    pub challenge: ChallengeId,
    /// What the code is for.
    pub purpose: CodePurpose,
    /// What the code looks like.
    pub form: CodeForm,
    /// Whose budgets the challenge spends; a device goes on under its name once it has signed in.
    pub pool: Pool,
    /// When another code may be sent for it.
    pub resend_at: Timestamp,
    /// The first moment at which the handle is refused.
    pub expires_at: Timestamp,
    /// The region whose table holds the ledger.
    pub region: String,
    /// Whose it is, or would be.
    pub account: ExpectedAccount,
    /// The ledger as it was right after the code was issued.
    pub snapshot: Option<Versioned<Ledger>>,
}

/// The account that a code leads to, as far as that was known when it was asked for. It takes as much room for a stranger as
/// for somebody who is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedAccount {
    /// What the account is called, or would be.
    pub id: AccountId,
    /// Whether it was found; else this is a proposal.
    pub found: bool,
    /// Whether a session may begin with the code: it demands no second step, as far as is known.
    pub at_once: bool,
}

/// Why a handle is refused. To the outside all of them are one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandleRefused {
    /// Not sealed by this service, or changed since.
    #[error("the handle was not sealed here")]
    Forged,
    /// Its life is over.
    #[error("the handle has expired")]
    Expired,
    /// Made in another region, whose state this one does not have.
    #[error("the handle belongs to another region")]
    OtherRegion,
}

impl Handle {
    /// Seals the handle under a fresh random nonce, with the version that the challenge's key comes from.
    pub fn seal(&self, keyring: &Keyring, version: KeyVersion, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let mut plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        if plaintext.len() > PLAINTEXT && self.snapshot.is_some() {
            return Self { snapshot: None, ..self.clone() }.seal(keyring, version, nonce);
        }
        if plaintext.len() > PLAINTEXT {
            return Err(NotSealedHere);
        }
        plaintext.resize(PLAINTEXT, 0);
        keyring.seal(Purpose::Handle, version, &plaintext, nonce)
    }

    /// Opens a handle; refuses what this service did not seal, what has expired, and what another region made.
    pub fn open(
        text: &str,
        keyring: &Keyring,
        region: &str,
        now: Timestamp,
    ) -> Result<(Self, KeyVersion), HandleRefused> {
        if text.len() != LENGTH {
            return Err(HandleRefused::Forged);
        }
        let (plaintext, version) = keyring.open(Purpose::Handle, text).map_err(|_| HandleRefused::Forged)?;
        let handle: Self = postcard::from_bytes(plaintext.expose_secret()).map_err(|_| HandleRefused::Forged)?;
        if now >= handle.expires_at {
            return Err(HandleRefused::Expired);
        }
        if handle.region != region {
            return Err(HandleRefused::OtherRegion);
        }
        Ok((handle, version))
    }
}

#[cfg(test)]
#[path = "handle_tests.rs"]
mod tests;
