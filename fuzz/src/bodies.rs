//! Bodies of requests.

use axum::body::Body;
use axum::extract::FromRequest;
use http::Request;
use http::header::CONTENT_TYPE;
use platform::http::{OAuthForm, StrictJson};
use request::RequestBody;

use crate::ready;

pub(crate) fn post(media_type: &str, bytes: &[u8]) -> Request<Body> {
    let request = Request::post("/").header(CONTENT_TYPE, media_type);
    request.body(Body::from(bytes.to_vec())).expect("a request")
}

/// Only an object is a body, and of every accepted one the fields are those that stand there.
pub(crate) fn json(bytes: &[u8]) {
    let body = ready(StrictJson::<RequestBody>::from_request(post("application/json", bytes), &()));
    let Ok(StrictJson(body)) = body else { return };
    let value: serde_json::Value = serde_json::from_slice(bytes).expect("what was accepted is JSON");
    let fields = value.as_object().expect("and an object");
    for (name, field) in [
        ("email", body.email),
        ("phone", body.phone),
        ("challenge", body.challenge),
        ("device_token", body.device_token),
    ] {
        assert_eq!(fields.get(name).and_then(serde_json::Value::as_str), field.as_deref(), "{name}");
    }
    assert_eq!(fields.get("locale").unwrap_or(&serde_json::Value::Null), &body.locale);
    assert!(fields.len() <= 5, "no other field is taken");
}

/// A parameter has one value or none.
pub(crate) fn form(bytes: &[u8]) {
    let form = ready(OAuthForm::from_request(post("application/x-www-form-urlencoded", bytes), &()));
    let Ok(form) = form else { return };
    for name in ["grant_type", "refresh_token", "token", "client_id", "client_secret", "scope"] {
        assert!(form.optional(name).is_none_or(|value| !value.is_empty()), "{name} is empty");
        assert_eq!(form.required(name).is_ok(), form.optional(name).is_some());
    }
    assert!(form.optional("client_secret").is_none() || form.check_client("first-party").is_err());
}
