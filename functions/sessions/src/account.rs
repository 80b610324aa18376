//! `GET /signin/account`: what its owner sees of an account, in a browser that is signed in.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use pages::{
    AccountPage, GivenConsent, Locale, Proving, RenderFailed, ShownPasskey, ShownRemoval, SignIn, Template, Words,
};
use platform::accounts::{ChangeFailed, FactorsChangeRefused, NoRecoveryCodes};
use platform::clock;
use platform::entropy::{EntropyError, random};
use platform::http::{Refusal, page, see_other};
use platform::store::StoreError;
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::AccountChange;
use shared::authorization::confirmation::{self, Question};
use shared::authorization::flow::{BrowserId, Destination, Flow, RESUME_PATH, SIGN_IN_PATH};
use shared::identity::AuthenticatorId;
use shared::identity::account::AccountId;
use shared::identity::factors::{AuthenticatorApp, Factors, OwnPasskey, RecoveryCodes, TooManyChanges, UNNAMED};
use shared::identity::keyring::NotSealedHere;
use shared::identity::passkey::Passkey;
use shared::tokens::session::{Device, Session, SessionId, SessionKind, Sid, TokenId};

use crate::Service;

/// What the page's forms are about.
pub(crate) const HERE: &str = "account";
/// Seconds for which a proof is fresh enough to erase the account.
pub(crate) const FRESH: u64 = 300;
/// Seconds after which a page is worth another try.
const WAIT: u64 = 2;

