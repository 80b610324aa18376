//! The rules of sessions, as pure functions: a family of refresh tokens of which exactly one generation is current.
//!
//! `(session, event, policy, now) -> (next session | verdict)`, like the ledger's.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::identifier::Channel;

mod device;
mod id;

pub use device::Device;
pub use id::{IdMalformed, SessionId, Sid, SubjectKey};

/// One sign-in. It names nobody: it is found under the key of its subject, and the refresh token knows whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// When the user proved who they are (`auth_time`).
    pub created_at: Timestamp,
    /// How the user proved it.
    pub channel: Channel,
    /// What was granted; a refresh may ask for less, never for more.
    pub scope: String,
    /// Which refresh token is current, counted from 0.
    pub generation: u32,
    /// When the current refresh token was made; also when the session was last used.
    pub rotated_at: Timestamp,
    /// What it was last used from.
    pub device: Device,
}

/// How long sessions live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionPolicy {
    /// Seconds without a refresh after which a session ends.
    pub idle: u64,
    /// Seconds after the sign-in at which every session ends.
    pub absolute: u64,
    /// Seconds in which the refresh token before the current one is still answered with the current one: two tabs, or a
    /// client that lost an answer. Longer gives a thief more time to go unnoticed.
    pub grace: u64,
}

/// What becomes of a refresh. `Rotated` holds only once its session is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// The presented token was current: this session has the next one.
    Rotated(Session),
    /// The presented token was current a moment ago: the current one is handed out again.
    SameSuccessor,
    /// An old token: it was copied, and nobody can tell who holds the copy. The session has to end.
    Reused,
    /// No session, a lapsed one, or a token that this session never gave out.
    Refused,
}

impl Session {
    /// A new session.
    pub const fn new(channel: Channel, scope: String, device: Device, now: Timestamp) -> Self {
        Self { created_at: now, channel, scope, generation: 0, rotated_at: now, device }
    }

    /// The first moment at which it no longer counts, unless it is refreshed before; never beyond its absolute end.
    pub fn expires_at(&self, policy: &SessionPolicy) -> Timestamp {
        self.rotated_at.plus(policy.idle).min(self.ends_at(policy))
    }

    /// The first moment at which no refresh helps.
    pub fn ends_at(&self, policy: &SessionPolicy) -> Timestamp {
        self.created_at.plus(policy.absolute)
    }
}

/// Decides what a refresh token of generation `presented` is worth.
pub fn refresh(
    session: Option<&Session>,
    presented: u32,
    device: &Device,
    policy: &SessionPolicy,
    now: Timestamp,
) -> Refreshed {
    let Some(session) = session.filter(|session| now < session.expires_at(policy)) else { return Refreshed::Refused };
    if presented == session.generation {
        let Some(generation) = session.generation.checked_add(1) else { return Refreshed::Refused };
        // Never earlier than before: a slow clock must not shorten a session that a fast one has prolonged.
        let rotated_at = now.max(session.rotated_at);
        Refreshed::Rotated(Session { generation, rotated_at, device: device.clone(), ..session.clone() })
    } else if presented > session.generation {
        // A token from after a backup that was restored since.
        Refreshed::Refused
    } else if session.generation - presented == 1 && now.since(session.rotated_at) <= policy.grace {
        Refreshed::SameSuccessor
    } else {
        Refreshed::Reused
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
