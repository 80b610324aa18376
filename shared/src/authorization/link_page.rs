//! What the page of a mail's link was shown for: this link, in this browser, beside this session. Its form counts for nothing
//! else: no other site can post it, and nobody's session is replaced by it that the page did not speak of.

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::flow::BrowserId;
use crate::Timestamp;
use crate::codes::ledger::Ledger;
use crate::codes::link::{Link, LinkRefused};
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};
use crate::revision::Versioned;
use crate::tokens::session::TokenId;

/// Seconds in which the user answers.
pub const LIFE: u64 = 600;
/// Longest text that is looked at, in bytes.
const LONGEST: usize = 8_192;
/// Most bytes before sealing: 30 less than what [`LONGEST`] characters of base64url carry. A ledger that would not fit stays out,
/// which costs a trip and nothing else.
const PLAINTEXT: usize = 6_114;

/// What the page was shown for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPage {
    /// The link that led to it.
    pub link: Link,
    /// In which browser.
    pub browser: BrowserId,
    /// The secret of the session cookie that the browser had; `None` where it had none.
    pub before: Option<TokenId>,
    /// When.
    pub shown_at: Timestamp,
    /// The ledger as it was then, which is most likely the one that is written over.
    pub snapshot: Option<Versioned<Ledger>>,
}

impl LinkPage {
    /// Seals the page under a fresh random nonce, for its form.
    pub fn seal(&self, keyring: &Keyring, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        if plaintext.len() > PLAINTEXT && self.snapshot.is_some() {
            return Self { snapshot: None, ..self.clone() }.seal(keyring, nonce);
        }
        keyring.seal(Purpose::LinkPage, keyring.current(), &plaintext, nonce)
    }

    /// Opens a page that one of these browsers was shown, beside the session with the secret `current`.
    pub fn open(
        text: &str,
        browsers: &[BrowserId],
        current: Option<TokenId>,
        keyring: &Keyring,
        region: &str,
        now: Timestamp,
    ) -> Result<Self, LinkRefused> {
        if text.len() > LONGEST {
            return Err(LinkRefused::Forged);
        }
        let (plaintext, _) = keyring.open(Purpose::LinkPage, text).map_err(|_| LinkRefused::Forged)?;
        let page: Self = postcard::from_bytes(plaintext.expose_secret()).map_err(|_| LinkRefused::Forged)?;
        if page.link.region != region {
            return Err(LinkRefused::OtherRegion);
        }
        if now >= page.shown_at.plus(LIFE) {
            return Err(LinkRefused::PageExpired);
        }
        if !browsers.iter().any(|browser| browser.as_bytes().ct_eq(page.browser.as_bytes()).into()) {
            return Err(LinkRefused::OtherBrowser);
        }
        if page.before == current { Ok(page) } else { Err(LinkRefused::OtherSession) }
    }
}

#[cfg(test)]
#[path = "link_page_tests.rs"]
mod tests;
