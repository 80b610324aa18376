//! How a browser's session begins, or is proven once more.

use platform::audit::{About, Act};
use platform::entropy::random;
use platform::http::Caller;
use platform::store::{Decision, Expected, Key, Swap};
use shared::Timestamp;
use shared::authorization::cookie::SessionCookie;
use shared::identity::account::AccountRecord;
use shared::revision::{Revision, Versioned};
use shared::tokens::assurance::{Proof, Proofs};
use shared::tokens::session::{
    Beginning, Device, SealedDevice, Session, SessionId, SessionKind, SessionRecord, Sid, Subject, TokenId,
};

use crate::entry::Entered;
use crate::presented::Presented;
use crate::{Service, VerifyError};

impl Service {
    /// The account's session in the browser that has presented a right code: the one that it has, under another secret, so
    /// that no cookie of before counts (SE-01); else a new one, in whose place whatever it had ends. What the browser had goes on
    /// where its account says that the identifier was taken off it meanwhile.
    pub(crate) async fn begin_in_browser(
        &self,
        presented: &Presented,
        entered: &Entered,
        proven_at: Timestamp,
        old: Option<&SessionCookie>,
        caller: &Caller,
    ) -> Result<SessionCookie, VerifyError> {
        let (account, identity) = (entered.account, presented.identity);
        let proof = Proof::of_code(presented.handle.channel.into(), identity, proven_at);
        let secret = TokenId::from_random(random()?);
        let device = Device::seen(caller.address, caller.user_agent.as_deref());
        let region = self.settings.table.aws.region.clone();
        if let Some(own) = old.filter(|old| old.account == account) {
            let sid = Sid { subject: account.into(), session: own.session };
            let device = device.seal(&self.keyring, sid, random()?)?;
            if self.step_up(own, sid, proof, secret, device, presented).await? {
                return Ok(SessionCookie { secret, ..own.clone() });
            }
        }
        let sid = Sid { subject: account.into(), session: SessionId::from_random(random()?) };
        let beginning = Beginning {
            kind: SessionKind::Browser,
            identity: Some(presented.identity),
            proofs: Proofs::new(proof),
            subject: Subject::Account,
            scope: String::new(),
        };
        let device = device.seal(&self.keyring, sid, random()?)?;
        let session = Session::new(beginning, secret, device, presented.now);
        let expires_at = session.expires_at(&self.settings.terms.sessions);
        let record = Versioned { revision: Revision::from_random(random()?), state: SessionRecord::Live(session) };
        match self.store.swap(&Key::session(sid.subject, sid.session), None, &record, expires_at).await? {
            Swap::Done => {}
            Swap::Conflict(_) => return Err(VerifyError::SessionExists),
        }
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        let mut begun = self.confirm(presented, entered).await;
        if let Some(old) = old
            && begun.is_ok()
        {
            begun = self.store.leave(old, presented.now).await.map_err(VerifyError::from);
        }
        if let Err(failed) = begun {
            // Nobody gets its cookie, and the one of before goes on.
            self.store.take_back(sid, presented.now).await?;
            return Err(failed);
        }
        Act::SessionBegun.record();
        Ok(SessionCookie { account, session: sid.session, secret, region })
    }

    /// Adds a proof to the browser's session, if it goes on; tells whether it does.
    async fn step_up(
        &self,
        own: &SessionCookie,
        sid: Sid,
        proof: Proof,
        secret: TokenId,
        device: SealedDevice,
        presented: &Presented,
    ) -> Result<bool, VerifyError> {
        let (now, policy) = (presented.now, &self.settings.terms.sessions);
        let account = Key::account(own.account);
        let (ended_before, account) =
            tokio::try_join!(self.store.everybody_ended_before(), self.store.read::<AccountRecord>(&account))?;
        let account = account.as_ref().and_then(|found| found.state.active());
        // A session with such a proof would be the account's no more, and its owner signed out.
        if account.is_some_and(|account| proof.identity().is_some_and(|proven| !account.has(proven))) {
            return Err(VerifyError::Removed);
        }
        let decide = |found: Option<&SessionRecord>| {
            let live = found.and_then(SessionRecord::live);
            let is_own = |session: &&Session| {
                account.is_some_and(|account| session.is_open_to(own.secret, account, ended_before, policy, now))
            };
            match live.filter(is_own) {
                Some(session) => {
                    let proofs = session.proofs.with(proof);
                    let next = Session { proofs, current: secret, device: device.clone(), ..session.used(now) };
                    let expires_at = next.expires_at(policy);
                    Decision::Write { next: SessionRecord::Live(next), expires_at, outcome: true }
                }
                None => Decision::Keep(false),
            }
        };
        let settled = self.store.settle(&Key::session(sid.subject, sid.session), Expected::Unknown, decide).await?;
        Ok(settled.outcome)
    }
}
