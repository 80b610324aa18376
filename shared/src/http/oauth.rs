//! Errors in the form of OAuth (RFC 6749 §5.2).

use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_ENCODING, ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use super::Reason;

/// What an OAuth endpoint answers where it does not do as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OAuthError {
    /// A parameter is missing, doubled or malformed, or the body is no form. The text names parameter and rule.
    InvalidRequest(String),
    /// A body with this coding.
    ContentCoding(String),
    /// Client authentication that this service does not take, or another client.
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
    /// Not a POST.
    MethodNotAllowed,
    /// Something that passes.
    Unavailable,
    /// Something that the caller cannot mend.
    Internal,
}

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
            Self::InvalidClient { .. } => {
                (StatusCode::UNAUTHORIZED, "invalid_client", "The client is unknown, or must not authenticate.")
            }
            Self::InvalidGrant => (bad, "invalid_grant", "The refresh token is unknown, has lapsed or was used."),
            Self::UnsupportedGrantType => (bad, "unsupported_grant_type", "grant_type must be refresh_token."),
            Self::InvalidScope => (bad, "invalid_scope", "scope must be a part of what was granted."),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "The method must be POST."),
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
        let by_header = self == Self::InvalidClient { by_header: true };
        let (status, error, error_description) = self.describe();
        let mut response = super::json(status, &Body { error, error_description });
        response.extensions_mut().insert(Reason { code: error, cause: None });
        let headers = response.headers_mut();
        if by_header {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
        }
        if status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
            // RFC 9110 §15.5.16: what would have been accepted.
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        if status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(ALLOW, HeaderValue::from_static("POST"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}
