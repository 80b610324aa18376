//! The sealed proof of an identifier: what a right code is worth that was asked for a change of an account, and for nothing
//! else. It signs nobody in.

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::codes::ledger::ChallengeId;
use crate::codes::purpose::CodePurpose;
use crate::identity::identifier::Identifier;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

/// Seconds in which it counts: enough to prove another identifier, by a message that is slow.
pub const LIFE: u64 = 600;
/// Longest text that is looked at, in bytes.
const LONGEST: usize = 1_024;

/// That the owner of an identifier has agreed to one change of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifierProof {
    /// What was proven.
    pub identifier: Identifier,
    /// What for.
    pub purpose: CodePurpose,
    /// By which challenge: one proves one change.
    pub challenge: ChallengeId,
    /// The first moment at which it is refused.
    pub expires_at: Timestamp,
    /// The region whose table knows whether it was used.
    pub region: String,
}

/// Why a proof is refused. To the outside all of them are one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofRefused {
    /// Not sealed by this service, or changed since.
    #[error("the proof was not sealed here")]
    Forged,
    /// Its life is over.
    #[error("the proof has expired")]
    Expired,
    /// Made for something else.
    #[error("the proof is for another change")]
    OtherPurpose,
    /// Made in another region.
    #[error("the proof belongs to another region")]
    OtherRegion,
}

impl IdentifierProof {
    /// Seals it under a fresh random nonce.
    pub fn seal(&self, keyring: &Keyring, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::IdentifierProof, keyring.current(), &plaintext, nonce)
    }

    /// Opens one that was made for `purpose`.
    pub fn open(
        text: &str,
        purpose: CodePurpose,
        keyring: &Keyring,
        region: &str,
        now: Timestamp,
    ) -> Result<Self, ProofRefused> {
        if text.len() > LONGEST {
            return Err(ProofRefused::Forged);
        }
        let (plaintext, _) = keyring.open(Purpose::IdentifierProof, text).map_err(|_| ProofRefused::Forged)?;
        let proof: Self = postcard::from_bytes(plaintext.expose_secret()).map_err(|_| ProofRefused::Forged)?;
        if now >= proof.expires_at {
            return Err(ProofRefused::Expired);
        }
        if proof.region != region {
            return Err(ProofRefused::OtherRegion);
        }
        if proof.purpose == purpose { Ok(proof) } else { Err(ProofRefused::OtherPurpose) }
    }
}

#[cfg(test)]
#[path = "proof_tests.rs"]
mod tests;
