//! What becomes of an authenticator that its owner has lost.

use shared::authorization::AccountChange;
use shared::identity::factors::{Factors, RemovalRefused};
use shared::identity::notice::FactorsChange;

use super::Going;
use super::make::Wanted;
use crate::Service;

impl Service {
    /// The removal of what was lost: begun, stopped or completed, as the flow has agreed to.
    pub(super) fn of_lost(&self, going: &Going<'_>, found: &Factors) -> Result<Wanted, RemovalRefused> {
        let (visitor, now) = (&going.visitor, going.now);
        let (user, means) = (visitor.signed_in(), visitor.means(now));
        match going.change {
            AccountChange::Lose(lost) => {
                let by = going.flow.judge_loss(user, &means).map_err(|_| RemovalRefused::Proof)?;
                let wait = self.settings.recovery_wait;
                let factors = found.lose(lost, by, wait, now)?;
                let change = FactorsChange::RemovalBegun { lost, due_at: now.plus(wait) };
                Ok(Wanted::of_waiting(change, factors))
            }
            AccountChange::CompleteRemoval => {
                let factors = found.complete(user.proofs, &means.identities, now)?;
                Ok(Wanted::removal_of_lost(found, factors))
            }
            _ => Ok(Wanted::of_waiting(FactorsChange::RemovalStopped, found.keep(user.proofs)?)),
        }
    }
}
