//! Sessions that a sandbox knows to have ended: to present their tokens again costs nothing but the answer.

use crate::clock::Timestamp;
use crate::limits::deadlines::Deadlines;
use crate::session::SessionId;

/// For how long, in seconds.
const REMEMBERED_FOR: u64 = 300;

/// Remembers ends. A session that has ended never comes back, so that it is never wrong.
#[derive(Debug)]
pub struct EndedSessions(Deadlines<SessionId>);

impl EndedSessions {
    /// Remembers none yet.
    pub fn none() -> Self {
        Self(Deadlines::new())
    }

    /// Whether `session` is known to have ended.
    pub fn knows(&self, session: SessionId, now: Timestamp) -> bool {
        self.0.left(&session, now) > 0
    }

    /// Learns that `session` has ended.
    pub fn remember(&self, session: SessionId, now: Timestamp) {
        self.0.remember(session, now.plus(REMEMBERED_FOR), now);
    }
}
