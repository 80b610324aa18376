//! What sessions are named by.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::identity::account::AccountId;

/// Names a session among those of its subject; 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SessionId([u8; 16]);

/// Under what the sessions and revocations of one account are stored: the account's id, which tells nobody who it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectKey([u8; 16]);

/// Names a refresh token within its session; 96 random bits, which are also the nonce that the token is sealed under. The
/// text of a token begins with it, so its `Debug` is silent.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenId([u8; 12]);

/// The `sid` claim: `subject.session`. A verifier finds by it everything that may revoke the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sid {
    /// Whose session.
    pub subject: SubjectKey,
    /// Which session.
    pub session: SessionId,
}

/// Not 22 characters of base64url, or two times that with a dot between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 22 characters of base64url")]
pub struct IdMalformed;

impl SessionId {
    /// Takes 16 fresh random bytes.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl TokenId {
    /// Takes 12 fresh random bytes.
    pub const fn from_random(bytes: [u8; 12]) -> Self {
        Self(bytes)
    }

    /// The bytes, as a nonce.
    pub const fn to_bytes(self) -> [u8; 12] {
        self.0
    }
}

impl SubjectKey {
    /// No account. What revokes the tokens of everybody stands here.
    pub const EVERYBODY: Self = Self([0; 16]);

    /// That of an account.
    pub const fn of(account: AccountId) -> Self {
        Self(account.to_bytes())
    }

    /// The account. A key that was read of a `sid` names one where the token's signature was checked.
    pub const fn account(self) -> AccountId {
        AccountId::from_bytes(self.0)
    }
}

impl From<AccountId> for SubjectKey {
    fn from(account: AccountId) -> Self {
        Self::of(account)
    }
}

fn decode(text: &str) -> Result<[u8; 16], IdMalformed> {
    URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(IdMalformed)
}

impl FromStr for SessionId {
    type Err = IdMalformed;

    fn from_str(text: &str) -> Result<Self, IdMalformed> {
        decode(text).map(Self)
    }
}

impl FromStr for SubjectKey {
    type Err = IdMalformed;

    fn from_str(text: &str) -> Result<Self, IdMalformed> {
        decode(text).map(Self)
    }
}

impl FromStr for Sid {
    type Err = IdMalformed;

    fn from_str(text: &str) -> Result<Self, IdMalformed> {
        let (subject, session) = text.split_once('.').ok_or(IdMalformed)?;
        Ok(Self { subject: subject.parse()?, session: session.parse()? })
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Display for SubjectKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.subject, self.session)
    }
}

impl fmt::Debug for SessionId {
    /// Enough to follow a session through the log, too little to name it elsewhere.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(formatter, "{a:02x}{b:02x}{c:02x}{d:02x}…")
    }
}

impl fmt::Debug for SubjectKey {
    /// Enough to follow a subject through the log; an account's id tells nobody who it is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(formatter, "{a:02x}{b:02x}{c:02x}{d:02x}…")
    }
}

impl fmt::Debug for TokenId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenId")
    }
}
