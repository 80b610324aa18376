//! What is presented: a code or a link, and the attempt that it is to be of.

use platform::audit::{About, Act};
use platform::entropy::random;
use platform::http::Caller;
use shared::Timestamp;
use shared::authorization::link_page::LinkPage;
use shared::bounds::network::Network;
use shared::codes::handle::{ExpectedAccount, Handle};
use shared::codes::hotp::{Code, CodeForm, Key};
use shared::codes::ledger::{AttemptId, DeviceId, Guess, Judgement, Ledger, LinkUse, Policy, Pool, judge, redeem};
use shared::codes::purpose::CodePurpose;
use shared::identity::IdentityKey;
use shared::identity::account::AccountId;

use crate::{Service, VerifyBody, VerifyError};

/// A code or a link, and what it is judged by.
pub(crate) struct Presented {
    pub(crate) now: Timestamp,
    pub(crate) handle: Handle,
    pub(crate) identity: IdentityKey,
    pub(crate) network: Network,
    attempt: AttemptId,
    evidence: Evidence,
}

/// By what somebody shows that a message has reached them.
enum Evidence {
    /// Its code.
    Code { key: Key, code: Code },
    /// Its link, which was sent beside the code of this counter.
    Link { counter: u64 },
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
            evidence: Evidence::Code {
                key: keyring.code_key(version, handle.challenge.as_bytes(), &handle.identifier)?,
                code,
            },
            handle,
        })
    }

    /// What the page of a link presents, in a browser that is this `device` where it shows one.
    pub(crate) fn of_link(
        &self,
        page: LinkPage,
        device: Option<DeviceId>,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Presented, VerifyError> {
        let LinkPage { link, snapshot, .. } = page;
        let identity = self.keyring.identity_key(&link.identifier);
        About { identity: Some(identity), challenge: Some(link.challenge), ..About::default() }.note();
        let handle = Handle {
            channel: link.identifier.channel(),
            identifier: link.identifier,
            challenge: link.challenge,
            purpose: CodePurpose::SignIn,
            form: CodeForm::Long,
            pool: device.map_or(Pool::Strangers, Pool::Device),
            resend_at: now,
            expires_at: now,
            region: link.region,
            account: ExpectedAccount { id: AccountId::from_random(random()?), found: false, at_once: true },
            snapshot,
        };
        Ok(Presented {
            now,
            identity,
            network: Network::counted(caller.address, device.map(DeviceId::to_bytes)),
            attempt: AttemptId::from_random(random()?),
            evidence: Evidence::Link { counter: link.counter },
            handle,
        })
    }
}

impl Presented {
    /// Judges it by the rules.
    pub(crate) fn judge(&self, ledger: Option<&Ledger>, policy: &Policy) -> Judgement {
        let (challenge, attempt) = (self.handle.challenge, self.attempt);
        match &self.evidence {
            Evidence::Code { key, code } => judge(ledger, &Guess { challenge, attempt, key, code }, policy, self.now),
            Evidence::Link { .. } if !policy.links => Judgement::Refused,
            Evidence::Link { counter } => redeem(ledger, &LinkUse { challenge, counter: *counter, attempt }, self.now),
        }
    }

    /// Whether it is a link.
    pub(crate) const fn is_link(&self) -> bool {
        matches!(self.evidence, Evidence::Link { .. })
    }

    /// Whether it is most likely right: the ledger that the handle carries is most likely the one in the table.
    pub(crate) fn is_likely_right(&self, policy: &Policy) -> bool {
        let snapshot = self.handle.snapshot.as_ref();
        snapshot.is_some_and(|found| matches!(self.judge(Some(&found.state), policy), Judgement::Right(_)))
    }
}
