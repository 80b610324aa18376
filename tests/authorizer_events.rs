//! The authorizer fails closed: whatever event it is handed, only a known one with exactly one valid token is allowed.

use std::sync::LazyLock;

use authorizer::{Authorizer, Decision, Denied};
use local::keys::KeyAlgorithm;
use serde_json::{Value, json};
use shared::token::TokenRefused;
use tests::service::START;
use tests::{Keys, ready};

use crate::events::{PLACEHOLDER, context, policy};

mod authorization;
mod binding;
mod flavours;
mod policy;
mod properties;
mod rules;

const HTTP_2: &str = include_str!("../events/authorizer-http-2.0.json");
const HTTP_1: &str = include_str!("../events/authorizer-http-1.0.json");
const REST_TOKEN: &str = include_str!("../events/authorizer-rest-token.json");
const REST_REQUEST: &str = include_str!("../events/authorizer-rest-request.json");
const WEBSOCKET: &str = include_str!("../events/authorizer-websocket.json");
const APPSYNC: &str = include_str!("../events/authorizer-appsync.json");
const APPSYNC_EVENT: &str = include_str!("../events/authorizer-appsync-event.json");
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
fn jwt_10_headers_of_another_type_are_no_headers() {
    for sample in [HTTP_2, HTTP_1, REST_REQUEST] {
        for headers in [json!(1), json!("authorization"), json!([]), json!({ "authorization": 1 })] {
            assert_eq!(decide(with(sample, "headers", &headers)), Err(Denied::UnknownEvent), "{headers}");
        }
        let bearer = format!("Bearer {}", token());
        for value in [json!(null), json!([bearer]), json!({ "value": bearer })] {
            let event = with(sample, "headers", &json!({ "authorization": value }));
            assert_eq!(decide(&event), Err(Denied::UnknownEvent), "{event}");
        }
        for headers in [json!(null), json!({}), json!({ "x-authorization": bearer, "cookie": bearer })] {
            assert_eq!(decide(with(sample, "headers", &headers)), Err(Denied::NoToken), "{headers}");
        }
        assert_eq!(decide(without(sample, "headers")), Err(Denied::NoToken));
    }
}

#[test]
fn jwt_10_a_token_in_any_other_place_does_not_count() {
    let bearer = json!(format!("Bearer {}", token()));
    for sample in [HTTP_2, HTTP_1, REST_REQUEST] {
        let event = changed(sample, |event| {
            event["headers"] = json!({});
            event["multiValueHeaders"] = json!({ "Authorization": [bearer] });
            event["authorizationToken"] = bearer.clone();
            event["identitySource"] = if sample == HTTP_2 { json!([bearer]) } else { bearer.clone() };
            event["queryStringParameters"] = json!({ "access_token": token(), "authorization": bearer });
            event["cookies"] = json!([format!("authorization={}", token())]);
        });
        assert_eq!(decide(&event), Err(Denied::NoToken), "{event}");
    }
    let headers = json!({ "Authorization": bearer });
    let event = changed(REST_TOKEN, |event| {
        event.as_object_mut().unwrap().remove("authorizationToken");
        event["headers"] = headers;
    });
    assert_eq!(decide(&event), Err(Denied::NoToken), "{event}");
}

#[test]
fn jwt_10_two_authorization_headers_are_none() {
    let bearer = format!("Bearer {}", token());
    for sample in [HTTP_2, HTTP_1, REST_REQUEST] {
        for second in [bearer.as_str(), "Bearer other", "", "Basic dXNlcjpwYXNz"] {
            let headers = json!({ "Authorization": bearer, "authorization": second });
            assert_eq!(decide(with(sample, "headers", &headers)), Err(Denied::NoToken), "{headers}");
            for multiple in [
                json!({ "Authorization": [bearer, second] }),
                json!({ "Authorization": [bearer], "AUTHORIZATION": [second] }),
            ] {
                let event = with(sample, "multiValueHeaders", &multiple);
                assert_eq!(decide(&event), Err(Denied::NoToken), "{multiple}");
            }
        }
        for multiple in [json!(1), json!({ "Authorization": bearer }), json!({ "Authorization": [1] })] {
            let event = with(sample, "multiValueHeaders", &multiple);
            assert_eq!(decide(&event), Err(Denied::UnknownEvent), "{multiple}");
        }
        for multiple in [json!(null), json!({}), json!({ "authorization": [bearer] })] {
            assert!(decide(with(sample, "multiValueHeaders", &multiple)).is_ok(), "{multiple}");
        }
    }
}

