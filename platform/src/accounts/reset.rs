//! How an operator takes passkeys, authenticator app and recovery codes off an account whose owner has lost them all.

use shared::Timestamp;
use shared::identity::account::{AccountId, AccountRecord};
use shared::identity::notice::AccountEvent;
use shared::revision::Versioned;

use super::{Accounts, ChangeFailed, ROUNDS, steps};
use crate::notices::Actor;
use crate::store::{Key, StoreError};

impl Accounts {
    /// Takes everything off an account that it is proven by beside its identifiers, and its demand of a second step, which nothing
    /// would meet; ends its sessions and every token of it: whoever has taken its owner's place is to be gone as well. Gives how
    /// many sessions there were; `None`: there is no such account. `reason` stands in the log once its owner is told.
    pub async fn reset_factors(
        &self,
        id: AccountId,
        reason: &str,
        now: Timestamp,
    ) -> Result<Option<usize>, ChangeFailed> {
        for _ in 0..ROUNDS {
            let found: Option<Versioned<AccountRecord>> = self.store.read(&Key::account(id)).await?;
            let Some(account) = found.as_ref().and_then(|found| found.state.live()) else { return Ok(None) };
            let (own, factors) = tokio::try_join!(self.own_identities(id, account), self.factors(id))?;
            let event = AccountEvent::FactorsReset { reason: reason.to_owned() };
            let announced = self.announce(id, account, event, Actor::Operator, now).await?;
            let emptied = self.forget_factors(id, factors.as_ref(), now).await?;
            let next = account.with_second_step(false);
            let identity = next.identity(id);
            let mut steps = steps(id, found.as_ref(), &own, &AccountRecord::Live(next), &identity, now)?;
            steps.extend(emptied);
            if self.make(steps, Some(&announced)).await? {
                let count = self.end_sessions(id, now).await?;
                self.store.revoke_all(id.into(), now).await?;
                return Ok(Some(count));
            }
        }
        Err(StoreError::Contended.into())
    }
}
