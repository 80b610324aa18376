//! The same for events that nobody thought of.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use super::{EVERY, HTTP_1, HTTP_2, REST_REQUEST, REST_TOKEN, context, decide, policy, token, valid, with};

/// One change to the bytes of an event.
#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Truncate(Index),
    Repeat(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), 1..=u8::MAX).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        (any::<Index>(), select(b"\"{}[],:\\ \0*aA0.\xff".to_vec())).prop_map(|(at, byte)| Damage::Insert(at, byte)),
        any::<Index>().prop_map(Damage::Remove),
        any::<Index>().prop_map(Damage::Truncate),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Repeat(from, to)),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    let at = |index: &Index| index.index(bytes.len());
    match damage {
        Damage::Flip(index, bits) => {
            let at = at(index);
            bytes[at] ^= bits;
        }
        Damage::Insert(index, byte) => bytes.insert(at(index), *byte),
        Damage::Remove(index) => drop(bytes.remove(at(index))),
        Damage::Truncate(index) => bytes.truncate(at(index)),
        Damage::Repeat(one, other) => {
            let (from, to) = (at(one).min(at(other)), at(one).max(at(other)));
            let again = bytes[from..to].to_vec();
            bytes.splice(to..to, again);
        }
    }
}

fn damaged(event: &str, damages: &[Damage]) -> Vec<u8> {
    let mut bytes = event.as_bytes().to_vec();
    for damage in damages {
        apply(&mut bytes, damage);
    }
    bytes
}

/// Any JSON value, often with what events are made of.
fn value() -> impl Strategy<Value = Value> {
    let known = [
        "REQUEST",
        "TOKEN",
        "1.0",
        "2.0",
        "Bearer x.y.z",
        "arn:aws:execute-api:r:1:a/s/GET/",
        "*",
        "",
        "CONNECT",
        "EVENT_PUBLISH",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(known.to_vec()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let names = select(vec![
        "type",
        "version",
        "methodArn",
        "routeArn",
        "authorizationToken",
        "headers",
        "multiValueHeaders",
        "Authorization",
        "authorization",
        "requestContext",
        "requestHeaders",
        "identitySource",
        "sec-websocket-protocol",
        "eventType",
        "apiId",
        "operation",
        "queryString",
        "routeKey",
        "rawPath",
        "http",
        "identity",
        "sourceIp",
    ]);
    leaf.prop_recursive(4, 32, 6, move |inner| {
        let name = prop_oneof![names.clone().prop_map(str::to_owned), any::<String>()];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((name, inner), 0..8).prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

/// Every place in a value, as JSON pointers.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(index, value)| places(value, &format!("{here}/{index}"), found));
        }
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            places(value, &format!("{here}/{name}"), found);
        }),
        _ => {}
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn jwt_10_arbitrary_bytes_are_denied(bytes in vec(any::<u8>(), 0..512)) {
        prop_assert!(decide(bytes).is_err());
    }

    #[test]
    fn jwt_10_arbitrary_json_is_denied(event in value()) {
        prop_assert!(decide(event.to_string()).is_err());
    }

    #[test]
    fn jwt_10_a_damaged_event_without_a_valid_token_is_denied(
        sample in select(EVERY.to_vec()),
        damages in vec(damage(), 0..6),
    ) {
        prop_assert!(decide(damaged(sample, &damages)).is_err());
    }

    #[test]
    fn jwt_10_a_damaged_event_is_allowed_only_by_the_token_in_it(
        sample in select(EVERY.to_vec()),
        damages in vec(damage(), 1..4),
    ) {
        let event = damaged(&valid(sample).to_string(), &damages);
        if let Ok(answer) = decide(&event) {
            prop_assert!(contains(&event, token()));
            let told = ["context", "resolverContext", "handlerContext"].into_iter().find_map(|told| answer.get(told));
            prop_assert_eq!(told, Some(&context()));
        }
    }

    #[test]
    fn jwt_10_a_changed_value_is_allowed_only_where_the_token_stays(
        sample in select(EVERY.to_vec()),
        changes in vec((any::<Index>(), value()), 1..3),
    ) {
        let mut event = valid(sample);
        for (index, by) in changes {
            let mut found = Vec::new();
            places(&event, "", &mut found);
            *event.pointer_mut(index.get::<String>(&found)).unwrap() = by;
        }
        let event = event.to_string();
        prop_assert!(decide(&event).is_err() || event.contains(token()));
    }

    #[test]
    fn jwt_11_the_answer_is_the_same_for_every_method_and_path_of_the_stage(
        method in "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ANY|\\*",
        path in "[ -~]{0,40}",
        stage in "[A-Za-z0-9_-]{1,20}|\\$default",
    ) {
        let stage = format!("arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/{stage}");
        let arn = json!(format!("{stage}/{method}/{path}"));
        for sample in [HTTP_1, REST_TOKEN, REST_REQUEST] {
            prop_assert_eq!(decide(with(sample, "methodArn", &arn)), Ok(policy(&stage)));
        }
        let simple = json!({ "isAuthorized": true, "context": context() });
        prop_assert_eq!(decide(with(HTTP_2, "routeArn", &arn)), Ok(simple));
    }
}
