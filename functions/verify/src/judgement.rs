//! The verdict on a code or a link: judged by pure rules, booked by one conditional write, and written down.

use platform::audit::Act;
use platform::store::{Decision, Expected, Key};
use shared::codes::hotp::CodeForm;
use shared::codes::ledger::{Judgement, Ledger};
use shared::revision::Versioned;

use crate::presented::Presented;
use crate::{Service, VerifyError};

impl Service {
    /// Judges what is presented, books the verdict and writes it down.
    pub(crate) async fn book(&self, presented: &Presented) -> Result<(), VerifyError> {
        let (keyring, policy) = (&self.keyring, &self.settings.codes.policy);
        let Presented { now, handle, .. } = presented;
        let decide = |ledger: Option<&Ledger>| match presented.judge(ledger, policy) {
            Judgement::Right(next) => Decision::Write { expires_at: next.expires_at(), next, outcome: Ok(()) },
            Judgement::Wrong(next) => {
                Decision::Write { expires_at: next.expires_at(), next, outcome: Err(VerifyError::Wrong) }
            }
            Judgement::RightBefore => Decision::Keep(Ok(())),
            Judgement::Refused => Decision::Keep(Err(VerifyError::NotJudged)),
        };
        let key = Key::ledger(&keyring.lookup_hash(&handle.identifier));
        let expected = handle.snapshot.clone().map_or(Expected::Unknown, Expected::Present);
        let settled = self.store.settle(&key, expected, decide).await?;
        let is_locked =
            |ledger: &Versioned<Ledger>| ledger.state.is_locked_to_long_codes(handle.challenge, policy, *now);
        match &settled.outcome {
            Ok(()) if presented.is_link() => Act::LinkAccepted { channel: handle.channel }.record(),
            Err(refused) if presented.is_link() => Act::LinkRefused { reason: refused }.record(),
            Ok(()) => Act::CodeAccepted { channel: handle.channel }.record(),
            Err(refused) => {
                let judged = matches!(refused, VerifyError::Wrong);
                Act::CodeRefused { judged, reason: refused }.record();
                // A short code is judged only while the budget lasts, so this was its last one.
                if judged && handle.form != CodeForm::Long && settled.state.as_ref().is_some_and(is_locked) {
                    Act::LockedToLongCodes { channel: handle.channel }.record();
                }
            }
        }
        settled.outcome
    }
}
