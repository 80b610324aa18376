//! Who is signed in in the browser that calls.

use http::HeaderMap;
use platform::store::{Key, StoreError};
use shared::Timestamp;
use shared::authorization::SignedIn;
use shared::authorization::consent::Consent;
use shared::authorization::cookie::SessionCookie;
use shared::identity::account::{Account, AccountRecord};
use shared::revision::Versioned;
use shared::tokens::session::{Session, SessionKind, SessionRecord, Sid};

use crate::Service;

/// A browser with a session that counts.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) cookie: SessionCookie,
    pub(crate) session: Versioned<Session>,
    pub(crate) account: Versioned<Account>,
    /// What the user has agreed to for the client that asks.
    pub(crate) consent: Option<Versioned<Consent>>,
}

impl Service {
    /// Whoever is signed in, with what `client` was granted: no call without a cookie of ours, else two at once.
    pub(crate) async fn visitor(
        &self,
        headers: &HeaderMap,
        client: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<Visitor>, StoreError> {
        let header = platform::http::cookies(headers);
        let region = &self.settings.table.aws.region;
        let Some(cookie) = SessionCookie::of_cookies(platform::http::cookie_pairs(&header), &self.keyring, region)
        else {
            return Ok(None);
        };
        let session = Key::session(cookie.account.into(), cookie.session);
        let account = Key::account(cookie.account);
        let consent = client.map(|client| Key::consent(cookie.account, client));
        let everybody = Key::everybody();
        let beside: Vec<&Key> = [&account, &everybody].into_iter().chain(&consent).collect();
        let (session, beside) =
            tokio::try_join!(self.store.read::<SessionRecord>(&session), self.store.read_batch(&beside))?;
        let Some(account) = beside
            .state::<AccountRecord>(&account)?
            .and_then(|found| versioned(found, |record| record.active().cloned()))
        else {
            return Ok(None);
        };
        let session = session.and_then(|found| versioned(found, |record| record.live().cloned()));
        let ended_before = beside.moment(&everybody)?;
        let counts = |session: &Versioned<Session>| {
            let session = &session.state;
            session.kind == SessionKind::Browser
                && session.current == cookie.secret
                && session.created_at >= ended_before
                && now < session.expires_at(&self.settings.sessions)
        };
        let Some(session) = session.filter(counts) else { return Ok(None) };
        let consent = consent.map(|key| beside.state::<Consent>(&key)).transpose()?.flatten();
        Ok(Some(Visitor { cookie, session, account, consent }))
    }
}

impl Visitor {
    /// The visitor, as far as an authorization request cares.
    pub(crate) fn signed_in(&self) -> SignedIn<'_> {
        SignedIn {
            account: self.cookie.account,
            secret: self.session.state.current,
            proofs: &self.session.state.proofs,
            consented: self.consent.as_ref().map(|consent| consent.state.scope.as_str()),
        }
    }

    /// The session, as everything that ends it is named by.
    pub(crate) fn sid(&self) -> Sid {
        Sid { subject: self.cookie.account.into(), session: self.cookie.session }
    }
}

/// What a part of a state is, with the write that it came from.
fn versioned<T, U>(found: Versioned<T>, part: impl FnOnce(&T) -> Option<U>) -> Option<Versioned<U>> {
    let Versioned { revision, state } = found;
    Some(Versioned { revision, state: part(&state)? })
}
