//! What makes tokens invalid before they expire.

use crate::Timestamp;
use crate::tokens::Claims;
use crate::tokens::session::{SessionId, Sid};

/// How long a revocation is kept where the tokens that it is about are not known one by one: longer than any access
/// token lives, with every skew, in seconds.
pub const OUTLIVES_EVERY_TOKEN: u64 = 2 * 3_600;

/// Most access tokens of one session that are revoked one by one within [`OUTLIVES_EVERY_TOKEN`] seconds. Whoever revokes
/// more ends the session: its one revocation takes the place of theirs.
pub const MOST_TOKENS_OF_A_SESSION: u64 = 64;
/// The same for all sessions of a subject. An authorizer reads a subject's revocations in one page of at most 1 MB, lapsed
/// ones among them that DynamoDB has not deleted yet, which it does "within a few days": in four there are 48 windows of so
/// many, at 127 bytes each, which is 0.78 MB.
pub const MOST_TOKENS_OF_A_SUBJECT: u64 = 128;

/// How long the end of every sign-in is kept: longer than any session lives, in seconds.
pub const OUTLIVES_EVERY_SESSION: u64 = 366 * 86_400;

/// One revocation, kept under the subject's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// One token.
    Token {
        /// Of which session.
        session: SessionId,
        /// Its `jti`.
        jti: String,
    },
    /// Every token of one session.
    Session(SessionId),
    /// Every token that was issued before this moment.
    Subject {
        /// The moment.
        not_before: Timestamp,
    },
    /// Every token of the account, whenever it was or is issued: it was erased, or is disabled.
    Account,
    /// Every session that began before this moment, whoever's it is, with every token of it: also those that a refresh issues
    /// later, of which the moment of the sign-in tells.
    Everybody {
        /// The moment.
        not_before: Timestamp,
    },
}

impl Revocation {
    /// Whether a token falls under it. Both must belong to the same subject, or the revocation is everybody's; `sid` is the token's, parsed.
    pub fn revokes(&self, claims: &Claims, sid: &Sid) -> bool {
        match self {
            Self::Token { jti, .. } => *jti == claims.jti,
            Self::Session(session) => *session == sid.session,
            Self::Subject { not_before } => claims.iat < *not_before,
            Self::Account => true,
            Self::Everybody { not_before } => claims.auth_time < *not_before,
        }
    }
}

#[cfg(test)]
#[path = "revocation_tests.rs"]
mod tests;
