//! A pushed authorization request (RFC 9126): judged when its client sent it, sealed, and taken by one browser for one code.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::flow::{self, BrowserId};
use super::request::AuthorizationRequest;
use crate::Timestamp;
use crate::identity::account::AccountId;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

/// Seconds in which the browser comes with it.
pub const LIFE: u64 = 90;
/// How every `request_uri` of ours begins (RFC 9126 §2.2).
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// Longest text that is looked at, in bytes: it travels in a query of 6 kB.
const LONGEST: usize = 6_144;

/// Names a pushed request; 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedId([u8; 16]);

/// What a client has pushed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedRequest {
    /// Under which it is booked.
    pub id: PushedId,
    /// What the client asks for.
    pub request: AuthorizationRequest,
    /// Whom the client says to have before it (`id_token_hint`).
    pub expected: Option<AccountId>,
    /// When it was pushed.
    pub pushed_at: Timestamp,
    /// The region whose table books it.
    pub region: String,
}

/// What is booked of a pushed request once a browser has come with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PushedRecord {
    /// A browser has come, and may load the page again.
    Opened {
        /// Its name, hashed.
        browser: [u8; 32],
    },
    /// An authorization code was made of it.
    Used,
}

/// Why a `request_uri` leads nowhere. To the user all of them are one page; nobody else is told, since where the client waits for its
/// answer stands in what cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushedRefused {
    /// Not sealed here, or changed since.
    #[error("the pushed request was not sealed here")]
    Forged,
    /// It was pushed too long ago.
    #[error("the pushed request has expired")]
    Expired,
    /// Another client has pushed it.
    #[error("the pushed request is another client's")]
    OtherClient,
    /// It was pushed in another region.
    #[error("the pushed request belongs to another region")]
    OtherRegion,
    /// Another browser has come with it.
    #[error("the pushed request belongs to another browser")]
    OtherBrowser,
    /// There has been a code.
    #[error("the pushed request was used")]
    Used,
}

impl PushedId {
    /// Takes 16 fresh random bytes.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for PushedId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for PushedId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PushedId")
    }
}

impl PushedRequest {
    /// The `request_uri`, sealed under a fresh random nonce.
    pub fn seal(&self, keyring: &Keyring, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        let sealed = keyring.seal(Purpose::PushedRequest, keyring.current(), &plaintext, nonce)?;
        Ok(format!("{PREFIX}{sealed}"))
    }

    /// Whether a `request_uri` is of the kind that is given here. Others name a document elsewhere, which is not fetched.
    pub fn is_of_this_kind(uri: &str) -> bool {
        uri.starts_with(PREFIX)
    }

    /// Opens a `request_uri` that `client` comes with.
    pub fn open(
        uri: &str,
        client: &str,
        keyring: &Keyring,
        region: &str,
        now: Timestamp,
    ) -> Result<Self, PushedRefused> {
        let text = uri.strip_prefix(PREFIX).filter(|text| text.len() <= LONGEST).ok_or(PushedRefused::Forged)?;
        let (plaintext, _) = keyring.open(Purpose::PushedRequest, text).map_err(|_| PushedRefused::Forged)?;
        let pushed: Self = postcard::from_bytes(plaintext.expose_secret()).map_err(|_| PushedRefused::Forged)?;
        if pushed.request.client != client {
            return Err(PushedRefused::OtherClient);
        }
        if pushed.region != region {
            return Err(PushedRefused::OtherRegion);
        }
        if now >= pushed.pushed_at.plus(LIFE) {
            return Err(PushedRefused::Expired);
        }
        Ok(pushed)
    }
}

/// When the table may forget what is booked now: any flow of the request is over by then.
pub fn booked_until(now: Timestamp) -> Timestamp {
    now.plus(LIFE + flow::LIFE)
}

/// Books the browser that comes with a request; `None` where it is booked already: the page is loaded again.
pub fn come(found: Option<&PushedRecord>, browser: BrowserId) -> Result<Option<PushedRecord>, PushedRefused> {
    match found {
        None => Ok(Some(PushedRecord::Opened { browser: browser.hash() })),
        Some(PushedRecord::Opened { browser: first }) if *first == browser.hash() => Ok(None),
        Some(PushedRecord::Opened { .. }) => Err(PushedRefused::OtherBrowser),
        Some(PushedRecord::Used) => Err(PushedRefused::Used),
    }
}

/// Uses a request up for a code in the browser that has come with it.
pub fn use_up(found: Option<&PushedRecord>, browser: BrowserId) -> Result<PushedRecord, PushedRefused> {
    match found {
        Some(PushedRecord::Opened { browser: first }) if *first == browser.hash() => Ok(PushedRecord::Used),
        Some(PushedRecord::Opened { .. }) => Err(PushedRefused::OtherBrowser),
        // What is not booked may have been forgotten.
        Some(PushedRecord::Used) | None => Err(PushedRefused::Used),
    }
}

#[cfg(test)]
#[path = "pushed_tests.rs"]
mod tests;
