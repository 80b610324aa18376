//! `/par` (RFC 9126): what is pushed, by whom, and who has it afterwards.

use http::Method;
use tests::relying_party::Authentication;
use tests::{Answer, Asked, Browser, Landed, Provider, RelyingParty};

const ADA: &str = "ada@example.org";

pub(super) async fn push(provider: &Provider, client: &RelyingParty, asked: &Asked) -> Answer {
    let mut form = asked.fields();
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
    let basic;
    match &client.authentication {
        Authentication::Public => {}
        Authentication::Post(secret) => form.push(("client_secret", secret)),
        Authentication::Basic(secret) => {
            use base64::Engine as _;
            let credentials = base64::engine::general_purpose::STANDARD.encode(format!("{}:{secret}", client.id));
            basic = format!("Basic {credentials}");
            headers.push(("authorization", &basic));
        }
    }
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    provider.service.client.send(Method::POST, "/par", &headers, body).await
}

pub(super) async fn pushed(provider: &Provider, client: &RelyingParty, asked: &Asked) -> String {
    let answer = push(provider, client, asked).await;
    assert_eq!((answer.status.as_u16(), answer.json()["expires_in"].as_u64()), (201, Some(90)), "{answer:?}");
    assert_eq!(answer.headers["cache-control"], "no-store");
    answer.text("request_uri")
}

