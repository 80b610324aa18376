//! Sessions that a sandbox knows to have ended: to present their tokens again costs nothing but the answer.

use crate::limits::deadlines::Deadlines;
use shared::Timestamp;
use shared::tokens::session::Sid;

/// For how long, in seconds.
const REMEMBERED_FOR: u64 = 300;

/// Remembers ends. A session that has ended never comes back, so that it is never wrong.
#[derive(Debug)]
pub struct EndedSessions(Deadlines<Sid>);

impl EndedSessions {
    /// Remembers none yet.
    pub fn none() -> Self {
        Self(Deadlines::new())
    }

    /// Whether the session is known to have ended. Its subject counts as well: whoever has a key of ours may seal a token
    /// with somebody else's session in it.
    pub fn knows(&self, sid: Sid, now: Timestamp) -> bool {
        self.0.left(&sid, now) > 0
    }

    /// Learns that the session has ended.
    pub fn remember(&self, sid: Sid, now: Timestamp) {
        self.0.remember(sid, now.plus(REMEMBERED_FOR), now);
    }
}
