//! `POST /otp/verify`: takes a code, begins a session, answers with its tokens.
//!
//! parse → judge (pure) → one conditional write, while the call is counted for its network, the session begun and its
//! token signed → answer. The verdict leaves only after the write that books it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use platform::audit::{About, Act};
use platform::aws::Aws;
use platform::clock::Clock;
use platform::entropy::random;
use platform::http::{Caller, StrictJson};
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use platform::signer::Signer;
use platform::store::{Decision, Expected, Key, Store, Swap};
use serde::{Deserialize, Serialize};
use shared::Timestamp;
use shared::bounds::network::Network;
use shared::codes::handle::Handle;
use shared::codes::hotp::{Code, CodeForm};
use shared::codes::ledger::{AttemptId, DeviceId, Guess, Judgement, Ledger, judge};
use shared::revision::{Revision, Versioned};
use shared::tokens::Claims;
use shared::tokens::grant::{Grant, TokenAnswer};
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::{Device, Session, SessionId, SessionRecord, Sid, SubjectKey, TokenId};
use tokio::task::JoinHandle;
use tracing::Instrument;

mod device;
mod error;
mod limits;
mod settings;

use device::{Keeping, Remembered};
pub use error::VerifyError;
use limits::{Booked, Limits};
pub use settings::Settings;

/// Where the function answers.
pub const PATH: &str = "/otp/verify";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    settings: Settings,
    signer: Signer,
    store: Store,
    limits: Limits,
    clock: Clock,
}

/// `{challenge, code}`, optionally `device`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerifyBody {
    challenge: String,
    code: String,
    #[serde(default)]
    device: Keeping,
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

/// A session that counts once the code's use is booked.
#[derive(Clone)]
struct Beginning {
    sid: Sid,
    session: Session,
    revision: Revision,
    claims: Claims,
}

