//! Events that make no URL, no body or no call at all: every function answers them and goes on. Each of them panicked in
//! the conversion of `lambda_http` (`platform/src/lambda/payload_tests.rs` shows that it does), or failed to be read.

use std::iter;

use serde_json::{Value, json};
use tests::Function;

use super::Deployment;

/// Every function that answers HTTP, with an event that gets the same answer however often it comes.
const SERVED: [(&str, &str, u16); 8] = [
    ("discovery", include_str!("../../../events/discovery-jwks.json"), 200),
    ("me", include_str!("../../../events/me.json"), 200),
    ("passkeys", include_str!("../../../events/passkeys-options.json"), 400),
    ("request", include_str!("../../../events/request-email.json"), 415),
    ("sessions", include_str!("../../../events/sessions-list.json"), 401),
    ("signin", include_str!("../../../events/signin-authorize.json"), 400),
    ("token", include_str!("../../../events/token-refresh.json"), 400),
    ("verify", include_str!("../../../events/verify.json"), 401),
];

#[test]
fn every_function_that_answers_http_is_served_here() {
    let others = ["authorizer", "feedback", "keys", "notify", "settings"];
    let mut functions = crate::repository::settings::functions();
    functions.retain(|name| !others.contains(&name.as_str()));
    assert_eq!(functions, SERVED.map(|(name, _, _)| name));
}

fn event(sample: &str) -> Value {
    let mut event: Value = serde_json::from_str(sample).unwrap();
    if event["rawPath"] == "/otp/request" {
        // Or a code is sent, and the next one is too soon.
        event["headers"]["content-type"] = json!("text/plain");
    }
    event
}

fn with(event: &Value, place: &str, value: Value) -> Value {
    let mut event = event.clone();
    let (parent, name) = place.rsplit_once('/').unwrap();
    event.pointer_mut(parent).unwrap()[name] = value;
    event
}

/// What is no part of the call.
fn beside() -> impl Iterator<Item = (&'static str, Value)> {
    let query = "/rawQueryString";
    let proto = "/headers/x-forwarded-proto";
    let texts = [
        // API Gateway hands over the query as it came.
        (query, "a=\""),
        (query, "a=<b>"),
        (query, "a= b"),
        (query, "a=#b"),
        (query, "a=\u{1}\r\n"),
        (query, "%zz=%&\u{e9}"),
        (proto, "https,http"),
        (proto, ""),
        (proto, "1"),
        ("/headers/host", "["),
        ("/headers/host", "a b"),
        ("/headers/host", "a%zz"),
        ("/headers/host", "example.org:99999"),
        ("/headers/host", ""),
        ("/requestContext/domainName", "["),
    ];
    let long = ("/headers/x-forwarded-proto", json!("a".repeat(65)));
    let damaged = [
        ("/headers/a b", json!("c")),
        ("/headers/x-a", json!("\u{1}")),
        ("/headers/x-a", json!(1)),
        ("/requestContext/timeEpoch", json!("now")),
        ("/stageVariables", json!({ "a": 1 })),
    ];
    texts.map(|(place, text)| (place, json!(text))).into_iter().chain(iter::once(long)).chain(damaged)
}

/// What makes a path of none of ours, or no call.
fn nowhere() -> impl Iterator<Item = (&'static str, Value)> {
    let paths = ["/%zz", "/\u{fc}", "/<a b>", "//", "/\\", "/a?b", ":x", "", "*", "http://example.org/healthz"];
    let headers: Value = (0..40_000).map(|number| (format!("x-{number}"), json!(""))).collect();
    let others = [
        ("/rawPath", Value::Null),
        ("/rawPath", json!(format!("/{}", "a".repeat(70_000)))),
        ("/rawQueryString", json!("a".repeat(70_000))),
        ("/headers", headers),
        ("/headers", json!([])),
        ("/cookies", json!([1])),
        ("/body", json!({})),
        ("/requestContext", Value::Null),
        ("/requestContext/http", json!([])),
        ("/requestContext/http/method", json!("")),
        ("/requestContext/http/method", json!("PO ST")),
    ];
    paths.map(|path| ("/rawPath", json!(path))).into_iter().chain(others)
}

async fn answers_whatever_comes(function: &Function, sample: &str, status: u16) {
    let event = event(sample);
    let expected = function.call(&event).await;
    assert_eq!(expected.status, status, "{expected:?}");
    for (place, value) in beside() {
        let answer = function.call(&with(&event, place, value.clone())).await;
        assert_eq!(answer, expected, "{place} {value}");
    }
    let nothing = [json!(null), json!([]), json!({}), json!("GET"), json!({ "path": "/", "httpMethod": "GET" })];
    let placed = nowhere().map(|(place, value)| with(&event, place, value));
    for event in placed.chain(nothing) {
        let answer = function.call(&event).await;
        let told = event.to_string().chars().take(300).collect::<String>();
        assert_eq!(answer.problem(), (404, "not-found".to_owned(), vec![]), "{told}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{told}");
    }
    // A body that is not what it says is none.
    let bodiless = function.call(&with(&event, "/body", Value::Null)).await;
    let undecoded = with(&with(&event, "/body", json!("%%%")), "/isBase64Encoded", json!(true));
    assert_eq!(function.call(&undecoded).await, bodiless);
    assert_eq!(function.call(&event).await, expected, "and it goes on as before");
}

#[tokio::test]
async fn a_request_that_is_no_uri_is_answered_and_ends_no_function() {
    let deployment = Deployment::with(&[]).await;
    for (name, sample, status) in SERVED {
        answers_whatever_comes(&deployment.start(name).await, sample, status).await;
    }
}
