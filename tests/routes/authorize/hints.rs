//! `id_token_hint`: whom a client believes to have before it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tests::Provider;

#[tokio::test]
async fn op_05_a_hint_of_the_user_is_taken_also_when_it_has_expired() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let hint = provider.tokens(&mut browser, &web, &web.ask("openid"), "ada@example.org").await.text("id_token");
    provider.service.clock.advance(86_400);
    let asked = web.ask("openid").with("id_token_hint", &hint).with("prompt", "none");
    assert!(web.read(&asked, &browser.open(&asked.url()).await.away()).get("code").is_some());
}

#[tokio::test]
async fn op_05_a_hint_of_somebody_else_gets_no_code_for_this_user() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let of_ada =
        provider.tokens(&mut provider.browser(), &web, &web.ask("openid"), "ada@example.org").await.text("id_token");
    provider.tokens(&mut browser, &web, &web.ask("openid"), "bob@example.org").await;
    let asked = web.ask("openid").with("id_token_hint", &of_ada);
    let silent = asked.clone().with("prompt", "none");
    assert_eq!(web.read(&silent, &browser.open(&silent.url()).await.away()).error(), "login_required");
    let page = browser.open(&asked.url()).await.page();
    let landed = browser.sign_in(&provider.service, &page, "bob@example.org").await;
    assert_eq!(web.read(&asked, &landed.away()).error(), "login_required", "who signs in as somebody else is refused");
}

#[tokio::test]
async fn op_05_what_is_no_id_token_of_the_client_from_here_is_no_hint() {
    let provider = Provider::start().await;
    let (web, other) = (provider.client("web"), provider.client("other"));
    let mut browser = provider.browser();
    let own = provider.tokens(&mut browser, &web, &web.ask("openid"), "ada@example.org").await;
    let of_other = provider.tokens(&mut browser, &other, &other.ask("openid"), "ada@example.org").await;
    // The same service by another name and with other keys.
    let elsewhere = Provider::start().await;
    let there = elsewhere.client("web");
    let foreign = elsewhere.tokens(&mut elsewhere.browser(), &there, &there.ask("openid"), "ada@example.org").await;
    let right = own.text("id_token");
    let [header, payload, signature] = <[&str; 3]>::try_from(right.split('.').collect::<Vec<_>>()).unwrap();
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    for hint in [
        foreign.text("id_token"),
        of_other.text("id_token"),
        own.text("access_token"),
        own.text("refresh_token"),
        provider.service.sign_in("ada@example.org").await.text("access_token"),
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{signature}"),
        format!("{header}.{payload}."),
        format!("{header}.{}.{signature}", foreign.text("id_token").split('.').nth(1).unwrap()),
        "no token".to_owned(),
        "..".to_owned(),
    ] {
        for prompt in ["none", "login", ""] {
            let asked = web.ask("openid").with("id_token_hint", &hint).with("prompt", prompt);
            let error = web.read(&asked, &browser.open(&asked.url()).await.away());
            assert_eq!(error.error(), "invalid_request", "{hint}");
        }
    }
}