/// Builds the function from its environment.
pub async fn start(environment: &Environment) -> Result<Router, SettingsFaults> {
    let settings = Settings::read(environment)?;
    let aws = Aws::new(settings.table.aws.clone());
    let signer = Signer::load(&settings.signing_keys, &aws).await?;
    let service = Service::new(settings, signer, &aws, Clock::system());
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
    StrictJson(body): StrictJson<VerifyBody>,
) -> Response {
    match service.verify(&body, &headers, &caller).await {
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
    /// Works as `settings` says; the clock is the caller's choice.
    pub fn new(settings: Settings, signer: Signer, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name.clone());
        let limits = Limits::new(&settings, &store);
        Self { settings, signer, store, limits, clock }
    }

    async fn verify(
        self: &Arc<Self>,
        body: &VerifyBody,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<Answer, VerifyError> {
        let now = self.clock.now();
        let (keyring, policy) = (&self.settings.table.keyring, &self.settings.codes.policy);
        // The shape first, whatever the handle says: digits of another script, blanks and signs are never judged.
        let code = Code::parse(&body.code)?;
        let (handle, version) = Handle::open(&body.challenge, keyring, &self.settings.table.aws.region, now)
            .inspect_err(|refused| Act::CodeRefused { judged: false, reason: refused }.record())?;
        let subject = SubjectKey::from_hash(keyring.subject_key(&handle.identifier));
        About { subject: Some(subject), challenge: Some(handle.challenge), ..About::default() }.note();
        if handle.form != code.form() {
            return Err(VerifyError::OtherForm(handle.form));
        }
        let network = Network::counted(caller.address, handle.pool.device().map(DeviceId::to_bytes));
        self.limits.recall(&network, now)?;
        let key = keyring.code_key(version, handle.challenge.as_bytes(), &handle.identifier)?;
        let attempt = AttemptId::from_random(random()?);
        let guess = Guess { challenge: handle.challenge, attempt, key: &key, code: &code };
        let beginning = self.prepare(&handle, subject, caller, now)?;
        let Remembered { cookies, token: device_token } = self.remember(&handle, body.device, headers, now)?;

        // The state in the handle is what the table most likely holds, so its verdict is, too.
        let likely = handle.snapshot.as_ref().map(|snapshot| judge(Some(&snapshot.state), &guess, policy, now));
        let begun = matches!(likely, Some(Judgement::Right(_)))
            .then(|| tokio::spawn(begin(self, &beginning).in_current_span()));
        let book = Box::pin(self.book(&handle, &guess, now));
        if let Booked::Refused { refused, is_final } = self.limits.count(book, &network, now).await {
            if let Some(begun) = begun {
                let taken_back = take_back(self, begun, &beginning);
                if is_final {
                    taken_back.await;
                } else {
                    // The code may be right and is not used up: an answer that waited for this would tell so.
                    tokio::spawn(taken_back.in_current_span());
                }
            }
            return Err(refused);
        }
        About { session: Some(beginning.sid.session), ..About::default() }.note();
        let begun = async {
            match begun {
                Some(task) => task.await.unwrap_or_else(|ended| Err(ended.into())),
                None => begin(self, &beginning).await,
            }
        };
        let (begun, ()) = tokio::join!(begun, self.limits.came_back(&handle.identifier, now));
        let access_token = match begun {
            Ok(token) => token,
            Err(failed) => {
                self.drop_session(&beginning).await;
                return Err(VerifyError::NotBegun(Box::new(failed)));
            }
        };
        Act::SessionBegun.record();
        let Beginning { sid, session, claims, .. } = beginning;
        let region = self.settings.table.aws.region.clone();
        let refresh_token = RefreshToken::of(handle.identifier, sid.session, &session, region).seal(keyring)?;
        let tokens = self.settings.terms.answer(access_token, claims, refresh_token, &session, now);
        Ok(Answer { tokens, device_token, cookies })
    }

    /// Judges the code, books the verdict and writes it down.
    async fn book(&self, handle: &Handle, guess: &Guess<'_>, now: Timestamp) -> Result<(), VerifyError> {
        let (keyring, policy) = (&self.settings.table.keyring, &self.settings.codes.policy);
        let decide = |ledger: Option<&Ledger>| match judge(ledger, guess, policy, now) {
            Judgement::Right(next) => Decision::Write { expires_at: next.expires_at(), next, outcome: Ok(()) },
            Judgement::Wrong(next) => {
                Decision::Write { expires_at: next.expires_at(), next, outcome: Err(VerifyError::Wrong) }
            }
            Judgement::RightBefore => Decision::Keep(Ok(())),
            Judgement::Refused => Decision::Keep(Err(VerifyError::NotJudged)),
        };
        let ledger = Key::ledger(&keyring.lookup_hash(&handle.identifier));
        let expected = handle.snapshot.clone().map_or(Expected::Unknown, Expected::Present);
        let settled = self.store.settle(&ledger, expected, decide).await?;
        let verdict = settled.outcome;
        let is_locked = |ledger: &Versioned<Ledger>| ledger.state.is_locked_to_long_codes(guess.challenge, policy, now);
        match &verdict {
            Ok(()) => Act::CodeAccepted { channel: handle.channel }.record(),
            Err(refused) => {
                let judged = matches!(refused, VerifyError::Wrong);
                Act::CodeRefused { judged, reason: refused }.record();
                // A short code is judged only while the budget lasts, so this was its last one.
                if judged && handle.form != CodeForm::Long && settled.state.as_ref().is_some_and(is_locked) {
                    Act::LockedToLongCodes { channel: handle.channel }.record();
                }
            }
        }
        verdict
    }

    fn prepare(
        &self,
        handle: &Handle,
        subject: SubjectKey,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Beginning, VerifyError> {
        let (keyring, terms) = (&self.settings.table.keyring, &self.settings.terms);
        let sid = Sid { subject, session: SessionId::from_random(random()?) };
        let device = Device::seen(caller.address, caller.user_agent.as_deref()).seal(keyring, sid, random()?)?;
        let token = TokenId::from_random(random()?);
        let session = Session::new(handle.channel, terms.scope.clone(), token, device, now);
        let grant = Grant {
            identifier: &handle.identifier,
            sid,
            session: &session,
            scope: &terms.scope,
            address: caller.address,
            user_agent: caller.user_agent.as_deref(),
        };
        let claims = terms.claims(&grant, keyring, random()?, now);
        Ok(Beginning { sid, session, revision: Revision::from_random(random()?), claims })
    }

    /// Takes back a session whose code lost the race, or whose token could not be signed. Nobody has its refresh token;
    /// without this its owner would find it in the list.
    async fn drop_session(&self, beginning: &Beginning) {
        if let Err(error) = self.store.take_back(beginning.sid, self.clock.now()).await {
            tracing::error!(reason = %error, session = ?beginning.sid.session, "a session could not be taken back");
        }
    }
}

/// Writes the session and signs its first access token, whether or not anybody waits for it.
fn begin(service: &Arc<Service>, beginning: &Beginning) -> impl Future<Output = Result<String, VerifyError>> + use<> {
    let (service, beginning) = (Arc::clone(service), beginning.clone());
    async move {
        let Beginning { sid, session, revision, claims } = beginning;
        let expires_at = session.expires_at(&service.settings.terms.sessions);
        let record = Versioned { revision, state: SessionRecord::Live(session) };
        let sign = async {
            // Lets the writes leave first.
            tokio::task::yield_now().await;
            service.signer.sign(&claims, claims.iat).await
        };
        let key = Key::session(sid.subject, sid.session);
        let (written, signed) = tokio::join!(service.store.swap(&key, None, &record, expires_at), sign);
        match written? {
            Swap::Done => Ok(signed?),
            Swap::Conflict(_) => Err(VerifyError::SessionExists),
        }
    }
}

/// Waits until a session has been begun, and ends it.
fn take_back(
    service: &Arc<Service>,
    begun: JoinHandle<Result<String, VerifyError>>,
    beginning: &Beginning,
) -> impl Future<Output = ()> + use<> {
    let (service, beginning) = (Arc::clone(service), beginning.clone());
    async move {
        // What became of it does not matter any more.
        let _ = begun.await;
        service.drop_session(&beginning).await;
    }
}
