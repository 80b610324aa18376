//! What stands of a recipient beside its ledger: whether an address gets no messages, since its mail came back or its owner
//! complained, and what is known of a number's block.

use platform::store::{Expected, Key, StoreError};
use shared::Timestamp;
use shared::bounds::breaker::Breaker;
use shared::bounds::suppression::Suppression;
use shared::identity::identifier::Identifier;
use shared::tokens::session::SubjectKey;

use crate::Service;

/// Read while the ledger is written.
pub(crate) struct Standing {
    pub(crate) suppression: Option<Suppression>,
    /// Not guessed: one more call where the guess is wrong would tell by its time that the block is in use.
    pub(crate) block: Expected<Breaker>,
}

impl Service {
    /// One read for either kind: SES reports on addresses alone, and only numbers have a block.
    pub(crate) async fn standing(&self, identifier: &Identifier, now: Timestamp) -> Result<Standing, StoreError> {
        if let Identifier::Phone(number) = identifier {
            return Ok(Standing { suppression: None, block: self.limits.block(number).await? });
        }
        let subject = SubjectKey::from_hash(self.keyring.subject_key(identifier));
        let found = self.store.read::<Suppression>(&Key::suppression(subject)).await?;
        let suppression = found.map(|found| found.state).filter(|suppression| suppression.stands(now));
        Ok(Standing { suppression, block: Expected::Unknown })
    }
}
