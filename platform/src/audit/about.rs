//! Whom a call concerns.

use tracing::Span;
use tracing::field::debug;

use shared::codes::ledger::ChallengeId;
use shared::identity::IdentityKey;
use shared::tokens::session::{SessionId, SubjectKey};

/// Whom a call concerns, in the short forms that name nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    /// The identifier, as a keyed hash.
    pub identity: Option<IdentityKey>,
    /// The account.
    pub subject: Option<SubjectKey>,
    /// The sign-in.
    pub session: Option<SessionId>,
    /// The attempt.
    pub challenge: Option<ChallengeId>,
}

impl About {
    /// Has every further line of this call tell it.
    pub fn note(&self) {
        let call = Span::current();
        if let Some(identity) = self.identity {
            call.record("identity", debug(identity));
        }
        if let Some(subject) = self.subject {
            call.record("subject", debug(subject));
        }
        if let Some(session) = self.session {
            call.record("session", debug(session));
        }
        if let Some(challenge) = self.challenge {
            call.record("challenge", debug(challenge));
        }
    }
}
