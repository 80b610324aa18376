//! Passkeys: who has one signs in by it, whoever they are; who has agreed to it makes one.

mod attacks;
mod offered;
mod pages;
mod registration;
mod removal;

use shared::tokens::assurance::{Method, Proofs};
use shared::tokens::session::SessionRecord;
use tests::passkey_owner::location;
use tests::{PasskeyOwner, stored};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_makes_a_passkey_and_signs_in_by_it_without_saying_who_they_are() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let account = ada.account();

    let mut elsewhere = ada.elsewhere(&service);
    let said = elsewhere.honest();
    let answer = elsewhere.sign_in(&passkey, &said).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    assert!(location(&answer).starts_with("/signin/continue?flow="), "{answer:?}");
    assert_eq!(elsewhere.account(), account);
    let page = elsewhere.browser.open(shared::authorization::flow::ACCOUNT_PATH).await.page();
    assert!(page.has_form("/signin/account"), "{}", page.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn se_01_a_session_that_is_proven_by_a_passkey_goes_on_under_another_secret() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let before = ada.browser.cookie("__Host-session").unwrap();
    let sessions = service.live_sessions().await.len();

    let flow = ada.change(&service, shared::authorization::AccountChange::AddPasskey);
    let (ceremony, options) = ada.options(&flow).await;
    let said = ada.honest();
    let answer = ada.show(&flow, &ceremony, &passkey.assertion(&options, &said)).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    assert_ne!(ada.browser.cookie("__Host-session").unwrap(), before);
    let live = service.live_sessions().await;
    assert_eq!(live.len(), sessions, "no session more");
    let of = |item| stored::state::<SessionRecord>(item).live().unwrap().proofs.clone();
    let both = |proofs: Proofs| proofs.has(Method::Passkey) && proofs.has(Method::Email);
    assert!(live.iter().any(|item| both(of(item))), "the session has both proofs");
}

#[tokio::test(flavor = "multi_thread")]
async fn se_01_the_session_of_another_account_in_the_browser_ends() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let mut bob = PasskeyOwner::signed_in(&service, "bob@example.org").await;
    let of_bob = bob.account();
    let flow = bob.change(&service, shared::authorization::AccountChange::AddPasskey);
    let (ceremony, options) = bob.options(&flow).await;
    let live = service.live_sessions().await.len();
    let said = bob.honest();
    assert_eq!(bob.show(&flow, &ceremony, &passkey.assertion(&options, &said)).await.status, 303);
    assert_ne!(bob.account(), of_bob);
    assert_eq!(bob.account(), ada.account());
    assert_eq!(service.live_sessions().await.len(), live, "one has begun and one has ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_08_what_a_sign_in_begins_with_tells_nothing_of_anybody_and_reads_nothing() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    ada.first_passkey(&service).await;
    let mut nobody = ada.elsewhere(&service);
    let (_, own) = ada.sign_in_page().await;
    let (_, other) = nobody.sign_in_page().await;
    service.proxy.take_calls();
    let (_, mut with) = ada.options(&own).await;
    let (_, mut without) = nobody.options(&other).await;
    assert!(service.proxy.take_calls().is_empty());
    assert_ne!(with["challenge"], without["challenge"]);
    for options in [&mut with, &mut without] {
        options["challenge"] = serde_json::Value::Null;
    }
    assert_eq!(with, without);
    assert_eq!(with["allowCredentials"], serde_json::json!([]));
    assert_eq!((&with["userVerification"], &with["rpId"]), (&"required".into(), &"localhost".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_told_so_and_an_erased_ones_passkey_is_unknown() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let account = ada.account().unwrap();
    let notices = service.notices(tests::passkey_owner::keyring());
    let store = platform::store::Store::new(service.database.client(), service.database.table().to_owned());
    let accounts = platform::accounts::Accounts::new(store, tests::passkey_owner::keyring(), notices);
    let (said, mut elsewhere) = (ada.honest(), ada.elsewhere(&service));

    accounts.disable(account, service.clock.now()).await.unwrap();
    assert!(location(&elsewhere.sign_in(&passkey, &said).await).ends_with("&fault=wrong-disabled"));
    accounts.enable(account, service.clock.now()).await.unwrap();
    assert!(location(&elsewhere.sign_in(&passkey, &said).await).starts_with("/signin/continue"));
    accounts.erase(account, platform::notices::Actor::Operator, service.clock.now()).await.unwrap();
    assert!(location(&elsewhere.sign_in(&passkey, &said).await).ends_with("&fault=wrong-passkey-unknown"));
    assert_eq!(elsewhere.account(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_origins_are_listed_where_there_are_any_and_may_use_its_passkeys() {
    let plain = PasskeyOwner::service(&[]).await;
    assert_eq!(plain.client.get("/.well-known/webauthn").await.status, 404);
    let service = PasskeyOwner::service(&[("PASSKEY_ORIGINS", "https://shop.example.de")]).await;
    let listed = service.client.get("/.well-known/webauthn").await;
    assert_eq!(listed.json()["origins"], serde_json::json!([service.url(), "https://shop.example.de"]));
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let said = tests::Said { origin: "https://shop.example.de".to_owned(), ..ada.honest() };
    assert!(location(&ada.sign_in(&passkey, &said).await).starts_with("/signin/continue"));
}
