//! Known devices: what strangers spend stops nobody who has signed in before.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Method;
use serde_json::{Value, json};
use tests::service::wrong;
use tests::{Answer, Service, damaged, stored};

const ADA: &str = "ada@example.org";
const DAY: u64 = 86_400;

/// Spends every budget that strangers have: the guesses of a day, and the sends of an hour.
async fn spend_everything(service: &Service, email: &str) {
    loop {
        let answer = service.request(&json!({ "email": email })).await;
        if answer.status == 429 {
            assert_eq!(answer.problem().1, "too-many-codes");
            return;
        }
        let code = service.last_code();
        for _ in 0..5 {
            assert_eq!(service.verify(&answer.text("challenge"), &wrong(&code)).await.status, 401);
        }
    }
}

/// Asks for a code with these cookies and gives challenge and code.
async fn challenge_with(service: &Service, cookies: &str) -> (String, String) {
    let answer = service.request_with(cookies, &json!({ "email": ADA })).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    assert_eq!(answer.json()["code_format"], "digits");
    (answer.text("challenge"), service.last_code())
}

/// Presents a code with more members in the body.
async fn verify_with(service: &Service, challenge: &str, code: &str, more: &Value) -> Answer {
    let mut body = json!({ "challenge": challenge, "code": code });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    service.client.post("/otp/verify", &body).await
}

/// Signs in as a client that is no browser and gives the device token.
async fn device_token(service: &Service, email: &str) -> String {
    let (challenge, code) = service.challenge(email).await;
    let answer = verify_with(service, &challenge, &code, &json!({ "device": "token" })).await;
    assert_eq!((answer.status.as_u16(), answer.cookies().as_str()), (200, ""), "{answer:?}");
    answer.text("device_token")
}

#[tokio::test]
async fn otp_07_otp_20_a_stranger_who_spends_everything_does_not_stop_a_known_device() {
    let service = Service::start().await;
    let cookies = service.sign_in(ADA).await.cookies();
    spend_everything(&service, ADA).await;
    let strangers = (service.strangers_spent("sends").await, service.strangers_spent("failures").await);
    let (challenge, code) = challenge_with(&service, &cookies).await;
    assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
    let signed_in = service.verify(&challenge, &code).await;
    assert_eq!(signed_in.status, 200);
    assert_eq!((service.strangers_spent("sends").await, service.strangers_spent("failures").await), strangers);
    // Again at once, with the renewed cookie, which names the same device.
    challenge_with(&service, &signed_in.cookies()).await;
    let ledgers = service.ledgers().await;
    assert_eq!(stored::state::<stored::Ledger>(&ledgers[0]).devices.len(), 1);
    assert_eq!(service.request(&json!({ "email": ADA })).await.status, 429, "a success opens nothing to strangers");
}

