//! What the removal of a lost authenticator is agreed to by: its beginning and its completion by what recovers an account, its stop by
//! what nobody has who has but a mailbox.

use super::change::AccountChange;
use super::decision::SignedIn;
use super::flow::Flow;
use crate::Timestamp;
use crate::identity::IdentityKey;
use crate::identity::factors::{RecoveredBy, WaitingRemoval};
use crate::tokens::assurance::{Lacking, Method, Proof};

/// What an account may be proven by, as far as its own flows care.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Means {
    /// The methods that it has beside codes that are sent, the strongest first.
    pub methods: Vec<Method>,
    /// Its identifiers.
    pub identities: Vec<IdentityKey>,
    /// What it will lose.
    pub removal: Option<WaitingRemoval>,
}

impl Means {
    /// Whether a removal does not begin, end or take place, whatever was proven: one waits already, none does, or it is not due.
    pub(super) fn rule_out(&self, change: AccountChange, now: Timestamp) -> bool {
        match (change, &self.removal) {
            (AccountChange::Lose(_), waiting) => waiting.is_some(),
            (AccountChange::StopRemoval, waiting) => waiting.is_none(),
            (AccountChange::CompleteRemoval, waiting) => waiting.as_ref().is_none_or(|waiting| now < waiting.due_at),
            _ => false,
        }
    }
}

impl Flow {
    /// By what a removal was agreed to since this flow began, and since `since`; or what lacks of one of those that are `taken`.
    fn judge_recovery(
        &self,
        user: SignedIn<'_>,
        means: &Means,
        taken: &[RecoveredBy],
        since: Timestamp,
    ) -> Result<RecoveredBy, Lacking> {
        let since = since.max(self.started_at);
        let codes = [Method::Email, Method::Sms];
        let is_sent = |proof: &Proof| codes.contains(&proof.method) && proof.at >= since;
        if self.before == Some(user.secret) || !user.proofs.iter().any(is_sent) {
            return Err(Lacking::SignIn(codes.to_vec()));
        }
        let is_proven = |by: &&RecoveredBy| by.is_proven(user.proofs, &means.identities, since);
        taken.iter().find(is_proven).copied().ok_or_else(|| {
            let by_code = taken.contains(&RecoveredBy::Code) && means.methods.contains(&Method::Recovery);
            let recovery = by_code.then_some(Method::Recovery);
            let sent = codes.into_iter().filter(|_| taken.contains(&RecoveredBy::EveryIdentifier));
            Lacking::Further(recovery.into_iter().chain(sent).collect())
        })
    }

    /// By what the removal of something lost was agreed to since this flow began.
    pub fn judge_loss(&self, user: SignedIn<'_>, means: &Means) -> Result<RecoveredBy, Lacking> {
        self.judge_recovery(user, means, &RecoveredBy::ALL, self.started_at)
    }

    /// Whether it was agreed since this flow began that `waiting` takes place, which is due.
    pub(super) fn judge_completion(
        &self,
        user: SignedIn<'_>,
        means: &Means,
        waiting: &WaitingRemoval,
    ) -> Result<(), Lacking> {
        self.judge_recovery(user, means, waiting.completed_by(&means.methods), waiting.due_at).map(drop)
    }

    /// Whether it was agreed since this flow began that `waiting` does not take place.
    pub(super) fn judge_stop(&self, user: SignedIn<'_>, waiting: &WaitingRemoval) -> Result<(), Lacking> {
        if self.before != Some(user.secret) && waiting.is_stopped_by(user.proofs, self.started_at) {
            return Ok(());
        }
        Err(Lacking::Further(vec![Method::Passkey, Method::Totp, Method::Recovery]))
    }
}

#[cfg(test)]
#[path = "removal_tests.rs"]
mod tests;
