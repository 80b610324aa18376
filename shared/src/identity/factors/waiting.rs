//! What an account loses since its owner has lost it: begun by a recovery code, or by codes to every identifier; done after a wait
//! in which every identifier is told, so that whoever has stolen those does not have the account.

use serde::{Deserialize, Serialize};

use super::Factors;
use crate::Timestamp;
use crate::identity::{AuthenticatorId, IdentityKey};
use crate::tokens::assurance::{Method, Proof, Proofs};

/// Seconds after the wait in which it has to be completed: one that was forgotten must not lie ready for whoever finds a
/// recovery code years later.
const OPEN_FOR: u64 = 7 * 86_400;

/// What the owner of an account has lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lost {
    /// This authenticator app: one that was set up in its place is not lost.
    App(AuthenticatorId),
    /// A passkey.
    Passkey(AuthenticatorId),
    /// Every passkey, and the app.
    Everything,
}

/// By what somebody recovers an account whose strongest method they have lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoveredBy {
    /// By a code that was sent, and a recovery code.
    Code,
    /// By a code to every identifier of the account.
    EveryIdentifier,
}

/// A removal on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRemoval {
    /// Of what.
    pub lost: Lost,
    /// By what it was begun, which completes it.
    pub by: RecoveredBy,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// The first moment at which it may be completed.
    pub due_at: Timestamp,
}

/// Why a removal does not begin, end or take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemovalRefused {
    /// Another one is on its way, which is not to be hurried by a new one.
    #[error("a removal is waiting already")]
    Waiting,
    /// The account does not have it.
    #[error("the account has nothing of it")]
    NotThere,
    /// There is none.
    #[error("no removal is waiting")]
    None,
    /// The wait is not over.
    #[error("the removal is not due yet")]
    NotDue,
    /// It was due long ago.
    #[error("the removal was not completed in time")]
    Late,
    /// What was proven does not do.
    #[error("the removal lacks a proof")]
    Proof,
}

impl Lost {
    /// Whether the account has any of it.
    pub fn is_had_by(&self, factors: &Factors) -> bool {
        match self {
            Self::App(id) => factors.app.as_ref().is_some_and(|app| app.id == *id),
            Self::Passkey(id) => factors.passkeys.iter().any(|passkey| passkey.id == *id),
            Self::Everything => factors.has_stronger(),
        }
    }

    /// The account without it.
    fn taken_from(self, factors: &Factors) -> Factors {
        match self {
            Self::App(_) => factors.without_app(),
            Self::Passkey(id) => factors.without_passkey(id).unwrap_or_else(|_| factors.clone()),
            Self::Everything => Factors { passkeys: Vec::new(), ..factors.clone() }.without_app(),
        }
    }
}

impl RecoveredBy {
    /// Either of them.
    pub const ALL: [Self; 2] = [Self::Code, Self::EveryIdentifier];

    /// Whether it was proven at `since` or later, of an account that has these identifiers.
    pub fn is_proven(self, proofs: &Proofs, identities: &[IdentityKey], since: Timestamp) -> bool {
        let is_given = |own: &IdentityKey| proofs.has_proven(*own, since);
        let is_recovery = |proof: &Proof| proof.method == Method::Recovery && proof.at >= since;
        match self {
            Self::Code => identities.iter().any(is_given) && proofs.iter().any(is_recovery),
            Self::EveryIdentifier => !identities.is_empty() && identities.iter().all(is_given),
        }
    }
}

impl Factors {
    /// The removal that is on its way: none that was not completed in time, and none of what is there no more.
    pub fn open_removal(&self, now: Timestamp) -> Option<&WaitingRemoval> {
        self.waiting.as_ref().filter(|waiting| waiting.is_open(now) && waiting.lost.is_had_by(self))
    }

    /// Begins a removal by what was proven, which takes `wait` seconds.
    pub fn lose(&self, lost: Lost, by: RecoveredBy, wait: u64, now: Timestamp) -> Result<Self, RemovalRefused> {
        if !lost.is_had_by(self) {
            return Err(RemovalRefused::NotThere);
        }
        if self.open_removal(now).is_some() {
            return Err(RemovalRefused::Waiting);
        }
        let waiting = WaitingRemoval { lost, by, begun_at: now, due_at: now.plus(wait) };
        Ok(Self { waiting: Some(waiting), ..self.clone() })
    }

    /// Stops a removal, by a proof that was given since it was begun: by a passkey, the app or another recovery code.
    pub fn keep(&self, proofs: &Proofs) -> Result<Self, RemovalRefused> {
        let waiting = self.waiting.as_ref().ok_or(RemovalRefused::None)?;
        if !waiting.is_stopped_by(proofs, waiting.begun_at) {
            return Err(RemovalRefused::Proof);
        }
        Ok(Self { waiting: None, ..self.clone() })
    }

    /// Completes a removal, by what began it, proven once more since it is due. `identities` are those of the account.
    pub fn complete(
        &self,
        proofs: &Proofs,
        identities: &[IdentityKey],
        now: Timestamp,
    ) -> Result<Self, RemovalRefused> {
        let waiting = self.waiting.as_ref().ok_or(RemovalRefused::None)?;
        if now < waiting.due_at {
            return Err(RemovalRefused::NotDue);
        }
        if !waiting.is_open(now) {
            return Err(RemovalRefused::Late);
        }
        let is_proven = |by: &RecoveredBy| by.is_proven(proofs, identities, waiting.due_at);
        if !waiting.completed_by(&self.methods()).iter().any(is_proven) {
            return Err(RemovalRefused::Proof);
        }
        let left = waiting.lost.taken_from(self);
        Ok(Self { waiting: None, ..left })
    }

    /// The same, where nothing is lost: its owner has just shown the strongest that it has.
    #[must_use]
    pub fn without_removal(self) -> Self {
        Self { waiting: None, ..self }
    }

    /// The passkeys, the app and the set of recovery codes that are here and not in `next`.
    pub fn without_those_of(&self, next: &Self) -> Vec<AuthenticatorId> {
        let passkeys = self.passkeys.iter().map(|own| own.id);
        let others = self.app.as_ref().map(|app| app.id).into_iter().chain(self.recovery.as_ref().map(|set| set.id));
        passkeys.chain(others).filter(|id| !next.has_authenticator(*id)).collect()
    }
}

impl WaitingRemoval {
    /// Whether it may still be completed, now or later.
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.due_at.plus(OPEN_FOR)
    }

    /// By what it is completed, of an account that has these `methods` beside codes that are sent: where none is left of the
    /// recovery codes by which it was begun, by a code to every identifier. The last one may be used up by now for this very
    /// completion.
    pub fn completed_by(&self, methods: &[Method]) -> &'static [RecoveredBy] {
        match self.by {
            RecoveredBy::Code if methods.contains(&Method::Recovery) => &[RecoveredBy::Code],
            RecoveredBy::Code => &RecoveredBy::ALL,
            RecoveredBy::EveryIdentifier => &[RecoveredBy::EveryIdentifier],
        }
    }

    /// Whether it is stopped by a proof that was given at `since` or later.
    pub fn is_stopped_by(&self, proofs: &Proofs, since: Timestamp) -> bool {
        // Not at the moment at which it was begun: that may be the very code that has begun it.
        let stops = |proof: &Proof| {
            matches!(proof.method, Method::Passkey | Method::Totp | Method::Recovery)
                && proof.at >= since
                && proof.at > self.begun_at
        };
        proofs.iter().any(stops)
    }
}
