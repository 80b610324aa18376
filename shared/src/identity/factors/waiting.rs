//! What an account loses since its owner has lost it: begun by a recovery code, or by codes to every identifier; done after a wait
//! in which every identifier is told, so that whoever has stolen those does not have the account.

use serde::{Deserialize, Serialize};

use super::Factors;
use crate::Timestamp;
use crate::identity::AuthenticatorId;
use crate::tokens::assurance::{Method, Proof, Proofs};

/// Seconds after the wait in which it has to be completed: one that was forgotten must not lie ready for whoever finds a
/// recovery code years later.
const OPEN_FOR: u64 = 7 * 86_400;

/// What the owner of an account has lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lost {
    /// The authenticator app.
    App,
    /// A passkey.
    Passkey(AuthenticatorId),
    /// Every passkey, and the app.
    Everything,
}

/// A removal on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRemoval {
    /// Of what.
    pub lost: Lost,
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
            Self::App => factors.app.is_some(),
            Self::Passkey(id) => factors.passkeys.iter().any(|passkey| passkey.id == *id),
            Self::Everything => factors.has_stronger(),
        }
    }

    /// The account without it.
    fn taken_from(self, factors: &Factors) -> Factors {
        match self {
            Self::App => factors.without_app(),
            Self::Passkey(id) => factors.without_passkey(id).unwrap_or_else(|_| factors.clone()),
            Self::Everything => Factors { passkeys: Vec::new(), ..factors.clone() }.without_app(),
        }
    }
}

impl Factors {
    /// Begins a removal, which takes `wait` seconds.
    pub fn lose(&self, lost: Lost, wait: u64, now: Timestamp) -> Result<Self, RemovalRefused> {
        if !lost.is_had_by(self) {
            return Err(RemovalRefused::NotThere);
        }
        // One that was not completed in time is none any more.
        if self.waiting.as_ref().is_some_and(|waiting| waiting.is_open(now)) {
            return Err(RemovalRefused::Waiting);
        }
        let waiting = WaitingRemoval { lost, begun_at: now, due_at: now.plus(wait) };
        Ok(Self { waiting: Some(waiting), ..self.clone() })
    }

    /// Stops a removal, by a proof that was given since it was begun: by a passkey, the app or another recovery code.
    pub fn keep(&self, proofs: &Proofs) -> Result<Self, RemovalRefused> {
        let waiting = self.waiting.as_ref().ok_or(RemovalRefused::None)?;
        // Not at the same moment: that may be the very code that has begun it.
        let stops = |proof: &Proof| {
            matches!(proof.method, Method::Passkey | Method::Totp | Method::Recovery) && proof.at > waiting.begun_at
        };
        if !proofs.iter().any(stops) {
            return Err(RemovalRefused::Proof);
        }
        Ok(Self { waiting: None, ..self.clone() })
    }

    /// Completes a removal, by a recovery code that was used since it is due.
    pub fn complete(&self, proofs: &Proofs, now: Timestamp) -> Result<Self, RemovalRefused> {
        let waiting = self.waiting.as_ref().ok_or(RemovalRefused::None)?;
        if now < waiting.due_at {
            return Err(RemovalRefused::NotDue);
        }
        if !waiting.is_open(now) {
            return Err(RemovalRefused::Late);
        }
        let completes = |proof: &Proof| proof.method == Method::Recovery && proof.at >= waiting.due_at;
        if !proofs.iter().any(completes) {
            return Err(RemovalRefused::Proof);
        }
        let left = waiting.lost.taken_from(self);
        Ok(Self { waiting: None, ..left })
    }
}

impl WaitingRemoval {
    /// Whether it may still be completed, now or later.
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.due_at.plus(OPEN_FOR)
    }
}
