//! Changes of what an account may prove itself by: each needs a proof that was made for it, by the strongest method that the
//! account has.

use serde::{Deserialize, Serialize};

use super::flow::Flow;
use crate::Timestamp;
use crate::identity::AuthenticatorId;
use crate::identity::factors::Lost;
use crate::tokens::assurance::{Lacking, Method, Proof, Proofs};
use crate::tokens::session::TokenId;

/// A change of an account's authenticators, or of what it demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountChange {
    /// A passkey more.
    AddPasskey,
    /// One less.
    RemovePasskey(AuthenticatorId),
    /// An authenticator app, in the place of the one before if there was one.
    SetApp,
    /// No app any more.
    RemoveApp,
    /// New recovery codes, in the place of those before.
    RenewRecoveryCodes,
    /// A second step at every sign-in, or no more.
    DemandSecondStep(bool),
    /// A removal of what its owner has lost, which begins to wait.
    Lose(Lost),
    /// An end of that, with everything as it was.
    StopRemoval,
    /// The removal, which is due.
    CompleteRemoval,
}

impl Flow {
    /// Whether an account was changed since this flow began: what was agreed to is one change, of what the account had then. `changed_at`
    /// is when it was changed last.
    pub fn is_used_up(&self, changed_at: Option<Timestamp>) -> bool {
        changed_at.is_some_and(|changed_at| changed_at >= self.started_at)
    }

    /// Whether the change that this flow leads to was agreed to: by a proof which was given since it began, by the strongest of
    /// the methods that the account has. `has` are those beside codes that are sent, the strongest first.
    pub fn judge_agreement(&self, secret: TokenId, proofs: &Proofs, has: &[Method]) -> Result<(), Lacking> {
        let is_given = |methods: &[Method]| {
            let is_fresh = |proof: &Proof| methods.contains(&proof.method) && proof.at >= self.started_at;
            self.before != Some(secret) && proofs.iter().any(is_fresh)
        };
        let codes = [Method::Email, Method::Sms];
        match has.iter().find(|method| matches!(method, Method::Passkey | Method::Totp)) {
            Some(strongest) if is_given(&[*strongest]) => Ok(()),
            Some(strongest) => Err(Lacking::Further(vec![*strongest])),
            None if is_given(&codes) => Ok(()),
            None => Err(Lacking::SignIn(codes.to_vec())),
        }
    }
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
