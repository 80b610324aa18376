//! `POST /otp/request`: sends a one-time code.
//!
//! parse → count for the caller's network → decide (pure) → one conditional write, and at the same time one read of the
//! suppression or of the number's block → send → answer.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::{HeaderMap, StatusCode};
use pages::{Envelope, Locale, Tag};
use platform::audit::{About, Act};
use platform::aws::Aws;
use platform::clock::Clock;
use platform::entropy::random;
use platform::http::{Caller, StrictJson};
use platform::sender::{Sender, Ses, Sns};
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use platform::store::{Decision, Expected, Key, Store, StoreError};
use serde::Serialize;
use shared::Timestamp;
use shared::bounds::network::Network;
use shared::bounds::spend::Tariff;
use shared::codes::handle::Handle;
use shared::codes::hotp::CodeForm;
use shared::codes::ledger::{AttemptId, ChallengeId, DeviceId, Issue, Issued, Ledger, Policy, issue, send_failed};
use shared::identity::identifier::Identifier;
use shared::identity::keyring::{KeyVersion, Keyring};
use shared::revision::Versioned;
use shared::tokens::session::SubjectKey;

mod body;
mod device;
mod error;
mod limits;
mod settings;
mod standing;

use body::Recipient;
pub use body::RequestBody;
pub use error::RequestError;
use limits::Limits;
pub use settings::{Settings, TextSettings};
use standing::Standing;

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
    /// Countries that may be texted; `None`: SMS is off.
    sms_countries: Option<Vec<String>>,
    store: Store,
    limits: Limits,
    sender: Sender,
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

/// An attempt that is to be sent for: a new one, or an earlier one again.
struct Attempt {
    identifier: Identifier,
    /// What a message to a number is priced by.
    tariff: Option<Tariff>,
    challenge: ChallengeId,
    version: KeyVersion,
    resend: bool,
    /// The known device that asks.
    device: Option<DeviceId>,
    expected: Expected<Ledger>,
}

/// Builds the function from its environment.
pub async fn start(environment: &Environment) -> Result<Router, SettingsFaults> {
    let settings = Settings::read(environment)?;
    let aws = Aws::new(settings.table.aws.clone());
    let text = settings.text.as_ref().map(|text| Sns::new(aws.sns(), text.sms.clone()));
    let sender = Sender::aws(settings.brand.clone(), Ses::new(aws.ses(), settings.email.clone()), text);
    let service = Service::new(settings, &aws, sender, Clock::system());
    service.store.warm().await;
    Ok(router(service))
}

