//! A JSON body, read strictly: right media type, bounded size, no unknown or doubled field, every fault named.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::{FieldFault, LARGEST_BODY, Problem};

/// Extracts a JSON body.
#[derive(Debug)]
pub struct StrictJson<T>(pub T);

/// Why a body is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum BodyRefused {
    /// Not `application/json`.
    MediaType,
    /// Larger than [`LARGEST_BODY`], or it did not arrive whole.
    TooLarge,
    /// Not the JSON that the route takes.
    Fault(FieldFault),
}

impl IntoResponse for BodyRefused {
    fn into_response(self) -> Response {
        match self {
            Self::MediaType => {
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                Problem::new(status, "unsupported-media-type", "The body must be JSON.")
                    .naming(FieldFault::new("content-type", "must be application/json"))
            }
            Self::TooLarge => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "The body is too large.")
                .naming(FieldFault::new("body", format_args!("must be at most {LARGEST_BODY} bytes"))),
            Self::Fault(fault) => Problem::invalid(fault),
        }
        .into_response()
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for StrictJson<T> {
    type Rejection = BodyRefused;

    async fn from_request(request: Request, _: &S) -> Result<Self, BodyRefused> {
        // CSRF: a form or a plain-text post, which a foreign page may send unasked, ends here (HW-04).
        let content_type =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/json") {
            return Err(BodyRefused::MediaType);
        }
        let body = axum::body::to_bytes(request.into_body(), LARGEST_BODY).await.map_err(|_| BodyRefused::TooLarge)?;
        parse(&body).map(Self).map_err(BodyRefused::Fault)
    }
}

fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, FieldFault> {
    if body.is_empty() {
        return Err(FieldFault::new("body", "must not be empty"));
    }
    // serde would read `["ada@example.org"]` into the first field of a struct.
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(FieldFault::new("body", "must be a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let syntax = !error.inner().is_data();
        match path.as_str() {
            _ if syntax => FieldFault::new("body", "must be a JSON object"),
            "." | "?" => named(error.inner()).unwrap_or_else(|| FieldFault::new("body", rule(error.inner()))),
            field => FieldFault::new(field, rule(error.inner())),
        }
    })?;
    json.end().map_err(|_| FieldFault::new("body", "must be one JSON object and nothing after it"))?;
    Ok(value)
}

/// serde names a missing or doubled field of ours only in words.
fn named(error: &serde_json::Error) -> Option<FieldFault> {
    let text = error.to_string();
    [("missing field `", "must be given"), ("duplicate field `", "must stand there once")]
        .into_iter()
        .find_map(|(prefix, rule)| Some(FieldFault::new(text.strip_prefix(prefix)?.split('`').next()?, rule)))
}

/// serde's words without the position, and without values that the caller sent.
fn rule(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&position).unwrap_or(&text);
    if text.starts_with("unknown field") {
        "is not a field of this request".to_owned()
    } else {
        let expected = text.rsplit_once(", expected ").map_or("of another type", |(_, expected)| expected);
        format!("must be {expected}")
    }
}

/// For optional fields: what stands there must be of the type; `null` is not a way to leave it out.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
