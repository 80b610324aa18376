//! A JSON body, read strictly: right media type, bounded size, no unknown or doubled field, every fault named.

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::ACCEPT_ENCODING;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};

use super::body::{self, BodyUnreadable};
use super::{FieldFault, Problem};

/// Extracts a JSON body.
#[derive(Debug)]
pub struct StrictJson<T>(pub T);

/// Why a body is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum BodyRefused {
    /// No text that could be JSON.
    Unreadable(BodyUnreadable),
    /// Not the JSON that the route takes.
    Fault(FieldFault),
}

impl IntoResponse for BodyRefused {
    fn into_response(self) -> Response {
        let unreadable = match self {
            Self::Unreadable(unreadable) => unreadable,
            Self::Fault(fault) => return Problem::invalid(fault).into_response(),
        };
        let rule = unreadable.rule();
        match unreadable {
            BodyUnreadable::MediaType => {
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                Problem::new(status, "unsupported-media-type", "The body must be JSON.")
                    .naming(FieldFault::new("content-type", "must be application/json"))
                    .into_response()
            }
            BodyUnreadable::Coding(_) => {
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                let problem = Problem::new(status, "unsupported-content-coding", "The body must not be compressed.")
                    .naming(FieldFault::new("content-encoding", rule));
                // RFC 9110 §15.5.16: what would have been accepted.
                ([(ACCEPT_ENCODING, "identity")], problem).into_response()
            }
            BodyUnreadable::TooLarge => {
                Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "The body is too large.")
                    .naming(FieldFault::new("body", rule))
                    .into_response()
            }
            BodyUnreadable::Empty | BodyUnreadable::ByteOrderMark | BodyUnreadable::NotUtf8 => {
                Problem::invalid(FieldFault::new("body", rule)).into_response()
            }
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for StrictJson<T> {
    type Rejection = BodyRefused;

    async fn from_request(request: Request, _: &S) -> Result<Self, BodyRefused> {
        // CSRF: a form or a plain-text post, which a foreign page may send unasked, ends here (HW-04).
        let body = body::read(request, "application/json").await.map_err(BodyRefused::Unreadable)?;
        parse(&body).map(Self).map_err(BodyRefused::Fault)
    }
}

fn parse<T: DeserializeOwned>(body: &str) -> Result<T, FieldFault> {
    // serde would read `["ada@example.org"]` into the first field of a struct.
    if !body.trim_start().starts_with('{') {
        let rule = serde_json::from_str::<IgnoredAny>(body).err().map(|error| no_json(&error));
        return Err(FieldFault::new("body", rule.unwrap_or_else(|| "must be a JSON object".to_owned())));
    }
    let mut json = serde_json::Deserializer::from_str(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let syntax = !error.inner().is_data();
        match path.as_str() {
            _ if syntax => FieldFault::new("body", no_json(error.inner())),
            "." | "?" => named(error.inner()).unwrap_or_else(|| FieldFault::new("body", rule(error.inner()))),
            field => FieldFault::new(field, rule(error.inner())),
        }
    })?;
    json.end().map_err(|_| FieldFault::new("body", "must be one JSON object and nothing after it"))?;
    Ok(value)
}

/// Reads the JSON object that a field of a form holds, as strictly as a body; what is wrong in it is named by its path below the
/// field's name.
pub fn json_in_field<T: DeserializeOwned>(field: &str, text: &str) -> Result<T, FieldFault> {
    parse(text).map_err(|fault| match fault.field.as_str() {
        "body" => FieldFault { field: field.to_owned(), ..fault },
        within => FieldFault { field: format!("{field}.{within}"), ..fault },
    })
}

/// serde's words for what is no JSON, with the position: none of them repeats what stands there.
fn no_json(error: &serde_json::Error) -> String {
    format!("must be JSON: {error}")
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
