//! `POST /token`: continues a session (RFC 6749 §6). Each refresh token works once; its successor is handed out again to
//! whoever comes back within moments, and an older one ends the session.
//!
//! parse → open → sign → decide (pure) → one conditional write → answer.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::StatusCode;
use shared::audit::{About, Act};
use shared::aws::Aws;
use shared::clock::{Clock, Timestamp};
use shared::config::{ConfigFaults, Environment, TokenConfig};
use shared::entropy::random;
use shared::grant::{Grant, TokenAnswer};
use shared::http::{Caller, OAuthError, OAuthForm};
use shared::refresh_token::RefreshToken;
use shared::revision::Versioned;
use shared::session::{Device, Refreshed, Session, Sid, SubjectKey, refresh};
use shared::signer::Signer;
use shared::store::{Change, Decision, Expected, Key, Store};

mod error;

pub use error::TokenError;

/// Where the function answers.
pub const PATH: &str = "/token";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    config: TokenConfig,
    signer: Signer,
    store: Store,
    clock: Clock,
}

/// Builds the function from its environment.
pub async fn start(environment: &Environment) -> Result<Router, ConfigFaults> {
    let config = TokenConfig::read(environment)?;
    let aws = Aws::new(config.aws.clone());
    let signer = Signer::load(&config.signing_keys, &aws).await?;
    let service = Service::new(config, signer, &aws, Clock::system());
    service.store.warm().await;
    Ok(router(service))
}

/// The function's one route.
pub fn router(service: Service) -> Router {
    let post = shared::http::route_or(routing::post(handle), || OAuthError::MethodNotAllowed);
    shared::http::finish(Router::new().route(PATH, post).with_state(Arc::new(service)))
}

async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    form: Result<OAuthForm, OAuthError>,
) -> Response {
    let answer = match form {
        Ok(form) => service.refresh(&form, &caller).await,
        Err(refused) => Err(TokenError::Request(refused)),
    };
    match answer {
        Ok(answer) => shared::http::json(StatusCode::OK, &answer),
        Err(error) => error.into_response(),
    }
}

impl Service {
    /// Works as `config` says; the clock is the caller's choice.
    pub fn new(config: TokenConfig, signer: Signer, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), config.table.clone());
        Self { config, signer, store, clock }
    }

    async fn refresh(&self, form: &OAuthForm, caller: &Caller) -> Result<TokenAnswer, TokenError> {
        let now = self.clock.now();
        let TokenConfig { keyring, terms, .. } = &self.config;
        form.check_client(&terms.client_id)?;
        if form.required("grant_type")? != "refresh_token" {
            return Err(OAuthError::UnsupportedGrantType.into());
        }
        let text = form.required("refresh_token")?;
        let presented = RefreshToken::open(text, keyring, &self.config.aws.region, &terms.sessions, now)?;
        let granted = &presented.snapshot.state.scope;
        let scope = within(form.optional("scope"), granted)?;

        let subject = SubjectKey::from_hash(keyring.subject_key(&presented.identifier));
        let sid = Sid { subject, session: presented.session };
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        let grant = Grant {
            identifier: &presented.identifier,
            sid,
            session: &presented.snapshot.state,
            scope,
            address: caller.address,
            user_agent: caller.user_agent.as_deref(),
        };
        let claims = terms.claims(&grant, keyring, random()?, now);
        // Signed first: a rotation whose tokens nobody gets would make an honest client's next try look like a thief's.
        let access_token = self.signer.sign(&claims, now).await?;
        let session = self.rotate(&presented, sid, caller, now).await?;
        let refresh_token = RefreshToken { snapshot: session.clone(), ..presented.clone() }.seal(keyring)?;
        Ok(terms.answer(access_token, claims, refresh_token, &session.state, now))
    }

    /// Makes the next generation current, and gives the session whose token is current then.
    async fn rotate(
        &self,
        presented: &RefreshToken,
        sid: Sid,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Versioned<Session>, TokenError> {
        let policy = &self.config.terms.sessions;
        let generation = presented.snapshot.state.generation;
        let device = Device::seen(caller.address, caller.user_agent.as_deref());
        let decide = |session: Option<&Session>| match refresh(session, generation, &device, policy, now) {
            Refreshed::Rotated(next) => Decision::Write { expires_at: next.expires_at(policy), next, outcome: Ok(()) },
            Refreshed::SameSuccessor => Decision::Keep(Ok(())),
            Refreshed::Reused => Decision::Keep(Err(TokenError::Reused)),
            Refreshed::Refused => Decision::Keep(Err(TokenError::Ended)),
        };
        let key = Key::session(sid.subject, sid.session);
        let settled = self.store.settle(&key, Expected::Present(presented.snapshot.clone()), decide).await?;
        if matches!(settled.outcome, Err(TokenError::Reused)) {
            self.store.apply(&Change::end(sid, now)).await?;
            Act::RefreshTokenReused.record();
        }
        settled.outcome?;
        settled.state.ok_or(TokenError::Ended)
    }
}

/// The scope asked for, if it lies within the one granted (RFC 6749 §6); the granted one where none is asked for.
fn within<'a>(asked: Option<&'a str>, granted: &'a str) -> Result<&'a str, OAuthError> {
    let Some(asked) = asked else { return Ok(granted) };
    let known = |part: &str| granted.split(' ').any(|of_grant| of_grant == part);
    if asked.len() <= granted.len() && asked.split(' ').all(known) { Ok(asked) } else { Err(OAuthError::InvalidScope) }
}
