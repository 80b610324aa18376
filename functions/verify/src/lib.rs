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
use shared::keyring::Keyring;
use shared::ledger::{AttemptId, Guess, Judgement, Ledger, Policy, judge};
use shared::store::{Decision, Expected, Key, Store};
use shared::token::{Claims, ContactClaims, Issuer, SigningKey};

mod error;

pub use error::VerifyError;

/// Where the function answers.
pub const PATH: &str = "/otp/verify";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    /// Opens handles and derives codes.
    pub keyring: Keyring,
    /// How much is judged.
    pub policy: Policy,
    /// The only region whose handles are taken.
    pub region: String,
    /// Holds the ledgers.
    pub store: Store,
    /// Signs the tokens.
    pub signing_key: SigningKey,
    /// What every token says.
    pub terms: Terms,
    /// Tells the time.
    pub clock: Clock,
}

/// What every token says.
#[derive(Clone, Debug)]
pub struct Terms {
    /// `iss`.
    pub issuer: Issuer,
    /// `aud`.
    pub audience: String,
    /// `client_id`.
    pub client_id: String,
    /// `scope`.
    pub scope: String,
    /// Seconds from `iat` to `exp`.
    pub access_token_life: u64,
    /// What `sub` is.
    pub subject: Subject,
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
pub fn start(environment: &Environment) -> Result<Router, ConfigFaults> {
    let config = VerifyConfig::read(environment)?;
    let region = config.aws.region.clone();
    let aws = Aws::new(config.aws);
    let service = Service {
        keyring: config.keyring,
        policy: config.policy,
        region,
        store: Store::new(aws.dynamodb(), config.table),
        signing_key: config.signing_key,
        terms: Terms {
            issuer: config.issuer,
            audience: config.audience,
            client_id: config.client_id,
            scope: config.scope,
            access_token_life: config.access_token_life,
            subject: config.subject,
        },
        clock: Clock::system(),
    };
    Ok(router(Arc::new(service)))
}

/// The function's one route.
pub fn router(service: Arc<Service>) -> Router {
    let routes = Router::new().route(PATH, shared::http::route(routing::post(handle)));
    shared::http::finish(routes.with_state(service))
}

async fn handle(State(service): State<Arc<Service>>, StrictJson(body): StrictJson<VerifyBody>) -> Response {
    match service.verify(&body).await {
        Ok(answer) => shared::http::json(StatusCode::OK, &answer),
        Err(error) => error.into_response(),
    }
}

impl Service {
    async fn verify(&self, body: &VerifyBody) -> Result<Answer, VerifyError> {
        let now = self.clock.now();
        // The shape first, whatever the handle says: digits of another script, blanks and signs are never judged.
        let length = u8::try_from(body.code.len()).ok().and_then(|length| Digits::try_from(length).ok());
        let code = Code::parse(&body.code, length.unwrap_or(self.policy.digits))?;
        let (handle, version) = Handle::open(&body.challenge, &self.keyring, &self.region, now)?;
        if Some(handle.digits) != length {
            return Err(VerifyError::OtherLength(handle.digits));
        }
        let key = self.keyring.code_key(version, handle.challenge.as_bytes(), &handle.identifier)?;
        let attempt = AttemptId::from_random(random()?);
        let guess = Guess { challenge: handle.challenge, attempt, key: &key, code: &code };
        let decide = |ledger: Option<&Ledger>| match judge(ledger, &guess, &self.policy, now) {
            Judgement::Right(next) => Decision::Write { expires_at: next.expires_at(), next, outcome: Ok(()) },
            Judgement::Wrong(next) => {
                Decision::Write { expires_at: next.expires_at(), next, outcome: Err(VerifyError::Wrong) }
            }
            Judgement::RightBefore => Decision::Keep(Ok(())),
            Judgement::Refused => Decision::Keep(Err(VerifyError::NotJudged)),
        };
        let ledger = Key::ledger(&self.keyring.lookup_hash(version, &handle.identifier));
        let expected = handle.snapshot.clone().map_or(Expected::Unknown, Expected::Present);
        self.store.settle(&ledger, expected, decide).await?.outcome?;
        self.answer(&handle, now)
    }

    fn answer(&self, handle: &Handle, now: Timestamp) -> Result<Answer, VerifyError> {
        let terms = &self.terms;
        let claims = Claims {
            iss: terms.issuer.as_str().to_owned(),
            aud: terms.audience.clone(),
            sub: match terms.subject {
                Subject::Identifier => handle.identifier.canonical(),
                Subject::Opaque => self.keyring.subject_hash(&handle.identifier),
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
            contact: ContactClaims::proven(&handle.identifier),
        };
        Ok(Answer {
            access_token: self.signing_key.sign(&claims)?,
            token_type: "Bearer",
            expires_in: terms.access_token_life,
            scope: claims.scope,
        })
    }
}
