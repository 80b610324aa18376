//! What is at rest: nothing that names somebody, nothing that yields a code.

use std::collections::HashSet;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::hmac;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use shared::codes::handle::Handle;
use shared::identity::keyring::Keyring;
use tests::{Service, stored};

/// Lengths of what might stand within a value: a name or key of 128, 160 and 256 bits.
const PARTS: [usize; 3] = [16, 20, 32];

/// Every part of these lengths of what is stored.
fn parts(stored: &[Vec<u8>]) -> impl Iterator<Item = &[u8]> {
    PARTS.iter().flat_map(move |length| stored.iter().flat_map(|value| value.windows(*length)))
}

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
    // The longest codes, and two of each attempt: hundreds of stored values make thousands of codes, and one of six digits
    // is among them now and then.
    let service = Service::with(&[("CODE_DIGITS", "8")]).await;
    let [email, phone] = [json!({ "email": "ada.lovelace@example.org" }), json!({ "phone": "+14155550100" })];
    let (mut challenges, mut pairs) = (Vec::new(), Vec::new());
    for identifier in [email, phone] {
        let challenge = service.request(&identifier).await.text("challenge");
        let first = service.last_code();
        service.clock.advance(30);
        let mut again = identifier;
        again["challenge"] = json!(challenge);
        let resent = service.request(&again).await.text("challenge");
        let codes = [first, service.last_code()];
        assert_ne!(codes[0], codes[1]);
        service.verify(&resent, &tests::service::wrong(&codes[1])).await;
        challenges.extend([challenge, resent]);
        pairs.push(codes);
    }
    let mut stored = Vec::new();
    for item in service.items().await {
        for value in item.values() {
            bytes_of(value, &mut stored);
        }
    }
    assert_eq!(service.ledgers().await.len(), 2);
    let dump = stored.concat();
    let contains = |needle: &[u8]| dump.windows(needle.len()).any(|window| window == needle);
    let secrets = ["lovelace", "example.org", "14155550100", "5550100"].map(str::to_owned);
    for secret in secrets.iter().chain(&challenges).chain(pairs.as_flattened()) {
        assert!(!contains(secret.as_bytes()), "{secret} is in the table");
    }

    // With the table alone: the real codes are no HOTP values of anything that is stored.
    for key in parts(&stored) {
        let key = shared::codes::hotp::Key::new(key).unwrap();
        let values = (0..50)
            .map(|counter| shared::codes::hotp::hotp(&key, counter, shared::codes::hotp::Digits::EIGHT).expose());
        let values: HashSet<String> = values.collect();
        assert!(
            !pairs.iter().any(|codes| codes.iter().all(|code| values.contains(code))),
            "a stored value is a HOTP key"
        );
    }
    // Nor does trying all codes help: neither a code's hash is there, nor one that has the key of an item or its name for
    // a key, nor the code as a number.
    let items = service.items().await;
    let names = items.iter().map(|item| item["pk"].as_s().unwrap().clone()).chain(challenges);
    let keys: Vec<_> = names.map(|name| hmac::Key::new(hmac::HMAC_SHA256, name.as_bytes())).collect();
    let hashes: HashSet<&[u8]> = parts(&stored).filter(|value| [20, 32].contains(&value.len())).collect();
    for found in pairs.as_flattened() {
        let text = found.as_bytes();
        let digests = [digest(&SHA256, text), digest(&SHA1_FOR_LEGACY_USE_ONLY, text)];
        assert!(!digests.iter().any(|digest| hashes.contains(digest.as_ref())), "a hash of a code is in the table");
        assert!(
            !keys.iter().any(|key| hashes.contains(hmac::sign(key, text).as_ref())),
            "a keyed hash is in the table"
        );
        let number: u32 = found.parse().unwrap();
        let number = postcard::to_allocvec(&number).unwrap();
        let states = items.iter().filter_map(|item| item.get("state")).map(|state| state.as_b().unwrap().as_ref());
        let holds = |state: &[u8]| number.len() > 3 && state.windows(number.len()).any(|window| window == number);
        assert!(!states.into_iter().any(holds), "a code is in the table as a number");
    }
}

#[tokio::test]
async fn whoever_has_the_master_secret_derives_a_code_without_the_table() {
    let master = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let service = Service::with(&[("MASTER_SECRET", master)]).await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    let keyring = Keyring::parse(master).unwrap();
    let (handle, version) = Handle::open(&challenge, &keyring, "local", service.clock.now()).unwrap();
    let key = keyring.code_key(version, handle.challenge.as_bytes(), &handle.identifier).unwrap();
    let derived = (0..10).any(|counter| shared::codes::hotp::code(&key, counter, handle.form).expose() == code);
    assert!(derived, "what docs/security.md says of the master secret is true");
}

#[tokio::test]
async fn otp_14_a_dump_of_the_table_yields_no_long_code() {
    let service = Service::with(&[("WRONG_GUESSES_PER_DAY", "1")]).await;
    let cookies = service.sign_in("ada.lovelace@example.org").await.cookies();
    let (challenge, code) = service.challenge("ada.lovelace@example.org").await;
    assert_eq!(service.verify(&challenge, &tests::service::wrong(&code)).await.status, 401);
    let mut codes = vec![service.challenge("ada.lovelace@example.org").await.1];
    service.request_with(&cookies, &json!({ "email": "ada.lovelace@example.org" })).await;
    let mut stored = Vec::new();
    for value in service.ledgers().await.iter().flat_map(std::collections::HashMap::values) {
        bytes_of(value, &mut stored);
    }
    codes.push(codes[0].replace('-', ""));
    let dump = stored.concat();
    for code in &codes {
        assert!(!dump.windows(code.len()).any(|window| window == code.as_bytes()), "{code} is in the table");
    }
    let long = shared::codes::hotp::Code::parse(&codes[0]).unwrap();
    let keys = parts(&stored);
    for (key, counter) in keys.flat_map(|key| (0..50).map(move |counter| (key, counter))) {
        let key = shared::codes::hotp::Key::new(key).unwrap();
        let guess = shared::codes::hotp::code(&key, counter, shared::codes::hotp::CodeForm::Long);
        assert!(!guess.matches(&long), "a stored value is the key of a code");
    }
}

