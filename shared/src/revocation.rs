//! What makes tokens invalid before they expire.

use crate::clock::Timestamp;
use crate::session::{SessionId, Sid};
use crate::token::Claims;

/// How long a revocation is kept where the tokens that it is about are not known one by one: longer than any access
/// token lives, with every skew, in seconds.
pub const OUTLIVES_EVERY_TOKEN: u64 = 2 * 3_600;

/// One revocation, kept under the subject's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// One token, by its `jti`.
    Token(String),
    /// Every token of one session.
    Session(SessionId),
    /// Every token that was issued before this moment.
    Subject {
        /// The moment.
        not_before: Timestamp,
    },
}

impl Revocation {
    /// Whether a token falls under it. Both must belong to the same subject; `sid` is the token's, parsed.
    pub fn revokes(&self, claims: &Claims, sid: &Sid) -> bool {
        match self {
            Self::Token(jti) => *jti == claims.jti,
            Self::Session(session) => *session == sid.session,
            Self::Subject { not_before } => claims.iat < *not_before,
        }
    }
}

#[cfg(test)]
#[path = "revocation_tests.rs"]
mod tests;
