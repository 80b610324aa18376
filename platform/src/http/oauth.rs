//! Errors in the form of OAuth (RFC 6749 §5.2).

use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_ENCODING, ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use shared::authorization::AuthorizationError;

use super::Reason;

/// What an OAuth endpoint answers where it does not do as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OAuthError {
    /// A parameter is missing, doubled or malformed, or the body is no form. The text names parameter and rule.
    InvalidRequest(String),
    /// A body with this coding.
    ContentCoding(String),
    /// An unknown client, one that does not authenticate as it has to, or another one than the grant's: one answer.
    InvalidClient {
        /// Whether the caller tried the `Authorization` header, which then has to be answered in kind.
        by_header: bool,
    },
    /// The grant is unknown, lapsed, ended or used: one answer for all of it.
    InvalidGrant,
    /// A grant that this service does not have.
    UnsupportedGrantType,
    /// More than was granted.
    InvalidScope,
    /// Another API than was granted, or one that is there no more (RFC 8707 §2).
    InvalidTarget,
    /// An authorization request that its client would be refused at the redirect URI as well (RFC 9126 §2.3).
    Authorization(AuthorizationError),
    /// Not a POST.
    MethodNotAllowed,
    /// More calls than are answered; the seconds to wait.
    TooManyCalls(u64),
    /// Too many calls change the same thing at once.
    Contended,
    /// Something that passes.
    Unavailable,
    /// Something that the caller cannot mend.
    Internal,
}

/// "Matching the authentication scheme used by the client" (RFC 6749 §5.2), with the realm that RFC 7617 §2 asks for.
const BASIC_CHALLENGE: &str = "Basic realm=\"oauth\"";

#[derive(Serialize)]
struct Body {
    error: &'static str,
    error_description: String,
}

impl OAuthError {
    fn describe(self) -> (StatusCode, &'static str, String) {
        let bad = StatusCode::BAD_REQUEST;
        let (status, error, description) = match self {
            Self::InvalidRequest(rule) => return (bad, "invalid_request", rule),
            Self::ContentCoding(coding) => {
                let rule = format!("The body's Content-Encoding must be identity, not {coding}.");
                return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "invalid_request", rule);
            }
            Self::InvalidClient { by_header } => {
                // A 401 names the schemes that would do (RFC 9110 §15.5.2): it is for those who chose one.
                let status = if by_header { StatusCode::UNAUTHORIZED } else { bad };
                (status, "invalid_client", "The client is unknown, or did not authenticate as it has to.")
            }
            Self::InvalidGrant => {
                (bad, "invalid_grant", "The code or refresh token is unknown, has lapsed or was used.")
            }
            Self::UnsupportedGrantType => {
                (bad, "unsupported_grant_type", "grant_type must be authorization_code or refresh_token.")
            }
            Self::InvalidScope => (bad, "invalid_scope", "scope must be a part of what was granted."),
            Self::InvalidTarget => (bad, "invalid_target", "resource must be the one that was granted."),
            Self::Authorization(refused) => (bad, refused.code(), refused.description()),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "The method must be POST."),
            // Neither RFC 6749 nor its registry has an error for it; the status and `Retry-After` say the rest.
            Self::TooManyCalls(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "temporarily_unavailable",
                "Too many calls came from this session or network.",
            ),
            Self::Contended => (
                StatusCode::TOO_MANY_REQUESTS,
                "temporarily_unavailable",
                "Too many calls change the same session at once.",
            ),
            Self::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "The service cannot answer now.")
            }
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "server_error", "Something went wrong here."),
        };
        (status, error, description.to_owned())
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let wait = match self {
            Self::TooManyCalls(seconds) => Some(seconds),
            Self::Contended | Self::Unavailable => Some(2),
            _ => None,
        };
        let by_header = self == Self::InvalidClient { by_header: true };
        let (status, error, error_description) = self.describe();
        let mut response = super::json(status, &Body { error, error_description });
        response.extensions_mut().insert(Reason { code: error, cause: None });
        let headers = response.headers_mut();
        if by_header {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(BASIC_CHALLENGE));
        }
        if status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
            // RFC 9110 §15.5.16: what would have been accepted.
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        if status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(ALLOW, HeaderValue::from_static("POST"));
        }
        if let Some(seconds) = wait {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
