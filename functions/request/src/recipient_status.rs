//! What stands of a recipient beside its ledger: whether an address gets no messages, since its mail came back or its owner
//! complained, and what is known of a number's block.

use platform::store::{Expected, Key, StoreError};
use shared::bounds::breaker::Breaker;
use shared::bounds::suppression::Suppression;
use shared::identity::identifier::Identifier;

use crate::Service;
use crate::attempt::Attempt;

/// Read while the ledger is written.
pub(crate) struct RecipientStatus {
    pub(crate) suppression: Option<Suppression>,
    /// Not guessed: one more call where the guess is wrong would tell by its time that the block is in use.
    pub(crate) block: Expected<Breaker>,
}

impl Service {
    /// One read for either kind: SES reports on addresses alone, and only numbers have a block.
    pub(crate) async fn recipient_status(&self, attempt: &Attempt) -> Result<RecipientStatus, StoreError> {
        if let Identifier::Phone(number) = &attempt.identifier {
            return Ok(RecipientStatus { suppression: None, block: self.limits.block(number).await? });
        }
        let found = self.store.read::<Suppression>(&Key::suppression(attempt.identity)).await?;
        let suppression = found.map(|found| found.state).filter(|suppression| suppression.stands(attempt.now));
        Ok(RecipientStatus { suppression, block: Expected::Unknown })
    }
}
