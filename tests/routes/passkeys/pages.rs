//! The pages that offer passkeys: who it is, the step, the account, and its change.

use http::Method;
use http::header::LOCATION;
use shared::authorization::AccountChange;
use tests::passkey_owner::location;
use tests::{Answer, Page, PasskeyOwner};

pub(super) const ACCOUNT: &str = "/signin/account";
pub(super) const CHANGE: &str = "/signin/account/change";
const NEW: &str = "/signin/account/passkeys";
const SIGN_IN: &str = "/signin/passkey";
/// A host that can have none.
const WITHOUT: (&str, &str) = ("ISSUER", "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com");

fn fields(page: &Page, action: &str) -> Vec<String> {
    page.form(action).fields.iter().map(|(name, _)| name.clone()).collect()
}

/// What a form of the account's page does.
async fn acts(owner: &mut PasskeyOwner, fields: &[(&str, &str)]) -> Answer {
    let page = owner.browser.open(ACCOUNT).await.page();
    let confirmation = page.form(ACCOUNT).fields.iter().find(|(name, _)| name == "confirmation").unwrap().1.clone();
    let form = [&[("confirmation", confirmation.as_str())], fields].concat();
    owner.browser.send(Method::POST, ACCOUNT, Some(&form), true).await
}

/// The flow that it leads to.
fn begun(answer: &Answer) -> String {
    let (path, flow) = answer.headers[LOCATION].to_str().unwrap().split_once("?flow=").unwrap();
    assert_eq!(path, "/signin/continue");
    flow.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_change_has_the_form_that_makes_a_passkey_and_tells_why_none_was() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let unproven = ada.change(&service, AccountChange::AddPasskey);
    let answer = ada.browser.send(Method::GET, &format!("{CHANGE}?flow={unproven}"), None, true).await;
    assert!(location(&answer).starts_with("/signin/continue?flow="), "{answer:?}");

    let flow = ada.agreed_by_code(&service).await;
    let page = ada.browser.open(&format!("{CHANGE}?flow={flow}")).await.page();
    assert_eq!(fields(&page, NEW), ["flow", "ceremony", "credential", "name"]);
    assert!(page.html.contains("data-passkey=\"create\" hidden"), "{}", page.html);
    assert!(!page.html.contains("role=\"alert\""), "{}", page.html);
    for (fault, said) in
        [("wrong-passkey", "No passkey was added."), ("wrong-too-many-calls", "Too many tries came from your network.")]
    {
        let page = ada.browser.open(&format!("{CHANGE}?flow={flow}&fault={fault}")).await.page();
        assert!(page.text().contains(said) && page.has_form(NEW), "{}", page.html);
    }
    let policy = page.header("content-security-policy");
    assert!(policy.contains("connect-src 'self'; "), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_account_adds_renames_and_removes_passkeys() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    assert!(ada.browser.open(ACCOUNT).await.page().text().contains("none yet"));
    begun(&acts(&mut ada, &[("act", "change"), ("id", "add-passkey")]).await);
    let passkey = ada.first_passkey(&service).await;
    let page = ada.browser.open(ACCOUNT).await.page();
    assert!(page.text().contains("Ada's phone") && page.text().contains("left: 10"), "{}", page.text());

    let id = tests::passkey_owner::keyring().passkey(&passkey.id).to_string();
    let renames = |name| [("act", "rename-passkey"), ("id", id.as_str()), ("name", name)];
    for nothing in [renames(" "), [("act", "rename-passkey"), ("id", "AAAAAAAAAAAAAAAAAAAAAA"), ("name", "x")]] {
        assert_eq!(acts(&mut ada, &nothing).await.status, 400);
    }
    assert_eq!(location(&acts(&mut ada, &renames("<b>Key</b>")).await), ACCOUNT);
    let page = ada.browser.open(ACCOUNT).await.page();
    assert!(page.html.contains("&#60;b&#62;Key&#60;/b&#62;") && !page.html.contains("phone"), "{}", page.html);

    let flow = begun(&acts(&mut ada, &[("act", "remove-passkey"), ("id", &id)]).await);
    let form = [("flow", flow.as_str())];
    let refused = ada.browser.send(Method::POST, CHANGE, Some(&form), true).await;
    assert!(location(&refused).starts_with("/signin/continue"), "TOTP-08: it is not agreed to: {refused:?}");
    let (ceremony, options) = ada.options(&flow).await;
    let said = ada.honest();
    assert_eq!(ada.show(&flow, &ceremony, &passkey.assertion(&options, &said)).await.status, 303);
    let page = ada.browser.open(&format!("{CHANGE}?flow={flow}")).await.page();
    assert!(page.text().contains("Remove this passkey?"), "{}", page.text());
    let made = ada.browser.send(Method::POST, CHANGE, Some(&form), true).await;
    assert_eq!(location(&made), ACCOUNT, "{made:?}");
    assert!(location(&ada.sign_in(&passkey, &said).await).ends_with("&fault=wrong-passkey-unknown"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rec_01_the_first_passkey_brings_recovery_codes_which_are_shown_once() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let flow = ada.agreed_by_code(&service).await;
    let (ceremony, options) = ada.new_options(&flow).await;
    let said = ada.honest();
    let made = tests::SoftPasskey::of(&options).registration(&options, &said);
    let answer = ada.register(&flow, &ceremony, &made).await;
    let html = String::from_utf8(answer.body.to_vec()).unwrap();
    let codes: Vec<&str> = html.split("<li><code class=\"secret\" dir=\"ltr\">").skip(1).collect();
    let codes: Vec<&str> = codes.into_iter().map(|part| part.split('<').next().unwrap()).collect();
    for code in &codes {
        tests::evidence::secret(tests::evidence::Kind::Code, code);
    }
    assert_eq!((answer.status.as_u16(), codes.len()), (200, 10), "{html}");
    let page = ada.browser.open(ACCOUNT).await.page();
    assert!(!codes.iter().any(|code| page.html.contains(code)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_asks_for_passkeys_where_they_are_on_and_nowhere_else() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let (page, flow) = ada.sign_in_page().await;
    assert_eq!(fields(&page, SIGN_IN), ["flow", "ceremony", "credential"]);
    assert!(page.html.contains("autocomplete=\"username webauthn\""), "{}", page.html);
    // The page that asks once more is another function's.
    let form = [("flow", flow.as_str()), ("identifier", "nobody@")];
    let again = ada.browser.send(Method::POST, "/signin/code", Some(&form), true).await;
    assert!(String::from_utf8_lossy(&again.body).contains("data-passkey=\"get\""), "{again:?}");

    let without = PasskeyOwner::service(&[WITHOUT]).await;
    let mut bob = PasskeyOwner::signed_in(&without, "bob@example.org").await;
    let page = bob.browser.open(ACCOUNT).await.page();
    assert!(!page.text().contains("asskey"), "{}", page.text());
    let (page, flow) = bob.sign_in_page().await;
    assert!(!page.html.contains("asskey") && !page.html.contains("webauthn"), "{}", page.html);
    let form = [("flow", flow.as_str()), ("identifier", "nobody@")];
    let again = bob.browser.send(Method::POST, "/signin/code", Some(&form), true).await;
    assert!(!String::from_utf8_lossy(&again.body).contains("asskey"), "{again:?}");
}
