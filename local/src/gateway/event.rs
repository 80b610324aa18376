//! The events that API Gateway's HTTP APIs send (payload 2.0), made from a plain HTTP request.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::USER_AGENT;
use http::request::Parts;
use serde_json::{Value, json};
use shared::clock::Timestamp;

/// An account, API and domain that look like AWS's.
const ACCOUNT: &str = "123456789012";
const API: &str = "local";
const DOMAIN: &str = "local.execute-api.local.amazonaws.com";

/// One call as the gateway saw it.
#[derive(Debug)]
pub struct Call<'a> {
    /// The route that it matched.
    pub route_key: &'a str,
    /// Method, address and headers.
    pub parts: &'a Parts,
    /// Where the connection came from.
    pub source_ip: String,
    /// When.
    pub at: Timestamp,
}

/// The event for a function (proxy integration), with what its authorizer passed on.
pub fn proxy(call: &Call<'_>, body: &[u8], authorizer_context: Option<Value>) -> Value {
    let mut event = common(call);
    if let Some(context) = authorizer_context {
        event["requestContext"]["authorizer"] = json!({ "lambda": context });
    }
    match std::str::from_utf8(body) {
        Ok("") => {}
        Ok(text) => event["body"] = json!(text),
        Err(_) => event["body"] = json!(STANDARD.encode(body)),
    }
    event["isBase64Encoded"] = json!(std::str::from_utf8(body).is_err());
    event
}

/// The event for an authorizer.
pub fn authorizer(call: &Call<'_>) -> Value {
    let mut event = common(call);
    let method = call.parts.method.as_str();
    let path = call.parts.uri.path();
    event["type"] = json!("REQUEST");
    event["routeArn"] = json!(format!("arn:aws:execute-api:local:{ACCOUNT}:{API}/$default/{method}{path}"));
    event["identitySource"] = json!([header(call, "authorization")]);
    event
}

fn common(call: &Call<'_>) -> Value {
    let parts = call.parts;
    let mut headers: BTreeMap<&str, String> = BTreeMap::new();
    for (name, value) in &parts.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        // HTTP APIs join doubled headers with commas.
        headers
            .entry(name.as_str())
            .and_modify(|joined| *joined = format!("{joined},{value}"))
            .or_insert_with(|| value.into_owned());
    }
    json!({
        "version": "2.0",
        "routeKey": call.route_key,
        "rawPath": parts.uri.path(),
        "rawQueryString": parts.uri.query().unwrap_or_default(),
        "headers": headers,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": API,
            "domainName": DOMAIN,
            "domainPrefix": API,
            "http": {
                "method": parts.method.as_str(),
                "path": parts.uri.path(),
                "protocol": "HTTP/1.1",
                "sourceIp": call.source_ip,
                "userAgent": header(call, USER_AGENT.as_str()),
            },
            "requestId": format!("local-{}", call.at.as_unix()),
            "routeKey": call.route_key,
            "stage": "$default",
            "timeEpoch": call.at.as_unix() * 1_000,
        },
    })
}

fn header(call: &Call<'_>, name: &str) -> String {
    call.parts.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}
