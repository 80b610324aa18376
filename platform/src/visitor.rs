//! Who is signed in in the browser that calls.

use http::HeaderMap;
use shared::Timestamp;
use shared::authorization::consent::Consent;
use shared::authorization::cookie::SessionCookie;
use shared::authorization::{Means, SignedIn};
use shared::identity::account::{Account, AccountRecord};
use shared::identity::factors::Factors;
use shared::identity::keyring::Keyring;
use shared::revision::Versioned;
use shared::tokens::assurance::{Demand, Lacking, Method, Proofs};
use shared::tokens::session::{Session, SessionPolicy, SessionRecord, Sid};

use crate::store::{Key, Store, StoreError};

/// Finds out who is signed in.
#[derive(Clone, Debug)]
pub struct Visitors {
    store: Store,
    keyring: Keyring,
    region: String,
    policy: SessionPolicy,
    /// Whether every account demands a second step.
    second_step: bool,
}

/// A browser with a session that counts.
#[derive(Debug)]
pub struct Visitor {
    /// The cookie that it came with.
    pub cookie: SessionCookie,
    /// Its session.
    pub session: Versioned<Session>,
    /// Whose it is.
    pub account: Versioned<Account>,
    /// What that account has beside its identifiers.
    pub factors: Option<Versioned<Factors>>,
    /// Whether a second step is demanded of whoever signs in to it, by itself or of everybody.
    pub second_step: bool,
    /// What the user has agreed to for the client that asks.
    pub consent: Option<Versioned<Consent>>,
}

impl Visitors {
    /// Looks in `store`, for cookies of `region` and sessions that live by `policy`. `second_step`: whether one is demanded of
    /// everybody.
    pub fn new(store: Store, keyring: Keyring, region: String, policy: SessionPolicy, second_step: bool) -> Self {
        Self { store, keyring, region, policy, second_step }
    }

    /// Whoever is signed in, as far as they have proven it ([`Visitor::judge`]), with what `client` was granted: no call without a cookie of ours, else two at once.
    pub async fn of(
        &self,
        headers: &HeaderMap,
        client: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<Visitor>, StoreError> {
        let header = crate::http::cookies(headers);
        let Some(cookie) = SessionCookie::of_cookies(crate::http::cookie_pairs(&header), &self.keyring, &self.region)
        else {
            return Ok(None);
        };
        let session = Key::session(cookie.account.into(), cookie.session);
        let account = Key::account(cookie.account);
        let factors = Key::factors(cookie.account);
        let consent = client.map(|client| Key::consent(cookie.account, client));
        let everybody = Key::everybody();
        let beside: Vec<&Key> = [&account, &factors, &everybody].into_iter().chain(&consent).collect();
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
        let is_open = |session: &Versioned<Session>| {
            session.state.is_open_to(cookie.secret, &account.state, ended_before, &self.policy, now)
        };
        let Some(session) = session.filter(is_open) else { return Ok(None) };
        let consent = consent.map(|key| beside.state::<Consent>(&key)).transpose()?.flatten();
        let factors = beside.state::<Factors>(&factors)?;
        let second_step = self.second_step || account.state.second_step;
        Ok(Some(Visitor { cookie, session, account, factors, second_step, consent }))
    }
}

impl Visitor {
    /// The account as its owner knows it: its first identifier, masked.
    pub fn shown(&self, keyring: &Keyring) -> String {
        let opened = self.account.state.primary.sealed.open(self.cookie.account, keyring);
        opened.map(|identifier| identifier.to_string()).unwrap_or_default()
    }

    /// The visitor, as far as an authorization request cares.
    pub fn signed_in(&self) -> SignedIn<'_> {
        SignedIn {
            account: self.cookie.account,
            secret: self.session.state.current,
            proofs: &self.session.state.proofs,
            second_step: self.second_step,
            changed_at: self.factors.as_ref().and_then(|factors| factors.state.changed_at),
            consented: self.consent.as_ref().map(|consent| consent.state.scope.as_str()),
        }
    }

    /// The proofs that count, where they are what the account demands. Whoever lacks some of it has proven an identifier of the
    /// account, and is not signed in to it.
    pub fn judge(&self, now: Timestamp) -> Result<Proofs, Lacking> {
        Demand::of_account(self.second_step).judge(&self.session.state.proofs, now)
    }

    /// Whether what the account demands was proven within so many seconds, and the strongest method that it has with it.
    pub fn has_proven_within(&self, seconds: u64, now: Timestamp) -> bool {
        let demand = Demand { max_age: Some(seconds), ..Demand::of_account(self.second_step) };
        let proofs = demand.judge(&self.session.state.proofs, now);
        let strongest = self.factors.as_ref().and_then(|factors| factors.state.strongest());
        proofs.is_ok_and(|proofs| strongest.is_none_or(|strongest| proofs.has(strongest)))
    }

    /// The methods that the account has beside codes that are sent, the strongest first.
    pub fn methods(&self) -> Vec<Method> {
        self.factors.as_ref().map(|factors| factors.state.methods()).unwrap_or_default()
    }

    /// What the account may be proven by, and what it will lose of that.
    pub fn means(&self, now: Timestamp) -> Means {
        let factors = self.factors.as_ref().map(|factors| &factors.state);
        Means {
            methods: self.methods(),
            identities: self.account.state.identifiers().map(|own| own.identity).collect(),
            removal: factors.and_then(|factors| factors.open_removal(now)).cloned(),
        }
    }

    /// The session, as everything that ends it is named by.
    pub fn sid(&self) -> Sid {
        Sid { subject: self.cookie.account.into(), session: self.cookie.session }
    }
}

/// What a part of a state is, with the write that it came from.
fn versioned<T, U>(found: Versioned<T>, part: impl FnOnce(&T) -> Option<U>) -> Option<Versioned<U>> {
    let Versioned { revision, state } = found;
    Some(Versioned { revision, state: part(&state)? })
}
