//! One kind of token in the place of another, at every endpoint that takes one.

use axum::body::Body;
use http::Method;
use tests::provider::API;
use tests::{Answer, Provider};

/// Everything that takes an access token, `/userinfo` apart, which any of ours opens.
const GUARDED: [(Method, &str); 5] = [
    (Method::GET, "/me"),
    (Method::DELETE, "/me"),
    (Method::GET, "/sessions"),
    (Method::DELETE, "/sessions"),
    (Method::DELETE, "/sessions/AAAAAAAAAAAAAAAAAAAAAA"),
];

/// Calls an endpoint with a token, in the header and as the ways of RFC 6750 §2.2 and §2.3 would have it.
async fn refused_everywhere(provider: &Provider, token: &str, told: &str) {
    for (method, path) in GUARDED {
        let client = &provider.service.client;
        let answer = client.send_as(method.clone(), path, token).await;
        assert!(matches!(answer.status.as_u16(), 401 | 403), "{told}: {method} {path}: {answer:?}");
        let url = format!("{path}?access_token={token}");
        assert_eq!(client.send(method, &url, &[], Body::empty()).await.status, 401, "{told}: {path}");
    }
    for method in [Method::GET, Method::POST] {
        let answer = provider.service.client.send_as(method.clone(), "/userinfo", token).await;
        assert_eq!(answer.status, 401, "{told}: {method} /userinfo: {answer:?}");
    }
    let answer = provider.service.client.post_form("/userinfo", &[("access_token", token)]).await;
    assert_eq!(answer.status, 401, "{told}: {answer:?}");
}

/// Whether everything of `ada` is still there.
async fn is_untouched(provider: &Provider, signed_in: &Answer) {
    assert_eq!(provider.service.client.get_as("/me", &signed_in.text("access_token")).await.status, 200);
    let sessions = provider.service.sessions(&signed_in.text("access_token")).await;
    assert!(sessions.iter().any(|session| session["current"] == true));
}

#[tokio::test]
async fn jwt_07_an_id_token_opens_nothing() {
    let provider = Provider::start().await;
    let (web, own) = (provider.client("web"), provider.client("own"));
    let signed_in = provider.service.sign_in("ada@example.org").await;
    for client in [web, own] {
        let tokens = provider.tokens(&mut provider.browser(), &client, &client.ask("openid"), "ada@example.org").await;
        refused_everywhere(&provider, &tokens.text("id_token"), "ID token").await;
        refused_everywhere(&provider, &tokens.text("refresh_token"), "refresh token").await;
    }
    is_untouched(&provider, &signed_in).await;
}

#[tokio::test]
async fn jwt_06_an_access_token_of_a_client_does_not_open_the_account() {
    let provider = Provider::start().await;
    let signed_in = provider.service.sign_in("ada@example.org").await;
    let (web, own) = (provider.client("web"), provider.client("own"));
    for (client, scope) in [(&web, "openid offline_access"), (&own, "openid offline_access"), (&own, "openid account")]
    {
        let tokens = provider.tokens(&mut provider.browser(), client, &client.ask(scope), "ada@example.org").await;
        let access_token = tokens.text("access_token");
        for (method, path) in [(Method::DELETE, "/me"), (Method::GET, "/sessions"), (Method::DELETE, "/sessions")] {
            let answer = provider.service.client.send_as(method.clone(), path, &access_token).await;
            // The account's own endpoints may come to take what a client of the operator's own was given for them.
            let may = scope.contains("account") && method == Method::GET;
            assert!(may || matches!(answer.status.as_u16(), 401 | 403), "{scope}: {method} {path}: {answer:?}");
        }
    }
    is_untouched(&provider, &signed_in).await;
}

#[tokio::test]
async fn jwt_06_nor_does_one_for_the_api_that_first_party_tokens_are_for() {
    let provider = Provider::start().await;
    let signed_in = provider.service.sign_in("ada@example.org").await;
    let web = provider.client("web");
    let asked = web.ask("openid orders:read").with("resource", API);
    let tokens = provider.tokens(&mut provider.browser(), &web, &asked, "ada@example.org").await;
    let access_token = tokens.text("access_token");
    assert!(provider.counts(&access_token).await, "it is for the API");
    for (method, path) in GUARDED.into_iter().filter(|(method, path)| (method, *path) != (&Method::GET, "/me")) {
        let answer = provider.service.client.send_as(method.clone(), path, &access_token).await;
        assert!(matches!(answer.status.as_u16(), 401 | 403), "{method} {path}: {answer:?}");
    }
    is_untouched(&provider, &signed_in).await;
    assert!(provider.counts(&access_token).await);
}

#[tokio::test]
async fn jwt_07_no_token_is_taken_for_another_one_by_a_form_or_a_page() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let mut browser = provider.browser();
    let asked = web.ask("openid").with("resource", API);
    let tokens = provider.tokens(&mut browser, &web, &asked, "ada@example.org").await;
    let signed_in = provider.service.sign_in("ada@example.org").await;
    let (challenge, _) = provider.service.challenge("bob@example.org").await;
    let [access_token, id_token, refresh_token] =
        ["access_token", "id_token", "refresh_token"].map(|name| tokens.text(name));
    for other in [&access_token, &id_token, &signed_in.text("access_token"), &challenge] {
        assert_eq!(web.refresh(other).await.oauth_error(), super::invalid_grant());
        assert_eq!(web.redeem(&asked, other).await.oauth_error(), super::invalid_grant());
        assert_eq!(provider.service.refresh(other).await.oauth_error(), super::invalid_grant());
    }
    assert_eq!(web.redeem(&asked, &refresh_token).await.oauth_error(), super::invalid_grant());
    for hint in [&access_token, &refresh_token, &signed_in.text("access_token"), &challenge] {
        browser.open(&format!("/logout?id_token_hint={hint}")).await.refusal();
    }
    for cookie in [&access_token, &id_token, &refresh_token, &challenge] {
        let mut other = provider.browser();
        other.cookies.push(("__Host-session".to_owned(), cookie.clone()));
        let silent = web.ask("openid").with("prompt", "none");
        assert_eq!(web.read(&silent, &other.open(&silent.url()).await.away()).error(), "login_required");
    }
    assert!(provider.counts(&access_token).await);
    assert_eq!(web.refresh(&refresh_token).await.status, 200);
}
