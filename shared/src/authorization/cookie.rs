//! The cookie of a browser session: opaque, sealed, and worth nothing once its session has ended or its secret has changed.

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::identity::account::AccountId;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};
use crate::tokens::session::{SessionId, TokenId};

/// Browsers take it from this host alone, over TLS alone (RFC 6265bis §4.1.3.2).
pub const NAME: &str = "__Host-session";
/// Longest text that is looked at, in bytes.
const LONGEST: usize = 256;
/// So many cookies of our name are tried; a browser sends one.
const MOST_TRIED: usize = 4;

/// What the cookie says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCookie {
    /// Whose session.
    pub account: AccountId,
    /// Which one.
    pub session: SessionId,
    /// Its secret, which a step-up changes: a cookie from before is worth nothing then (SE-01).
    pub secret: TokenId,
    /// The region whose table has it.
    pub region: String,
}

impl SessionCookie {
    /// Seals the cookie's value, under its secret as the nonce.
    pub fn seal(&self, keyring: &Keyring) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::BrowserSession, keyring.current(), &plaintext, self.secret.to_bytes())
    }

    /// The first cookie of a call that was sealed here. One that was not is no cookie: an error would lock out whoever has
    /// an old one.
    pub fn of_cookies<'a>(
        cookies: impl Iterator<Item = (&'a str, &'a str)>,
        keyring: &Keyring,
        region: &str,
    ) -> Option<Self> {
        let ours = cookies.filter(|(name, value)| *name == NAME && value.len() <= LONGEST).take(MOST_TRIED);
        let open = |(_, value): (&str, &str)| {
            let (plaintext, _) = keyring.open(Purpose::BrowserSession, value).ok()?;
            postcard::from_bytes::<Self>(plaintext.expose_secret()).ok()
        };
        ours.filter_map(open).find(|cookie| cookie.region == region)
    }
}

/// The value of `Set-Cookie` for a sealed value that lives `seconds`. `Lax`, so that it comes along where a client sends the
/// user here, and with no form of another site.
pub fn set(sealed: &str, seconds: u64) -> String {
    format!("{NAME}={sealed}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Lax")
}

/// The value of `Set-Cookie` that takes the cookie away.
pub fn remove() -> String {
    set("", 0)
}
