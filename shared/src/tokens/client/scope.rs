//! What clients may ask for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Most characters of all scopes of a client together: they stand in its tokens, which have to fit any header (JWT-13).
pub const LONGEST_SCOPE: usize = 512;

/// One scope (RFC 6749 §3.3): visible ASCII without quotes and backslashes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(String);

/// The text is no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be visible ASCII without blanks, quotes and backslashes")]
pub struct ScopeFault;

impl Scope {
    /// An ID token, and `/userinfo`.
    pub const OPENID: &'static str = "openid";
    /// The email address, in `/userinfo`.
    pub const EMAIL: &'static str = "email";
    /// The phone number, in `/userinfo`.
    pub const PHONE: &'static str = "phone";
    /// A grant that outlives its browser session.
    pub const OFFLINE_ACCESS: &'static str = "offline_access";
    /// The account endpoints of the service itself.
    pub const ACCOUNT: &'static str = "account";
    /// The scopes of the service itself; no resource has one of them.
    pub const OF_THE_SERVICE: [&'static str; 5] =
        [Self::OPENID, Self::EMAIL, Self::PHONE, Self::OFFLINE_ACCESS, Self::ACCOUNT];

    /// Reads one scope.
    pub fn parse(text: &str) -> Result<Self, ScopeFault> {
        let visible = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        let well_formed = (1..=LONGEST_SCOPE).contains(&text.len()) && text.bytes().all(visible);
        if well_formed { Ok(Self(text.to_owned())) } else { Err(ScopeFault) }
    }

    /// The scope as requests and tokens carry it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one of the service's own.
    pub fn is_of_the_service(&self) -> bool {
        Self::OF_THE_SERVICE.contains(&self.as_str())
    }
}

impl TryFrom<String> for Scope {
    type Error = ScopeFault;

    fn try_from(text: String) -> Result<Self, ScopeFault> {
        Self::parse(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
