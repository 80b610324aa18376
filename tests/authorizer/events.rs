//! The authorizer fails closed: whatever event it is handed, only a known one with exactly one valid token is allowed.

use std::sync::LazyLock;

use admin::keys::KeyAlgorithm;
use authorizer::{Authorizer, Decision, Denied};
use serde_json::{Value, json};
use tests::service::START;
use tests::{Keys, ready};

use crate::deployed::samples::{PLACEHOLDER, context, policy};

mod authorization;
mod binding;
mod flavours;
mod headers;
mod policy;
mod properties;
mod rules;

const HTTP_2: &str = include_str!("../../events/authorizer-http-2.0.json");
const HTTP_1: &str = include_str!("../../events/authorizer-http-1.0.json");
const REST_TOKEN: &str = include_str!("../../events/authorizer-rest-token.json");
const REST_REQUEST: &str = include_str!("../../events/authorizer-rest-request.json");
const WEBSOCKET: &str = include_str!("../../events/authorizer-websocket.json");
const APPSYNC: &str = include_str!("../../events/authorizer-appsync.json");
const APPSYNC_EVENT: &str = include_str!("../../events/authorizer-appsync-event.json");
/// Those whose token stands behind `Bearer` in one place, and that say what they are.
const FLAVOURS: [&str; 4] = [HTTP_2, HTTP_1, REST_TOKEN, REST_REQUEST];
/// Those that are answered with an IAM policy.
const WITH_POLICY: [&str; 3] = [HTTP_1, REST_TOKEN, REST_REQUEST];
const EVERY: [&str; 7] = [HTTP_2, HTTP_1, REST_TOKEN, REST_REQUEST, WEBSOCKET, APPSYNC, APPSYNC_EVENT];
/// AppSync's two kinds of API, and where their answers tell of the caller.
const APPSYNCS: [(&str, &str); 2] = [(APPSYNC, "resolverContext"), (APPSYNC_EVENT, "handlerContext")];

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::new(KeyAlgorithm::EdDsa));
/// An authorizer without any rules, and a token that it accepts.
static GATE: LazyLock<(Authorizer, String)> = LazyLock::new(|| (gate(&[]), KEYS.token(START)));

fn gate(settings: &[(&str, &str)]) -> Authorizer {
    authorizer::start(&KEYS.authorizer_environment(settings)).unwrap()
}

fn token() -> &'static str {
    &GATE.1
}

/// A sample with the valid token, so that nothing else can be the reason for a denial.
fn valid(sample: &str) -> Value {
    serde_json::from_str(&sample.replace(PLACEHOLDER, token())).unwrap()
}

fn decide(event: impl AsRef<[u8]>) -> Result<Value, Denied> {
    match ready(GATE.0.decide(event.as_ref(), START)) {
        Decision::Allowed(answer) => Ok(serde_json::to_value(answer).unwrap()),
        Decision::Denied { reason, .. } => Err(reason),
    }
}

/// What a gateway is told: an answer, or that the token does not count.
fn told(gate: &Authorizer, event: &str) -> Result<Value, Denied> {
    match ready(gate.decide(event.as_bytes(), START)) {
        Decision::Allowed(answer) | Decision::Denied { answer: Some(answer), .. } => {
            Ok(serde_json::to_value(answer).unwrap())
        }
        Decision::Denied { reason, answer: None } => Err(reason),
    }
}

/// A sample whose token stands as `value` wherever the event carries it.
fn presenting(sample: &str, value: &str) -> Value {
    let mut event = valid(sample);
    replace(&mut event, &format!("Bearer {}", token()), value);
    event
}

fn replace(value: &mut Value, text: &str, by: &str) {
    match value {
        Value::String(found) if found == text => by.clone_into(found),
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, text, by)),
        Value::Object(members) => members.values_mut().for_each(|value| replace(value, text, by)),
        _ => {}
    }
}

/// `sample` after `change`.
fn changed(sample: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut event = valid(sample);
    change(&mut event);
    event.to_string()
}

fn without(sample: &str, field: &str) -> String {
    changed(sample, |event| drop(event.as_object_mut().unwrap().remove(field).expect("a field to take away")))
}

fn with(sample: &str, field: &str, value: &Value) -> String {
    changed(sample, |event| event[field] = value.clone())
}

#[test]
fn jwt_10_every_unchanged_sample_with_a_valid_token_is_allowed() {
    for sample in EVERY {
        assert!(decide(valid(sample).to_string()).is_ok(), "{sample}");
    }
}

#[test]
fn jwt_10_what_is_no_json_object_is_denied() {
    let event = valid(HTTP_2).to_string();
    let texts = ["", " ", "null", "true", "0", "\"\"", "[]", "{}", "{", "}", "undefined", "REQUEST", "\u{feff}{}"];
    let damaged =
        [format!("[{event}]"), format!("{event}{event}"), format!("{event}]"), event[..event.len() - 1].to_owned()];
    for text in texts.into_iter().map(str::to_owned).chain(damaged) {
        assert_eq!(decide(&text), Err(Denied::UnknownEvent), "{text}");
    }
    assert_eq!(decide(b"\xff\xfe{\x00}\x00"), Err(Denied::UnknownEvent));
    assert_eq!(decide(event.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()), Err(Denied::UnknownEvent));
    assert_eq!(decide("[".repeat(100_000)), Err(Denied::UnknownEvent));
    assert_eq!(decide(format!("{{\"headers\":{}", "{\"a\":".repeat(100_000))), Err(Denied::UnknownEvent));
}

