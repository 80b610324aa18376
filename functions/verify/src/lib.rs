//! `POST /otp/verify`: takes a code, begins a session, answers with its tokens; a code that was asked for a change of an
//! account is answered with a proof instead, and one of an account that demands more with what `POST /factors/verify` completes.
//!
//! parse → limits → judge (pure) → one conditional write, while the call is counted for its network, the session begun
//! and its token signed → answer. The verdict leaves only after the write that books it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use platform::audit::{About, Act};
use platform::aws::Aws;
use platform::clock::Clock;
use platform::http::{Caller, Cookies, StrictJson};
use platform::notices::Notices;
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use platform::signer::Signer;
use platform::store::Store;
use platform::visitor::Visitors;
use serde::{Deserialize, Serialize};
use shared::Timestamp;
use shared::codes::purpose::CodePurpose;
use shared::identity::identifier::Identifier;
use shared::identity::keyring::Keyring;
use shared::tokens::grant::{Terms, TokenAnswer};
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::Sid;

mod browser_session;
mod completion;
mod device;
mod entry;
mod error;
mod form;
mod judgement;
mod limits;
mod link;
mod new_device;
mod pending_session;
mod presented;
mod proof;
mod settings;
mod step;

pub use completion::{COMPLETION_PATH, CompletionError};
use device::{DeviceTokenDelivery, Remembered};
use entry::Lookup;
pub use error::VerifyError;
pub use form::FORM_PATH;
use limits::{Limits, Refused};
use pending_session::{NewSession, PendingSession};
use presented::Presented;
pub use settings::Settings;
pub use shared::authorization::flow::STEP_PATH;
pub use step::StepError;

/// Where the function answers.
pub const PATH: &str = "/otp/verify";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    settings: Settings,
    keyring: Keyring,
    signer: Signer,
    store: Store,
    limits: Limits,
    notices: Notices,
    visitors: Visitors,
    clock: Clock,
}

/// `{challenge, code}`, optionally `device`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerifyBody {
    challenge: String,
    code: String,
    #[serde(default)]
    device: DeviceTokenDelivery,
}

/// What a client gets for the right code.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    tokens: TokenAnswer,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_token: Option<String>,
    #[serde(skip)]
    cookies: Vec<String>,
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

/// The function's routes.
pub fn router(service: Service) -> Router {
    let open =
        |post| platform::http::open_to_own_pages(platform::http::route(post), &service.settings.cors, Cookies::Count);
    let page = |methods| platform::http::route(methods);
    let routes = Router::new()
        .route(PATH, open(routing::post(handle)))
        .route(COMPLETION_PATH, open(routing::post(completion::handle)))
        .route(FORM_PATH, page(routing::post(form::handle)))
        .route(STEP_PATH, page(routing::post(step::handle)))
        .route(shared::codes::link::PATH, page(routing::post(link::handle)));
    platform::http::finish(routes.with_state(Arc::new(service)))
}

async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    StrictJson(body): StrictJson<VerifyBody>,
) -> Response {
    let presented = match service.parse(&body, &caller) {
        Ok(presented) => presented,
        Err(error) => return error.into_response(),
    };
    if presented.handle.purpose != CodePurpose::SignIn {
        return match service.prove(&presented).await {
            Ok(proven) => platform::http::json(StatusCode::OK, &proven),
            Err(error) => error.into_response(),
        };
    }
    match service.verify(presented, body.device, &headers, &caller).await {
        Ok(answer) => answer.into_response(),
        Err(error) => error.into_response(),
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = platform::http::json(StatusCode::OK, &self);
        let cookies = self.cookies.into_iter().filter_map(|cookie| HeaderValue::try_from(cookie).ok());
        response.headers_mut().extend(cookies.map(|cookie| (SET_COOKIE, cookie)));
        response
    }
}

