//! Why a caller's sessions stay as they are, and what the caller is told of it.

use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;
use platform::accounts::ChangeFailed;
use platform::http::{FieldFault, Problem, because};
use platform::store::StoreError;
use shared::tokens::assurance::Level;
use shared::tokens::session::IdMalformed;

/// No scope would help, so none is named (RFC 6750 §3.1).
const INSUFFICIENT_SCOPE: HeaderValue = HeaderValue::from_static("Bearer error=\"insufficient_scope\"");
/// What opens the account's endpoints.
const NEEDS_ACCOUNT: HeaderValue = HeaderValue::from_static("Bearer error=\"insufficient_scope\", scope=\"account\"");
/// What an authorization request has to ask for where the account demands a second step (RFC 9470 §3).
pub(crate) const NEEDS_SECOND_STEP: HeaderValue =
    HeaderValue::from_static("Bearer error=\"insufficient_user_authentication\", acr_values=\"2sv\"");
/// The same for what takes the strongest method that the account has, shown within so many seconds.
const NEEDS_APP_NOW: HeaderValue =
    HeaderValue::from_static("Bearer error=\"insufficient_user_authentication\", acr_values=\"2sv\", max_age=\"300\"");
const NEEDS_PASSKEY_NOW: HeaderValue =
    HeaderValue::from_static("Bearer error=\"insufficient_user_authentication\", acr_values=\"phr\", max_age=\"300\"");
/// The token counts no more.
pub(crate) const INVALID_TOKEN: HeaderValue = HeaderValue::from_static("Bearer error=\"invalid_token\"");

/// What an authorization request has to ask for where a change takes so much.
pub(crate) const fn needs_now(level: Level) -> HeaderValue {
    match level {
        Level::PhishingResistant => NEEDS_PASSKEY_NOW,
        Level::TwoStep | Level::Otp => NEEDS_APP_NOW,
    }
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum SessionsError {
    /// An access token that names no session or nobody.
    #[error("the access token names no owner")]
    NoOwner,
    /// An access token of an OAuth client, which acts for the user elsewhere and not on the account itself.
    #[error("the access token is an OAuth client's")]
    OfClient,
    /// An access token that is for no account endpoint.
    #[error("the access token is not for the account")]
    NotOfAccount,
    /// The account was erased or is disabled.
    #[error("the account is not active")]
    Ended,
    /// The account demands a second step, of which the access token does not tell.
    #[error("the account demands a second step")]
    SecondStep,
    /// It takes the strongest method that the account has, shown a moment ago.
    #[error("the account was not proven by {} a moment ago", .0.name())]
    NotFresh(Level),
    /// Not the id of a session.
    #[error("not a session's id")]
    Id(IdMalformed),
    /// The caller has no such session.
    #[error("no such session")]
    Unknown,
    /// The table could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The account stays as it is.
    #[error(transparent)]
    Change(#[from] ChangeFailed),
}

impl IntoResponse for SessionsError {
    fn into_response(self) -> Response {
        let problem = match &self {
            Self::NoOwner | Self::Ended => Problem::unauthorized(),
            Self::SecondStep | Self::NotFresh(_) => Problem::insufficient_authentication(),
            Self::OfClient | Self::NotOfAccount => Problem::insufficient_scope(),
            Self::Id(rule) => Problem::invalid(FieldFault::new("id", rule)),
            Self::Unknown => Problem::not_found(),
            Self::Store(StoreError::Contended) | Self::Change(ChangeFailed::Store(StoreError::Contended)) => {
                Problem::contended()
            }
            Self::Store(_) | Self::Change(ChangeFailed::Store(_) | ChangeFailed::Untold(_)) => Problem::unavailable(),
        };
        let mut answer = because(problem, &self);
        let challenge = match self {
            Self::OfClient => INSUFFICIENT_SCOPE,
            Self::NotOfAccount => NEEDS_ACCOUNT,
            Self::NoOwner | Self::Ended => INVALID_TOKEN,
            Self::SecondStep => NEEDS_SECOND_STEP,
            Self::NotFresh(level) => needs_now(level),
            Self::Id(_) | Self::Unknown | Self::Store(_) | Self::Change(_) => return answer,
        };
        answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        answer
    }
}