/// Where a browser is sent with a pushed request.
pub(super) fn url(client: &str, request_uri: &str) -> String {
    let parameters = [("client_id", client), ("request_uri", request_uri)];
    format!("/authorize?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish())
}

pub(super) async fn is_refused(browser: &mut Browser, url: &str) {
    let page = browser.open(url).await.refusal();
    assert!(page.text().contains("Start again"), "{}", page.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_18_a_pushed_request_leads_to_tokens_in_place_of_what_the_url_says() {
    let provider = Provider::start().await;
    for client in [provider.client("web"), provider.confidential("shop").await, provider.confidential("vault").await] {
        let asked = client.ask("openid offline_access");
        let uri = pushed(&provider, &client, &asked).await;
        let url =
            format!("{}&scope=openid+email&state=other&redirect_uri=https://evil.example/", url(&client.id, &uri));
        let mut browser = provider.browser();
        let landed = browser.open(&url).await;
        // `read` holds the state of what was pushed against the answer.
        let callback = client.read(&asked, &provider.complete(&mut browser, landed, ADA).await);
        let tokens = client.redeem(&asked, callback.code()).await;
        assert_eq!(
            (tokens.status.as_u16(), tokens.text("scope").as_str()),
            (200, "openid offline_access"),
            "{tokens:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_18_the_first_browser_has_it_and_may_load_the_page_again_until_there_is_a_code() {
    let provider = Provider::start().await;
    let client = provider.client("web");
    let asked = client.ask("openid");
    let url = url("web", &pushed(&provider, &client, &asked).await);
    let mut browser = provider.browser();
    browser.open(&url).await.page();
    let landed = browser.open(&url).await;
    is_refused(&mut provider.browser(), &url).await;
    let callback = client.read(&asked, &provider.complete(&mut browser, landed, ADA).await);
    assert_eq!(client.redeem(&asked, callback.code()).await.status, 200);
    // The user is signed in and has agreed: a request of the URL would get its code at once.
    is_refused(&mut browser, &url).await;
    is_refused(&mut provider.browser(), &url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_18_flows_of_two_tabs_get_one_code() {
    let provider = Provider::start().await;
    let client = provider.client("own");
    let asked = client.ask("openid");
    let url = url("own", &pushed(&provider, &client, &asked).await);
    let mut browser = provider.browser();
    let (first, second) = (browser.open(&url).await.page(), browser.open(&url).await.page());
    let landed = browser.sign_in(&provider.service, &first, ADA).await;
    assert!(client.read(&asked, &landed.away()).get("code").is_some());
    let second = browser.sign_in(&provider.service, &second, ADA).await;
    assert!(matches!(&second, Landed::Here(page) if page.text().contains("Start again")), "{second:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_18_it_counts_for_ninety_seconds() {
    let provider = Provider::start().await;
    let client = provider.client("web");
    let uri = pushed(&provider, &client, &client.ask("openid")).await;
    provider.service.clock.advance(89);
    provider.browser().open(&url("web", &uri)).await.page();
    let asked = client.ask("openid");
    let uri = pushed(&provider, &client, &asked).await;
    let mut browser = provider.browser();
    let landed = browser.open(&url("web", &uri)).await;
    provider.service.clock.advance(90);
    is_refused(&mut browser, &url("web", &uri)).await;
    // A sign-in that is under way takes its time.
    provider.service.clock.advance(300);
    let callback = client.read(&asked, &provider.complete(&mut browser, landed, ADA).await);
    assert!(callback.get("code").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_18_it_is_its_clients_alone_and_nobody_forges_one() {
    let provider = Provider::start().await;
    let client = provider.client("web");
    let uri = pushed(&provider, &client, &client.ask("openid")).await;
    is_refused(&mut provider.browser(), &url("other", &uri)).await;
    is_refused(&mut provider.browser(), &url("web", &tests::damaged(&uri))).await;
    is_refused(&mut provider.browser(), &url("web", "urn:ietf:params:oauth:request_uri:x")).await;
    is_refused(&mut provider.browser(), &url("nobody", &uri)).await;
    // None of them has used it up.
    provider.browser().open(&url("web", &uri)).await.page();
    // What is elsewhere is not fetched.
    let elsewhere = client.ask("openid").with("request_uri", "https://web.example.org/request.jwt");
    let answer = provider.browser().open(&elsewhere.url()).await.away();
    assert_eq!(client.read(&elsewhere, &answer).get("error"), Some("request_uri_not_supported"));
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_18_a_request_is_judged_when_it_is_pushed() {
    let provider = Provider::start().await;
    let client = provider.client("web");
    let asked = || client.ask("openid");
    let long = "s".repeat(1_025);
    for (asked, error) in [
        (asked().with("request_uri", "urn:ietf:params:oauth:request_uri:x"), "invalid_request"),
        (asked().with("request", "e30.e30."), "request_not_supported"),
        (asked().with("registration", "{}"), "registration_not_supported"),
        (asked().with("response_type", "token"), "unsupported_response_type"),
        (asked().with("response_type", "code id_token"), "unsupported_response_type"),
        (asked().with("scope", "openid stock:write"), "invalid_scope"),
        (asked().with("resource", "https://evil.example"), "invalid_target"),
        (asked().with("code_challenge_method", "plain"), "invalid_request"),
        (asked().with("state", &long), "invalid_request"),
        (asked().with("id_token_hint", "x.y.z"), "invalid_request"),
        (asked().with("redirect_uri", "https://evil.example/"), "invalid_request"),
        (asked().with("redirect_uri", "https://web.example.org/callback/.."), "invalid_request"),
        (asked().without("redirect_uri"), "invalid_request"),
        (asked().without_pkce(), "invalid_request"),
    ] {
        assert_eq!(push(&provider, &client, &asked).await.oauth_error(), (400, error.to_owned()), "{asked:?}");
    }
    let mut doubled = asked();
    doubled.parameters.push(("scope".to_owned(), "openid".to_owned()));
    assert_eq!(push(&provider, &client, &doubled).await.oauth_error(), (400, "invalid_request".to_owned()));
    assert_eq!(provider.service.client.get("/par").await.oauth_error(), (405, "invalid_request".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_18_clients_authenticate_as_at_the_token_endpoint() {
    let provider = Provider::start().await;
    let shop = provider.confidential("shop").await;
    let secret = "otpcs_".to_owned() + &"A".repeat(43);
    let claiming = |authentication| shop.clone().authenticating(authentication);
    for (client, status) in [
        (claiming(Authentication::Public), 400),
        (claiming(Authentication::Post(secret.clone())), 400),
        (claiming(Authentication::Basic(secret)), 401),
        (claiming(Authentication::Public).called("nobody"), 400),
    ] {
        let answer = push(&provider, &client, &client.ask("openid")).await;
        assert_eq!(answer.oauth_error(), (status, "invalid_client".to_owned()), "{client:?}");
    }
    let Authentication::Basic(secret) = shop.authentication.clone() else { panic!("by the header") };
    pushed(&provider, &claiming(Authentication::Post(secret)), &shop.ask("openid")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_pushes_so_many_requests_and_nothing_is_stored_of_them() {
    let provider = Provider::with(&[("ADDRESS_PUSHED_REQUESTS", "3")]).await;
    let client = provider.client("web");
    pushed(&provider, &client, &client.ask("openid")).await;
    provider.service.proxy.take_calls();
    pushed(&provider, &client, &client.ask("openid")).await;
    assert_eq!(provider.service.proxy.take_calls(), [("UpdateItem".to_owned(), 1)].into());
    let wrong = client.called("nobody");
    assert_eq!(push(&provider, &wrong, &wrong.ask("openid")).await.status, 400, "which counts");
    let refused = push(&provider, &client, &client.ask("openid")).await;
    assert_eq!(refused.oauth_error(), (429, "temporarily_unavailable".to_owned()));
    assert!(refused.headers.contains_key("retry-after"));
    let items = provider.service.items().await;
    assert!(!items.iter().any(|item| item["pk"].as_s().unwrap().starts_with("par#")));
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_18_of_many_browsers_that_come_at_once_one_has_it() {
    let provider = Provider::start().await;
    let client = provider.client("web");
    let url = url("web", &pushed(&provider, &client, &client.ask("openid")).await);
    let comes = (0..32).map(|_| {
        let (mut browser, url) = (provider.browser(), url.clone());
        tokio::spawn(async move { browser.open(&url).await.page().status.as_u16() })
    });
    let mut has_it = 0;
    for came in comes.collect::<Vec<_>>() {
        match came.await.unwrap() {
            200 => has_it += 1,
            status => assert_eq!(status, 400),
        }
    }
    assert_eq!(has_it, 1);
}
