//! `oidcc-basic-certification-test-plan`: the flow itself, its parameters, and what must not get through.

use std::collections::HashSet;

use serde_json::{Value, json};
use tests::relying_party::Authentication;
use tests::tokens::claims;
use tests::{Asked, Provider, RelyingParty};

use crate::routes::authorize::id_token;

/// A service and a client of the suite.
async fn plan() -> (Provider, RelyingParty) {
    let provider = Provider::start().await;
    let shop = provider.confidential("shop").await;
    (provider, shop)
}

fn ask(client: &RelyingParty, scope: &str) -> Asked {
    client.ask(scope).without_pkce()
}

/// Signs a user in for this request, and gives what the ID token says.
async fn succeeds(provider: &Provider, client: &RelyingParty, asked: &Asked) -> Value {
    let tokens = provider.tokens(&mut provider.browser(), client, asked, "ada@example.org").await;
    assert_eq!(tokens.text("token_type"), "Bearer");
    let said = id_token(provider, client, &tokens.text("id_token")).await;
    for claim in ["iss", "sub", "aud", "exp", "iat"] {
        assert!(said.get(claim).is_some(), "{claim}: {said}");
    }
    assert_eq!(said["nonce"].as_str(), asked.get("nonce"));
    said
}

#[tokio::test]
async fn oidcc_server() {
    let (provider, shop) = plan().await;
    let mut browser = provider.browser();
    let mut codes = HashSet::new();
    for _ in 0..16 {
        let asked = ask(&shop, "openid");
        let callback = provider.answer(&mut browser, &shop, &asked, "ada@example.org").await;
        assert!(callback.code().len() >= 22, "128 bits");
        assert!(codes.insert(callback.code().to_owned()));
        let tokens = shop.redeem(&asked, callback.code()).await;
        let said = id_token(&provider, &shop, &tokens.text("id_token")).await;
        let known = ["acr", "amr", "at_hash", "aud", "auth_time", "exp", "iat", "iss", "nonce", "sid", "sub"];
        let found: Vec<&str> = said.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(found.iter().all(|claim| known.contains(claim)), "no claim that was not asked for: {found:?}");
    }
    // 96 bits are measured: codes share no more than their beginning, which says how they are sealed.
    let codes: Vec<String> = codes.into_iter().collect();
    let common =
        (0..codes[0].len()).take_while(|&at| codes.iter().all(|code| code[at..=at] == codes[0][at..=at])).count();
    assert!(common < 16 && codes[0].len() - common > 64, "{common}");
}

#[tokio::test]
async fn oidcc_response_type_missing() {
    let (provider, shop) = plan().await;
    let asked = ask(&shop, "openid").without("response_type");
    let url = provider.browser().open(&asked.url()).await.away();
    assert!(["invalid_request", "unsupported_response_type"].contains(&shop.read(&asked, &url).error()));
}

#[tokio::test]
async fn oidcc_idtoken_signature() {
    let (provider, shop) = plan().await;
    let tokens = provider.tokens(&mut provider.browser(), &shop, &ask(&shop, "openid"), "ada@example.org").await;
    let header = jsonwebtoken::decode_header(tokens.text("id_token")).unwrap();
    assert_eq!(header.alg, jsonwebtoken::Algorithm::RS256, "what a client gets that says nothing");
    assert!(header.kid.is_some());
    id_token(&provider, &shop, &tokens.text("id_token")).await;
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    let (provider, shop) = plan().await;
    let said = succeeds(&provider, &shop, &ask(&shop, "openid").without("nonce")).await;
    assert!(said.get("nonce").is_none());
}

#[tokio::test]
async fn oidcc_scope_profile_email_address_phone_all() {
    let (provider, shop) = plan().await;
    for scope in
        ["openid profile", "openid email", "openid address", "openid phone", "openid profile email address phone"]
    {
        let said = succeeds(&provider, &shop, &ask(&shop, scope)).await;
        assert_eq!(said.get("email").is_some(), scope.contains("email"), "{scope}: {said}");
        for unknown in ["name", "address", "phone_number"] {
            assert!(said.get(unknown).is_none(), "nothing is made up: {said}");
        }
        provider.service.clock.advance(3_600);
    }
}

#[tokio::test]
async fn oidcc_alternate_happy_flow() {
    let (provider, shop) = plan().await;
    let mut asked = ask(&shop, "phone email openid");
    asked.parameters.reverse();
    succeeds(&provider, &shop, &asked).await;
}

#[tokio::test]
async fn oidcc_display_page_and_popup() {
    let (provider, shop) = plan().await;
    for display in ["page", "popup"] {
        succeeds(&provider, &shop, &ask(&shop, "openid").with("display", display)).await;
    }
}

