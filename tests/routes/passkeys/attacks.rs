//! What is tried with passkeys, each refused in the words of all, and nobody locked out by it.

use http::Method;
use serde_json::{Value, json};
use tests::passkey::{BACKED_UP, BACKUP_ELIGIBLE, USER_PRESENT, USER_VERIFIED, text};
use tests::passkey_owner::{bytes, location};
use tests::{PasskeyOwner, Said, Service, SoftPasskey};

const REFUSED: &str = "&fault=wrong-passkey";

async fn ada(settings: &[(&str, &str)]) -> (Service, PasskeyOwner, SoftPasskey) {
    let service = PasskeyOwner::service(settings).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    (service, ada, passkey)
}

/// What is wrong with what is said, with the name of it.
fn lies(honest: &Said) -> Vec<(&'static str, Said)> {
    let with = |change: &dyn Fn(&mut Said)| {
        let mut said = honest.clone();
        change(&mut said);
        said
    };
    let evil = "https://evil.example";
    vec![
        ("WA-03 the user was not verified", with(&|said| said.flags = USER_PRESENT)),
        ("WA-03 the user was not present", with(&|said| said.flags = USER_VERIFIED)),
        ("WA-03 backed up and not eligible", with(&|said| said.flags |= BACKED_UP)),
        ("WA-03 another relying party", with(&|said| said.rp_id = Some("evil.example".to_owned()))),
        ("WA-02 another origin", with(&|said| evil.clone_into(&mut said.origin))),
        ("WA-02 another port", with(&|said| said.origin = format!("{}0", said.origin))),
        ("WA-02 an origin with a path", with(&|said| said.origin = format!("{}/", said.origin))),
        ("WA-02 a frame of another origin", with(&|said| said.besides = vec![("crossOrigin", json!(true))])),
        ("WA-02 a page above it", with(&|said| said.besides = vec![("topOrigin", json!(evil))])),
        ("WA-01 another challenge", with(&|said| said.challenge = Some(text(&[7; 32])))),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_02_wa_03_what_a_browser_or_authenticator_says_wrongly_signs_nobody_in() {
    let (_service, mut ada, passkey) = ada(&[]).await;
    let honest = ada.honest();
    let of_sign_in = [
        ("WA-01 what a registration signs", Said { kind: Some("webauthn.create"), ..honest.clone() }),
        ("WA-03 it may be copied all of a sudden", Said { flags: honest.flags | BACKUP_ELIGIBLE, ..honest.clone() }),
    ];
    for (name, said) in lies(&honest).into_iter().chain(of_sign_in) {
        let answer = ada.sign_in(&passkey, &said).await;
        assert!(location(&answer).ends_with(REFUSED), "{name}: {answer:?}");
        assert_eq!(ada.account(), None, "{name}");
    }
    let answer = ada.sign_in(&passkey, &honest).await;
    assert!(location(&answer).starts_with("/signin/continue"), "nobody is locked out: {answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_02_wa_03_wa_04_what_a_browser_or_authenticator_says_wrongly_makes_no_passkey() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let flow = ada.agreed_by_code(&service).await;
    let honest = ada.honest();
    let of_registration = [
        ("WA-01 what a sign-in signs", Said { kind: Some("webauthn.get"), ..honest.clone() }),
        // EdDSA and ES512, neither of which is offered.
        ("WA-04 EdDSA", Said { algorithm: -8, ..honest.clone() }),
        ("WA-04 ES512", Said { algorithm: -36, ..honest.clone() }),
    ];
    for (name, said) in lies(&honest).into_iter().chain(of_registration) {
        let (ceremony, options) = ada.new_options(&flow).await;
        let passkey = SoftPasskey::of(&options);
        let answer = ada.register(&flow, &ceremony, &passkey.registration(&options, &said)).await;
        assert!(location(&answer).ends_with(REFUSED) || answer.status == 400, "{name}: {answer:?}");
    }
    let items = service.items().await;
    assert!(!items.iter().any(|item| item["pk"].as_s().unwrap().starts_with("passkey#")));
    let (ceremony, options) = ada.new_options(&flow).await;
    let passkey = SoftPasskey::of(&options);
    let answer = ada.register(&flow, &ceremony, &passkey.registration(&options, &honest)).await;
    assert_eq!(answer.status, 200, "the honest one is taken: {answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_01_a_challenge_counts_once_also_after_a_failure() {
    let (_service, mut ada, passkey) = ada(&[]).await;
    let honest = ada.honest();
    for first in [honest.clone(), Said { flags: USER_PRESENT, ..honest.clone() }] {
        let (_, flow) = ada.sign_in_page().await;
        let (ceremony, options) = ada.options(&flow).await;
        ada.show(&flow, &ceremony, &passkey.assertion(&options, &first)).await;
        let again = ada.show(&flow, &ceremony, &passkey.assertion(&options, &honest)).await;
        assert!(location(&again).ends_with(REFUSED), "{again:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_01_a_challenge_counts_in_its_browser_for_five_minutes_and_for_what_it_was_begun_for() {
    let (service, mut ada, passkey) = ada(&[]).await;
    let honest = ada.honest();
    let (_, flow) = ada.sign_in_page().await;
    let (ceremony, options) = ada.options(&flow).await;
    let signed = passkey.assertion(&options, &honest);

    let mut eve = ada.elsewhere(&service);
    let (_, of_eve) = eve.sign_in_page().await;
    let stolen = eve.show(&of_eve, &ceremony, &signed).await;
    assert!(location(&stolen).ends_with(REFUSED), "{stolen:?}");
    service.clock.advance(300);
    let late = ada.show(&flow, &ceremony, &signed).await;
    assert!(location(&late).ends_with(REFUSED), "{late:?}");

    let mut bob = PasskeyOwner::signed_in(&service, "bob@example.org").await;
    let agreed = bob.agreed_by_code(&service).await;
    let (of_registration, options) = bob.new_options(&agreed).await;
    let options = json!({ "challenge": options["challenge"], "rpId": "localhost" });
    // In the browser that it began in: it is the kind that differs.
    let crossed = bob.show(&agreed, &of_registration, &passkey.assertion(&options, &honest)).await;
    assert!(location(&crossed).ends_with(REFUSED), "{crossed:?}");
    let (of_sign_in, options) = bob.options(&agreed).await;
    let user = text(&bob.account().unwrap().to_bytes());
    let options = json!({ "challenge": options["challenge"], "rp": { "id": "localhost" }, "user": { "id": user } });
    let new = SoftPasskey::of(&options);
    let crossed = bob.register(&agreed, &of_sign_in, &new.registration(&options, &honest)).await;
    assert!(location(&crossed).ends_with(REFUSED), "{crossed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_06_nobody_signs_in_as_somebody_else() {
    let (service, mut ada, passkey) = ada(&[]).await;
    let mut bob = PasskeyOwner::signed_in(&service, "bob@example.org").await;
    let of_bob = bob.first_passkey(&service).await;
    let honest = ada.honest();
    let user = bob.account().unwrap().to_bytes().to_vec();
    let foreign = ada.sign_in(&passkey, &Said { user: Some(user), ..honest.clone() }).await;
    assert!(location(&foreign).ends_with("&fault=wrong-passkey-unknown"), "{foreign:?}");

    // His key under her credential's id and name.
    let (_, flow) = ada.sign_in_page().await;
    let (ceremony, options) = ada.options(&flow).await;
    let mut signed = of_bob.assertion(&options, &Said { user: Some(passkey.user.clone()), ..honest.clone() });
    signed["id"] = json!(text(&passkey.id));
    signed["rawId"] = signed["id"].clone();
    let swapped = ada.show(&flow, &ceremony, &signed).await;
    assert!(location(&swapped).ends_with(REFUSED), "{swapped:?}");

    let (ceremony, options) = ada.options(&flow).await;
    let mut signed = passkey.assertion(&options, &honest);
    let mut data = bytes(&signed["response"]["authenticatorData"]);
    data[36] ^= 1;
    signed["response"]["authenticatorData"] = json!(text(&data));
    let flipped = ada.show(&flow, &ceremony, &signed).await;
    assert!(location(&flipped).ends_with(REFUSED), "{flipped:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_07_a_counter_that_goes_back_locks_nobody_out() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let honest = ada.honest();
    let passkey = ada.first_passkey_as(&service, &Said { counter: 7, ..honest.clone() }).await;
    for counter in [8, 8, 3, 0, 9] {
        let answer = ada.sign_in(&passkey, &Said { counter, ..honest.clone() }).await;
        assert!(location(&answer).starts_with("/signin/continue"), "{counter}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_that_signs_in_many_browsers_at_once_signs_in_each() {
    let (service, ada, passkey) = ada(&[]).await;
    let signing = (0..6).map(|_| {
        let (mut elsewhere, passkey, said) = (ada.elsewhere(&service), &passkey, ada.honest());
        async move { elsewhere.sign_in(passkey, &said).await }
    });
    for answer in futures_util::future::join_all(signing).await {
        assert!(location(&answer).starts_with("/signin/continue"), "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_09_what_is_malformed_is_named_and_counts_for_nothing() {
    let (service, mut ada, passkey) = ada(&[]).await;
    let honest = ada.honest();
    let (_, flow) = ada.sign_in_page().await;
    let (ceremony, options) = ada.options(&flow).await;
    let signed = passkey.assertion(&options, &honest);
    let within = |member: &str, value: Value| {
        let mut changed = signed.clone();
        changed["response"][member] = value;
        changed
    };
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    service.proxy.take_calls();
    for (field, credential) in [
        ("credential", json!("text").to_string()),
        ("credential", deep),
        ("credential.rawId", json!({ "id": "a", "rawId": "*", "type": "public-key" }).to_string()),
        ("credential.response.signature", within("signature", json!("a b")).to_string()),
        ("credential.response.signature", within("signature", json!(5)).to_string()),
        ("credential.response.clientDataJSON", within("clientDataJSON", json!("=")).to_string()),
        ("credential.response.userHandle", within("userHandle", Value::Null).to_string()),
        ("credential.response.userHandle", within("userHandle", json!("AAAA")).to_string()),
    ] {
        let fields = [("flow", flow.as_str()), ("ceremony", &ceremony), ("credential", credential.as_str())];
        let answer = ada.browser.send(Method::POST, passkeys::SIGN_IN_PATH, Some(&fields), true).await;
        assert_eq!(answer.problem(), (400, "invalid-request".to_owned(), vec![field.to_owned()]), "{credential:.80}");
    }
    assert!(service.proxy.take_calls().is_empty(), "nothing is asked or counted");
    let large = "A".repeat(10_000_000);
    let fields = [("flow", flow.as_str()), ("credential", large.as_str())];
    let answer = ada.browser.send(Method::POST, passkeys::SIGN_IN_PATH, Some(&fields), true).await;
    assert_eq!(answer.status, 413);
    assert!(location(&ada.show(&flow, &ceremony, &signed).await).starts_with("/signin/continue"));
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_09_malformed_cbor_makes_no_passkey_and_is_named() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let flow = ada.agreed_by_code(&service).await;
    let honest = ada.honest();
    let nested = vec![0x81; 4_000];
    for object in
        [vec![], vec![0xff], vec![0xa3, 0x63], nested, vec![0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]
    {
        let (ceremony, options) = ada.new_options(&flow).await;
        let mut made = SoftPasskey::of(&options).registration(&options, &honest);
        made["response"]["attestationObject"] = json!(text(&object));
        let answer = ada.register(&flow, &ceremony, &made).await;
        let field = "credential.response.attestationObject".to_owned();
        assert_eq!(answer.problem(), (400, "invalid-request".to_owned(), vec![field]), "{:.40}", text(&object));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_shows_as_many_passkeys_as_it_may() {
    let (_service, mut ada, passkey) = ada(&[("ADDRESS_PASSKEYS", "3")]).await;
    let honest = ada.honest();
    let mut ends = Vec::new();
    for _ in 0..3 {
        let answer = ada.sign_in(&passkey, &honest).await;
        ends.push(location(&answer).contains("&fault=wrong-too-many-calls&wait="));
    }
    assert_eq!(ends, [false, false, true], "beside the registration");
}
