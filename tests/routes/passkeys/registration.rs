//! How an account gets a passkey.

use serde_json::json;
use shared::authorization::AccountChange;
use shared::identity::AuthenticatorId;
use shared::identity::factors::{Factors, MOST_CHANGES, MOST_PASSKEYS, OwnPasskey, SealedName};
use shared::identity::passkey::PasskeyRecord;
use tests::passkey_owner::{bytes, keyring, location};
use tests::{PasskeyOwner, SoftPasskey, StoredAccount, stored};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_passkey_is_found_without_typing_verifies_its_user_and_tells_nothing_of_its_device() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let flow = ada.agreed_by_code(&service).await;
    let (_, options) = ada.new_options(&flow).await;
    assert_eq!(options["attestation"], "none");
    let selection = &options["authenticatorSelection"];
    assert_eq!((&selection["residentKey"], &selection["userVerification"]), (&json!("required"), &json!("required")));
    assert_eq!(selection["requireResidentKey"], true);
    assert_eq!(bytes(&options["user"]["id"]), ada.account().unwrap().to_bytes());
    assert_eq!(options["user"]["name"], "ada@example.org");
    assert_eq!(options["excludeCredentials"], json!([]));
    let offered: Vec<_> = options["pubKeyCredParams"].as_array().unwrap().iter().map(|of| of["alg"].as_i64()).collect();
    assert!(offered.contains(&Some(-7)) && offered.contains(&Some(-257)), "{offered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_names_nobody_and_every_identifier_is_told() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let items = service.items().await;
    let of = |kind: &str| items.iter().find(|item| item["pk"].as_s().unwrap().starts_with(kind)).unwrap();
    let factors: Factors = stored::state(of("factors#"));
    assert_eq!(factors.passkeys.len(), 1);
    assert!(!format!("{:?}", of("factors#")).contains("phone"), "its name is sealed");
    let record: PasskeyRecord = stored::state(of("passkey#"));
    assert_eq!(record.live().unwrap().account, ada.account().unwrap());
    assert!(!of("passkey#")["pk"].as_s().unwrap().contains(&tests::passkey::text(&passkey.id)));

    service.deliver_notices().await;
    service.clock.advance(120);
    service.deliver_notices().await;
    assert!(service.last_message().text.contains("passkey"), "{}", service.last_message().text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_one_takes_the_passkey_and_no_code() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let first = ada.first_passkey(&service).await;
    let flow = ada.agreed_by_code(&service).await;
    let refused = ada.browser.call(passkeys::NEW_OPTIONS_PATH, &json!({ "flow": flow })).await;
    assert_eq!(refused.problem().1, "proof-required");

    let (ceremony, options) = ada.options(&flow).await;
    let said = ada.honest();
    assert_eq!(ada.show(&flow, &ceremony, &first.assertion(&options, &said)).await.status, 303);
    let (ceremony, options) = ada.new_options(&flow).await;
    assert_eq!(bytes(&options["excludeCredentials"][0]["id"]), first.id);
    let second = SoftPasskey::of(&options);
    let answer = ada.register(&flow, &ceremony, &second.registration(&options, &said)).await;
    assert_eq!(location(&answer), "/signin/account", "{answer:?}");
    for passkey in [&first, &second] {
        assert!(location(&ada.sign_in(passkey, &said).await).starts_with("/signin/continue"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_one_without_a_fresh_proof_for_just_that() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let of = |change| ada.change(&service, change);
    let (unproven, other) = (of(AccountChange::AddPasskey), of(AccountChange::SetApp));
    for flow in [&unproven, &other] {
        let refused = ada.browser.call(passkeys::NEW_OPTIONS_PATH, &json!({ "flow": flow })).await;
        assert_eq!(refused.problem().1, "proof-required");
    }
    let (_, of_sign_in) = ada.sign_in_page().await;
    let refused = ada.browser.call(passkeys::NEW_OPTIONS_PATH, &json!({ "flow": of_sign_in })).await;
    assert_eq!(refused.problem().1, "proof-required");
    let refused = ada.browser.call(passkeys::NEW_OPTIONS_PATH, &json!({ "flow": "forged" })).await;
    assert_eq!(refused.problem(), (400, "flow-refused".to_owned(), vec!["flow".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_05_a_credential_is_registered_once_whosever_it_is() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let mut bob = PasskeyOwner::signed_in(&service, "bob@example.org").await;
    let flow = bob.agreed_by_code(&service).await;
    let (ceremony, options) = bob.new_options(&flow).await;
    let said = bob.honest();
    let answer = bob.register(&flow, &ceremony, &passkey.registration(&options, &said)).await;
    assert!(location(&answer).ends_with("&fault=wrong-passkey"), "{answer:?}");
    assert!(location(&ada.sign_in(&passkey, &said).await).starts_with("/signin/continue"), "it is Ada's still");
}

/// A browser keeps what it has made, and offers it at every sign-in from then on.
#[tokio::test(flavor = "multi_thread")]
async fn no_browser_is_asked_for_a_passkey_that_the_account_would_not_take() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let account = ada.account().unwrap();
    let stored = StoredAccount::of(&service, &account.to_string());
    let often = Factors { changed_at: Some(service.clock.now()), changes: MOST_CHANGES, ..Factors::default() };
    stored.have(&often).await;
    let flow = ada.agreed_by_code(&service).await;
    let refused = ada.browser.call(passkeys::NEW_OPTIONS_PATH, &json!({ "flow": flow })).await;
    assert_eq!((refused.problem().0, refused.problem().1.as_str()), (429, "too-many-changes"));

    stored.have(&Factors::default()).await;
    let first = ada.first_passkey(&service).await;
    let own = |number, id| {
        let name = SealedName::new("Key", account, &keyring(), [number; 12]).unwrap();
        OwnPasskey { id, name, added_at: service.clock.now() }
    };
    let others = (1..).take(MOST_PASSKEYS - 1).map(|number| own(number, AuthenticatorId::from_random([number; 16])));
    let passkeys = others.chain([own(0, keyring().passkey(&first.id))]).collect();
    stored.have(&Factors { passkeys, ..Factors::default() }).await;
    let flow = ada.change(&service, AccountChange::AddPasskey);
    let ((ceremony, options), said) = (ada.options(&flow).await, ada.honest());
    assert_eq!(ada.show(&flow, &ceremony, &first.assertion(&options, &said)).await.status, 303);
    let refused = ada.browser.call(passkeys::NEW_OPTIONS_PATH, &json!({ "flow": flow })).await;
    let rule = &refused.json()["errors"][0]["detail"];
    assert_eq!((refused.status.as_u16(), rule), (400, &json!("must be one of at most twenty")));
}
