//! Whether an address gets no messages: its mail came back, or its owner complained.

use shared::clock::Timestamp;
use shared::identifier::Identifier;
use shared::session::SubjectKey;
use shared::store::{Key, StoreError};
use shared::suppression::Suppression;

use crate::Service;

impl Service {
    /// The suppression that stands for an identifier. SES reports on addresses alone, so a number has none and costs no call.
    pub(crate) async fn suppression(
        &self,
        identifier: &Identifier,
        now: Timestamp,
    ) -> Result<Option<Suppression>, StoreError> {
        if let Identifier::Phone(_) = identifier {
            return Ok(None);
        }
        let subject = SubjectKey::from_hash(self.keyring.subject_key(identifier));
        let found = self.store.read::<Suppression>(&Key::suppression(subject)).await?;
        Ok(found.map(|found| found.state).filter(|suppression| suppression.stands(now)))
    }
}
