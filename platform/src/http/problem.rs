//! Problem details (RFC 9457): a stable code, fixed words, and the fields that are at fault.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use super::Reason;

/// An answer that is not a success.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// Always `about:blank`: [`Problem::code`] tells problems apart.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    /// Stable, for programs.
    code: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldFault>,
    /// The attempt that may be sent again for, where a send failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<String>,
    /// What a second step completes, where one is demanded, and by which methods.
    #[serde(flatten)]
    lacking: Option<LackingStep>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// A sign-in that lacks its second step.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct LackingStep {
    /// What was proven, sealed.
    pub auth_session: String,
    /// The methods that the account has for it, as far as this interface takes them.
    pub methods: Vec<&'static str>,
}

impl std::fmt::Debug for LackingStep {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "LackingStep({:?}, redacted)", self.methods)
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// The field's name, or `body`.
    pub field: String,
    /// The rule that it breaks.
    pub detail: String,
}

impl FieldFault {
    /// A fault of `field`.
    pub fn new(field: &str, detail: impl std::fmt::Display) -> Self {
        Self { field: field.to_owned(), detail: detail.to_string() }
    }
}

impl Problem {
    /// A problem with a stable code and fixed words.
    pub const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        let kind = "about:blank";
        let status = status.as_u16();
        Self { kind, title, status, code, errors: Vec::new(), challenge: None, lacking: None, retry_after: None }
    }

    /// A field that breaks a rule.
    pub fn invalid(fault: FieldFault) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid-request", "The request breaks a rule.").naming(fault)
    }

    /// No route has this path.
    pub const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is nothing here.")
    }

    /// The call needs an access token that counts.
    pub const fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "The call needs an access token.")
    }

    /// The access token is for something else.
    pub const fn insufficient_scope() -> Self {
        Self::new(StatusCode::FORBIDDEN, "insufficient-scope", "The access token is not enough for this call.")
    }

    /// The access token is of a sign-in that is not enough (RFC 9470).
    pub const fn insufficient_authentication() -> Self {
        let title = "The call needs a stronger sign-in.";
        Self::new(StatusCode::UNAUTHORIZED, "insufficient-authentication", title)
    }

    /// The path has other methods.
    pub const fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "The path does not have this method.")
    }

    /// Something that the caller cannot mend.
    pub const fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong here.")
    }

    /// Callers get into each other's way: so many of them change one thing that this one found no gap.
    pub const fn contended() -> Self {
        let title = "Too many calls change the same thing at once.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-at-once", title).retry_after(2)
    }

    /// Something that passes.
    pub const fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service cannot answer now.").retry_after(2)
    }

    /// Names the field at fault.
    #[must_use]
    pub fn naming(mut self, fault: FieldFault) -> Self {
        self.errors.push(fault);
        self
    }

    /// Tells when to try again, in seconds.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// When to try again, in seconds, where that helps.
    pub const fn wait(&self) -> Option<u64> {
        self.retry_after
    }

    /// Hands over what a second step completes.
    #[must_use]
    pub fn lacking(mut self, lacking: LackingStep) -> Self {
        self.lacking = Some(lacking);
        self
    }

    /// Hands over the attempt that may be sent again for.
    #[must_use]
    pub fn with_challenge(mut self, challenge: String) -> Self {
        self.challenge = Some(challenge);
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response();
        response.extensions_mut().insert(Reason { code: self.code, cause: None });
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §15.5.2 asks every 401 for a challenge.
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
