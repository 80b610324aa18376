//! What is at rest: nothing that names somebody, nothing that yields a code.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;
use tests::Service;

/// Every attribute of an item, flattened to bytes.
fn bytes_of(value: &AttributeValue, found: &mut Vec<Vec<u8>>) {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => found.push(text.as_bytes().to_vec()),
        AttributeValue::B(blob) => found.push(blob.as_ref().to_vec()),
        AttributeValue::L(list) => list.iter().for_each(|value| bytes_of(value, found)),
        AttributeValue::M(map) => map.values().for_each(|value| bytes_of(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn otp_14_a_dump_of_the_table_names_nobody_and_yields_no_code() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada.lovelace@example.org").await;
    let number = service.request(&json!({ "phone": "+14155550100" })).await;
    let number_code = service.last_code();
    service.verify(&challenge, &tests::service::wrong(&code)).await;
    let mut stored = Vec::new();
    for item in service.items().await {
        for value in item.values() {
            bytes_of(value, &mut stored);
        }
    }
    assert!(stored.len() > 20, "the table holds two ledgers");
    let dump = stored.concat();
    let contains = |needle: &[u8]| dump.windows(needle.len()).any(|window| window == needle);
    for secret in ["lovelace", "example.org", "14155550100", "5550100", code.as_str(), number_code.as_str()] {
        assert!(!contains(secret.as_bytes()), "{secret} is in the table");
    }
    assert!(!contains(challenge.as_bytes()) && !contains(number.text("challenge").as_bytes()));

    // With the table alone: the real code is no HOTP value of anything that is stored.
    for key in stored.iter().filter(|key| key.len() >= 16) {
        let key = shared::hotp::Key::new(&key.clone()).unwrap();
        for counter in 0..50 {
            let guess = shared::hotp::hotp(&key, counter, shared::hotp::Digits::SIX).expose();
            assert!(guess != code && guess != number_code, "a stored value is a HOTP key");
        }
    }
}

#[tokio::test]
async fn items_carry_the_ttl_attribute_of_the_template() {
    let service = Service::start().await;
    service.challenge("ada@example.org").await;
    let template = local::template::Template::of_this_repository().unwrap();
    let items = service.items().await;
    let expires_at: u64 = items[0][&template.table().ttl_attribute].as_n().unwrap().parse().unwrap();
    assert_eq!(expires_at, tests::service::START.as_unix() + 86_460, "a send matters for a day, on the slowest clock");
    let mut names: Vec<&String> = items[0].keys().collect();
    names.sort();
    assert_eq!(names, ["expires_at", "pk", "revision", "sk", "state"]);
    assert!(items[0]["pk"].as_s().unwrap().starts_with("identifier#") && items[0]["sk"].as_s().unwrap() == "ledger");
}