#[test]
fn jwt_10_a_header_that_stands_twice_under_one_name_is_none() {
    let header = format!(r#""authorization":"Bearer {}""#, token());
    let event = valid(HTTP_2).to_string();
    assert!(event.contains(&header), "{event}");
    for second in [&header, r#""authorization":"Bearer other""#] {
        let doubled = event.replace(&header, &format!("{header},{second}"));
        assert_eq!(decide(&doubled), Err(Denied::NoToken), "{doubled}");
    }
}

#[test]
fn jwt_11_a_decision_that_is_remembered_under_something_else_is_none() {
    let bearer = format!("Bearer {}", token());
    for (sample, elsewhere) in [(HTTP_2, json!(["203.0.113.7"])), (HTTP_1, json!("203.0.113.7"))] {
        assert_eq!(decide(with(sample, "identitySource", &elsewhere)), Err(Denied::NoToken), "{elsewhere}");
    }
    for (sample, source) in [
        (HTTP_2, json!([bearer, "GET /me"])),
        (HTTP_2, json!([])),
        (HTTP_2, json!(null)),
        (HTTP_1, json!(format!("{bearer},GET /me"))),
        (HTTP_2, json!([format!("\t{bearer} "), "GET /me"])),
        (HTTP_1, json!(format!("{bearer} ,GET /me"))),
    ] {
        assert!(decide(with(sample, "identitySource", &source)).is_ok(), "{source}");
    }
}

#[test]
fn jwt_10_only_one_well_formed_bearer_token_is_looked_at() {
    let token = token();
    for value in [
        String::new(),
        " ".to_owned(),
        "Bearer".to_owned(),
        token.to_owned(),
        format!("Basic {token}"),
        format!("Token {token}"),
        format!("DPoP {token}"),
        format!("Bearer:{token}"),
        format!("Bearer{token}"),
        format!("Bearer\t{token}"),
        format!("Bearer \t{token}"),
        format!("\u{a0}Bearer {token}"),
        format!("Bearer {token}\u{a0}"),
        format!("Bearer\u{a0}{token}"),
        format!("Bearer {token}\n"),
        format!("Bearer {token}\r\nx: y"),
        format!("Bearer {token}\0"),
        format!("Bearer {token} {token}"),
        format!("Bearer {token},{token}"),
        format!("Bearer {token},Bearer {token}"),
        format!("Bearer {token}, Bearer {token}"),
        format!("Bearer \"{token}\""),
        format!("Bearer {}", token.replace('.', " .")),
        format!("Bearer {}", token.replace('.', "\u{ff0e}")),
        format!("\u{ff22}earer {token}"),
    ] {
        for sample in FLAVOURS {
            let denied = decide(presenting(sample, &value).to_string());
            let none = [Err(Denied::NoToken), Err(Denied::Token(TokenRefused::Malformed))];
            assert!(none.contains(&denied), "{value:?}: {denied:?}");
        }
    }
    for (value, refused) in [
        ("Bearer ".to_owned(), TokenRefused::Malformed),
        ("Bearer ..".to_owned(), TokenRefused::Malformed),
        (format!("Bearer {token}="), TokenRefused::Malformed),
        (format!("Bearer {token}."), TokenRefused::Malformed),
        (format!("Bearer {}", "a".repeat(8_192)), TokenRefused::Malformed),
        (format!("Bearer {}", "a".repeat(8_193)), TokenRefused::TooLong),
        (format!("Bearer {token}{}", "a".repeat(8_192)), TokenRefused::TooLong),
        (format!("Bearer {}", "a".repeat(1_000_000)), TokenRefused::TooLong),
    ] {
        for sample in FLAVOURS {
            let decided = decide(presenting(sample, &value).to_string());
            assert_eq!(decided, Err(Denied::Token(refused)), "{value:.60}");
        }
    }
}

#[test]
fn the_scheme_is_read_in_any_case() {
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        for sample in FLAVOURS {
            let decided = decide(presenting(sample, &format!("{scheme} {}", token())).to_string());
            assert!(decided.is_ok(), "{scheme}: {decided:?}");
        }
    }
}

#[test]
fn jwt_10_events_that_are_not_for_an_authorizer_are_denied() {
    let bearer = format!("Bearer {}", token());
    let headers = json!({ "Authorization": bearer });
    let arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/$connect";
    for event in [
        serde_json::from_str(&include_str!("../events/me.json").replace(PLACEHOLDER, token())).unwrap(),
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
