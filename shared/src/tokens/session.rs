//! The rules of sessions, as pure functions: a family of refresh tokens of which exactly one is current.
//!
//! `(session, event, policy, now) -> (next session | verdict)`, like the ledger's.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::identity::account::Account;
use crate::identity::{AuthenticatorId, IdentityKey};
use crate::tokens::assurance::{Method, Proof, Proofs};

mod device;
mod id;
mod kind;

pub use device::{Device, SealedDevice};
pub use id::{IdMalformed, SessionId, Sid, SubjectKey, TokenId};
pub use kind::{SessionKind, Subject};

/// What stands in the table under a session's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "one is read at a time, and it is most often a session")]
pub enum SessionRecord {
    /// A session.
    Live(Session),
    /// It has ended. This stays for longer than any write can be on its way: were the item deleted, a write that was held
    /// up (the first attempt of a sign-in, say, whose second one was answered) would bring the session back.
    Ended,
}

/// One sign-in of one account, or what came of one. It names nobody: it is found under the key of its subject, and the
/// refresh token knows whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// When it began.
    pub created_at: Timestamp,
    /// What it is for.
    pub kind: SessionKind,
    /// The identifier that it began with, which tokens of the codes' own interface may name: what they say of it counts if it is
    /// this one. `None`: it began with a passkey.
    pub identity: Option<IdentityKey>,
    /// How the user proved who they are, and when.
    pub proofs: Proofs,
    /// What its tokens call its owner.
    pub subject: Subject,
    /// What was granted; a refresh may ask for less, never for more.
    pub scope: String,
    /// How often it was refreshed.
    pub generation: u32,
    /// The refresh token that continues it.
    pub current: TokenId,
    /// The one before, which may come back for a moment.
    pub previous: Option<TokenId>,
    /// When the current refresh token was made; also when the session was last used.
    pub rotated_at: Timestamp,
    /// What it was last used from.
    pub device: SealedDevice,
}

/// What a session begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// What it is for.
    pub kind: SessionKind,
    /// The identifier that was proven; `None`: a passkey was.
    pub identity: Option<IdentityKey>,
    /// How the user proved who they are, and when.
    pub proofs: Proofs,
    /// What its tokens call its owner.
    pub subject: Subject,
    /// What is granted.
    pub scope: String,
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

/// A refresh token is presented.
#[derive(Clone, Debug)]
pub struct Presented {
    /// Which generation the token says it is of.
    pub generation: u32,
    /// Its name, which only its holder and the table know.
    pub token: TokenId,
    /// Whether it comes from another network and another program than the session's last use.
    pub elsewhere: bool,
    /// The name of its successor, should it be the current one; 96 fresh random bits.
    pub successor: TokenId,
    /// From where it is presented.
    pub device: SealedDevice,
}

/// What becomes of a refresh. `Rotated` holds only once its session is written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one for each call, and it is most often a session")]
pub enum Refreshed {
    /// The presented token was current: this session has the next one.
    Rotated(Session),
    /// The presented token was current a moment ago: the current one is handed out again.
    SameSuccessor,
    /// An old token: it was copied, and nobody can tell who holds the copy. The session has to end.
    Reused,
    /// A lapsed session, or a token that it never gave out.
    Refused,
}

impl SessionRecord {
    /// The session, unless it has ended.
    pub const fn live(&self) -> Option<&Session> {
        match self {
            Self::Live(session) => Some(session),
            Self::Ended => None,
        }
    }
}

impl Beginning {
    /// That of a client which has just presented a code for `identity` itself.
    pub fn first_party(identity: IdentityKey, method: Method, subject: Subject, scope: String, now: Timestamp) -> Self {
        let proofs = Proofs::new(Proof::of_code(method, identity, now));
        Self { kind: SessionKind::FirstParty, identity: Some(identity), proofs, subject, scope }
    }
}

impl Session {
    /// A new session, whose first refresh token has the name `token`.
    pub fn new(beginning: Beginning, token: TokenId, device: SealedDevice, now: Timestamp) -> Self {
        let Beginning { kind, identity, proofs, subject, scope } = beginning;
        Self {
            created_at: now,
            kind,
            identity,
            proofs,
            subject,
            scope,
            generation: 0,
            current: token,
            previous: None,
            rotated_at: now,
            device,
        }
    }

    /// Whether it, or a proof of it, came by this identifier.
    pub fn came_by(&self, identity: IdentityKey) -> bool {
        self.identity == Some(identity) || self.proofs.identities().any(|proven| proven == identity)
    }

    /// Whether a proof of it came by this passkey, app or set of recovery codes.
    pub fn came_by_authenticator(&self, authenticator: AuthenticatorId) -> bool {
        self.proofs.authenticators().any(|proven| proven == authenticator)
    }

    /// Whether the account still has every identifier that it came by. A sign-in that was on its way while one was removed
    /// is in no list of those that ended.
    pub fn is_of(&self, account: &Account) -> bool {
        self.identity.into_iter().chain(self.proofs.identities()).all(|proven| account.has(proven))
    }

    /// Whether a browser that shows this secret has it: the account's own, under the latest secret, not ended and not over. No page
    /// takes another one, however often its owner proves who they are.
    pub fn is_open_to(
        &self,
        secret: TokenId,
        account: &Account,
        ended_before: Timestamp,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> bool {
        self.kind == SessionKind::Browser
            && self.current == secret
            && self.is_of(account)
            && self.created_at >= ended_before
            && now < self.expires_at(policy)
    }

    /// The session of a browser, used now: a slow clock must not shorten what a fast one has prolonged.
    #[must_use]
    pub fn used(&self, now: Timestamp) -> Self {
        Self { rotated_at: now.max(self.rotated_at), ..self.clone() }
    }

    /// The first moment at which it no longer counts, unless it is refreshed before; never beyond its absolute end.
    pub fn expires_at(&self, policy: &SessionPolicy) -> Timestamp {
        expires_at(self.created_at, self.rotated_at, policy)
    }

    /// The first moment at which no refresh helps.
    pub(crate) fn ends_at(&self, policy: &SessionPolicy) -> Timestamp {
        self.created_at.plus(policy.absolute)
    }
}

/// The first moment at which a session of these times no longer counts.
pub fn expires_at(created_at: Timestamp, rotated_at: Timestamp, policy: &SessionPolicy) -> Timestamp {
    rotated_at.plus(policy.idle).min(created_at.plus(policy.absolute))
}

/// Decides what a presented refresh token is worth. Nothing but its name tells that it is the session's own: whoever has an
/// old key of ours and a `sid` may seal a token of any generation.
pub fn refresh(session: &Session, presented: &Presented, policy: &SessionPolicy, now: Timestamp) -> Refreshed {
    if now >= session.expires_at(policy) {
        return Refreshed::Refused;
    }
    if presented.token == session.current {
        let Some(generation) = session.generation.checked_add(1) else { return Refreshed::Refused };
        Refreshed::Rotated(Session {
            generation,
            current: presented.successor,
            previous: Some(session.current),
            // Never earlier than before: a slow clock must not shorten a session that a fast one has prolonged.
            rotated_at: now.max(session.rotated_at),
            device: presented.device.clone(),
            ..session.clone()
        })
    } else if session.previous == Some(presented.token)
        && now.since(session.rotated_at) <= policy.grace
        && !presented.elsewhere
    {
        Refreshed::SameSuccessor
    } else if presented.generation < session.generation {
        Refreshed::Reused
    } else {
        // A token from after a backup that was restored since, or none that this session ever gave out.
        Refreshed::Refused
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
