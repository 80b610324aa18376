//! `oidcc-basic-certification-test-plan`: what only helps the page must stop no sign-in.

use tests::{Provider, RelyingParty};

use crate::routes::authorize::id_token;

/// Signs a user in for a request with one more parameter.
async fn succeeds_with(name: &str, value: &str) {
    let provider = Provider::start().await;
    let shop: RelyingParty = provider.confidential("shop").await;
    let asked = shop.ask("openid").without_pkce().with(name, value);
    let tokens = provider.tokens(&mut provider.browser(), &shop, &asked, "ada@example.org").await;
    let said = id_token(&provider, &shop, &tokens.text("id_token")).await;
    assert_eq!(said["acr"], "otp", "what was done, whatever was asked for");
}

#[tokio::test]
async fn oidcc_login_hint() {
    let provider = Provider::start().await;
    let shop = provider.confidential("shop").await;
    let asked = shop.ask("openid").without_pkce().with("login_hint", "ada@example.org");
    let page = provider.browser().open(&asked.url()).await.page();
    let fields = &page.form("/signin/code").fields;
    assert!(fields.contains(&("identifier".to_owned(), "ada@example.org".to_owned())), "{fields:?}");
    succeeds_with("login_hint", "bob@example.org").await;
    succeeds_with("login_hint", &"b".repeat(2_000)).await;
}

#[tokio::test]
async fn oidcc_ui_locales() {
    succeeds_with("ui_locales", "se").await;
    succeeds_with("ui_locales", "de-CH en no-such-language").await;
}

#[tokio::test]
async fn oidcc_claims_locales() {
    succeeds_with("claims_locales", "se").await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_acr_values_succeeds() {
    succeeds_with("acr_values", "1 2").await;
    // What the suite takes out of the metadata: any of them will do.
    succeeds_with("acr_values", "otp 2sv phr").await;
}

#[tokio::test]
async fn oidcc_id_token_hint() {
    let provider = Provider::start().await;
    let shop = provider.confidential("shop").await;
    let mut browser = provider.browser();
    let first = shop.ask("openid").without_pkce();
    let first = provider.tokens(&mut browser, &shop, &first, "ada@example.org").await;
    let asked = shop.ask("openid").without_pkce().with("prompt", "none").with("id_token_hint", &first.text("id_token"));
    let url = browser.open(&asked.url()).await.away();
    let second = shop.redeem(&asked, shop.read(&asked, &url).code()).await;
    let first = id_token(&provider, &shop, &first.text("id_token")).await;
    let second = id_token(&provider, &shop, &second.text("id_token")).await;
    assert_eq!((&first["sub"], &first["auth_time"]), (&second["sub"], &second["auth_time"]));
}