#[tokio::test]
async fn se_01_a_dump_of_the_table_names_nobody_who_is_signed_in_and_holds_no_token() {
    let service = Service::start().await;
    let mut secrets: Vec<String> =
        ["lovelace", "example.org", "14155550100", "5550100", "email:", "tel:", "127.0.0"].map(str::to_owned).into();
    let mut codes = Vec::new();
    for identifier in [json!({ "email": "ada.lovelace@example.org" }), json!({ "phone": "+14155550100" })] {
        // The first two sessions go on, the others end in every way there is.
        for end in ["", "/token", "/revoke", "/sessions"] {
            let requested = service.request(&identifier).await;
            let code = service.last_code();
            let signed_in = service.verify(&requested.text("challenge"), &code).await;
            let mut answers = vec![signed_in.clone(), service.refresh(&signed_in.text("refresh_token")).await];
            let (access, refresh) = (answers[1].text("access_token"), answers[1].text("refresh_token"));
            match end {
                "/token" => {
                    answers.push(service.refresh(&refresh).await);
                    assert_eq!(service.refresh(&signed_in.text("refresh_token")).await.status, 400, "reused");
                }
                "/revoke" => {
                    // In this order: of a session that has ended, no token need be revoked.
                    for token in [&access, &refresh] {
                        assert_eq!(service.client.post_form(end, &[("token", token)]).await.status, 200);
                    }
                }
                "/sessions" => {
                    assert_eq!(service.client.send_as(http::Method::DELETE, end, &access).await.status, 204);
                }
                _ => {}
            }
            secrets.push(requested.text("challenge"));
            codes.push(code);
            for answer in answers {
                secrets.extend(["access_token", "refresh_token"].map(|name| answer.text(name)));
            }
            service.clock.advance(3_600);
        }
        let kept = service.request(&identifier).await;
        let kept = service.verify(&kept.text("challenge"), &service.last_code()).await;
        secrets.extend(["access_token", "refresh_token"].map(|name| kept.text(name)));
    }
    let mut stored = Vec::new();
    for item in service.items().await {
        for value in item.values() {
            bytes_of(value, &mut stored);
        }
    }
    let kinds = ["session#", "revocation#session#", "revocation#token#", "revocation#subject"];
    for kind in kinds {
        assert!(!service.of_subjects(kind).await.is_empty(), "{kind} is in the table");
    }
    let contains =
        |needle: &[u8]| stored.iter().any(|value| value.windows(needle.len()).any(|window| window == needle));
    // Six digits are a part of many a timestamp, which stands there as a text.
    let is_code = |value: &[u8]| codes.iter().any(|code| code.as_bytes() == value);
    assert!(!stored.iter().any(|value| is_code(value)), "a code is in the table");
    let states = service.items().await.into_iter().filter_map(|item| Some(item.get("state")?.as_b().ok()?.clone()));
    assert!(!states.into_iter().any(|state| state.as_ref().windows(6).any(is_code)), "a code is in a state");
    for secret in &secrets {
        assert!(!contains(secret.as_bytes()), "{secret} is in the table");
        // Nor what it says, nor any half of it.
        for part in secret.split('.').filter(|part| part.len() > 40) {
            let (half, _) = part.split_at(part.len() / 2);
            assert!(!contains(half.as_bytes()), "a part of {secret} is in the table");
            if let Ok(bytes) = URL_SAFE_NO_PAD.decode(part) {
                assert!(!contains(&bytes), "the bytes of {secret} are in the table");
            }
        }
    }

    // With the table alone nobody makes a refresh token: no stored value opens or replaces one.
    for value in stored.iter().filter_map(|value| std::str::from_utf8(value).ok()) {
        for text in [value, value.rsplit('#').next().unwrap_or_default()] {
            assert_ne!(service.refresh(text).await.status, 200);
            assert_eq!(
                service.client.get_as("/me", &text.replace(|byte: char| !byte.is_ascii_graphic(), "")).await.status,
                401
            );
        }
    }
}

#[tokio::test]
async fn items_of_sessions_carry_the_ttl_attribute_and_no_more_than_they_need() {
    let service = Service::start().await;
    service.sign_in("ada@example.org").await;
    let template = local::template::Template::of_this_repository().unwrap();
    let item = service.live_sessions().await.remove(0);
    let expires_at: u64 = item[&template.table().ttl_attribute].as_n().unwrap().parse().unwrap();
    assert_eq!(expires_at, tests::service::START.as_unix() + 14 * 86_400);
    let names = |map: &std::collections::HashMap<String, AttributeValue>| {
        let mut names: Vec<String> = map.keys().cloned().collect();
        names.sort();
        names
    };
    assert_eq!(names(&item), ["expires_at", "pk", "revision", "sk", "state"]);
    let device = stored::session(&item).device;
    assert!(!device.windows(4).any(|part| part == b"127."), "sealed: {device:?}");
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
