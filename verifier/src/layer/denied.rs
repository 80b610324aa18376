//! Who is turned away, and what they are told of it (RFC 6750 §3).

use http::header::{CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};

use crate::{CheckFailed, Insufficient, KeysUnavailable, Level, Requirements, TokenRefused};

/// Seconds after which what could not be had may be asked for again.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("5");

/// Why a request does not pass. For the log: the client learns the status, and the scopes where one of them is missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No `Authorization` header, or another scheme: 401.
    #[error("no bearer token")]
    NoToken,
    /// More than one `Authorization` header or credentials, or a token that is too long or has characters that no token
    /// has: 401.
    #[error("not exactly one well-formed bearer token")]
    Unreadable,
    /// The token does not count: 401.
    #[error(transparent)]
    Token(TokenRefused),
    /// The token is bound to another client, or nobody told from which one the request comes: 401.
    #[error("bound to another client")]
    OtherClient,
    /// The token was revoked: 401.
    #[error("revoked")]
    Revoked,
    /// The token counts and is not enough: 403, or 401 where a stronger or newer sign-in would be.
    #[error(transparent)]
    Insufficient(#[from] Insufficient),
    /// The issuer's keys cannot be had: 503.
    #[error(transparent)]
    NoKeys(KeysUnavailable),
    /// It cannot be found out whether the token was revoked: 503.
    #[error("revocations are not known")]
    RevocationsUnknown,
}

impl From<CheckFailed> for Denied {
    fn from(failed: CheckFailed) -> Self {
        match failed {
            CheckFailed::Token(refused) => Self::Token(refused),
            CheckFailed::Revoked => Self::Revoked,
            CheckFailed::NoKeys(fault) => Self::NoKeys(fault),
            CheckFailed::RevocationsUnknown => Self::RevocationsUnknown,
        }
    }
}

impl Denied {
    /// The answer, without a body; the reason rides along as an extension, for a service that adds a body of its own.
    pub(super) fn answer<B: Default>(&self, challenges: &Challenges) -> Response<B> {
        let challenge = |challenge| (WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        let (status, (name, value)) = match self {
            Self::NoToken => (StatusCode::UNAUTHORIZED, challenge("Bearer")),
            Self::Unreadable | Self::Token(_) | Self::OtherClient | Self::Revoked => {
                (StatusCode::UNAUTHORIZED, challenge("Bearer error=\"invalid_token\""))
            }
            Self::Insufficient(Insufficient::Scope) => {
                (StatusCode::FORBIDDEN, (WWW_AUTHENTICATE, challenges.scope.clone()))
            }
            Self::Insufficient(Insufficient::Authentication) => {
                (StatusCode::UNAUTHORIZED, (WWW_AUTHENTICATE, challenges.authentication.clone()))
            }
            // No further scope would help, so none is named.
            Self::Insufficient(Insufficient::Method) => (StatusCode::FORBIDDEN, challenge(INSUFFICIENT)),
            Self::NoKeys(_) | Self::RevocationsUnknown => {
                (StatusCode::SERVICE_UNAVAILABLE, (RETRY_AFTER, RETRY_SECONDS))
            }
        };
        let mut answer = Response::new(B::default());
        *answer.status_mut() = status;
        answer.headers_mut().insert(name, value);
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer.extensions_mut().insert(self.clone());
        answer
    }
}

const INSUFFICIENT: &str = "Bearer error=\"insufficient_scope\"";
const UNAUTHENTICATED: &str = "Bearer error=\"insufficient_user_authentication\"";

/// What clients are told of requirements, which stays the same.
#[derive(Clone, Debug)]
pub(super) struct Challenges {
    scope: HeaderValue,
    authentication: HeaderValue,
}

impl Challenges {
    pub(super) fn of(requirements: &Requirements) -> Self {
        Self { scope: insufficient_scope(requirements), authentication: insufficient_authentication(requirements) }
    }
}

/// The challenge that names the scopes. One that is no scope (RFC 6749 §3.3) could close the quotes: then none is named.
fn insufficient_scope(requirements: &Requirements) -> HeaderValue {
    let scopes = requirements.scopes.join(" ");
    let is_scope = |scope: &String| {
        !scope.is_empty() && scope.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
    };
    let named = (!scopes.is_empty() && requirements.scopes.iter().all(is_scope))
        .then(|| HeaderValue::try_from(format!("{INSUFFICIENT}, scope=\"{scopes}\"")).ok())
        .flatten();
    named.unwrap_or(HeaderValue::from_static(INSUFFICIENT))
}

/// The challenge that says what an authorization request has to ask for (RFC 9470 §3).
fn insufficient_authentication(requirements: &Requirements) -> HeaderValue {
    let level = requirements.acr;
    let acr_values =
        if level > Level::default() { format!(", acr_values=\"{}\"", level.name()) } else { String::new() };
    let max_age = requirements.max_age.map(|seconds| format!(", max_age=\"{seconds}\"")).unwrap_or_default();
    HeaderValue::try_from(format!("{UNAUTHENTICATED}{acr_values}{max_age}"))
        .unwrap_or(HeaderValue::from_static(UNAUTHENTICATED))
}
