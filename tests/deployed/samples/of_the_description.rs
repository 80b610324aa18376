//! What the samples are of: every route and call there is, and nobody.

use std::collections::BTreeSet;

use local::template::Template;
use serde_json::Value;
use tests::contract::DESCRIPTION;

use super::samples;

#[test]
fn every_route_and_every_call_of_the_description_has_a_sample() {
    let mut calls = Vec::new();
    for (name, event) in samples() {
        let event: Value = serde_json::from_str(&event).unwrap();
        let text = |place| event.pointer(place).and_then(Value::as_str).map(str::to_owned);
        // Those of an authorizer are of somebody else's API.
        if let Some(path) = text("/rawPath").filter(|_| !name.starts_with("authorizer-")) {
            calls.push((text("/routeKey").unwrap(), text("/requestContext/http/method").unwrap(), path));
        }
    }
    let routes = Template::of_this_repository().unwrap().routes().iter().map(|route| route.key.as_str());
    let of_samples: BTreeSet<&str> = calls.iter().map(|(route, _, _)| route.as_str()).collect();
    assert_eq!(of_samples, routes.collect());
    for (described, methods) in DESCRIPTION["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let is_of_it = |(route, of, path): &(String, String, String)| {
                let has_path = path == described || described.contains('{') && route.ends_with(described);
                has_path && of.eq_ignore_ascii_case(method)
            };
            assert!(calls.iter().any(is_of_it), "no sample of {method} {described}");
        }
    }
}

#[test]
fn samples_name_nobody_outside_the_documentation() {
    for (name, event) in samples() {
        let event: Value = serde_json::from_str(&event).unwrap();
        let mut texts = Vec::new();
        strings(&event, &mut texts);
        for text in texts {
            assert!(!text.contains('@') || text.contains("@example.org"), "{name}: {text}");
            for part in text.split(|character: char| !character.is_ascii_digit() && character != '.') {
                let is_address = part.split('.').filter_map(|octet| octet.parse::<u8>().ok()).count() == 4;
                let documented = part.starts_with("203.0.113.") || part.starts_with("198.51.100.");
                assert!(!is_address || documented, "{name}: {text}");
                let is_account = part.len() == 12 && !part.contains('.');
                assert!(!is_account || part == "123456789012", "{name}: an account in {text}");
            }
        }
    }
}

fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(members) => members.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}
