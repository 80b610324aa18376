//! The bearer token of a call, in the header or in a form (RFC 6750 §2.1, §2.2); never in the query, which gets into logs.

use std::fmt;

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderValue, Method};
use shared::tokens::{LONGEST_TOKEN, NoBearerToken, bearer_token};

use super::form::FORM;
use super::{FieldFault, Problem, body};

/// The field of a form that has a token.
const FIELD: &str = "access_token";

/// Extracts the token.
pub struct BearerToken(pub String);

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoToken {
    /// Neither header nor form has one.
    #[error("no bearer token")]
    Missing,
    /// What is there is no token, or the header stands there twice.
    #[error("not exactly one well-formed bearer token")]
    Malformed,
    /// Header and form have one each, or the form has two (RFC 6750 §2: a client must not).
    #[error("several bearer tokens")]
    Several,
}

impl<S: Send + Sync> FromRequest<S> for BearerToken {
    type Rejection = NoToken;

    async fn from_request(request: Request, _: &S) -> Result<Self, NoToken> {
        let of_header = of_header(&request)?;
        // Only a form of a POST means anything. What is no form that can be read has no token.
        let form = if request.method() == Method::POST { body::read(request, FORM).await.ok() } else { None };
        let fields = form.as_deref().unwrap_or_default();
        let mut of_form =
            form_urlencoded::parse(fields.as_bytes()).filter(|(name, _)| name == FIELD).map(|(_, value)| value);
        match (of_header, of_form.next(), of_form.next()) {
            (None, None, _) => Err(NoToken::Missing),
            (Some(token), None, _) => Ok(Self(token)),
            (None, Some(token), None) if token.is_empty() => Err(NoToken::Missing),
            (None, Some(token), None) if token.len() > LONGEST_TOKEN => Err(NoToken::Malformed),
            (None, Some(token), None) => Ok(Self(token.into_owned())),
            (Some(_), Some(_), _) | (None, Some(_), Some(_)) => Err(NoToken::Several),
        }
    }
}

/// As the guard of other endpoints reads it: two headers are refused, since another part might read the other one.
fn of_header(request: &Request) -> Result<Option<String>, NoToken> {
    let mut values = request.headers().get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(_), Some(_)) => return Err(NoToken::Malformed),
        (Some(value), None) => value.to_str().map_err(|_| NoToken::Malformed)?,
    };
    match bearer_token(value) {
        Ok(token) => Ok(Some(token.to_owned())),
        Err(NoBearerToken::OtherScheme) => Ok(None),
        Err(NoBearerToken::TooLong | NoBearerToken::Malformed) => Err(NoToken::Malformed),
    }
}

impl IntoResponse for NoToken {
    /// As RFC 6750 §3.1 has it: a call without any token is told of no error.
    fn into_response(self) -> Response {
        let unauthorized = Problem::unauthorized();
        let (problem, challenge) = match self {
            Self::Missing => (unauthorized, "Bearer"),
            Self::Malformed => (unauthorized, "Bearer error=\"invalid_token\""),
            Self::Several => {
                let fault = FieldFault::new(FIELD, "must stand there once, in the header or in the form");
                (Problem::invalid(fault), "Bearer error=\"invalid_request\"")
            }
        };
        let mut answer = problem.into_response();
        answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        answer
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BearerToken(redacted)")
    }
}

#[cfg(test)]
#[path = "bearer_tests.rs"]
mod tests;