/// Why a user sees no account.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountError {
    /// The table could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The account stays as it is.
    #[error(transparent)]
    Change(#[from] ChangeFailed),
    /// What the account may be proven by stays as it is.
    #[error(transparent)]
    Factors(#[from] FactorsChangeRefused),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// Nothing could be sealed.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
    /// No recovery codes could be made.
    #[error(transparent)]
    RecoveryCodes(#[from] NoRecoveryCodes),
    /// A page could not be written.
    #[error(transparent)]
    Page(#[from] RenderFailed),
}

/// What the page shows besides the account.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) visitor: &'a Visitor,
    pub(crate) locale: Locale,
    /// What was done just now: the sentence that tells it.
    pub(crate) done: Option<&'static str>,
}

impl Shown<'_> {
    /// The page once something was done.
    pub(crate) const fn done(self, said: &'static str) -> Self {
        Self { done: Some(said), ..self }
    }
}

pub(crate) async fn handle(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let answer = Box::pin(service.account(&headers)).await;
    service.page_or_fault(answer, &headers)
}

impl Service {
    async fn account(&self, headers: &HeaderMap) -> Result<Response, AccountError> {
        let now = self.clock.now();
        let visitor = match self.owner(headers, now).await? {
            Ok(visitor) => visitor,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let shown = Shown { visitor: &visitor, locale: platform::http::locale(None, headers), done: None };
        self.show(&shown, StatusCode::OK, now).await
    }

    /// Whoever is signed in by what their account demands, or where a browser goes to be. Who has shown a code alone where more
    /// is demanded sees nothing of the account and changes nothing.
    pub(crate) async fn owner(
        &self,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Result<Visitor, Response>, AccountError> {
        Ok(match self.visitors.of(headers, None, now).await? {
            None => Err(self.begin(headers, (None, None), Destination::Account, SIGN_IN_PATH, now)?),
            Some(visitor) if visitor.judge(now).is_err() => {
                Err(self.begin(headers, (None, None), Destination::Account, RESUME_PATH, now)?)
            }
            Some(visitor) => Ok(visitor),
        })
    }

    /// Sends the browser of a visitor to the page that asks for what an erasure takes, and back here once that is proven anew.
    pub(crate) fn prove(
        &self,
        headers: &HeaderMap,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<Response, AccountError> {
        let before = Some(visitor.session.state.current);
        self.begin(headers, (None, before), Destination::Account, RESUME_PATH, now)
    }

    /// Sends the browser of a visitor to the page that asks for what a change of their account takes, and to it from there.
    pub(crate) fn begin_change(
        &self,
        headers: &HeaderMap,
        visitor: &Visitor,
        change: AccountChange,
        now: Timestamp,
    ) -> Result<Response, AccountError> {
        let whose = (Some(visitor.cookie.account), Some(visitor.session.state.current));
        let started_at = visitor.factors.as_ref().map_or(now, |factors| factors.state.agreeable_from(now));
        self.begin(headers, whose, Destination::Change(change), RESUME_PATH, started_at)
    }

    /// Sends the browser to the page at `path` with a flow that leads to `destination`: of that account alone, where one is `expected`.
    /// Proofs of the session that it had `before` do not count in it.
    pub(crate) fn begin(
        &self,
        headers: &HeaderMap,
        (expected, before): (Option<AccountId>, Option<TokenId>),
        destination: Destination,
        path: &str,
        started_at: Timestamp,
    ) -> Result<Response, AccountError> {
        let known = BrowserId::of_cookies(platform::http::cookie_pairs(&platform::http::cookies(headers)));
        let browser = match known.first() {
            Some(browser) => *browser,
            None => BrowserId::from_random(random()?),
        };
        let region = self.settings.table.aws.region.clone();
        let flow = Flow { destination, expected, pushed: None, before, browser, started_at, region };
        let mut answer = see_other(&format!("{path}?flow={}", flow.seal(&self.keyring, random()?)?));
        if let (true, Ok(cookie)) = (known.is_empty(), HeaderValue::try_from(browser.set_cookie())) {
            answer.headers_mut().insert(SET_COOKIE, cookie);
        }
        Ok(answer)
    }

    pub(crate) async fn show(
        &self,
        shown: &Shown<'_>,
        status: StatusCode,
        now: Timestamp,
    ) -> Result<Response, AccountError> {
        // Large: it lists sessions and consents at once.
        Box::pin(self.written(shown, status, now)).await
    }

    async fn written(&self, shown: &Shown<'_>, status: StatusCode, now: Timestamp) -> Result<Response, AccountError> {
        let Shown { visitor, locale, done } = *shown;
        let account = visitor.cookie.account;
        let factors = visitor.factors.as_ref().map(|found| found.state.clone()).unwrap_or_default();
        let (live, consents) = (self.live(account.into(), now), self.store.consents(account));
        let (sessions, consents, passkeys) = tokio::try_join!(live, consents, self.accounts.passkeys(&factors))?;
        let mut sign_ins = Vec::new();
        for (id, session) in &sessions {
            sign_ins.push(self.sign_in(*id, session, visitor, now).await?);
        }
        let mut named = Vec::new();
        for consent in consents {
            let client = self.clients.find(&consent.state.client, now).await?;
            let name = client.map_or_else(|| consent.state.client.clone(), |client| client.name.as_str().to_owned());
            named.push((name, consent.state));
        }
        let words = Words::of_pages(locale)?;
        let given = named.into_iter().map(|(name, consent)| {
            let (grants, since) = (pages::in_words(&consent.scope, &words)?, clock::in_words(consent.given_at));
            Ok(GivenConsent { id: consent.client, name, grants, since })
        });
        let given = given.collect::<Result<Vec<_>, RenderFailed>>()?;
        let identifiers = visitor.account.state.identifiers();
        let opened = identifiers.filter_map(|own| own.sealed.open(account, &self.keyring).ok());
        let html = AccountPage {
            words: &words,
            service: self.settings.service_name.as_str(),
            since: &clock::in_words(visitor.account.state.created_at),
            notice: &done.map(|done| words.say(done)).transpose()?.unwrap_or_default(),
            identifiers: &opened.map(|identifier| identifier.exposed()).collect::<Vec<_>>(),
            sign_ins: &sign_ins,
            consents: &given,
            confirmation: &confirmation::seal(Question::Account, HERE, &visitor.cookie, &self.keyring, random()?, now)?,
            proving: &self.proving(visitor, &passkeys, now),
            takes_passkeys: self.settings.offered.passkeys,
            takes_apps: self.settings.offered.apps,
            is_fresh: visitor.has_proven_within(FRESH, now),
        };
        Ok(page(status, html.render()?, None))
    }

    async fn sign_in(
        &self,
        id: SessionId,
        session: &Session,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<SignIn, AccountError> {
        let sid = Sid { subject: visitor.cookie.account.into(), session: id };
        let Device { network, user_agent } = session.device.open(&self.keyring, sid).unwrap_or_default();
        let name = match &session.kind {
            SessionKind::Browser => None,
            SessionKind::FirstParty => Some(self.settings.service_name.as_str().to_owned()),
            SessionKind::Grant { client, .. } => {
                let found = self.clients.find(client, now).await?;
                Some(found.map_or_else(|| client.clone(), |found| found.name.as_str().to_owned()))
            }
        };
        Ok(SignIn {
            id: id.to_string(),
            name,
            is_current: id == visitor.cookie.session,
            last_used: clock::in_words(session.rotated_at),
            network: network.unwrap_or_default(),
            user_agent: user_agent.unwrap_or_default(),
        })
    }

    /// A page that tells one thing.
    pub(crate) fn tell(
        &self,
        status: StatusCode,
        locale: Locale,
        title: &str,
        text: &str,
    ) -> Result<Response, RenderFailed> {
        let html = pages::message(locale, self.settings.service_name.as_str(), title, text)?;
        Ok(page(status, html, None))
    }

    /// An answer, or the page that tells why there is none.
    pub(crate) fn page_or_fault(&self, answer: Result<Response, AccountError>, headers: &HeaderMap) -> Response {
        let error = match answer {
            Ok(answer) => return answer,
            Err(error) => error,
        };
        let (status, code, wait) = match &error {
            AccountError::Store(StoreError::Contended)
            | AccountError::Change(ChangeFailed::Store(StoreError::Contended))
            | AccountError::Factors(
                FactorsChangeRefused::Ended | FactorsChangeRefused::Change(ChangeFailed::Store(StoreError::Contended)),
            ) => (StatusCode::TOO_MANY_REQUESTS, "too-many-at-once", Some(WAIT)),
            AccountError::Factors(FactorsChangeRefused::TooMany(TooManyChanges { retry_after })) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-changes", Some(*retry_after))
            }
            AccountError::Store(_)
            | AccountError::Change(ChangeFailed::Store(_) | ChangeFailed::Untold(_))
            | AccountError::Factors(FactorsChangeRefused::Change(_)) => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", Some(WAIT))
            }
            AccountError::Entropy(_)
            | AccountError::Key(_)
            | AccountError::RecoveryCodes(_)
            | AccountError::Factors(FactorsChangeRefused::List(_))
            | AccountError::Page(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal", None),
        };
        let (locale, service) = (platform::http::locale(None, headers), self.settings.service_name.as_str());
        let html = pages::message(locale, service, "fault-unavailable", "fault-unavailable.text");
        Refusal { status, code, cause: &error, wait, form_target: None }.page(html)
    }

    /// What the owner may prove who they are by, beside codes that are sent, as the page shows it.
    fn proving(&self, visitor: &Visitor, passkeys: &[(AuthenticatorId, Passkey)], now: Timestamp) -> Proving {
        let factors = visitor.factors.as_ref().map(|factors| &factors.state);
        let app = factors.and_then(|factors| factors.app.as_ref());
        let shown = |own: &OwnPasskey| ShownPasskey {
            id: own.id.to_string(),
            // One that was sealed by a version of the master secret which is retired has no name any more.
            name: own.name.open(visitor.cookie.account, &self.keyring).unwrap_or_else(|_| UNNAMED.to_owned()),
            since: clock::in_words(own.added_at),
            last_used: clock::in_words(own.last_used_at(passkeys)),
        };
        Proving {
            passkeys: factors.map(|factors| factors.passkeys.iter().map(shown).collect()).unwrap_or_default(),
            app_since: app.map(|app| clock::in_words(app.added_at)),
            app_is_off: app.is_some_and(AuthenticatorApp::is_off),
            codes_left: factors.and_then(|factors| factors.recovery.as_ref()).map(RecoveryCodes::left),
            second_step: visitor.account.state.second_step,
            has_stronger: factors.is_some_and(Factors::has_stronger),
            removal: factors
                .and_then(|factors| factors.open_removal(now))
                .map(|waiting| ShownRemoval::new(waiting, clock::in_words(waiting.due_at), now)),
        }
    }
}
