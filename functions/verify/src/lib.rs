//! `POST /otp/verify`: takes a code, answers with an access token.
//!
//! parse → judge (pure) → one conditional write → sign → answer. The verdict leaves only after the write that books it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use shared::aws::Aws;
use shared::clock::{Clock, Timestamp};
use shared::config::{ConfigFaults, Environment, Subject, VerifyConfig};
use shared::entropy::random;
use shared::handle::Handle;
use shared::hotp::{Code, Digits};
use shared::http::StrictJson;
use shared::ledger::{AttemptId, Guess, Judgement, Ledger, judge};
use shared::signer::Signer;
use shared::store::{Decision, Expected, Key, Store};
use shared::token::{Claims, ContactClaims};

mod error;

pub use error::VerifyError;

/// Where the function answers.
pub const PATH: &str = "/otp/verify";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    config: VerifyConfig,
    signer: Signer,
    store: Store,
    clock: Clock,
}

/// `{challenge, code}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerifyBody {
    challenge: String,
    code: String,
}

#[derive(Serialize)]
struct Answer {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    scope: String,
}

/// Builds the function from its environment.
pub async fn start(environment: &Environment) -> Result<Router, ConfigFaults> {
    let config = VerifyConfig::read(environment)?;
    let aws = Aws::new(config.aws.clone());
    let signer = Signer::load(&config.signing_keys, &aws).await?;
    Ok(router(Service::new(config, signer, &aws, Clock::system())))
}

/// The function's one route.
pub fn router(service: Service) -> Router {
    let routes = Router::new().route(PATH, shared::http::route(routing::post(handle)));
    shared::http::finish(routes.with_state(Arc::new(service)))
}

async fn handle(State(service): State<Arc<Service>>, StrictJson(body): StrictJson<VerifyBody>) -> Response {
    match service.verify(&body).await {
        Ok(answer) => shared::http::json(StatusCode::OK, &answer),
        Err(error) => error.into_response(),
    }
}

impl Service {
    /// Works as `config` says; the clock is the caller's choice.
    pub fn new(config: VerifyConfig, signer: Signer, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), config.table.clone());
        Self { config, signer, store, clock }
    }

    async fn verify(&self, body: &VerifyBody) -> Result<Answer, VerifyError> {
        let now = self.clock.now();
        let VerifyConfig { keyring, policy, .. } = &self.config;
        // The shape first, whatever the handle says: digits of another script, blanks and signs are never judged.
        let length = u8::try_from(body.code.len()).ok().and_then(|length| Digits::try_from(length).ok());
        let code = Code::parse(&body.code, length.unwrap_or(policy.digits))?;
        let (handle, version) = Handle::open(&body.challenge, keyring, &self.config.aws.region, now)?;
        if Some(handle.digits) != length {
            return Err(VerifyError::OtherLength(handle.digits));
        }
        let key = keyring.code_key(version, handle.challenge.as_bytes(), &handle.identifier)?;
        let attempt = AttemptId::from_random(random()?);
        let guess = Guess { challenge: handle.challenge, attempt, key: &key, code: &code };
        let decide = |ledger: Option<&Ledger>| match judge(ledger, &guess, policy, now) {
            Judgement::Right(next) => Decision::Write { expires_at: next.expires_at(), next, outcome: Ok(()) },
            Judgement::Wrong(next) => {
                Decision::Write { expires_at: next.expires_at(), next, outcome: Err(VerifyError::Wrong) }
            }
            Judgement::RightBefore => Decision::Keep(Ok(())),
            Judgement::Refused => Decision::Keep(Err(VerifyError::NotJudged)),
        };
        let ledger = Key::ledger(&keyring.lookup_hash(&handle.identifier));
        let expected = handle.snapshot.clone().map_or(Expected::Unknown, Expected::Present);
        self.store.settle(&ledger, expected, decide).await?.outcome?;
        tracing::info!(challenge = ?handle.challenge, channel = handle.channel.name(), "code accepted");
        self.answer(&handle, now).await
    }

    async fn answer(&self, handle: &Handle, now: Timestamp) -> Result<Answer, VerifyError> {
        let terms = &self.config;
        let claims = Claims {
            iss: terms.issuer.as_str().to_owned(),
            aud: terms.audience.clone(),
            sub: match terms.subject {
                Subject::Identifier => handle.identifier.canonical(),
                Subject::Opaque => terms.keyring.subject_hash(&handle.identifier),
            },
            iat: now,
            nbf: now,
            exp: now.plus(terms.access_token_life),
            jti: URL_SAFE_NO_PAD.encode(random::<16>()?),
            sid: URL_SAFE_NO_PAD.encode(random::<16>()?),
            client_id: terms.client_id.clone(),
            scope: terms.scope.clone(),
            amr: vec!["otp".to_owned(), handle.channel.name().to_owned()],
            auth_time: now,
            ctx: None,
            contact: ContactClaims::from(&handle.identifier),
        };
        Ok(Answer {
            access_token: self.signer.sign(&claims, now).await?,
            token_type: "Bearer",
            expires_in: terms.access_token_life,
            scope: claims.scope,
        })
    }
}
