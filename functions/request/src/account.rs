//! The account that a code leads to, as far as that is known when it is asked for.

use platform::store::{Key, StoreError};
use shared::codes::handle::ExpectedAccount;
use shared::identity::account::Identity;

use crate::Service;
use crate::attempt::Attempt;

impl Service {
    /// Read for whoever asks anew, known or not: the handle is to say as much of strangers. One that is sent again for goes
    /// on as it was.
    pub(crate) async fn expected_account(&self, attempt: &Attempt) -> Result<ExpectedAccount, StoreError> {
        if attempt.resend {
            return Ok(attempt.account);
        }
        let found = self.store.read::<Identity>(&Key::identity(attempt.identity)).await?;
        Ok(match found.map(|found| found.state) {
            Some(Identity::Belongs { account: id, second_step, .. }) => {
                ExpectedAccount { id, found: true, at_once: !second_step }
            }
            Some(Identity::Invited { .. } | Identity::Vacated) | None => attempt.account,
        })
    }
}
