//! `POST /token`: continues a session (RFC 6749 §6). Each refresh token works once; its successor is handed out again to
//! whoever comes back within moments, and an older one ends the session.
//!
//! parse → open → count, and read the session → decide (pure) → sign → one conditional write → answer.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::StatusCode;
use platform::audit::About;
use platform::aws::Aws;
use platform::clock::Clock;
use platform::entropy::random;
use platform::http::{Caller, OAuthError, OAuthForm};
use platform::limits::{EndedSessions, SessionCalls};
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use platform::signer::Signer;
use platform::store::{Expected, Key, Store};
use shared::bounds::network::CallKind;
use shared::identity::account::AccountRecord;
use shared::identity::keyring::Keyring;
use shared::tokens::grant::{Grant, TokenAnswer};
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::{Refreshed, Session, SessionKind, SessionRecord};

mod error;
mod rotation;
mod settings;

pub use error::TokenError;
use rotation::Presentation;
pub use settings::Settings;

/// Where the function answers.
pub const PATH: &str = "/token";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    settings: Settings,
    keyring: Keyring,
    signer: Signer,
    store: Store,
    calls: SessionCalls,
    ended: EndedSessions,
    clock: Clock,
}

/// Builds the function from its environment.
pub async fn start(environment: &Environment) -> Result<Router, SettingsFaults> {
    let settings = Settings::read(environment)?;
    let aws = Aws::new(settings.table.aws.clone());
    let store = Store::new(aws.dynamodb(), settings.table.name.clone());
    let (keyring, signer, origin, ()) = tokio::join!(
        settings.keyring(&aws),
        Signer::load(&settings.signing_keys, &aws),
        settings.origin.load(&aws),
        store.warm(),
    );
    let ((keyring, signer), origin) = SettingsFaults::join(SettingsFaults::join(keyring, signer), origin)?;
    Ok(origin.before(router(Service::new(settings, keyring, signer, &aws, Clock::system()))))
}

/// The function's one route.
pub fn router(service: Service) -> Router {
    let post = platform::http::route_or(routing::post(handle), || OAuthError::MethodNotAllowed);
    platform::http::finish(Router::new().route(PATH, post).with_state(Arc::new(service)))
}

async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    form: Result<OAuthForm, OAuthError>,
) -> Response {
    let answer = match form {
        // In a box: three calls of AWS at once make it large.
        Ok(form) => Box::pin(service.refresh(&form, &caller)).await,
        Err(refused) => Err(TokenError::Request(refused)),
    };
    match answer {
        Ok(answer) => platform::http::json(StatusCode::OK, &answer),
        Err(error) => error.into_response(),
    }
}

impl Service {
    /// Works as `settings` says, with their keys; the clock is the caller's choice.
    pub fn new(settings: Settings, keyring: Keyring, signer: Signer, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name.clone());
        let calls = SessionCalls::new(store.clone(), keyring.clone(), CallKind::Refresh, settings.calls);
        Self { settings, keyring, signer, store, calls, ended: EndedSessions::none(), clock }
    }

    async fn refresh(&self, form: &OAuthForm, caller: &Caller) -> Result<TokenAnswer, TokenError> {
        let now = self.clock.now();
        let Settings { table, terms, .. } = &self.settings;
        let (keyring, aws) = (&self.keyring, &table.aws);
        form.check_client(&terms.client_id)?;
        if form.required("grant_type")? != "refresh_token" {
            return Err(OAuthError::UnsupportedGrantType.into());
        }
        let text = form.required("refresh_token")?;
        let token = RefreshToken::open(text, keyring, &aws.region, &terms.sessions, now)?;
        let sid = token.sid();
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        if self.ended.knows(sid, now) {
            return Err(TokenError::Ended);
        }
        self.calls.recall(sid.session, now)?;

        // What the token says of itself is worth nothing until the table has vouched for it, neither a signature nor a
        // scope: whoever has an old key of ours may have sealed it.
        let key = Key::session(sid.subject, sid.session);
        let account = Key::account(token.account);
        let (admitted, found, account, ended_before) = tokio::join!(
            self.calls.admit(sid.session, caller.address, now),
            self.store.read::<SessionRecord>(&key),
            self.store.read::<AccountRecord>(&account),
            self.store.everybody_ended_before(),
        );
        admitted?;
        let (found, account, ended_before) = (found?, account?, ended_before?);
        // A session that a sign-in has begun while its account was erased or disabled is in no list of those that ended.
        let is_active = account.is_some_and(|account| account.state.active().is_some());
        let live = found.as_ref().and_then(|found| found.state.live());
        let counts = |session: &&Session| is_active && session.created_at >= ended_before;
        let Some(session) = live.filter(counts) else {
            self.ended.remember(sid, now);
            return Err(TokenError::Ended);
        };
        if session.kind != SessionKind::FirstParty || session.identity != keyring.identity_key(&token.identifier) {
            return Err(TokenError::OtherSession);
        }
        let presentation = Presentation::new(&token, sid, caller, keyring, [random()?, random()?])?;
        let is_repeat = match presentation.judge(session, &terms.sessions, now) {
            Refreshed::Rotated(_) => false,
            Refreshed::SameSuccessor => true,
            verdict => return Err(self.refuse(&verdict, sid, now).await),
        };
        let scope = within(form.optional("scope"), &session.scope)?;
        if is_repeat {
            self.book_repeat(sid, session.generation, now).await?;
        }
        let grant = Grant {
            identifier: &token.identifier,
            sid,
            session,
            scope,
            address: caller.address,
            user_agent: caller.user_agent.as_deref(),
        };
        let claims = terms.claims(&grant, random()?, now);
        // Signed first: a rotation whose tokens nobody gets would make an honest client's next try look like a thief's.
        let access_token = self.signer.sign(&claims, now).await?;
        // A repeat writes nothing that would fail where the session has ended meanwhile: it reads once more.
        let expected = if is_repeat { Expected::Unknown } else { Expected::Read(found.clone()) };
        let session = self.rotate(&presentation, expected, is_repeat, now).await?;
        let next = RefreshToken::of(token.identifier.clone(), sid, &session, aws.region.clone());
        Ok(terms.answer(access_token, claims, next.seal(keyring)?, &session, now))
    }
}

/// The scope asked for, if it lies within the one granted (RFC 6749 §6); the granted one where none is asked for.
fn within<'a>(asked: Option<&'a str>, granted: &'a str) -> Result<&'a str, OAuthError> {
    let Some(asked) = asked else { return Ok(granted) };
    let known = |part: &str| granted.split(' ').any(|of_grant| of_grant == part);
    if asked.len() <= granted.len() && asked.split(' ').all(known) { Ok(asked) } else { Err(OAuthError::InvalidScope) }
}
