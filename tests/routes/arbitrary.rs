//! Arbitrary input to every route: never a 5xx, never a message that a well-formed request did not ask for.

use crate::repository::settings::declared;
use http::Method;
use platform::settings::{Environment, FromEnvironment};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use tests::Service;

/// Bytes, text, JSON of any shape, and objects that come close to a request.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        "[0-9]{5,9}".prop_map(Value::from),
        "[a-z]{1,5}@[a-z]{1,5}\\.[a-z]{1,3}".prop_map(Value::from),
        "\\+[0-9]{6,16}".prop_map(Value::from),
        "[A-Za-z0-9_-]{0,700}".prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(".{0,8}", inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    let field = prop_oneof!["email", "phone", "locale", "challenge", "code", ".{0,8}"];
    let near = prop::collection::hash_map(field, value.clone(), 0..5);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        ".{0,200}".prop_map(String::into_bytes),
        value.prop_map(|value| value.to_string().into_bytes()),
        near.prop_map(|map| Value::Object(map.into_iter().collect()).to_string().into_bytes()),
    ]
}

#[test]
fn hw_05_no_body_makes_a_server_error() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let service = runtime.block_on(Service::start());
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    runner
        .run(
            &(bodies(), prop_oneof![Just("/otp/request"), Just("/otp/verify"), Just("/factors/verify")]),
            |(body, path)| {
                let headers = [("content-type", "application/json")];
                let answer = runtime.block_on(service.client.send(Method::POST, path, &headers, body));
                let expected: &[u16] = if path == "/otp/request" { &[202, 400, 413, 429] } else { &[400, 401, 413] };
                prop_assert!(expected.contains(&answer.status.as_u16()), "{:?}", answer);
                Ok(())
            },
        )
        .unwrap();
}

proptest! {
    #[test]
    fn no_bytes_upset_the_decoding_of_events_and_settings(bytes: Vec<u8>, text: String, sample in 0_usize..11, at: usize, byte: u8) {
        let _ = pages::Locale::best_for(&text);
        let _ = text.parse::<pages::ServiceName>();
        let _ = text.parse::<pages::TextName>();
        let _ = text.parse::<pages::ServiceHost>();
        let samples = [
            include_str!("../../events/request-email.json"),
            include_str!("../../events/request-phone.json"),
            include_str!("../../events/verify.json"),
            include_str!("../../events/discovery-jwks.json"),
            include_str!("../../events/discovery-openid-configuration.json"),
            include_str!("../../events/me.json"),
            include_str!("../../events/token-refresh.json"),
            include_str!("../../events/revoke.json"),
            include_str!("../../events/sessions-list.json"),
            include_str!("../../events/sessions-end.json"),
            include_str!("../../events/erase.json"),
        ];
        let mut damaged = samples[sample].as_bytes().to_vec();
        let at = at % damaged.len();
        damaged[at] = byte;
        for event in [bytes, damaged] {
            let event: Result<platform::lambda::Event, _> = serde_json::from_slice(&event);
            if let Ok(event) = event {
                let _ = event.into_request();
            }
        }
    }

    #[test]
    fn no_text_upsets_a_setting(values in prop::collection::vec("\\PC{0,60}|[0-9]{1,20}", declared().len())) {
        let pairs = declared().into_iter().map(|setting| setting.name).zip(values);
        let environment = Environment::from_pairs(pairs);
        prop_assert!(request::Settings::read(&environment).is_err(), "no region, no credentials");
        prop_assert!(verify::Settings::read(&environment).is_err());
        prop_assert!(token::Settings::read(&environment).is_err() && sessions::Settings::read(&environment).is_err());
        prop_assert!(signin::Settings::read(&environment).is_err() && feedback::Settings::read(&environment).is_err());
        let _ = (authorizer::Settings::read(&environment), discovery::Settings::read(&environment));
    }
}

#[test]
fn hw_05_no_path_method_or_header_makes_a_server_error() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let service = runtime.block_on(Service::start());
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let path = prop_oneof![
        "/[!-~&&[^#]]{0,60}",
        "/(me|sessions|token|revoke|otp/verify|factors/verify|authorize|logout|signin(/[a-z]{1,9})?)",
        "/sessions/[!-~&&[^#]]{0,60}"
    ];
    let inputs = (path, "[A-Z]{1,8}", "[ -~]{0,200}", "[ -~]{0,60}");
    runner
        .run(&inputs, |(path, method, authorization, content_type)| {
            let Ok(uri) = path.parse::<http::Uri>() else { return Ok(()) };
            prop_assume!(uri.path().starts_with('/') && uri.authority().is_none() && method != "CONNECT");
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let headers = [("authorization", authorization.as_str()), ("content-type", content_type.as_str())];
            let answer = runtime.block_on(service.client.send(method, &path, &headers, "{}"));
            prop_assert!(answer.status.as_u16() < 500, "{:?}", answer);
            let guarded = path == "/me" || path.starts_with("/sessions");
            prop_assert!(!guarded || answer.status.as_u16() != 200, "nobody guesses a token");
            Ok(())
        })
        .unwrap();
    assert_eq!(service.sent(), 0);
}
