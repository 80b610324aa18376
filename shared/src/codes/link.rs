//! The link in an email: the sealed string that names one sent code, and does what that code does for whoever opens it.
//!
//! It says nothing of how long it counts: the ledger knows.

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::codes::ledger::ChallengeId;
use crate::identity::identifier::Identifier;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

/// Where links lead.
pub const PATH: &str = "/signin/link";
/// Longest text that is looked at, in bytes: an address has 320 characters at most.
const LONGEST: usize = 1_024;

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Who is signed in by it.
    pub identifier: Identifier,
    /// Which challenge it was sent for.
    pub challenge: ChallengeId,
    /// The counter of the code that it was sent beside.
    pub counter: u64,
    /// The region whose table has the ledger.
    pub region: String,
}

/// Why a link is refused. To the outside all of them are one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefused {
    /// Not sealed by this service, or changed since.
    #[error("the link was not sealed here")]
    Forged,
    /// Made in another region.
    #[error("the link belongs to another region")]
    OtherRegion,
    /// The page was shown in another browser.
    #[error("the page was shown in another browser")]
    OtherBrowser,
    /// The page was shown while the browser was signed in in another way.
    #[error("the page was shown beside another session")]
    OtherSession,
    /// The page was shown too long ago.
    #[error("the page has expired")]
    PageExpired,
    /// Used, followed by a newer one, or its life is over.
    #[error("the link is over")]
    Over,
    /// This service sends none.
    #[error("links are off")]
    Off,
}

impl Link {
    /// Seals the link under a fresh random nonce.
    pub fn seal(&self, keyring: &Keyring, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::Link, keyring.current(), &plaintext, nonce)
    }

    /// Opens a link of this region.
    pub fn open(text: &str, keyring: &Keyring, region: &str) -> Result<Self, LinkRefused> {
        if text.len() > LONGEST {
            return Err(LinkRefused::Forged);
        }
        let (plaintext, _) = keyring.open(Purpose::Link, text).map_err(|_| LinkRefused::Forged)?;
        let link: Self = postcard::from_bytes(plaintext.expose_secret()).map_err(|_| LinkRefused::Forged)?;
        if link.region == region { Ok(link) } else { Err(LinkRefused::OtherRegion) }
    }
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