impl Service {
    /// Works as `settings` says, with their keys; the clock is the caller's choice.
    pub fn new(settings: Settings, keyring: Keyring, signer: Signer, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name.clone());
        let limits = Limits::new(&settings, &keyring, &store);
        let notices = Notices::new(aws, &settings.notices, keyring.clone());
        let (region, sessions) = (settings.table.aws.region.clone(), settings.terms.sessions);
        let visitors = Visitors::new(store.clone(), keyring.clone(), region, sessions, settings.second_step);
        Self { settings, keyring, signer, store, limits, notices, visitors, clock }
    }

    async fn verify(
        self: &Arc<Self>,
        presented: Presented,
        device: DeviceTokenDelivery,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<Answer, VerifyError> {
        self.limits.recall(&presented.network, presented.now)?;
        let expected = presented.handle.account;
        let new = NewSession::new(self, &presented, expected.id, caller)?;
        let Presented { now, handle, .. } = &presented;
        let remembered = self.remember(&handle.identifier, handle.pool.device(), device, headers, *now)?;
        let is_likely_right = presented.is_likely_right(&self.settings.codes.policy);
        let lookup = Lookup::new(self, &presented, is_likely_right);
        let everybody = self.settings.second_step;
        // Nobody has a session of an account that is only proposed, or of one that demands more.
        let pending =
            PendingSession::new(self, new, is_likely_right && expected.found && expected.at_once && !everybody);
        let (booked, counted) =
            tokio::join!(Box::pin(self.book(&presented)), self.limits.charge(&presented.network, presented.now));
        if let Err(Refused { error, is_final }) = self.limits.outcome(booked, counted, &presented).await {
            pending.take_back(is_final).await;
            return Err(error);
        }
        let signed_in = Box::pin(self.sign_in(&presented, lookup, pending, headers, caller));
        let (signed_in, ()) = tokio::join!(signed_in, self.limits.came_back(&presented));
        let (begun, access_token) = signed_in?;
        let Presented { now, handle, .. } = presented;
        self.answer(begun, access_token, handle.identifier, remembered, now)
    }

    /// What a client gets whose session has begun with `identifier`.
    fn answer(
        &self,
        begun: NewSession,
        access_token: String,
        identifier: Identifier,
        remembered: Remembered,
        now: Timestamp,
    ) -> Result<Answer, VerifyError> {
        Act::SessionBegun.record();
        let NewSession { sid, session, claims, .. } = begun;
        let Settings { table, terms, .. } = &self.settings;
        let refresh_token = RefreshToken::of(Some(identifier), sid, &session, table.aws.region.clone());
        let tokens =
            Terms::answer(access_token, claims, refresh_token.seal(&self.keyring)?, &session, &terms.sessions, now);
        let Remembered { cookies, token: device_token } = remembered;
        Ok(Answer { tokens, device_token, cookies })
    }

    /// Begins the session of a right code, of which one may be `pending`: that of the account which was expected. Gives it
    /// with its first access token.
    async fn sign_in(
        self: &Arc<Self>,
        presented: &Presented,
        lookup: Lookup,
        pending: PendingSession,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<(NewSession, String), VerifyError> {
        let entered = match self.enter(presented, lookup).await {
            Ok(entered) => entered,
            Err(refused) => {
                pending.take_back(true).await;
                return Err(refused.not_begun());
            }
        };
        if entered.second_step || self.settings.second_step {
            let ((), lacking) = tokio::join!(pending.take_back(true), self.lacking(presented, entered.account));
            return Err(lacking.map_or_else(VerifyError::not_begun, VerifyError::SecondStep));
        }
        let mut pending = if entered.account == presented.handle.account.id {
            pending
        } else {
            pending.take_back(true).await;
            let new = NewSession::new(self, presented, entered.account, caller).map_err(VerifyError::not_begun)?;
            PendingSession::new(self, new, false)
        };
        let Sid { subject, session } = pending.sid();
        About { subject: Some(subject), session: Some(session), ..About::default() }.note();
        let begun = async {
            match pending.finish().await {
                Ok(access_token) => self.confirm(presented, &entered).await.map(|()| access_token),
                failed => failed,
            }
        };
        let (begun, ()) = tokio::join!(begun, self.tell_of_device(presented, entered, headers, caller));
        pending.settle(begun).await
    }
}
