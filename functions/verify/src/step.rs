//! `POST /signin/step`: takes a code of the account's authenticator app, or one of its recovery codes, of a browser that has proven
//! something else of the account already. What comes of it is one more proof in its session, and no token.
//!
//! Two trips: the call is counted beside everything that is read; then one transaction books the verdict and the proof.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use pages::Fault;
use platform::audit::{About, Act};
use platform::entropy::{EntropyError, random};
use platform::http::{
    BodyUnreadable, Caller, FieldFault, PageForm, Problem, ask_again, because, cookie_pairs, cookies, flow_over,
    out_of_order, see_other,
};
use platform::limits::AddressRefused;
use platform::store::{Key, Step, StoreError, Transacted};
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::cookie::{self, SessionCookie};
use shared::authorization::flow::{BrowserId, Flow, RESUME_PATH, STEP_PATH};
use shared::bounds::network::Network;
use shared::codes::hotp::{Code, CodeMalformed};
use shared::codes::recovery::{RecoveryCode, RecoveryCodeMalformed};
use shared::identity::account::AccountId;
use shared::identity::factors::{AppJudgement, AppRefused, Factors};
use shared::identity::keyring::NotSealedHere;
use shared::revision::Versioned;
use shared::tokens::assurance::{Method, Proof};
use shared::tokens::session::{Device, Session, SessionRecord, TokenId};

use crate::Service;
use crate::form::signed_in;

/// How often somebody else may be faster: whoever loses that often is not losing to guesses, of which five are judged.
pub(crate) const ROUNDS: u32 = 8;

