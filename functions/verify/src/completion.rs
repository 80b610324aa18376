//! `POST /factors/verify`: completes a sign-in whose right code was not enough, by a code of the account's authenticator app or one
//! of its recovery codes, and answers with the tokens that `POST /otp/verify` would have.
//!
//! Two trips: the call is counted beside everything that is read; then one transaction books the verdict and begins the session,
//! while its token is signed.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use platform::audit::{About, Act};
use platform::entropy::random;
use platform::http::{Caller, FieldFault, LackingStep, Problem, StrictJson, because, present};
use platform::store::{Key, OUTLIVES_EVERY_WRITE, Step, StoreError, Transacted};
use serde::Deserialize;
use shared::Timestamp;
use shared::bounds::network::Network;
use shared::codes::authentication_session::{AuthenticationSession, AuthenticationSessionRefused};
use shared::codes::hotp::Code;
use shared::codes::ledger::DeviceId;
use shared::codes::recovery::RecoveryCode;
use shared::identity::account::{Account, AccountId, AccountRecord};
use shared::identity::factors::{AppRefused, Factors};
use shared::revision::Versioned;
use shared::tokens::assurance::Method;
use shared::tokens::session::Beginning;

use crate::device::{DeviceTokenDelivery, Remembered};
use crate::pending_session::{NewSession, drop_session};
use crate::step::{ROUNDS, SecondStep};
use crate::{Answer, Service, StepError, VerifyError};

/// Where a sign-in is completed.
pub const COMPLETION_PATH: &str = "/factors/verify";

/// `{auth_session}` with `code` or `recovery_code`, optionally `device`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompletionBody {
    auth_session: String,
    #[serde(default, deserialize_with = "present")]
    code: Option<String>,
    #[serde(default, deserialize_with = "present")]
    recovery_code: Option<String>,
    #[serde(default)]
    device: DeviceTokenDelivery,
}