#[tokio::test]
async fn oidcc_ensure_request_with_unknown_parameter_succeeds() {
    let (provider, shop) = plan().await;
    succeeds(&provider, &shop, &ask(&shop, "openid").with("extra", "foobar")).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_valid_pkce_succeeds() {
    let (provider, shop) = plan().await;
    succeeds(&provider, &shop, &shop.ask("openid")).await;
}

#[tokio::test]
async fn oidcc_claims_essential() {
    let (provider, shop) = plan().await;
    let claims = json!({ "userinfo": { "name": { "essential": true } }, "id_token": { "email": null } }).to_string();
    let said = succeeds(&provider, &shop, &ask(&shop, "openid").with("claims", &claims)).await;
    assert!(said.get("email").is_none(), "the parameter is not supported, and says so in the metadata");
}

#[tokio::test]
async fn oidcc_codereuse() {
    let (provider, shop) = plan().await;
    let asked = ask(&shop, "openid");
    let callback = provider.answer(&mut provider.browser(), &shop, &asked, "ada@example.org").await;
    assert_eq!(shop.redeem(&asked, callback.code()).await.status, 200);
    assert_eq!(shop.redeem(&asked, callback.code()).await.oauth_error(), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn oidcc_codereuse_30seconds() {
    let (provider, shop) = plan().await;
    let asked = ask(&shop, "openid");
    let callback = provider.answer(&mut provider.browser(), &shop, &asked, "ada@example.org").await;
    let tokens = shop.redeem(&asked, callback.code()).await;
    assert_eq!(provider.service.client.get_as("/userinfo", &tokens.text("access_token")).await.status, 200);
    provider.service.clock.advance(30);
    assert_eq!(shop.redeem(&asked, callback.code()).await.oauth_error(), (400, "invalid_grant".to_owned()));
    let refused = provider.service.client.get_as("/userinfo", &tokens.text("access_token")).await;
    assert_eq!(refused.status, 401, "its access token is revoked");
    assert_eq!(shop.refresh(&tokens.text("refresh_token")).await.oauth_error(), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri() {
    let (provider, shop) = plan().await;
    let asked = ask(&shop, "openid").with("redirect_uri", "https://shop.example.org/callback/AbCdEf");
    provider.browser().open(&asked.url()).await.refusal();
}

#[tokio::test]
async fn oidcc_ensure_post_request_succeeds() {
    let (provider, shop) = plan().await;
    let mut browser = provider.browser();
    let asked = ask(&shop, "openid");
    let landed = browser.post_from_elsewhere("/authorize", &asked.fields()).await;
    let url = provider.complete(&mut browser, landed, "ada@example.org").await;
    assert_eq!(shop.redeem(&asked, shop.read(&asked, &url).code()).await.status, 200);
    // Whoever is signed in comes back at once: the cookies come along with the GET that follows.
    let asked = ask(&shop, "openid");
    let url = browser.post_from_elsewhere("/authorize", &asked.fields()).await.away();
    assert_eq!(shop.redeem(&asked, shop.read(&asked, &url).code()).await.status, 200);
}

#[tokio::test]
async fn oidcc_server_client_secret_post() {
    let (provider, shop) = plan().await;
    let Authentication::Basic(secret) = shop.authentication.clone() else { unreachable!() };
    let shop = shop.authenticating(Authentication::Post(secret));
    succeeds(&provider, &shop, &ask(&shop, "openid")).await;
}

#[tokio::test]
async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported() {
    let (provider, shop) = plan().await;
    let asked = ask(&shop, "openid").with("request_uri", "https://shop.example.org/request.jwt");
    let url = provider.browser().open(&asked.url()).await.away();
    assert_eq!(shop.read(&asked, &url).error(), "request_uri_not_supported");
}

#[tokio::test]
async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported() {
    let (provider, shop) = plan().await;
    let asked = ask(&shop, "openid").with("request", "eyJhbGciOiJub25lIn0.eyJzY29wZSI6Im9wZW5pZCJ9.");
    let url = provider.browser().open(&asked.url()).await.away();
    assert_eq!(shop.read(&asked, &url).error(), "request_not_supported");
}

#[tokio::test]
async fn oidcc_ensure_request_object_with_redirect_uri() {
    let (provider, shop) = plan().await;
    // An address within the object is none of the request's: the one that is registered counts, or none.
    let asked = ask(&shop, "openid").with("request", "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2UifQ.");
    let url = provider.browser().open(&asked.url()).await.away();
    assert_eq!(shop.read(&asked, &url).error(), "request_not_supported");
    provider.browser().open(&asked.without("redirect_uri").url()).await.refusal();
}

#[tokio::test]
async fn oidcc_refresh_token() {
    let (provider, shop) = plan().await;
    let branch = provider.confidential("branch").await;
    let mut browser = provider.browser();
    let asked = ask(&shop, "openid offline_access").with("prompt", "consent");
    let first = provider.tokens(&mut browser, &shop, &asked, "ada@example.org").await;
    let other = ask(&branch, "openid offline_access").with("prompt", "consent");
    let of_branch = provider.tokens(&mut browser, &branch, &other, "ada@example.org").await;
    provider.service.clock.advance(1);
    let second = shop.refresh(&first.text("refresh_token")).await;
    assert_eq!(second.status, 200, "{second:?}");
    let [before, after] = [&first, &second].map(|tokens| claims(&tokens.text("access_token")));
    assert_eq!((&before["sub"], &before["aud"]), (&after["sub"], &after["aud"]));
    assert_ne!(before["jti"], after["jti"]);
    // The second client is refused, and the first one is none the worse.
    let refused = branch.refresh(&second.text("refresh_token")).await;
    assert_eq!(refused.oauth_error(), (400, "invalid_grant".to_owned()));
    assert_eq!(shop.refresh(&second.text("refresh_token")).await.status, 200);
    assert_eq!(branch.refresh(&of_branch.text("refresh_token")).await.status, 200);
}
