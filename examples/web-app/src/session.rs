//! What the app remembers of a browser, by a cookie that means nothing elsewhere. In memory: an app that runs more than once
//! keeps this in its database.

use std::num::NonZeroUsize;

use data_encoding::BASE64URL_NOPAD;
use http::HeaderMap;
use http::header::COOKIE;
use lru::LruCache;
use openidconnect::core::CoreIdToken;
use openidconnect::{CsrfToken, Nonce, PkceCodeVerifier};

/// Not the issuer's names: on a laptop both are at `localhost`, and cookies know no ports.
const COOKIE_NAME: &str = "web-app";
/// So many browsers are remembered; the one that was away longest goes first.
const MOST_BROWSERS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(9_999);

/// A browser at the app.
#[derive(Debug)]
pub(crate) enum Visit {
    /// It is at the issuer; this is what its answer must fit.
    SigningIn { state: CsrfToken, nonce: Nonce, verifier: PkceCodeVerifier },
    /// Its user is known.
    SignedIn(Box<Person>),
}

/// Whoever has signed in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The account at the issuer: the key of the app's own records. An address may change, and get to somebody else.
    pub(crate) subject: String,
    /// As `/userinfo` has it; shown, and no key of anything.
    pub(crate) email: String,
    /// How the user was proven (`acr`).
    pub(crate) assurance: String,
    /// Tells the issuer who signs out.
    pub(crate) id_token: CoreIdToken,
}

/// Every browser that is remembered.
#[derive(Debug)]
pub(crate) struct Sessions(LruCache<String, Visit>);

impl Sessions {
    pub(crate) fn new() -> Self {
        Self(LruCache::new(MOST_BROWSERS))
    }

    /// Remembers a visit under a fresh name, which is what the cookie holds: one that somebody planted before is of no use.
    #[expect(clippy::disallowed_methods, reason = "a service of another team has no entropy of ours")]
    pub(crate) fn begin(&mut self, visit: Visit) -> Result<String, getrandom::Error> {
        let mut name = [0; 32];
        getrandom::fill(&mut name)?;
        let name = BASE64URL_NOPAD.encode(&name);
        self.0.put(name.clone(), visit);
        Ok(name)
    }

    /// Takes a visit out, so that it counts once.
    pub(crate) fn take(&mut self, name: &str) -> Option<Visit> {
        self.0.pop(name)
    }

    /// Who has signed in under a name.
    pub(crate) fn person(&mut self, name: &str) -> Option<Person> {
        match self.0.get(name)? {
            Visit::SignedIn(person) => Some((**person).clone()),
            Visit::SigningIn { .. } => None,
        }
    }
}

/// The name that the browser's cookie holds; empty where it has none.
pub(crate) fn name_of(headers: &HeaderMap) -> &str {
    let sent = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut pairs = sent.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE_NAME).map(|(_, value)| value).unwrap_or_default()
}

/// `Set-Cookie` for a name; an empty one removes the cookie. `Lax`: it comes along when the issuer sends the browser back, and
/// with no form of another site.
pub(crate) fn set_cookie(name: &str, is_https: bool) -> String {
    let secure = if is_https { "; Secure" } else { "" };
    let life = if name.is_empty() { "; Max-Age=0" } else { "" };
    format!("{COOKIE_NAME}={name}; Path=/; HttpOnly; SameSite=Lax{secure}{life}")
}
