//! Codes of authenticator apps: TOTP, RFC 6238, on HOTP, in the form that every app knows (SHA-1, six digits, 30 seconds).

use std::fmt;

use data_encoding::BASE32_NOPAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::{Deserialize, Serialize};

use super::hotp::{self, Code, Digits, Key, KeyTooShort};
use crate::Timestamp;

/// Seconds in which an app shows one code (RFC 6238 §5.2 recommends 30).
pub const STEP: u64 = 30;
/// Bytes of a secret: as many as SHA-1 has (RFC 4226 R6 recommends 160 bits).
pub const SECRET_LENGTH: usize = 20;
/// What stands in a URI as it is (RFC 3986 §2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A time step: how often [`STEP`] seconds have passed since 1970. It is the counter of HOTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimeStep(u64);

/// Which steps are taken beside the current one, for phones whose clocks differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    /// The one before and the one after.
    #[default]
    Both,
    /// The one before (RFC 6238 §5.2).
    Previous,
    /// None (ASVS 6.5.5).
    Current,
}

/// What an app and its account share: 160 bits.
pub struct AppSecret(SecretBox<[u8; SECRET_LENGTH]>);

impl TimeStep {
    /// The step of a moment.
    pub const fn of(moment: Timestamp) -> Self {
        Self(moment.as_unix() / STEP)
    }

    /// Its code.
    pub fn code(self, key: &Key) -> Code {
        hotp::hotp(key, self.0, Digits::SIX)
    }
}

impl Window {
    /// Every window, the widest first.
    pub const ALL: [Self; 3] = [Self::Both, Self::Previous, Self::Current];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Previous => "previous",
            Self::Current => "current",
        }
    }

    /// The window that a word names.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|window| window.name() == name)
    }

    /// The steps whose codes are taken at `now`, the oldest first.
    pub fn steps(self, now: Timestamp) -> impl Iterator<Item = TimeStep> {
        let TimeStep(current) = TimeStep::of(now);
        let (before, after) = match self {
            Self::Both => (1, 1),
            Self::Previous => (1, 0),
            Self::Current => (0, 0),
        };
        (current.saturating_sub(before)..=current.saturating_add(after)).map(TimeStep)
    }
}

impl AppSecret {
    /// Takes 20 fresh random bytes.
    pub fn from_random(bytes: [u8; SECRET_LENGTH]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// The bytes, to be sealed.
    pub(crate) fn as_bytes(&self) -> &[u8; SECRET_LENGTH] {
        self.0.expose_secret()
    }

    /// As HOTP takes it.
    pub fn key(&self) -> Result<Key, KeyTooShort> {
        Key::new(self.as_bytes())
    }

    /// As people type it into an app: base32 (RFC 4648 §6), which apps take without padding.
    pub fn as_text(&self) -> SecretString {
        BASE32_NOPAD.encode(self.as_bytes()).into()
    }

    /// What an app reads from a QR code, as every app reads it: `service` and `account` are what it calls the entry.
    pub fn as_uri(&self, service: &str, account: &str) -> SecretString {
        let escaped = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
        let (service, account) = (escaped(service), escaped(account));
        let secret = self.as_text();
        let secret = secret.expose_secret();
        format!(
            "otpauth://totp/{service}:{account}?secret={secret}&issuer={service}&algorithm=SHA1&digits=6&period={STEP}"
        )
        .into()
    }
}

impl Clone for AppSecret {
    fn clone(&self) -> Self {
        Self::from_random(*self.as_bytes())
    }
}

impl fmt::Debug for AppSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AppSecret(redacted)")
    }
}

#[cfg(test)]
#[path = "totp_tests.rs"]
mod tests;
