//! The events that API Gateway's HTTP APIs send (payload 2.0), made from a plain HTTP request.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{COOKIE, USER_AGENT};
use http::request::Parts;
use serde_json::{Map, Value, json};
use shared::Timestamp;

/// An account, API and domain that look like AWS's.
const ACCOUNT: &str = "123456789012";
const API: &str = "local";
const DOMAIN: &str = "local.execute-api.local.amazonaws.com";

/// What an authorizer is asked under, as `template.yaml` has it: decisions that a gateway reuses hold for equal values.
pub const IDENTITY_SOURCES: [&str; 2] = ["$request.header.Authorization", "$context.routeKey"];

/// One call as the gateway saw it.
#[derive(Debug)]
pub struct Call<'a> {
    /// The route that it matched.
    pub route_key: &'a str,
    /// Method, query and headers.
    pub parts: &'a Parts,
    /// The path, decoded.
    pub path: &'a str,
    /// Its parameters by their names, decoded.
    pub parameters: BTreeMap<String, String>,
    /// Where the connection came from.
    pub source_ip: String,
    /// When.
    pub at: Timestamp,
}

/// The event for a function (proxy integration), with what its authorizer passed on.
pub fn proxy(call: &Call<'_>, body: &[u8], authorizer_context: Option<Value>) -> Value {
    let text = std::str::from_utf8(body);
    let body = text.map_or_else(|_| STANDARD.encode(body), str::to_owned);
    let authorizer = authorizer_context.map(|context| ("authorizer", json!({ "lambda": context })));
    let mut event = common(call, authorizer);
    if !body.is_empty() {
        event.insert("body".to_owned(), json!(body));
    }
    event.insert("isBase64Encoded".to_owned(), json!(text.is_err()));
    Value::Object(event)
}

/// The event for an authorizer, with the values of [`IDENTITY_SOURCES`].
pub fn authorizer(call: &Call<'_>) -> Value {
    let (method, path) = (call.parts.method.as_str(), call.path);
    let mut event = common(call, None);
    event.insert("type".to_owned(), json!("REQUEST"));
    let route = format!("arn:aws:execute-api:local:{ACCOUNT}:{API}/$default/{method}{path}");
    event.insert("routeArn".to_owned(), json!(route));
    event.insert("identitySource".to_owned(), json!([header(call, "authorization"), call.route_key]));
    Value::Object(event)
}

fn common(call: &Call<'_>, more_context: Option<(&str, Value)>) -> Map<String, Value> {
    let parts = call.parts;
    let mut headers: BTreeMap<&str, String> = BTreeMap::new();
    // Cookies stand in a list of their own, and not among the headers.
    for (name, value) in parts.headers.iter().filter(|(name, _)| **name != COOKIE) {
        let value = String::from_utf8_lossy(value.as_bytes());
        // HTTP APIs join doubled headers with commas.
        headers
            .entry(name.as_str())
            .and_modify(|joined| *joined = format!("{joined},{value}"))
            .or_insert_with(|| value.into_owned());
    }
    let context = [
        ("accountId", json!(ACCOUNT)),
        ("apiId", json!(API)),
        ("domainName", json!(DOMAIN)),
        ("domainPrefix", json!(API)),
        (
            "http",
            json!({
                "method": parts.method.as_str(),
                "path": call.path,
                "protocol": "HTTP/1.1",
                "sourceIp": call.source_ip,
                "userAgent": header(call, USER_AGENT.as_str()),
            }),
        ),
        ("requestId", json!(format!("local-{}", call.at.as_unix()))),
        ("routeKey", json!(call.route_key)),
        ("stage", json!("$default")),
        ("timeEpoch", json!(call.at.as_unix() * 1_000)),
    ];
    let cookies = parts.headers.get_all(COOKIE).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let cookies: Vec<String> =
        cookies.flat_map(|value| value.split(';').map(|cookie| cookie.trim().to_owned()).collect::<Vec<_>>()).collect();
    let cookies = (!cookies.is_empty()).then(|| ("cookies", json!(cookies)));
    let event = [
        ("version", json!("2.0")),
        ("routeKey", json!(call.route_key)),
        ("rawPath", json!(call.path)),
        ("rawQueryString", json!(parts.uri.query().unwrap_or_default())),
        ("headers", json!(headers)),
        ("requestContext", Value::Object(object(context.into_iter().chain(more_context)))),
    ];
    let parameters = (!call.parameters.is_empty()).then(|| ("pathParameters", json!(call.parameters)));
    object(event.into_iter().chain(parameters).chain(cookies))
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, Value)>) -> Map<String, Value> {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn header(call: &Call<'_>, name: &str) -> String {
    call.parts.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}
