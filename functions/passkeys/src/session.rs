//! How a browser's session begins by a passkey, or is proven once more.

use axum::response::Response;
use http::HeaderValue;
use http::header::SET_COOKIE;
use platform::audit::{About, Act};
use platform::entropy::random;
use platform::http::Caller;
use platform::store::{Key, Step, StoreError};
use shared::Timestamp;
use shared::authorization::cookie::{self, SessionCookie};
use shared::identity::AuthenticatorId;
use shared::identity::account::{Account, AccountId, AccountRecord};
use shared::identity::factors::Factors;
use shared::identity::passkey::PasskeyRecord;
use shared::revision::{Revision, Versioned};
use shared::tokens::assurance::{Method, Proof, Proofs};
use shared::tokens::session::{
    Beginning, Device, Session, SessionId, SessionKind, SessionRecord, Sid, Subject, TokenId,
};

use crate::{PasskeysError, Service};

/// What stands under a passkey and its account, and the session that the browser has of the account.
pub(crate) struct Found {
    pub(crate) passkey: Option<Versioned<PasskeyRecord>>,
    pub(crate) account: Option<Versioned<AccountRecord>>,
    pub(crate) factors: Option<Versioned<Factors>>,
    pub(crate) session: Option<Versioned<SessionRecord>>,
    pub(crate) ended_before: Timestamp,
    /// Where the passkey stands, the account, and what it has.
    pub(crate) keys: (Key, Key, Key),
}

/// A session as it is to be written.
pub(crate) struct Begun {
    cookie: SessionCookie,
    session: Session,
    /// What it takes the place of; `None`: it is a new one.
    before: Option<Revision>,
    expires_at: Timestamp,
}

impl Found {
    /// What is written, together or not at all: the passkey's use and the session, while its account is as it was read.
    pub(crate) fn steps(&self, passkey: &PasskeyRecord, begun: &Begun) -> Result<Vec<Step>, StoreError> {
        let record = SessionRecord::Live(begun.session.clone());
        let key = Key::session(begun.cookie.account.into(), begun.cookie.session);
        let (of_passkey, of_account, of_factors) = &self.keys;
        let revision = self.passkey.as_ref().map(|found| found.revision);
        let mut steps = vec![
            Step::swap(of_passkey, revision, passkey, None)?,
            Step::swap(&key, begun.before, &record, Some(begun.expires_at))?,
        ];
        // An app that was guessed at too often is on again (TOTP-06).
        if let Some((revision, next)) =
            self.factors.as_ref().and_then(|found| Some((found.revision, found.state.with_app_on()?)))
        {
            steps.push(Step::swap(of_factors, Some(revision), &next, None)?);
        }
        steps.extend(self.account.as_ref().map(|found| Step::check(of_account, found.revision)));
        Ok(steps)
    }
}

impl Service {
    /// The account's session in the browser whose passkey has signed: the one that it has, under another secret, so that no
    /// cookie of before counts (SE-01); else a new one.
    pub(crate) fn begin_session(
        &self,
        found: &Found,
        (id, account): (AccountId, &Account),
        old: Option<&SessionCookie>,
        (passkey, proven_at): (AuthenticatorId, Timestamp),
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Begun, PasskeysError> {
        let policy = &self.settings.sessions;
        let proof = Proof::of_authenticator(Method::Passkey, passkey, proven_at);
        let secret = TokenId::from_random(random()?);
        let device = Device::seen(caller.address, caller.user_agent.as_deref());
        let open = found.session.as_ref().and_then(|found| Some((found.revision, found.state.live()?)));
        let own = old
            .zip(open)
            .filter(|(old, (_, session))| session.is_open_to(old.secret, account, found.ended_before, policy, now));
        if let Some((old, (revision, session))) = own {
            let sid = Sid { subject: old.account.into(), session: old.session };
            let device = device.seal(&self.keyring, sid, random()?)?;
            let proofs = session.proofs.with(proof);
            let session = Session { proofs, current: secret, device, ..session.used(now) };
            let expires_at = session.expires_at(policy);
            return Ok(Begun {
                cookie: SessionCookie { secret, ..old.clone() },
                session,
                before: Some(revision),
                expires_at,
            });
        }
        let region = self.settings.table.aws.region.clone();
        let cookie = SessionCookie { account: id, session: SessionId::from_random(random()?), secret, region };
        let sid = Sid { subject: id.into(), session: cookie.session };
        let beginning = Beginning {
            kind: SessionKind::Browser,
            identity: None,
            proofs: Proofs::new(proof),
            subject: Subject::Account,
            scope: String::new(),
        };
        let session = Session::new(beginning, secret, device.seal(&self.keyring, sid, random()?)?, now);
        let expires_at = session.expires_at(policy);
        Ok(Begun { cookie, session, before: None, expires_at })
    }

    /// Gives the cookie of a session that was written. In the place of a new one, whatever the browser had ends.
    pub(crate) async fn finish(
        &self,
        begun: Begun,
        old: Option<&SessionCookie>,
        now: Timestamp,
    ) -> Result<String, PasskeysError> {
        let Begun { cookie, before, .. } = begun;
        let sid = Sid { subject: cookie.account.into(), session: cookie.session };
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        if before.is_none() {
            if let Some(old) = old
                && let Err(failed) = self.store.leave(old, now).await
            {
                // Nobody gets its cookie, and the one of before goes on.
                self.store.take_back(sid, now).await?;
                return Err(failed.into());
            }
            Act::SessionBegun.record();
        }
        Ok(cookie::set(&cookie.seal(&self.keyring)?, self.settings.sessions.absolute))
    }
}

/// The answer, with what the browser is known by from now on.
pub(crate) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
