//! `GET` and `POST /userinfo` (OpenID Connect Core §5.3): who the user of an access token is, as far as its scope goes.
//!
//! read the token → verify → revocations and account, at once → answer.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, StatusCode};
use platform::audit::About;
use platform::http::{BearerToken, Caller, CheckFailed, NoToken, Problem, because};
use platform::store::StoreError;
use serde::Serialize;
use shared::Timestamp;
use shared::authorization::code::Contact;
use shared::authorization::{OPENID, has_scope};
use shared::identity::account::AccountRecord;
use shared::tokens::session::Sid;
use shared::tokens::{Claims, ContactClaims};

use crate::Service;
use crate::error::{INVALID_TOKEN, NEEDS_SECOND_STEP};

/// What opens the endpoint.
const NEEDS_OPENID: HeaderValue = HeaderValue::from_static("Bearer error=\"insufficient_scope\", scope=\"openid\"");

/// The claims about the user.
#[derive(Serialize)]
pub(crate) struct UserInfo {
    /// That of the access token, and of the ID token beside it.
    sub: String,
    #[serde(flatten)]
    contact: ContactClaims,
}

/// Why a caller is told nothing.
#[derive(Debug, thiserror::Error)]
pub enum UserInfoError {
    /// No token, or several.
    #[error(transparent)]
    NoToken(#[from] NoToken),
    /// The token does not count, or nobody can tell.
    #[error(transparent)]
    Token(#[from] CheckFailed),
    /// The token is bound to another address or program.
    #[error("bound to another client")]
    OtherClient,
    /// The token names no session.
    #[error("the access token names no owner")]
    NoOwner,
    /// The token is for something else.
    #[error("the access token lacks openid")]
    Scope,
    /// The account was erased or is disabled.
    #[error("the account is not active")]
    Account,
    /// The account demands a second step, of which the token does not tell.
    #[error("the account demands a second step")]
    SecondStep,
    /// The account could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl IntoResponse for UserInfoError {
    fn into_response(self) -> Response {
        let (problem, challenge) = match &self {
            Self::NoToken(none) => return because(*none, &self),
            Self::Token(CheckFailed::Token(_) | CheckFailed::Revoked)
            | Self::OtherClient
            | Self::NoOwner
            | Self::Account => (Problem::unauthorized(), INVALID_TOKEN),
            Self::SecondStep => (Problem::insufficient_authentication(), NEEDS_SECOND_STEP),
            Self::Scope => (Problem::insufficient_scope(), NEEDS_OPENID),
            Self::Store(StoreError::Contended) => return because(Problem::contended(), &self),
            Self::Token(CheckFailed::NoKeys(_) | CheckFailed::RevocationsUnknown) | Self::Store(_) => {
                return because(Problem::unavailable(), &self);
            }
        };
        let mut answer = because(problem, &self);
        answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        answer
    }
}

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    token: Result<BearerToken, NoToken>,
) -> Response {
    let now = service.clock.now();
    let claims = match token {
        Ok(BearerToken(token)) => service.access_tokens.verify(&token, now).map_err(UserInfoError::from),
        Err(none) => Err(none.into()),
    };
    let claims = match claims {
        Ok(claims) => claims,
        Err(error) => return error.into_response(),
    };
    service.call_of(&claims).mark(match service.user_info(&claims, &caller, now).await {
        Ok(user_info) => platform::http::json(StatusCode::OK, &user_info),
        Err(error) => error.into_response(),
    })
}

impl Service {
    async fn user_info(&self, claims: &Claims, caller: &Caller, now: Timestamp) -> Result<UserInfo, UserInfoError> {
        let sid: Sid = claims.sid.parse().map_err(|_| UserInfoError::NoOwner)?;
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        if !claims.may_be_used_by(caller.address, caller.user_agent.as_deref()) {
            return Err(UserInfoError::OtherClient);
        }
        if !has_scope(&claims.scope, OPENID) {
            return Err(UserInfoError::Scope);
        }
        let id = sid.subject.account();
        // Both as they are now: a revocation or an erasure that was answered counts here at once.
        let (checked, account) =
            tokio::join!(self.access_tokens.check_revocations(claims, now), self.accounts.account(id));
        checked?;
        let account = account?;
        let account = account.as_ref().and_then(AccountRecord::active).ok_or(UserInfoError::Account)?;
        if self.lacks_second_step(account, claims) {
            return Err(UserInfoError::SecondStep);
        }
        let contact = Contact::of(account, id, &claims.scope, &self.keyring).into();
        Ok(UserInfo { sub: claims.sub.clone(), contact })
    }
}
