//! The events and answers of API Gateway's HTTP APIs (payload 2.0), as far as our routes need them.
//!
//! Read here and not by a general crate: that one panics where a caller's header or query makes no URL, and a panic ends
//! the sandbox.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderName, HeaderValue, Method, Request};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::path::{Parameters, within_api};
use crate::http::{Caller, Principal};

/// Answers are small; this only bounds the copy.
const LARGEST_ANSWER: usize = 1_048_576;

/// What API Gateway sends to a function.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    #[serde(default)]
    route_key: String,
    raw_path: String,
    #[serde(default)]
    path_parameters: Option<Parameters>,
    #[serde(default)]
    headers: Option<BTreeMap<String, String>>,
    /// Stand here in place of a header.
    #[serde(default)]
    cookies: Option<Vec<String>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
    request_context: Context,
}

#[derive(Debug, Deserialize)]
struct Context {
    http: Call,
    #[serde(default)]
    stage: Option<String>,
    #[serde(default)]
    authorizer: Option<Authorizer>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    method: String,
    #[serde(default)]
    source_ip: Option<String>,
    #[serde(default)]
    user_agent: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Authorizer {
    #[serde(default)]
    lambda: Option<Map<String, Value>>,
}

/// What a function answers to API Gateway.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload {
    /// The status.
    pub status_code: u16,
    /// The headers but `Set-Cookie`; none of ours stands there twice.
    pub headers: BTreeMap<String, String>,
    /// The values of `Set-Cookie`.
    pub cookies: Vec<String>,
    /// The body, always text.
    pub body: String,
    /// Always false.
    pub is_base64_encoded: bool,
}

impl Event {
    /// The route that the gateway found (`ANY /otp/request`), which is a name of the template's.
    pub fn route(&self) -> &str {
        &self.route_key
    }

    /// The request that routers take; the authorizer's context becomes the [`Principal`], the
    /// connection's ends the [`Caller`]. No route reads the query, and
    /// none trusts a host, so neither is looked at. `None` where method or path are none of HTTP.
    pub fn into_request(self) -> Option<Request<Body>> {
        let stage = self.request_context.stage.unwrap_or_default();
        let parameters = self.path_parameters.unwrap_or_default();
        let path = within_api(&self.route_key, &parameters, &self.raw_path, &stage)?;
        let body = match self.body {
            Some(text) if self.is_base64_encoded => STANDARD.decode(text).unwrap_or_default(),
            text => text.unwrap_or_default().into_bytes(),
        };
        let mut request = Request::new(Body::from(body));
        let call = self.request_context.http;
        *request.method_mut() = Method::from_bytes(call.method.as_bytes()).ok()?;
        *request.uri_mut() = path;
        let named = |(name, value): (String, String)| {
            Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
        };
        request.headers_mut().extend(self.headers.into_iter().flatten().filter_map(named));
        // Each on its own: one that no header may carry takes no other one along.
        for cookie in self.cookies.into_iter().flatten() {
            if let Ok(cookie) = HeaderValue::try_from(cookie) {
                request.headers_mut().append(COOKIE, cookie);
            }
        }
        let address = call.source_ip.and_then(|address| address.parse().ok());
        request.extensions_mut().insert(Caller { address, user_agent: call.user_agent });
        let context = self.request_context.authorizer.and_then(|authorizer| authorizer.lambda);
        if let Some(context) = context.filter(|context| !context.is_empty()) {
            request.extensions_mut().insert(Principal(context));
        }
        Some(request)
    }
}

impl Payload {
    pub(super) async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, LARGEST_ANSWER).await.unwrap_or_default();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let (cookies, headers): (Vec<_>, Vec<_>) = parts.headers.iter().partition(|(name, _)| **name == SET_COOKIE);
        Self {
            status_code: parts.status.as_u16(),
            headers: headers.into_iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
            cookies: cookies.into_iter().map(|(_, value)| text(value)).collect(),
            body: String::from_utf8_lossy(&body).into_owned(),
            is_base64_encoded: false,
        }
    }
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
