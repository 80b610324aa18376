//! The calls of a sign-in for an OAuth client.

use tests::{Landed, Provider};

use super::calls;

#[tokio::test]
async fn a_sign_in_for_a_client_costs_nothing_before_there_is_a_session_and_two_calls_to_redeem() {
    let provider = Provider::start().await;
    let service = &provider.service;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    service.proxy.take_calls();
    browser.open("/authorize?client_id=web&redirect_uri=https://evil.example/").await.refusal();
    assert_eq!(service.proxy.take_calls(), calls(&[("GetItem", 1)]), "the client, once a minute");
    let asked = web.ask("openid");
    let page = browser.open(&asked.url()).await.page();
    assert_eq!(service.proxy.take_calls(), calls(&[]), "nobody is signed in: nothing is read");
    let entry = browser.ask_for_code(&page, "ada@example.org").await;
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 4), ("PutItem", 1)]),
        "as many as by the JSON interface, and none for the page"
    );
    let code = service.last_code();
    let confirm = browser.submit(&entry, "/signin/check", &[("code", &code)]).await.page();
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 2), ("PutItem", 2), ("TransactWriteItems", 1), ("BatchGetItem", 1)]),
        "network, ledger and identity, the account, the session; then session beside account and consent for the page"
    );
    let url = browser.submit(&confirm, "/signin/consent", &[("answer", "yes")]).await.away();
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("GetItem", 1), ("BatchGetItem", 1), ("TransactWriteItems", 1)]),
        "read in one trip, then the consent beside the account; the code costs nothing"
    );
    let callback = web.read(&asked, &url);
    assert_eq!(web.redeem(&web.ask("openid"), callback.code()).await.status, 400, "by another verifier");
    assert_eq!(service.proxy.take_calls(), calls(&[("GetItem", 1)]), "`token` has not met the client yet");
    let tokens = web.redeem(&asked, callback.code()).await;
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("TransactWriteItems", 1)]),
        "count, transaction"
    );
    let next = web.refresh(&tokens.text("refresh_token")).await;
    assert_eq!(next.status, 200);
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 1), ("BatchGetItem", 1), ("PutItem", 1)]),
        "counted, the grant and what stands beside it read, at once, then written"
    );
    let asked = web.ask("openid");
    assert!(matches!(browser.open(&asked.url()).await, Landed::Away(_)));
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("GetItem", 1), ("BatchGetItem", 1)]),
        "who is signed in: the session beside account, consent and everybody's end, in one trip"
    );
}

#[tokio::test]
async fn a_redemption_that_another_tab_has_overtaken_costs_one_more_call() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let mut codes = Vec::new();
    for _ in 0..2 {
        let asked = web.ask("openid");
        let callback = provider.answer(&mut browser, &web, &asked, "ada@example.org").await;
        codes.push((asked, callback.code().to_owned()));
    }
    let mut costs = Vec::new();
    for (asked, code) in &codes {
        provider.service.proxy.take_calls();
        assert_eq!(web.redeem(asked, code).await.status, 200);
        costs.push(provider.service.proxy.take_calls()["TransactWriteItems"]);
    }
    assert_eq!(costs, [1, 2], "the first one has moved the browser session's last use");
}

#[tokio::test]
async fn what_is_forged_costs_no_call() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    provider.tokens(&mut browser, &web, &web.ask("openid"), "ada@example.org").await;
    provider.service.proxy.take_calls();
    browser.cookies = vec![("__Host-session".to_owned(), "A".repeat(100)), ("__Host-flow".to_owned(), "A".repeat(22))];
    for path in ["/signin", "/signin/code", "/signin/continue"] {
        browser.open(&format!("{path}?flow={}&challenge=A", "A".repeat(300))).await.refusal();
    }
    for path in ["/signin/code", "/signin/check", "/signin/consent"] {
        browser.post(path, &[("flow", &"A".repeat(300)), ("challenge", "A"), ("code", "123456")]).await.refusal();
    }
    browser.open("/logout").await.page();
    browser.open(&web.ask("openid").url()).await.page();
    assert_eq!(web.redeem(&web.ask("openid"), &"A".repeat(300)).await.status, 400);
    assert_eq!(web.refresh(&"A".repeat(300)).await.status, 400);
    assert_eq!(provider.service.proxy.take_calls(), calls(&[]));
}
