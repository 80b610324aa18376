//! `POST /otp/request`: sends a one-time code.
//!
//! parse → count for the caller's network → decide (pure) → one conditional write, and at the same time one read of the
//! suppression or of the number's block → send → answer.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::{HeaderMap, StatusCode};
use platform::aws::Aws;
use platform::clock::Clock;
use platform::http::{Caller, Cookies, StrictJson};
use platform::sender::{Sender, Ses, Sns};
use platform::settings::{CorsSettings, Environment, FromEnvironment, SettingsFaults};
use platform::store::Store;
use serde::Serialize;
use shared::codes::ledger::{Issued, Policy};
use shared::identity::identifier::calling_codes;
use shared::identity::keyring::Keyring;
use shared::tokens::Issuer;

mod account;
mod attempt;
mod body;
mod booking;
mod error;
mod form;
mod limits;
mod recipient_status;
mod sending;
mod settings;

use attempt::Attempt;
pub use body::RequestBody;
use booking::Booked;
pub use error::{NumberFault, RequestError};
pub use form::FORM_PATH;
use limits::Limits;
pub use limits::TextRefused;
pub use settings::{Settings, TextSettings};

/// Where the function answers.
pub const PATH: &str = "/otp/request";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    keyring: Keyring,
    policy: Policy,
    device_life: u64,
    /// Names this region in handles.
    region: String,
    /// Where links in emails lead.
    issuer: Issuer,
    /// Whether pages ask for a passkey as well.
    passkeys: bool,
    /// Countries that may be texted; `None`: SMS is off.
    sms_countries: Option<Vec<String>>,
    /// The calling codes that pages show of them.
    calling_codes: Option<String>,
    store: Store,
    limits: Limits,
    sender: Sender,
    cors: CorsSettings,
    clock: Clock,
}

#[derive(Serialize)]
struct Answer {
    challenge: String,
    channel: &'static str,
    destination: String,
    code_format: &'static str,
    code_length: u8,
    expires_in: u64,
    resend_in: u64,
}

/// Builds the function from its environment.
pub async fn start(environment: &Environment) -> Result<Router, SettingsFaults> {
    let settings = Settings::read(environment)?;
    let aws = Aws::new(settings.table.aws.clone());
    let text = settings.text.as_ref().map(|text| Sns::new(aws.sns(), text.common.sms.clone()));
    let sender = Sender::aws(settings.brand.clone(), Ses::new(aws.ses(), settings.email.clone()), text);
    let store = Store::new(aws.dynamodb(), settings.table.name.clone());
    let (keyring, origin, ()) = tokio::join!(settings.keyring(&aws), settings.origin.load(&aws), store.warm());
    let (keyring, origin) = SettingsFaults::join(keyring, origin)?;
    store.note_naming(&keyring).await;
    Ok(origin.before(router(Service::new(settings, keyring, &aws, sender, Clock::system()))))
}

/// The function's routes.
pub fn router(service: Service) -> Router {
    let post = platform::http::route(routing::post(handle));
    let post = platform::http::open_to_own_pages(post, &service.cors, Cookies::Count);
    let routes = Router::new().route(PATH, post).route(FORM_PATH, platform::http::route(routing::post(form::handle)));
    platform::http::finish(routes.with_state(Arc::new(service)))
}

async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    StrictJson(body): StrictJson<RequestBody>,
) -> Response {
    // Large: it keeps every call that it makes at once.
    match Box::pin(service.request(&body, &headers, &caller)).await {
        Ok(answer) => platform::http::json(StatusCode::ACCEPTED, &answer),
        Err(error) => error.into_response(),
    }
}

impl Service {
    /// Works as `settings` says, with their keys; `sender` and `clock` are the caller's choice.
    pub fn new(settings: Settings, keyring: Keyring, aws: &Aws, sender: Sender, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name.clone());
        let limits = Limits::new(&settings, &keyring, &store);
        let sms_countries = settings.text.map(|text| text.common.sms.countries);
        Self {
            keyring,
            policy: settings.codes.policy,
            device_life: settings.codes.device_life,
            region: settings.table.aws.region,
            issuer: settings.issuer,
            passkeys: settings.passkeys,
            calling_codes: sms_countries.as_deref().map(calling_codes),
            sms_countries,
            store,
            limits,
            sender,
            cors: settings.cors,
            clock,
        }
    }

    async fn request(&self, body: &RequestBody, headers: &HeaderMap, caller: &Caller) -> Result<Answer, RequestError> {
        let mut attempt = self.parse(body, headers, caller)?;
        self.limits.recall(&attempt)?;
        // A caller whose network is spent changes nothing; the ledger is only read meanwhile.
        let ledger = self.store.expect(&attempt.key, attempt.ledger.clone());
        let admitted = self.limits.admit(&self.policy, &attempt);
        let (policy, ledger, account) = tokio::join!(admitted, ledger, self.expected_account(&attempt));
        let (policy, ledger) = (policy?, ledger?);
        attempt.account = account?;
        let (booked, status) = tokio::join!(self.book(&attempt, &policy, ledger), self.recipient_status(&attempt));
        let booked = booked?;
        if let Err(failure) = self.send(&attempt, &booked.issued, status).await {
            return Err(self.not_sent(&attempt, booked, failure).await);
        }
        self.answer(&attempt, booked)
    }

    fn answer(&self, attempt: &Attempt, booked: Booked) -> Result<Answer, RequestError> {
        let Issued { form, expires_at, resend_in, .. } = booked.issued;
        Ok(Answer {
            challenge: self.seal(attempt, booked)?,
            channel: attempt.identifier.channel().name(),
            destination: attempt.identifier.to_string(),
            code_format: form.name(),
            code_length: form.length(),
            expires_in: expires_at.since(attempt.now),
            resend_in,
        })
    }
}