/// The function's one route.
pub fn router(service: Service) -> Router {
    let routes = Router::new().route(PATH, platform::http::route(routing::post(handle)));
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
    /// Works as `settings` says; `sender` and `clock` are the caller's choice.
    pub fn new(settings: Settings, aws: &Aws, sender: Sender, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name.clone());
        let limits = Limits::new(&settings, &store);
        Self {
            keyring: settings.table.keyring,
            policy: settings.codes.policy,
            device_life: settings.codes.device_life,
            region: settings.table.aws.region,
            sms_countries: settings.text.map(|text| text.sms.countries),
            store,
            limits,
            sender,
            clock,
        }
    }

    async fn request(&self, body: &RequestBody, headers: &HeaderMap, caller: &Caller) -> Result<Answer, RequestError> {
        let now = self.clock.now();
        let locale = body.locale();
        let attempt = self.attempt(body, headers, now)?;
        let subject = SubjectKey::from_hash(self.keyring.subject_key(&attempt.identifier));
        About { subject: Some(subject), challenge: Some(attempt.challenge), ..About::default() }.note();
        let key = Key::ledger(&self.keyring.lookup_hash(&attempt.identifier));
        let event = Issue {
            channel: attempt.identifier.channel(),
            attempt: AttemptId::from_random(random()?),
            challenge: attempt.challenge,
            resend: attempt.resend,
            device: attempt.device,
        };
        let network = Network::counted(caller.address, attempt.device.map(DeviceId::to_bytes));
        self.limits.recall(&network, attempt.tariff.as_ref(), now)?;
        // A caller whose network is spent changes nothing; the ledger is only read meanwhile.
        let (policy, expected) = tokio::join!(
            self.limits.admit(&self.policy, &network, now),
            self.store.expect(&key, attempt.expected.clone())
        );
        let (policy, expected) = (policy?, expected?);
        let decide = |ledger: Option<&Ledger>| match issue(ledger, &event, &policy, now) {
            Ok((next, issued)) => Decision::Write { expires_at: next.expires_at(), next, outcome: Ok(issued) },
            Err(refused) => Decision::Keep(Err(refused)),
        };
        let settled = self.store.settle(&key, expected, decide);
        let (settled, standing) = tokio::join!(settled, self.standing(&attempt.identifier, now));
        let settled = settled?;
        let issued = settled.outcome?;
        if let Err(failure) = self.send(&attempt, &issued, standing, locale, now).await {
            let taken_back = self.take_back(&key, &attempt, &issued, settled.state, now).await;
            if let Err(error) = &taken_back {
                // The budget stays charged and the wait stands; the caller learns of the send all the same.
                tracing::error!(reason = %error, "a send could not be taken back");
            }
            if !matches!(failure, RequestError::Text(_)) {
                Act::CodeNotSent { channel: event.channel, reason: &failure }.record();
            }
            if failure.is_lasting() {
                // Nothing to hand over.
                return Err(failure);
            }
            let challenge = self.seal(&attempt, &issued, taken_back.unwrap_or_default(), now)?;
            return Err(failure.with_challenge(challenge));
        }
        Ok(Answer {
            challenge: self.seal(&attempt, &issued, settled.state, now)?,
            channel: event.channel.name(),
            destination: attempt.identifier.to_string(),
            code_format: issued.form.name(),
            code_length: issued.form.length(),
            expires_in: issued.expires_at.since(now),
            resend_in: issued.resend_in,
        })
    }

    fn attempt(&self, body: &RequestBody, headers: &HeaderMap, now: Timestamp) -> Result<Attempt, RequestError> {
        let Recipient { identifier, tariff } = body.recipient(self.sms_countries.as_deref())?;
        let Some(handle) = &body.challenge else {
            let challenge = ChallengeId::from_random(random()?);
            let version = self.keyring.current();
            let device = self.known_device(body, headers, &identifier, now);
            // To guess that there is no ledger would spare strangers a call, and tell them by its time who is known here.
            let expected = Expected::Unknown;
            return Ok(Attempt { identifier, tariff, challenge, version, resend: false, device, expected });
        };
        let (handle, version) = Handle::open(handle, &self.keyring, &self.region, now)?;
        if handle.identifier.canonical() != identifier.canonical() {
            return Err(RequestError::OtherIdentifier);
        }
        let device = handle.pool.device();
        let expected = handle.snapshot.map_or(Expected::Unknown, Expected::Present);
        Ok(Attempt { identifier, tariff, challenge: handle.challenge, version, resend: true, device, expected })
    }

    async fn send(
        &self,
        attempt: &Attempt,
        issued: &Issued,
        standing: Result<Standing, StoreError>,
        locale: Locale,
        now: Timestamp,
    ) -> Result<(), RequestError> {
        let Standing { suppression, block } = standing?;
        if let Some(suppression) = suppression {
            Act::SendSuppressed { cause: suppression.cause }.record();
            return Ok(());
        }
        let key = self.keyring.code_key(attempt.version, attempt.challenge.as_bytes(), &attempt.identifier)?;
        let code = shared::codes::hotp::code(&key, issued.counter, issued.form);
        let expires_in = issued.expires_at.since(now);
        let tag = Tag::of(attempt.challenge.as_bytes(), issued.counter);
        let envelope = Envelope { identifier: &attempt.identifier, code: &code, locale, expires_in, tag };
        let sent = self.limits.send(&self.sender, envelope, attempt.tariff.as_ref(), block, issued.pool, now).await;
        sent.map_err(|failure| failure.of_recipient(&attempt.identifier))?;
        let channel = attempt.identifier.channel();
        Act::CodeSent { channel }.record();
        if issued.form == CodeForm::Long {
            Act::LongCodeSent { channel }.record();
        }
        Ok(())
    }

    /// Books that a code never left: its budget comes back and the attempt may be sent again at once.
    async fn take_back(
        &self,
        key: &Key,
        attempt: &Attempt,
        issued: &Issued,
        written: Option<Versioned<Ledger>>,
        now: Timestamp,
    ) -> Result<Option<Versioned<Ledger>>, RequestError> {
        let expected = written.map_or(Expected::Unknown, Expected::Present);
        let decide = |ledger: Option<&Ledger>| match send_failed(ledger, attempt.challenge, issued.counter, now) {
            Some(next) => Decision::Write { expires_at: next.expires_at(), next, outcome: () },
            None => Decision::Keep(()),
        };
        Ok(self.store.settle(key, expected, decide).await?.state)
    }

    fn seal(
        &self,
        attempt: &Attempt,
        issued: &Issued,
        snapshot: Option<Versioned<Ledger>>,
        now: Timestamp,
    ) -> Result<String, RequestError> {
        let handle = Handle {
            identifier: attempt.identifier.clone(),
            channel: attempt.identifier.channel(),
            challenge: attempt.challenge,
            form: issued.form,
            pool: issued.pool,
            issued_at: now,
            expires_at: issued.expires_at,
            region: self.region.clone(),
            snapshot,
        };
        Ok(handle.seal(&self.keyring, attempt.version, random()?)?)
    }
}
