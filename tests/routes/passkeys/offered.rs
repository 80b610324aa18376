//! What accounts are given beside codes is the operator's choice; what one has goes on.

use http::Method;
use serde_json::json;
use shared::authorization::AccountChange;
use tests::passkey_owner::location;
use tests::{PasskeyOwner, StoredAccount};

use super::pages::{ACCOUNT, CHANGE};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_offered_is_given_to_nobody() {
    for (offered, passkeys, apps) in
        [("passkey,totp", true, true), ("totp", false, true), (" passkey ", true, false), ("none", false, false)]
    {
        let service = PasskeyOwner::service(&[("OFFERED_METHODS", offered)]).await;
        let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
        let page = ada.browser.open(ACCOUNT).await.page();
        assert_eq!(page.html.contains("value=\"add-passkey\""), passkeys, "{offered}");
        assert_eq!(page.html.contains("value=\"set-app\""), apps, "{offered}");

        // Nor by the address of the change, or the script's own.
        let flow = ada.agreed_by_code(&service).await;
        let answer = ada.browser.send(Method::GET, &format!("{CHANGE}?flow={flow}"), None, true).await;
        assert_eq!(location(&answer) == ACCOUNT, !passkeys, "{answer:?}");
        let options = ada.browser.call(passkeys::NEW_OPTIONS_PATH, &json!({ "flow": flow })).await;
        assert_eq!(options.status, if passkeys { 200 } else { 404 }, "{options:?}");
        let flow = ada.change(&service, AccountChange::SetApp);
        service.clock.advance(61);
        let page = ada.browser.open(&format!("/signin?flow={flow}")).await.page();
        let page = ada.browser.ask_for_code(&page, "ada@example.org").await;
        let code = service.codes_to("ada@example.org").first().expect("a code").clone();
        let change = ada.browser.submit(&page, "/signin/check", &[("code", &code)]).await.page();
        assert_eq!(change.url.starts_with(CHANGE), apps, "{} {offered}", change.url);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_account_has_is_asked_for_and_shown_though_it_is_offered_no_more() {
    let service = PasskeyOwner::service(&[("OFFERED_METHODS", "none")]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    StoredAccount::of(&service, &ada.account().unwrap().to_string()).give_passkey().await;
    let page = ada.browser.open(ACCOUNT).await.page();
    assert!(page.html.contains("value=\"remove-passkey\"") && page.text().contains("Phone"), "{}", page.html);
    let (page, _) = ada.elsewhere(&service).sign_in_page().await;
    assert!(page.html.contains("data-passkey=\"get\""), "{}", page.html);
}
