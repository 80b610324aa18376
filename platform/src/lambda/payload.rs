//! The events and answers of API Gateway's HTTP APIs (payload 2.0).
//!
//! Events are read and turned into requests by `lambda_http`, whose conversion panics where an event makes no URL, no body
//! or too many headers: none of that gets there.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{COOKIE, HOST, SET_COOKIE};
use http::{HeaderName, HeaderValue, Request};
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::path::{encoded_query, with_query, within_api};
use crate::http::{Caller, Principal};

/// Answers are small; this only bounds the copy.
const LARGEST_ANSWER: usize = 1_048_576;

/// A gateway takes 10,240 bytes of headers, and an [`http::HeaderMap`] panics at some 25,000 of them.
const MOST_HEADERS: usize = 10_240;

/// What is read of an event, by place. All else is left out before: a member of another form than the crate's refuses no
/// call, and `domainName` would become a part of its URL.
const READ: [(&str, &[&str]); 4] = [
    (
        "",
        &[
            "body",
            "cookies",
            "headers",
            "isBase64Encoded",
            "pathParameters",
            "rawPath",
            "rawQueryString",
            "requestContext",
            "routeKey",
        ],
    ),
    ("/requestContext", &["authorizer", "http", "stage"]),
    ("/requestContext/authorizer", &["lambda"]),
    ("/requestContext/http", &["method", "sourceIp", "userAgent"]),
];

/// What API Gateway sends to a function; nothing where it is no call of an HTTP API.
#[derive(Debug)]
pub struct Event(Option<ApiGatewayV2httpRequest>);

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

impl<'de> Deserialize<'de> for Event {
    /// Takes any JSON: where reading fails, the invocation does, and nobody gets an answer.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let event = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str(event.get()).ok().and_then(read)))
    }
}

/// Reads an event as the crate has it, without the headers that HTTP has not.
fn read(mut event: Value) -> Option<ApiGatewayV2httpRequest> {
    for (place, members) in READ {
        if let Some(Value::Object(found)) = event.pointer_mut(place) {
            found.retain(|name, _| members.contains(&name.as_str()));
        }
    }
    if let Some(Value::Object(headers)) = event.get_mut("headers") {
        let is_value = |value: &Value| value.as_str().is_some_and(|value| HeaderValue::from_str(value).is_ok());
        headers.retain(|name, value| HeaderName::try_from(name).is_ok() && is_value(value));
        if headers.len() > MOST_HEADERS {
            return None;
        }
    }
    // The crate takes it for GET.
    let is_method = event.pointer("/requestContext/http/method") != Some(&Value::from(""));
    serde_json::from_value(event).ok().filter(|_| is_method)
}

impl Event {
    /// The route that the gateway found (`ANY /otp/request`), which is a name of the template's.
    pub fn route(&self) -> &str {
        self.0.as_ref().and_then(|event| event.route_key.as_deref()).unwrap_or_default()
    }

    /// The request that routers take, with the path as they know it and the query as it came; the authorizer's context
    /// becomes the [`Principal`], the connection's ends the [`Caller`]. `None` where method, path or query are none of HTTP.
    pub fn into_request(self) -> Option<Request<Body>> {
        let mut event = self.0?;
        let context = &mut event.request_context;
        let route = event.route_key.as_deref().unwrap_or_default();
        let stage = context.stage.take().unwrap_or_default();
        let path = within_api(route, &event.path_parameters, &event.raw_path.take()?, &stage)?;
        event.raw_query_string = event.raw_query_string.map(|query| encoded_query(&query));
        let uri = with_query(path, event.raw_query_string.as_deref().unwrap_or_default())?;

        let address = context.http.source_ip.take().and_then(|address| address.parse().ok());
        let caller = Caller { address, user_agent: context.http.user_agent.take() };
        let principal = context.authorizer.take().map(|authorizer| authorizer.fields).unwrap_or_default();

        // With a path, a stage or a host the crate's URL might be none, and it would resolve dots in the path.
        let host = event.headers.remove(HOST);
        // Each on its own: one that no header may carry takes no other one along.
        for cookie in event.cookies.take().into_iter().flatten() {
            if let Ok(cookie) = HeaderValue::try_from(cookie) {
                event.headers.append(COOKIE, cookie);
            }
        }
        if event.is_base64_encoded {
            event.body = event.body.filter(|body| STANDARD.decode(body).is_ok());
        }

        let mut request = Request::from(LambdaRequest::ApiGatewayV2(event)).map(Body::new);
        *request.uri_mut() = uri;
        if let Some(host) = host {
            request.headers_mut().insert(HOST, host);
        }
        request.extensions_mut().insert(caller);
        if !principal.is_empty() {
            request.extensions_mut().insert(Principal(principal.into_iter().collect()));
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
