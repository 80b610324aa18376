//! What a user has agreed to, and takes back on the page of their account: nothing comes of it any more.

use tests::{Browser, Page, Provider};

use super::invalid_grant;

const SCOPE: &str = "openid offline_access";

async fn take_back(browser: &mut Browser, client: &str) -> Page {
    let page = browser.open("/signin/account").await.page();
    browser.submit(&page, "/signin/account", &[("act", "take-back"), ("id", client)]).await.page()
}

/// How many sessions there are.
async fn alive(provider: &Provider) -> usize {
    provider.service.live_sessions().await.len()
}

#[tokio::test]
async fn oa_16_a_code_is_worth_nothing_once_the_consent_was_taken_back() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let tokens = provider.tokens(&mut browser, &web, &web.ask(SCOPE), "ada@example.org").await;
    let asked = web.ask(SCOPE);
    let before = provider.answer(&mut browser, &web, &asked, "ada@example.org").await;
    take_back(&mut browser, "web").await;
    assert_eq!(web.redeem(&asked, before.code()).await.oauth_error(), invalid_grant());
    assert_eq!(alive(&provider).await, 1, "the browser's alone");
    assert_eq!(web.refresh(&tokens.text("refresh_token")).await.oauth_error(), invalid_grant());
    // To agree again is another consent, of which nothing was granted before.
    let again = web.ask(SCOPE);
    let page = browser.open(&again.url()).await.page();
    let after = web.read(&again, &browser.submit(&page, "/signin/consent", &[("answer", "yes")]).await.away());
    assert_eq!(web.redeem(&asked, before.code()).await.oauth_error(), invalid_grant());
    assert_eq!(web.redeem(&again, after.code()).await.status, 200);
    assert_eq!(alive(&provider).await, 2);
}

#[tokio::test]
async fn a_code_is_redeemed_whatever_else_was_agreed_to_meanwhile() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let asked = web.ask("openid");
    let first = provider.answer(&mut browser, &web, &asked, "ada@example.org").await;
    let more = web.ask("openid email");
    let second = provider.answer(&mut browser, &web, &more, "ada@example.org").await;
    assert_eq!(web.redeem(&asked, first.code()).await.status, 200);
    assert_eq!(web.redeem(&more, second.code()).await.status, 200);
    let other = provider.client("other");
    let asked = other.ask("openid");
    let callback = provider.answer(&mut browser, &other, &asked, "ada@example.org").await;
    take_back(&mut browser, "web").await;
    assert_eq!(other.redeem(&asked, callback.code()).await.status, 200, "another client's");
}

#[tokio::test]
async fn a_consent_that_was_half_taken_back_is_taken_back_whole_by_the_next_try() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    provider.tokens(&mut browser, &web, &web.ask(SCOPE), "ada@example.org").await;
    let page = browser.open("/signin/account").await.page();
    let act = [("act", "take-back"), ("id", "web")];
    provider.service.proxy.plan(|call| match call.operation {
        "BatchWriteItem" => tests::Fault::Refused("ValidationException"),
        _ => tests::Fault::None,
    });
    assert_eq!(browser.submit(&page, "/signin/account", &act).await.page().status, 503);
    provider.service.proxy.plan(|_| tests::Fault::None);
    assert_eq!(alive(&provider).await, 2);
    assert_eq!(browser.submit(&page, "/signin/account", &act).await.page().status, 200);
    assert_eq!(alive(&provider).await, 1);
}