#[tokio::test]
async fn otp_07_a_device_whose_guesses_are_spent_gets_long_codes_and_leaves_strangers_alone() {
    let service = Service::with(&[("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "200")]).await;
    let cookies = service.sign_in(ADA).await.cookies();
    for _ in 0..4 {
        let (challenge, code) = challenge_with(&service, &cookies).await;
        for _ in 0..5 {
            assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
        }
    }
    let long = service.request_with(&cookies, &json!({ "email": ADA })).await;
    assert_eq!((long.text("code_format").as_str(), &long.json()["code_length"]), ("base32", &json!(16)));
    assert_eq!(service.verify(&long.text("challenge"), &service.last_code()).await.status, 200);
    assert_eq!(service.request(&json!({ "email": ADA })).await.text("code_format"), "digits");
    assert_eq!(service.strangers_spent("failures").await, 0);
}

#[tokio::test]
async fn otp_07_the_handle_of_a_device_counts_for_its_pool_also_without_the_cookie() {
    let service = Service::start().await;
    let cookies = service.sign_in(ADA).await.cookies();
    let (challenge, code) = challenge_with(&service, &cookies).await;
    let sends = service.strangers_spent("sends").await;
    assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
    assert_eq!(service.strangers_spent("failures").await, 0);
    service.clock.advance(30);
    let again = service.request(&json!({ "email": ADA, "challenge": challenge })).await;
    assert_eq!((again.status.as_u16(), service.strangers_spent("sends").await), (202, sends));
    let signed_in = service.verify(&again.text("challenge"), &service.last_code()).await;
    assert_eq!(signed_in.cookies().split('=').next(), cookies.split('=').next(), "and is known from then on");
    spend_everything(&service, ADA).await;
    challenge_with(&service, &signed_in.cookies()).await;
}

#[tokio::test]
async fn otp_11_known_and_unknown_devices_get_answers_of_one_shape() {
    let service = Service::start().await;
    let cookies = service.sign_in(ADA).await.cookies();
    let answers = [
        service.request_with(&cookies, &json!({ "email": ADA })).await,
        service.request(&json!({ "email": ADA })).await,
        service.request_with(&cookies, &json!({ "email": "bob@example.org" })).await,
    ];
    let shape = |answer: &Answer| {
        let (status, headers, _) = answer.uniform();
        let members: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
        (status, headers, members, answer.body.len())
    };
    assert!(answers.iter().all(|answer| shape(answer) == shape(&answers[0])), "{answers:?}");
}

#[tokio::test]
async fn clients_that_are_no_browsers_get_the_token_and_send_it_in_the_body() {
    let service = Service::start().await;
    let token = device_token(&service, ADA).await;
    spend_everything(&service, ADA).await;
    let known = service.request(&json!({ "email": ADA, "device_token": token })).await;
    assert_eq!(known.status, 202, "{known:?}");
    let (challenge, code) = (known.text("challenge"), service.last_code());
    let answer = verify_with(&service, &challenge, &code, &json!({ "device": "token" })).await;
    assert_eq!(answer.status, 200);
    assert_ne!(answer.text("device_token"), token, "its life begins anew");
    let by_default = service.sign_in("bob@example.org").await;
    assert!(by_default.json().get("device_token").is_none() && !by_default.cookies().is_empty());
}

#[tokio::test]
async fn a_token_that_does_not_count_is_none_and_costs_no_database_call() {
    let service = Service::start().await;
    let elsewhere = Service::start().await;
    let token = device_token(&service, ADA).await;
    let name = service.sign_in(ADA).await.cookies().split('=').next().unwrap().to_owned();
    let foreign = device_token(&elsewhere, ADA).await;
    let of_bob = device_token(&service, "bob@example.org").await;
    let (challenge, _) = service.challenge("carol@example.org").await;
    let forged = damaged(&token);
    spend_everything(&service, ADA).await;
    let refused = service.request(&json!({ "email": ADA })).await;
    service.proxy.take_calls();
    service.request(&json!({ "email": ADA })).await;
    let calls = service.proxy.take_calls();
    for text in ["", "x", "=", "\u{e9}", &forged, &foreign, &of_bob, &challenge, &token.repeat(4), &"A".repeat(10_000)]
    {
        let in_body = service.request(&json!({ "email": ADA, "device_token": text })).await;
        assert_eq!(in_body.uniform(), refused.uniform(), "{text}");
        assert_eq!(service.proxy.take_calls(), calls, "{text}");
        let in_cookie = service.request_with(&format!("a=b; {name}={text}"), &json!({ "email": ADA })).await;
        assert_eq!(in_cookie.uniform(), refused.uniform(), "{text}");
        assert_eq!(service.proxy.take_calls(), calls, "{text}");
    }
    let both = json!({ "email": ADA, "device_token": forged });
    assert_eq!(
        service.request_with(&format!("{name}={token}"), &both).await.status,
        202,
        "the cookie counts all the same"
    );
}

#[tokio::test]
async fn a_tossed_cookie_of_the_same_name_does_not_hide_the_owners() {
    let service = Service::start().await;
    let cookie = service.sign_in(ADA).await.cookies();
    let (name, token) = cookie.split_once('=').unwrap();
    let of_bob = device_token(&service, "bob@example.org").await;
    let known = async |headers: &[&str]| {
        let content_type = ("content-type", "application/json");
        let headers: Vec<_> = headers.iter().map(|header| ("cookie", *header)).chain([content_type]).collect();
        let body = json!({ "email": ADA }).to_string();
        service.clock.advance(90);
        service.client.send(Method::POST, "/otp/request", &headers, body).await.status == 202
    };
    spend_everything(&service, ADA).await;
    let tossed: Vec<String> =
        ["x", "", "=", &damaged(token), &of_bob, "\"", "a b"].iter().map(|text| format!("{name}={text}")).collect();
    let tossed = tossed.join("; ");
    assert!(!known(&[&tossed]).await);
    assert!(known(&[&format!("{tossed}; {cookie}")]).await, "before it");
    assert!(known(&[&tossed, &cookie]).await, "in a header before it");
    assert!(known(&[&cookie, "theme=dark", &tossed]).await, "in a header behind it");
    assert!(known(&[&format!("theme=dark;  {name} = \"{token}\" ")]).await, "in quotes and blanks");
}

#[tokio::test]
async fn a_device_is_known_for_90_days_after_its_last_sign_in() {
    let service = Service::start().await;
    let cookies = service.sign_in(ADA).await.cookies();
    // What strangers have sent is long forgotten by then.
    let known = async |cookies: &str| {
        challenge_with(&service, cookies).await;
        service.strangers_spent("sends").await == 0
    };
    service.clock.advance(90 * DAY - 1);
    assert!(known(&cookies).await);
    service.clock.advance(1);
    assert!(!known(&cookies).await);
}

#[tokio::test]
async fn no_device_is_known_where_that_is_switched_off() {
    let off = Service::with(&[("DEVICE_SECONDS", "0")]).await;
    let answer = off.sign_in(ADA).await;
    assert!(!answer.headers.contains_key("set-cookie") && answer.json().get("device_token").is_none());
    let (challenge, code) = off.challenge(ADA).await;
    let answer = verify_with(&off, &challenge, &code, &json!({ "device": "token" })).await;
    assert!(answer.status == 200 && answer.json().get("device_token").is_none());
}

#[tokio::test]
async fn hw_01_a_cookie_is_set_by_a_sign_in_alone_and_only_for_this_host_over_tls_away_from_scripts() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge(ADA).await;
    let signed_in = service.verify(&challenge, &code).await;
    let access = signed_in.text("access_token");
    let (lost, lost_code) = service.challenge(ADA).await;
    for answer in [
        service.request(&json!({ "email": ADA })).await,
        service.request(&json!({})).await,
        service.verify(&lost, &wrong(&lost_code)).await,
        service.verify(&challenge, &code).await,
        service.refresh(&signed_in.text("refresh_token")).await,
        service.client.get_as("/me", &access).await,
        service.client.get_as("/sessions", &access).await,
        service.client.get("/.well-known/jwks.json").await,
        service.client.get("/healthz").await,
        service.client.get("/nowhere").await,
        service.client.send_as(Method::DELETE, "/me", &access).await,
    ] {
        assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
    }
    let set: Vec<&str> = signed_in.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(set.len(), 1, "{set:?}");
    let (pair, attributes) = set[0].split_once("; ").unwrap();
    assert_eq!(attributes, "Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=7776000");
    let (name, value) = pair.split_once('=').unwrap();
    assert!(name.starts_with("__Host-device-") && name.len() == 22, "{name}");
    assert!(!value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
}

#[tokio::test]
async fn two_people_share_a_browser() {
    let service = Service::start().await;
    let both = format!(
        "{}; theme=dark; {}",
        service.sign_in(ADA).await.cookies(),
        service.sign_in("bob@example.org").await.cookies()
    );
    for email in [ADA, "bob@example.org"] {
        spend_everything(&service, email).await;
        assert_eq!(service.request_with(&both, &json!({ "email": email })).await.status, 202);
    }
}

#[tokio::test]
async fn where_a_device_keeps_its_token_is_one_of_two() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge(ADA).await;
    for device in [json!("Cookie"), json!(""), json!(5), json!(null), json!(["token"])] {
        let answer = verify_with(&service, &challenge, &code, &json!({ "device": device })).await;
        assert_eq!(answer.problem(), (400, "invalid-request".to_owned(), vec!["device".to_owned()]), "{device}");
    }
    for token in [json!(5), json!(null), json!({})] {
        let answer = service.request(&json!({ "email": ADA, "device_token": token })).await;
        assert_eq!(answer.problem(), (400, "invalid-request".to_owned(), vec!["device_token".to_owned()]), "{token}");
    }
    assert_eq!(verify_with(&service, &challenge, &code, &json!({ "device": "cookie" })).await.status, 200);
}

#[tokio::test]
async fn otp_14_the_table_holds_no_device_token() {
    let service = Service::start().await;
    let token = device_token(&service, ADA).await;
    service.request(&json!({ "email": ADA, "device_token": token })).await;
    assert_eq!(stored::state::<stored::Ledger>(&service.ledgers().await[0]).devices.len(), 1);
    let sealed = URL_SAFE_NO_PAD.decode(&token).unwrap();
    for value in service.items().await.iter().flat_map(HashMap::values) {
        let bytes = value.as_b().map_or_else(|_| format!("{value:?}").into_bytes(), |blob| blob.as_ref().to_vec());
        let contains = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(!contains(&token.as_bytes()[20..60]) && !contains(&sealed[15..45]), "{value:?}");
    }
}

#[tokio::test]
async fn otp_20_strangers_behind_the_same_address_do_not_spend_the_calls_of_a_known_device() {
    let service = Service::with(&[("ADDRESS_SENDS", "2"), ("ADDRESS_VERIFICATIONS", "2")]).await;
    let cookies = service.sign_in(ADA).await.cookies();
    let (challenge, code) = service.challenge("bob@example.org").await;
    let refused = service.request(&json!({ "email": "carol@example.org" })).await;
    assert_eq!(refused.problem().1, "too-many-calls");
    assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
    assert_eq!(service.verify(&challenge, &wrong(&code)).await.problem().1, "too-many-calls");

    let known = service.request_with(&cookies, &json!({ "email": ADA })).await;
    assert_eq!(known.status, 202, "{known:?}");
    assert_eq!(service.verify(&known.text("challenge"), &service.last_code()).await.status, 200);
    // Nor has a device more calls than an address.
    service.request_with(&cookies, &json!({ "email": ADA })).await;
    let spent = service.request_with(&cookies, &json!({ "email": ADA })).await;
    assert_eq!(spent.problem().1, "too-many-calls");
}

#[tokio::test]
async fn otp_22_strangers_who_stop_a_block_of_numbers_do_not_stop_a_known_device_of_it() {
    let service = Service::with(&[("SMS_PREFIX_SENDS", "5")]).await;
    let ada = json!({ "phone": "+14155550100" });
    let requested = service.request(&ada).await;
    let cookies = service.verify(&requested.text("challenge"), &service.last_code()).await.cookies();
    let mut stopped = false;
    for number in 101..110 {
        let answer = service.request(&json!({ "phone": format!("+14155550{number}") })).await;
        stopped = answer.status == 429;
    }
    assert!(stopped, "the block is stopped");
    assert_eq!(service.request(&ada).await.problem().1, "sms-unavailable", "for devices of no history");
    let known = service.request_with(&cookies, &ada).await;
    assert_eq!(known.status, 202, "{known:?}");
    assert_eq!(service.verify(&known.text("challenge"), &service.last_code()).await.status, 200);
}
