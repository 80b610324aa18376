//! A flow: one sign-in on its way through the pages, most often for an authorization request, sealed like a handle.
//!
//! It travels in the URL of pages and in their forms, and is worth nothing in another browser than its own: whoever
//! sends a link to it gets nobody signed in as anybody (login CSRF), and a form elsewhere cannot post it (CSRF).

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::change::AccountChange;
use super::pushed::PushedId;
use super::request::AuthorizationRequest;
use crate::Timestamp;
use crate::identity::account::AccountId;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};
use crate::tokens::assurance::Proofs;
use crate::tokens::client::RedirectUri;
use crate::tokens::session::TokenId;

/// The page that asks who it is.
pub const SIGN_IN_PATH: &str = "/signin";
/// The page that asks for the code.
pub const CODE_PATH: &str = "/signin/code";
/// The page that asks for a further proof; its forms are posted there too.
pub const STEP_PATH: &str = "/signin/step";
/// Where a browser goes on that has proven who it is.
pub const RESUME_PATH: &str = "/signin/continue";
/// The page of the account, where a sign-in leads that no client asked for.
pub const ACCOUNT_PATH: &str = "/signin/account";
/// The page of a change of the account, once it was agreed to.
pub const CHANGE_PATH: &str = "/signin/account/change";
/// Seconds in which a user signs in.
pub const LIFE: u64 = 600;
/// Browsers take it from this host alone, over TLS alone (RFC 6265bis §4.1.3.2).
pub const COOKIE: &str = "__Host-flow";
/// Longest text that is looked at, in bytes: a request is at most 16 kB, and a URL far less.
const LONGEST: usize = 8_192;
/// So many cookies of our name are tried; a browser sends one.
const MOST_TRIED: usize = 4;

/// Names a browser; 128 random bits. One for all of its tabs: a further flow leaves it as it is.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserId([u8; 16]);

/// A sign-in on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Where it leads.
    pub destination: Destination,
    /// Whom the client says to have before it (`id_token_hint`).
    pub expected: Option<AccountId>,
    /// The secret of the session that the browser had when it began, which every proof changes; `None` where it showed none.
    pub before: Option<TokenId>,
    /// The pushed request that it came from, which is used up with its code.
    pub pushed: Option<PushedId>,
    /// In which browser.
    pub browser: BrowserId,
    /// Since when.
    pub started_at: Timestamp,
    /// The region that began it.
    pub region: String,
}

/// Where a sign-in leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "there is one for each call, and it is most often a client's")]
pub enum Destination {
    /// To a client.
    Client {
        /// What it asks for.
        request: AuthorizationRequest,
        /// What it is called: every page of the flow says who asks.
        name: String,
        /// Whether it has a logo.
        has_logo: bool,
    },
    /// To the page of the account: the user came by themselves.
    Account,
    /// To a change of the account, which its proof is made for.
    Change(AccountChange),
}

/// Why a flow does not go on. To the user all of them are one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowRefused {
    /// Not sealed here, or changed since.
    #[error("the flow was not sealed here")]
    Forged,
    /// It took too long.
    #[error("the flow has expired")]
    Expired,
    /// It began in another browser.
    #[error("the flow belongs to another browser")]
    OtherBrowser,
    /// It began in another region.
    #[error("the flow belongs to another region")]
    OtherRegion,
}

impl BrowserId {
    /// Takes 16 fresh random bytes.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be compared.
    pub(super) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// What is written down of it: nobody who reads that has the cookie.
    pub(super) fn hash(self) -> [u8; 32] {
        digest(&SHA256, &self.0).as_ref().try_into().unwrap_or_default()
    }

    /// The browsers that the cookies of a call name: one, unless a neighbour tossed others where a browser does not know
    /// the prefix.
    pub fn of_cookies<'a>(cookies: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Self> {
        let ours = cookies.filter(|(name, _)| *name == COOKIE).take(MOST_TRIED);
        ours.filter_map(|(_, value)| URL_SAFE_NO_PAD.decode(value).ok()?.try_into().ok().map(Self)).collect()
    }

    /// The value of `Set-Cookie` that gives a browser this name, until it is closed. `Lax`, so that it comes along where a
    /// client sends the user here.
    pub fn set_cookie(self) -> String {
        format!("{COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Lax", URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl Flow {
    /// What a client asks for; `None` where the user came by themselves.
    pub const fn request(&self) -> Option<&AuthorizationRequest> {
        match &self.destination {
            Destination::Client { request, .. } => Some(request),
            Destination::Account | Destination::Change(_) => None,
        }
    }

    /// Whether it leads to a change of the account.
    pub const fn is_change(&self) -> bool {
        matches!(self.destination, Destination::Change(_))
    }

    /// Where the client's answer goes.
    pub fn redirect(&self) -> Option<RedirectUri> {
        RedirectUri::parse(&self.request()?.redirect_uri).ok()
    }

    /// What the client is called.
    pub fn client_name(&self) -> Option<&str> {
        match &self.destination {
            Destination::Client { name, .. } => Some(name),
            Destination::Account | Destination::Change(_) => None,
        }
    }

    /// The client whose logo is shown beside its name, by its id.
    pub fn client_with_logo(&self) -> Option<&str> {
        match &self.destination {
            Destination::Client { request, has_logo: true, .. } => Some(&request.client),
            Destination::Client { .. } | Destination::Account | Destination::Change(_) => None,
        }
    }

    /// When a proof was given that is given in it at `now`: never before it began, or where two machines' clocks differ the
    /// user would be asked for ever.
    pub fn proven_at(&self, now: Timestamp) -> Timestamp {
        now.max(self.started_at)
    }

    /// Whether a session of this secret was proven since it began. Another secret alone does not tell: an older session's
    /// cookie may come along later, which a form of another site has left behind.
    pub fn is_proven_by(&self, secret: TokenId, proofs: &Proofs) -> bool {
        self.proven(secret, proofs).is_some()
    }

    /// What was proven since it began in a session of this secret; `None` where nobody could sign in by that.
    pub fn proven(&self, secret: TokenId, proofs: &Proofs) -> Option<Proofs> {
        proofs.since(self.started_at).filter(|_| self.before != Some(secret))
    }

    /// Seals the flow under a fresh random nonce.
    pub fn seal(&self, keyring: &Keyring, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::Flow, keyring.current(), &plaintext, nonce)
    }

    /// Opens a flow of one of these browsers.
    pub fn open(
        text: &str,
        browsers: &[BrowserId],
        keyring: &Keyring,
        region: &str,
        now: Timestamp,
    ) -> Result<Self, FlowRefused> {
        if text.len() > LONGEST {
            return Err(FlowRefused::Forged);
        }
        let (plaintext, _) = keyring.open(Purpose::Flow, text).map_err(|_| FlowRefused::Forged)?;
        let flow: Self = postcard::from_bytes(plaintext.expose_secret()).map_err(|_| FlowRefused::Forged)?;
        if flow.region != region {
            return Err(FlowRefused::OtherRegion);
        }
        if now >= flow.started_at.plus(LIFE) {
            return Err(FlowRefused::Expired);
        }
        if !browsers.iter().any(|browser| browser.0.ct_eq(&flow.browser.0).into()) {
            return Err(FlowRefused::OtherBrowser);
        }
        Ok(flow)
    }
}

impl fmt::Debug for BrowserId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BrowserId")
    }
}

#[cfg(test)]
#[path = "flow_tests.rs"]
mod tests;