#[test]
fn jwt_10_an_array_of_an_events_values_is_no_event() {
    let bearer = format!("Bearer {}", token());
    let arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/me";
    for array in [
        json!(["REQUEST", "2.0", null, arn, null, { "authorization": bearer }, null]),
        json!(["REQUEST", null, arn, null, null, { "authorization": bearer }, null]),
        json!(["TOKEN", null, arn, null, bearer, null, null]),
    ] {
        assert_eq!(decide(array.to_string()), Err(Denied::UnknownEvent), "{array}");
    }
}

#[test]
fn jwt_10_an_event_of_another_kind_or_version_is_denied() {
    for sample in FLAVOURS {
        let mut events = vec![without(sample, "type")];
        for kind in
            [json!(null), json!(""), json!("request"), json!("Token"), json!("JWT"), json!(1), json!(["REQUEST"])]
        {
            events.push(with(sample, "type", &kind));
        }
        for version in [json!(""), json!("1"), json!("2"), json!("3.0"), json!("2.0 "), json!(2.0), json!(["2.0"])] {
            events.push(with(sample, "version", &version));
        }
        for event in events {
            assert_eq!(decide(&event), Err(Denied::UnknownEvent), "{event}");
        }
    }
    for crossed in [
        with(REST_TOKEN, "version", &json!("1.0")),
        with(REST_TOKEN, "version", &json!("2.0")),
        with(HTTP_2, "type", &json!("TOKEN")),
        with(HTTP_2, "version", &json!("1.0")),
        with(HTTP_1, "version", &json!("2.0")),
        without(HTTP_2, "version"),
    ] {
        assert_eq!(decide(&crossed), Err(Denied::UnknownEvent), "{crossed}");
    }
}

#[test]
fn jwt_10_an_event_that_does_not_say_what_it_is_about_is_denied() {
    assert_eq!(decide(without(HTTP_2, "routeArn")), Err(Denied::UnknownEvent));
    for value in [json!(null), json!(1), json!([]), json!({})] {
        assert_eq!(decide(with(HTTP_2, "routeArn", &value)), Err(Denied::UnknownEvent), "{value}");
    }
    for sample in WITH_POLICY {
        assert_eq!(decide(without(sample, "methodArn")), Err(Denied::UnknownEvent));
        for value in [json!(null), json!(1), json!([]), json!({})] {
            assert_eq!(decide(with(sample, "methodArn", &value)), Err(Denied::UnknownEvent), "{value}");
        }
    }
}

#[test]
fn jwt_10_a_malformed_method_arn_is_denied() {
    for arn in [
        "",
        "*",
        "/",
        "arn:",
        "GET/me",
        "prod/GET/me",
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5",
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/",
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5//GET/me",
        "arn:aws:lambda:eu-central-1:123456789012:function/prod/GET/me",
        "execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/me",
        "xarn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/me",
    ] {
        for sample in WITH_POLICY {
            assert_eq!(decide(with(sample, "methodArn", &json!(arn))), Err(Denied::UnknownEvent), "{arn}");
        }
    }
}

#[test]
fn jwt_11_a_method_arn_with_a_wildcard_opens_nothing() {
    for arn in [
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/*/GET/me",
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/*",
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/pro*/GET/me",
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/pro?/GET/me",
        "arn:aws:execute-api:eu-central-1:123456789012:*/prod/GET/me",
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4?5/prod/GET/me",
        "arn:aws:execute-api:eu-central-1:*:a1b2c3d4e5/prod/GET/me",
        "arn:aws:execute-api:*:123456789012:a1b2c3d4e5/prod/GET/me",
        "arn:*:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/me",
        "arn:aws:execute-api:*/prod/GET/me",
        "arn:aws:execute-api:/prod/GET/me",
        "arn:aws/x:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/me",
        "arn:aws:s3:::execute-api:bucket/prod/GET/me",
    ] {
        for sample in WITH_POLICY {
            assert_eq!(decide(with(sample, "methodArn", &json!(arn))), Err(Denied::UnknownEvent), "{arn}");
        }
    }
}

#[test]
fn jwt_10_events_that_are_not_for_an_authorizer_are_denied() {
    let bearer = format!("Bearer {}", token());
    let headers = json!({ "Authorization": bearer });
    let arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/$connect";
    for event in [
        serde_json::from_str(&include_str!("../../events/me.json").replace(PLACEHOLDER, token())).unwrap(),
        json!({ "headers": headers, "multiValueHeaders": { "Authorization": [bearer] }, "isBase64Encoded": false,
            "requestContext": { "routeKey": "$connect", "eventType": "CONNECT", "connectionId": "L0SM9cOFvHcCIhw=" } }),
        json!({ "type": "REQUEST", "version": "$LATEST", "methodArn": arn, "headers": headers,
            "requestContext": { "routeKey": "$connect", "eventType": "CONNECT" } }),
        json!({ "httpMethod": "GET", "path": "/me", "headers": headers, "body": "", "requestContext": { "elb": {
            "targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/x/6d0ecf831eec9f09" } } }),
        json!({ "Records": [{ "eventSource": "aws:sqs", "body": valid(HTTP_2).to_string(),
            "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:queue", "attributes": headers }] }),
        json!({ "source": "aws.events", "detail-type": "Scheduled Event", "detail": valid(HTTP_2) }),
        json!({ "type": "REQUEST", "version": "2.0", "event": valid(HTTP_2) }),
    ] {
        assert_eq!(decide(event.to_string()), Err(Denied::UnknownEvent), "{event}");
    }
}

#[test]
fn the_context_is_made_of_strings_alone() {
    for sample in EVERY {
        let answer = decide(valid(sample).to_string()).unwrap();
        let told = APPSYNCS.iter().find(|(appsync, _)| *appsync == sample).map_or("context", |(_, told)| told);
        let told = &answer[told];
        assert_eq!(*told, context());
        assert!(told.as_object().unwrap().values().all(Value::is_string), "{answer}");
    }
}
