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
        let account = found.and_then(|found| found.state.account());
        Ok(account.map_or(attempt.account, |id| ExpectedAccount { id, found: true }))
    }
}