/// Many causes, few answers: what was begun is forged, expired or completed, and what is presented wrong, are one.
#[derive(Debug, thiserror::Error)]
pub enum CompletionError {
    /// It is not said which of both is presented.
    #[error("not one of code and recovery code")]
    NotOne,
    /// There is nothing to complete.
    #[error(transparent)]
    Session(#[from] AuthenticationSessionRefused),
    /// There is no further proof.
    #[error(transparent)]
    Step(#[from] StepError),
    /// There is no session.
    #[error(transparent)]
    NoSession(#[from] VerifyError),
}

/// What stands in the table of a sign-in that is to be completed.
struct Found {
    account: Versioned<Account>,
    factors: Option<Versioned<Factors>>,
}

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    StrictJson(body): StrictJson<CompletionBody>,
) -> Response {
    match Box::pin(service.complete(&body, &headers, &caller)).await {
        Ok(answer) => answer.into_response(),
        Err(error) => error.into_response(),
    }
}

impl CompletionBody {
    fn presented(&self) -> Result<SecondStep, CompletionError> {
        match (&self.code, &self.recovery_code) {
            (Some(code), None) => Ok(SecondStep::App(Code::parse(code).map_err(StepError::from)?)),
            (None, Some(code)) => Ok(SecondStep::Recovery(RecoveryCode::parse(code).map_err(StepError::from)?)),
            (Some(_), Some(_)) | (None, None) => Err(CompletionError::NotOne),
        }
    }
}

impl Service {
    /// What a right code has proven, for an account that demands more than it. What that account has is told to nobody else.
    pub(crate) async fn lacking(
        &self,
        presented: &crate::presented::Presented,
        account: AccountId,
    ) -> Result<LackingStep, VerifyError> {
        let handle = &presented.handle;
        let begun = AuthenticationSession {
            account,
            identifier: handle.identifier.clone(),
            challenge: handle.challenge,
            device: handle.pool.device(),
            proven_at: presented.now,
            region: handle.region.clone(),
        };
        let factors = self.store.read::<Factors>(&Key::factors(account)).await?;
        let has = factors.map(|found| found.state.methods()).unwrap_or_default();
        let taken = has.into_iter().filter(|method| matches!(method, Method::Totp | Method::Recovery));
        Ok(LackingStep {
            auth_session: begun.seal(&self.keyring, random()?)?,
            methods: taken.map(Method::name).collect(),
        })
    }

    /// Judges what is presented, and begins the session of what was begun.
    async fn complete(
        &self,
        body: &CompletionBody,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<Answer, CompletionError> {
        let now = self.clock.now();
        // The shape first, whatever was begun.
        let presented = body.presented()?;
        let refused = |reason: AuthenticationSessionRefused| {
            Act::StepRefused { method: presented.method(), reason: &reason }.record();
            CompletionError::from(reason)
        };
        let region = &self.settings.table.aws.region;
        let begun = AuthenticationSession::open(&body.auth_session, &self.keyring, region, now).map_err(refused)?;
        let identity = self.keyring.identity_key(&begun.identifier);
        About {
            identity: Some(identity),
            challenge: Some(begun.challenge),
            subject: Some(begun.account.into()),
            ..About::default()
        }
        .note();
        let remembered = self.remember(&begun.identifier, begun.device, body.device, headers, now)?;
        let network = Network::counted(caller.address, begun.device.map(DeviceId::to_bytes));
        self.limits.recall(&network, now).map_err(StepError::from)?;
        let (found, counted) = tokio::join!(self.find(&begun), self.limits.charge(&network, now));
        counted.map_err(StepError::from)?;
        let mut found = found?.map_err(refused)?;
        for _ in 0..ROUNDS {
            if let Some((new, access_token)) = self.book_completion(&presented, &begun, &found, caller, now).await? {
                Act::StepAccepted { method: presented.method() }.record();
                if begun.device.is_none() && self.settings.codes.device_life > 0 {
                    self.tell_of_new_device(begun.account, &found.account.state, headers, caller, now).await;
                }
                return Ok(self.finish(begun, new, access_token, remembered, now).await?);
            }
            found = self.find(&begun).await?.map_err(refused)?;
        }
        Err(StepError::from(StoreError::Contended).into())
    }

    /// What stands in the table, or why there is nothing to complete.
    async fn find(
        &self,
        begun: &AuthenticationSession,
    ) -> Result<Result<Found, AuthenticationSessionRefused>, StepError> {
        let (account, factors) = (Key::account(begun.account), Key::factors(begun.account));
        let (everybody, completed) = (Key::everybody(), Key::step(begun.challenge));
        let batch = self.store.read_batch(&[&account, &factors, &everybody, &completed]).await?;
        if batch.state::<()>(&completed)?.is_some() {
            return Ok(Err(AuthenticationSessionRefused::Completed));
        }
        let identity = self.keyring.identity_key(&begun.identifier);
        let is_over = begun.proven_at < batch.moment(&everybody)?;
        let found = batch.state::<AccountRecord>(&account)?;
        let active = found.as_ref().and_then(|found| {
            let state = found.state.active().filter(|account| account.has(identity) && !is_over)?.clone();
            Some(Versioned { revision: found.revision, state })
        });
        let Some(account) = active else { return Ok(Err(AuthenticationSessionRefused::Over)) };
        Ok(Ok(Found { account, factors: batch.state(&factors)? }))
    }

    /// Books the verdict on what is presented, and that it has completed what was begun, beside the session that begins; gives it
    /// with its first access token. `None` where somebody else was faster.
    async fn book_completion(
        &self,
        presented: &SecondStep,
        begun: &AuthenticationSession,
        found: &Found,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Option<(NewSession, Result<String, VerifyError>)>, CompletionError> {
        let right = self.right_step(presented, begun.account, found.factors.as_ref(), now, now).await?;
        let Some((of_factors, proof)) = right else { return Ok(None) };
        let terms = &self.settings.terms;
        let identity = self.keyring.identity_key(&begun.identifier);
        let method = begun.identifier.channel().into();
        let beginning = Beginning::first_party(identity, method, terms.subject, terms.scope.clone(), begun.proven_at);
        let beginning = Beginning { proofs: beginning.proofs.with(proof), ..beginning };
        let new = NewSession::begun_by(self, beginning, &begun.identifier, begun.account, caller, now)?;
        let until = begun.expires_at().plus(OUTLIVES_EVERY_WRITE);
        let steps = [
            of_factors,
            new.step(&terms.sessions).map_err(StepError::from)?,
            Step::check(&Key::account(begun.account), found.account.revision),
            Step::swap(&Key::step(begun.challenge), None, &(), Some(until)).map_err(StepError::from)?,
        ];
        let sign = async {
            // Lets the writes leave first.
            tokio::task::yield_now().await;
            self.signer.sign(&new.claims, new.claims.iat).await
        };
        let (booked, signed) = tokio::join!(self.store.transact(&steps), sign);
        match booked.map_err(StepError::from)? {
            Transacted::Done => Ok(Some((new, signed.map_err(VerifyError::from)))),
            Transacted::Lost(_) => Ok(None),
        }
    }

    /// What the client gets; a session whose token could not be signed is taken back.
    async fn finish(
        &self,
        begun: AuthenticationSession,
        new: NewSession,
        access_token: Result<String, VerifyError>,
        remembered: Remembered,
        now: Timestamp,
    ) -> Result<Answer, VerifyError> {
        About { session: Some(new.sid.session), ..About::default() }.note();
        let access_token = match access_token {
            Ok(access_token) => access_token,
            Err(failed) => {
                drop_session(self, new.sid).await;
                return Err(failed.not_begun());
            }
        };
        self.answer(new, access_token, begun.identifier, remembered, now)
    }
}

impl IntoResponse for CompletionError {
    fn into_response(self) -> Response {
        because(self.problem(), &self)
    }
}

impl CompletionError {
    fn problem(&self) -> Problem {
        match self {
            Self::NotOne => {
                let rule = "must stand there, or recovery_code, and not both";
                Problem::invalid(FieldFault::new("code", rule))
            }
            Self::Session(_)
            | Self::Step(StepError::NotSignedIn | StepError::Wrong(_) | StepError::App(AppRefused::Off)) => {
                let title = "The second step was not accepted.";
                let rule = "must not have expired nor been completed, and what is presented beside it must be right and unused";
                Problem::new(StatusCode::UNAUTHORIZED, "second-step-refused", title)
                    .naming(FieldFault::new("auth_session", rule))
            }
            Self::Step(error) => error.problem(),
            Self::NoSession(error) => error.problem(),
        }
    }
}
