//! The refresh token: a sealed string that continues one session.
//!
//! It says whose session it is, which the table does not know, and which token of the session; a forged, foreign or lapsed
//! one costs no database call. What it is worth, and what it hands out, the session's item alone decides.

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::identity::account::AccountId;
use crate::identity::identifier::Identifier;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};
use crate::tokens::session::{Session, SessionId, SessionKind, SessionPolicy, Sid, SubjectKey, TokenId, expires_at};

/// Longest text that is looked at, in bytes.
pub const LONGEST: usize = 8_192;

/// What a refresh token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshToken {
    /// Whose session it is.
    pub account: AccountId,
    /// What its user proved, which tokens of a first-party client name; an OAuth client's name the account.
    pub identifier: Option<Identifier>,
    /// Which session.
    pub session: SessionId,
    /// The browser session that it ends with, if any: read beside it, and vouched for by it.
    pub browser: Option<SessionId>,
    /// Its name among the session's tokens.
    pub token: TokenId,
    /// How many the session had before it.
    pub generation: u32,
    /// The region whose table holds the session.
    pub region: String,
    /// When the user signed in.
    created_at: Timestamp,
    /// When it was made.
    rotated_at: Timestamp,
}

/// Why a refresh token is refused without a look at the table. To the outside all of them are one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefreshTokenRefused {
    /// Not sealed by this service for this purpose, or changed since.
    #[error("the refresh token was not sealed here")]
    Forged,
    /// Its session has lapsed, whether or not it was refreshed by another token since.
    #[error("the refresh token has expired")]
    Expired,
    /// Made in another region, whose state this one does not have.
    #[error("the refresh token belongs to another region")]
    OtherRegion,
}

impl RefreshToken {
    /// The token that continues `state`, which is the session `sid` in the table of `region`, begun by `identifier` where it is a first-party client's.
    pub fn of(identifier: Option<Identifier>, sid: Sid, state: &Session, region: String) -> Self {
        let Session { generation, created_at, rotated_at, current: token, .. } = *state;
        let Sid { subject, session } = sid;
        let browser = match state.kind {
            SessionKind::Grant { browser, .. } => browser,
            SessionKind::FirstParty | SessionKind::Browser => None,
        };
        Self {
            account: subject.account(),
            identifier,
            session,
            browser,
            token,
            generation,
            region,
            created_at,
            rotated_at,
        }
    }

    /// Names the session.
    pub const fn sid(&self) -> Sid {
        Sid { subject: SubjectKey::of(self.account), session: self.session }
    }

    /// Seals the token under its name as the nonce: whoever finds that very session makes the very same token of it, which
    /// is how a client that lost an answer gets it again.
    pub fn seal(&self, keyring: &Keyring) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::RefreshToken, keyring.current(), &plaintext, self.token.to_bytes())
    }

    /// Opens a token; refuses what this service did not seal, what has lapsed, and what another region made.
    pub fn open(
        text: &str,
        keyring: &Keyring,
        region: &str,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<Self, RefreshTokenRefused> {
        let token = Self::unseal(text, keyring, region)?;
        token.check_age(policy, now)?;
        Ok(token)
    }

    /// The same before it is known whose policy tells whether it has lapsed: the caller checks its age.
    pub fn unseal(text: &str, keyring: &Keyring, region: &str) -> Result<Self, RefreshTokenRefused> {
        if text.len() > LONGEST {
            return Err(RefreshTokenRefused::Forged);
        }
        let opened = keyring.open(Purpose::RefreshToken, text).map_err(|_| RefreshTokenRefused::Forged)?;
        let token: Self = postcard::from_bytes(opened.0.expose_secret()).map_err(|_| RefreshTokenRefused::Forged)?;
        if token.region == region { Ok(token) } else { Err(RefreshTokenRefused::OtherRegion) }
    }

    /// Refuses a token that has lapsed.
    pub fn check_age(&self, policy: &SessionPolicy, now: Timestamp) -> Result<(), RefreshTokenRefused> {
        if now < expires_at(self.created_at, self.rotated_at, policy) {
            Ok(())
        } else {
            Err(RefreshTokenRefused::Expired)
        }
    }
}

#[cfg(test)]
#[path = "refresh_token_tests.rs"]
mod tests;