/// Why there is no further proof.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The app's code is no code.
    #[error(transparent)]
    Code(#[from] CodeMalformed),
    /// The recovery code is none.
    #[error(transparent)]
    RecoveryCode(#[from] RecoveryCodeMalformed),
    /// Nothing was proven in this browser before, or the session has ended meanwhile.
    #[error("nothing was proven before")]
    NotSignedIn,
    /// The code is wrong, was used, or the account has nothing that it could be of.
    #[error("wrong code")]
    Wrong(Method),
    /// The app's code was not judged.
    #[error(transparent)]
    App(#[from] AppRefused),
    /// The caller's network has presented too many codes, or that could not be found out.
    #[error(transparent)]
    Address(#[from] AddressRefused),
    /// The verdict could not be booked, so there is none.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// No key for the code, or none to seal with.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
}

/// What is presented beside another proof.
pub(crate) enum SecondStep {
    /// A code of the account's app.
    App(Code),
    /// A recovery code.
    Recovery(RecoveryCode),
}

/// What a rule made of it.
pub(crate) enum Verdict {
    /// It is right: these factors book its one use, and this proof came of it.
    Right(Box<Factors>, Proof),
    /// It is wrong: these factors book that, if there is anything to book.
    Wrong(Option<Box<Factors>>),
}

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let name = service.settings.service_name.as_str();
    let Ok(form) = form else { return flow_over(name, &headers) };
    let text = form.get("flow").unwrap_or_default();
    let browsers = BrowserId::of_cookies(cookie_pairs(&cookies(&headers)));
    let region = &service.settings.table.aws.region;
    let Ok(flow) = Flow::open(text, &browsers, &service.keyring, region, service.clock.now()) else {
        return flow_over(name, &headers);
    };
    let error = match Box::pin(service.take_step(&form, &flow, &headers, &caller)).await {
        Ok(cookie) => return signed_in(&format!("{RESUME_PATH}?flow={text}"), vec![cookie]),
        // That page knows what comes next: who it is, or, where the same code was posted twice, whatever the flow leads to.
        Err(StepError::NotSignedIn) => return see_other(&format!("{RESUME_PATH}?flow={text}")),
        Err(error) => error,
    };
    let problem = error.problem();
    match error.fault() {
        Some(fault) => ask_again(&format!("{STEP_PATH}?flow={text}"), fault, &problem, &error),
        None => out_of_order(name, platform::http::locale(Some(&flow), &headers), &problem, None, &error),
    }
}

impl SecondStep {
    /// The form's field; a recovery code where both are filled in, since that is typed in need alone.
    fn of(form: &PageForm) -> Result<Self, StepError> {
        match form.get("recovery_code") {
            Some(text) => Ok(Self::Recovery(RecoveryCode::parse(text)?)),
            None => Ok(Self::App(Code::parse(form.get("code").unwrap_or_default())?)),
        }
    }

    pub(crate) const fn method(&self) -> Method {
        match self {
            Self::App(_) => Method::Totp,
            Self::Recovery(_) => Method::Recovery,
        }
    }
}

impl Service {
    /// Judges what the form presents, adds a proof to the browser's session under another secret (SE-01), and gives its cookie.
    async fn take_step(
        &self,
        form: &PageForm,
        flow: &Flow,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<String, StepError> {
        let now = self.clock.now();
        let presented = SecondStep::of(form)?;
        let network = Network::counted(caller.address, None);
        self.limits.recall(&network, now)?;
        let (visitor, counted) = tokio::join!(self.visitors.of(headers, None, now), self.limits.charge(&network, now));
        counted?;
        let mut visitor = visitor?;
        for _ in 0..ROUNDS {
            let found = visitor.ok_or(StepError::NotSignedIn)?;
            let sid = found.sid();
            About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
            if let Some(cookie) = self.book_step(&presented, &found, flow.proven_at(now), caller, now).await? {
                Act::StepAccepted { method: presented.method() }.record();
                let sealed = cookie.seal(&self.keyring)?;
                return Ok(cookie::set(&sealed, self.settings.terms.sessions.absolute));
            }
            visitor = self.visitors.of(headers, None, now).await?;
        }
        Err(StoreError::Contended.into())
    }

    /// Books the verdict on what is presented, beside the session that it adds to; `None` where somebody else was faster.
    async fn book_step(
        &self,
        presented: &SecondStep,
        visitor: &Visitor,
        proven_at: Timestamp,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Option<SessionCookie>, StepError> {
        let account = visitor.cookie.account;
        let right = self.right_step(presented, account, visitor.factors.as_ref(), proven_at, now).await?;
        let Some((of_factors, proof)) = right else { return Ok(None) };
        let (sid, secret) = (visitor.sid(), TokenId::from_random(random()?));
        let device = Device::seen(caller.address, caller.user_agent.as_deref()).seal(&self.keyring, sid, random()?)?;
        let own = &visitor.session.state;
        let session = Session { proofs: own.proofs.with(proof), current: secret, device, ..own.used(now) };
        let expires_at = session.expires_at(&self.settings.terms.sessions);
        let of_session = Key::session(sid.subject, sid.session);
        let steps = [
            of_factors,
            Step::swap(&of_session, Some(visitor.session.revision), &SessionRecord::Live(session), Some(expires_at))?,
            Step::check(&Key::account(account), visitor.account.revision),
        ];
        match self.store.transact(&steps).await? {
            Transacted::Done => Ok(Some(SessionCookie { secret, ..visitor.cookie.clone() })),
            Transacted::Lost(_) => Ok(None),
        }
    }

    /// What of a transaction books that the account was shown what is right, and the proof that comes of it. What is wrong is
    /// booked before it is told; `None` where somebody else was faster.
    pub(crate) async fn right_step(
        &self,
        presented: &SecondStep,
        account: AccountId,
        found: Option<&Versioned<Factors>>,
        proven_at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<(Step, Proof)>, StepError> {
        let method = presented.method();
        let refused = |reason: StepError| {
            Act::StepRefused { method, reason: &reason }.record();
            Err(reason)
        };
        let Some(found) = found else { return refused(StepError::Wrong(method)) };
        let book = |next: &Factors| Step::swap(&Key::factors(account), Some(found.revision), next, None);
        match self.judge_step(presented, &found.state, account, proven_at, now) {
            Ok(Verdict::Right(next, proof)) => Ok(Some((book(&next)?, proof))),
            Ok(Verdict::Wrong(Some(next))) => match self.store.transact(&[book(&next)?]).await? {
                Transacted::Done => refused(StepError::Wrong(method)),
                Transacted::Lost(_) => Ok(None),
            },
            Ok(Verdict::Wrong(None)) => refused(StepError::Wrong(method)),
            Err(error @ StepError::App(_)) => refused(error),
            Err(error) => Err(error),
        }
    }

    /// Judges by the rules what is presented, for an account that has `factors`.
    fn judge_step(
        &self,
        presented: &SecondStep,
        factors: &Factors,
        account: AccountId,
        proven_at: Timestamp,
        now: Timestamp,
    ) -> Result<Verdict, StepError> {
        let keyring = &self.keyring;
        match presented {
            SecondStep::App(code) => {
                let Some(app) = &factors.app else { return Ok(Verdict::Wrong(None)) };
                let proof = Proof::of_authenticator(Method::Totp, app.id, proven_at);
                match app.judge(&app.key(account, keyring)?, code, self.settings.app_window, now) {
                    AppJudgement::Right(app) => Ok(Verdict::Right(Box::new(factors.with_app(app)), proof)),
                    AppJudgement::Wrong(app) => Ok(Verdict::Wrong(Some(Box::new(factors.with_app(app))))),
                    AppJudgement::Refused(refused) => Err(refused.into()),
                }
            }
            SecondStep::Recovery(code) => {
                let (Some(next), Some(codes)) = (factors.recover(account, code, keyring), &factors.recovery) else {
                    return Ok(Verdict::Wrong(None));
                };
                let proof = Proof::of_authenticator(Method::Recovery, codes.id, proven_at);
                Ok(Verdict::Right(Box::new(next), proof))
            }
        }
    }
}

impl IntoResponse for StepError {
    fn into_response(self) -> Response {
        because(self.problem(), &self)
    }
}

impl StepError {
    /// What a page tells of it, which is nothing of what is our own fault.
    const fn fault(&self) -> Option<Fault> {
        match self {
            Self::Code(_) | Self::RecoveryCode(_) => Some(Fault::Form),
            Self::Wrong(Method::Recovery) => Some(Fault::Recovery),
            Self::Wrong(_) => Some(Fault::App),
            Self::App(AppRefused::Spent { .. }) => Some(Fault::AppSpent),
            Self::App(AppRefused::Off) => Some(Fault::AppOff),
            Self::NotSignedIn => Some(Fault::Attempt),
            Self::Address(AddressRefused::Spent { .. }) => Some(Fault::TooManyCalls),
            Self::Store(StoreError::Contended) | Self::Address(AddressRefused::Store(StoreError::Contended)) => {
                Some(Fault::AtOnce)
            }
            Self::Store(_) | Self::Address(AddressRefused::Store(_)) | Self::Entropy(_) | Self::Key(_) => None,
        }
    }

    /// What a caller of the JSON interface is told.
    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::Code(rule) => Problem::invalid(FieldFault::new("code", rule)),
            Self::RecoveryCode(rule) => Problem::invalid(FieldFault::new("recovery_code", rule)),
            Self::NotSignedIn | Self::Wrong(_) | Self::App(AppRefused::Off) => {
                Problem::new(StatusCode::UNAUTHORIZED, "code-refused", "The code was not accepted.")
            }
            Self::App(AppRefused::Spent { retry_after }) => {
                let title = "Too many wrong codes were presented.";
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-calls", title).retry_after(*retry_after)
            }
            Self::Address(AddressRefused::Spent { retry_after }) => {
                let title = "Too many calls came from your network.";
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-calls", title).retry_after(*retry_after)
            }
            Self::Store(StoreError::Contended) | Self::Address(AddressRefused::Store(StoreError::Contended)) => {
                Problem::contended()
            }
            Self::Store(_) | Self::Address(AddressRefused::Store(_)) => Problem::unavailable(),
            Self::Entropy(_) | Self::Key(_) => Problem::internal(),
        }
    }
}
