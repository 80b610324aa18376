//! What is presented: a code, and the attempt that it is to be the code of.

use platform::audit::{About, Act};
use platform::entropy::random;
use platform::http::Caller;
use shared::Timestamp;
use shared::bounds::network::Network;
use shared::codes::handle::Handle;
use shared::codes::hotp::{Code, Key};
use shared::codes::ledger::{AttemptId, DeviceId, Guess, Judgement, Policy, judge};
use shared::identity::IdentityKey;

use crate::{Service, VerifyBody, VerifyError};

/// A code, and what it is judged by.
pub(crate) struct Presented {
    pub(crate) now: Timestamp,
    pub(crate) handle: Handle,
    pub(crate) identity: IdentityKey,
    pub(crate) network: Network,
    attempt: AttemptId,
    key: Key,
    code: Code,
}

impl Service {
    /// The shape first, whatever the handle says: digits of another script, blanks and signs are never judged.
    pub(crate) fn parse(&self, body: &VerifyBody, caller: &Caller) -> Result<Presented, VerifyError> {
        let now = self.clock.now();
        let keyring = &self.keyring;
        let code = Code::parse(&body.code)?;
        let (handle, version) = Handle::open(&body.challenge, keyring, &self.settings.table.aws.region, now)
            .inspect_err(|refused| Act::CodeRefused { judged: false, reason: refused }.record())?;
        let identity = keyring.identity_key(&handle.identifier);
        About { identity: Some(identity), challenge: Some(handle.challenge), ..About::default() }.note();
        if handle.form != code.form() {
            return Err(VerifyError::OtherForm(handle.form));
        }
        Ok(Presented {
            now,
            identity,
            network: Network::counted(caller.address, handle.pool.device().map(DeviceId::to_bytes)),
            attempt: AttemptId::from_random(random()?),
            key: keyring.code_key(version, handle.challenge.as_bytes(), &handle.identifier)?,
            code,
            handle,
        })
    }
}

impl Presented {
    pub(crate) const fn guess(&self) -> Guess<'_> {
        Guess { challenge: self.handle.challenge, attempt: self.attempt, key: &self.key, code: &self.code }
    }

    /// Whether the code is most likely right: the ledger that the handle carries is most likely the one in the table.
    pub(crate) fn is_likely_right(&self, policy: &Policy) -> bool {
        let likely = |ledger| judge(Some(ledger), &self.guess(), policy, self.now);
        self.handle.snapshot.as_ref().is_some_and(|snapshot| matches!(likely(&snapshot.state), Judgement::Right(_)))
    }
}
