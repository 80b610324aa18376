//! `fapi2-security-profile-final-test-plan`: its modules for a server, but those for what is not here (`DPoP`, client certificates
//! and assertions, request objects, profiles of countries). A confidential client pushes each request, by PKCE.

use http::Method;
use serde_json::Value;
use tests::relying_party::Authentication;
use tests::{Answer, Asked, Browser, Provider, RelyingParty};

use crate::routes::par::{is_refused, push, pushed, url};

const ADA: &str = "ada@example.org";

/// A service, and the client that the modules are about.
struct Plan {
    provider: Provider,
    client: RelyingParty,
}

impl Plan {
    async fn new() -> Self {
        let provider = Provider::start().await;
        let client = provider.confidential("vault").await;
        Self { provider, client }
    }

    fn ask(&self) -> Asked {
        self.client.ask("openid")
    }

    /// Pushes a request, and goes through the pages with what came of it alone.
    async fn code(&self, browser: &mut Browser, asked: &Asked) -> String {
        let request_uri = pushed(&self.provider, &self.client, asked).await;
        let landed = browser.open(&url(&self.client.id, &request_uri)).await;
        let answer = self.provider.complete(browser, landed, ADA).await;
        self.client.read(asked, &answer).code().to_owned()
    }

    /// The same up to the tokens.
    async fn succeeds(&self, asked: &Asked) -> Answer {
        let code = self.code(&mut self.provider.browser(), asked).await;
        let tokens = self.client.redeem(asked, &code).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        tokens
    }

    /// What a request that is pushed is refused with.
    async fn is_not_taken(&self, asked: &Asked, error: &str) {
        assert_eq!(push(&self.provider, &self.client, asked).await.oauth_error(), (400, error.to_owned()), "{asked:?}");
    }

    async fn user_info(&self, scheme: &str, token: &str) -> u16 {
        let header = format!("{scheme} {token}");
        let answer =
            self.provider.service.client.send(Method::GET, "/userinfo", &[("authorization", &header)], "").await;
        answer.status.as_u16()
    }
}

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

#[tokio::test]
async fn fapi2_discovery_endpoint_verification() {
    let plan = Plan::new().await;
    let found: Value = plan.provider.service.client.get("/.well-known/openid-configuration").await.json();
    let has = |name: &str, value: &str| found[name].as_array().unwrap().iter().any(|item| item == value);
    assert_eq!(found["pushed_authorization_request_endpoint"], format!("{}/par", plan.provider.service.url()));
    assert_eq!(found["authorization_response_iss_parameter_supported"], true);
    assert_eq!(found["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    assert!(has("grant_types_supported", "authorization_code") && has("response_types_supported", "code"));
}

#[tokio::test]
async fn fapi2_happy_flow() {
    let plan = Plan::new().await;
    let tokens = plan.succeeds(&plan.ask()).await;
    assert_eq!(plan.user_info("Bearer", &tokens.text("access_token")).await, 200);
}

#[tokio::test]
async fn fapi2_user_rejects_authentication() {
    let plan = Plan::new().await;
    let asked = plan.ask();
    let request_uri = pushed(&plan.provider, &plan.client, &asked).await;
    let mut browser = plan.provider.browser();
    let page = browser.open(&url(&plan.client.id, &request_uri)).await.page();
    let page = browser.sign_in(&plan.provider.service, &page, ADA).await.page();
    let answer = browser.submit(&page, "/signin/consent", &[("answer", "no")]).await.away();
    assert_eq!(plan.client.read(&asked, &answer).error(), "access_denied");
}

#[tokio::test]
async fn fapi2_ensure_authorization_request_without_state_success() {
    let plan = Plan::new().await;
    plan.succeeds(&plan.ask().without("state")).await;
}

#[tokio::test]
async fn fapi2_ensure_authorization_request_without_nonce_success() {
    let plan = Plan::new().await;
    plan.succeeds(&plan.ask().without("nonce")).await;
}

#[tokio::test]
async fn fapi2_ensure_authorization_request_with_64_char_nonce_success() {
    let plan = Plan::new().await;
    let nonce = "n".repeat(64);
    let tokens = plan.succeeds(&plan.ask().with("nonce", &nonce)).await;
    assert_eq!(tests::tokens::claims(&tokens.text("id_token"))["nonce"], nonce);
}

#[tokio::test]
async fn fapi2_ensure_authorization_request_with_long_nonce() {
    let plan = Plan::new().await;
    plan.succeeds(&plan.ask().with("nonce", &"n".repeat(256))).await;
    plan.is_not_taken(&plan.ask().with("nonce", &"n".repeat(384)), "invalid_request").await;
}

#[tokio::test]
async fn fapi2_ensure_authorization_request_with_long_state() {
    let plan = Plan::new().await;
    plan.succeeds(&plan.ask().with("state", &"s".repeat(1_024))).await;
    plan.is_not_taken(&plan.ask().with("state", &"s".repeat(1_025)), "invalid_request").await;
}

#[tokio::test]
async fn fapi2_ensure_other_scope_order_succeeds() {
    let plan = Plan::new().await;
    plan.succeeds(&plan.client.ask("offline_access openid")).await;
}

#[tokio::test]
async fn fapi2_access_token_type_header_case_sensitivity() {
    let plan = Plan::new().await;
    let token = plan.succeeds(&plan.ask()).await.text("access_token");
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        assert_eq!(plan.user_info(scheme, &token).await, 200, "{scheme}");
    }
}

#[tokio::test]
async fn fapi2_state_only_outside_request_object_not_used() {
    let plan = Plan::new().await;
    let asked = plan.ask().without("state");
    let request_uri = pushed(&plan.provider, &plan.client, &asked).await;
    let mut browser = plan.provider.browser();
    let landed = browser.open(&format!("{}&state=outside", url(&plan.client.id, &request_uri))).await;
    // `read` holds it against what was pushed: no state comes back.
    plan.client.read(&asked, &plan.provider.complete(&mut browser, landed, ADA).await).code();
}

#[tokio::test]
async fn fapi2_ensure_redirect_uri_in_authorization_request() {
    let plan = Plan::new().await;
    // Nor does one outside stand in for it.
    plan.is_not_taken(&plan.ask().without("redirect_uri"), "invalid_request").await;
    plan.provider.browser().open(&plan.ask().without("redirect_uri").url()).await.refusal();
}

#[tokio::test]
async fn fapi2_ensure_registered_redirect_uri() {
    let plan = Plan::new().await;
    let elsewhere = format!("{}/other", plan.client.redirect_uri);
    plan.is_not_taken(&plan.ask().with("redirect_uri", &elsewhere), "invalid_request").await;
}

#[tokio::test]
async fn fapi2_ensure_response_type_code_id_token_fails() {
    let plan = Plan::new().await;
    plan.is_not_taken(&plan.ask().with("response_type", "code id_token"), "unsupported_response_type").await;
}

#[tokio::test]
async fn fapi2_ensure_response_type_token_fails() {
    let plan = Plan::new().await;
    plan.is_not_taken(&plan.ask().with("response_type", "token"), "unsupported_response_type").await;
}

#[tokio::test]
async fn fapi2_ensure_client_id_in_token_endpoint() {
    let plan = Plan::new().await;
    let asked = plan.ask();
    let code = plan.code(&mut plan.provider.browser(), &asked).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", &plan.client.redirect_uri),
        ("code_verifier", &asked.verifier),
    ];
    let nobody = plan.provider.service.client.post_form("/token", &form).await;
    assert_eq!(nobody.oauth_error(), (400, "invalid_client".to_owned()));
    let by_name = plan.client.clone().authenticating(Authentication::Public);
    assert_eq!(by_name.redeem(&asked, &code).await.oauth_error(), (400, "invalid_client".to_owned()));
}

#[tokio::test]
async fn fapi2_ensure_authorization_code_is_bound_to_client() {
    let plan = Plan::new().await;
    let other = plan.provider.confidential("shop").await.at(&plan.client.redirect_uri);
    let asked = plan.ask();
    let code = plan.code(&mut plan.provider.browser(), &asked).await;
    assert_eq!(other.redeem(&asked, &code).await.oauth_error(), invalid_grant());
}

#[tokio::test]
async fn fapi2_attempt_reuse_authorization_code_after_one_second() {
    let plan = Plan::new().await;
    let asked = plan.ask();
    let code = plan.code(&mut plan.provider.browser(), &asked).await;
    let tokens = plan.client.redeem(&asked, &code).await;
    assert_eq!(plan.user_info("Bearer", &tokens.text("access_token")).await, 200);
    plan.provider.service.clock.advance(1);
    assert_eq!(plan.client.redeem(&asked, &code).await.oauth_error(), invalid_grant());
    assert_eq!(plan.user_info("Bearer", &tokens.text("access_token")).await, 401, "and its tokens are dead");
}

#[tokio::test]
async fn fapi2_attempt_to_use_expired_auth_code() {
    let plan = Plan::new().await;
    let asked = plan.ask();
    let code = plan.code(&mut plan.provider.browser(), &asked).await;
    plan.provider.service.clock.advance(60);
    assert_eq!(plan.client.redeem(&asked, &code).await.oauth_error(), invalid_grant());
}

#[tokio::test]
async fn fapi2_refresh_token() {
    let plan = Plan::new().await;
    let tokens = plan.succeeds(&plan.client.ask("openid offline_access")).await;
    let other = plan.provider.confidential("branch").await;
    assert_eq!(other.refresh(&tokens.text("refresh_token")).await.oauth_error(), invalid_grant());
    let next = plan.client.refresh(&tokens.text("refresh_token")).await;
    assert_eq!(plan.user_info("Bearer", &next.text("access_token")).await, 200);
}

#[tokio::test]
async fn fapi2_par_ensure_server_accepts_reused_request_uri_before_authentication_completion() {
    let plan = Plan::new().await;
    let asked = plan.ask();
    let url = url(&plan.client.id, &pushed(&plan.provider, &plan.client, &asked).await);
    let mut browser = plan.provider.browser();
    browser.open(&url).await.page();
    let landed = browser.open(&url).await;
    let answer = plan.provider.complete(&mut browser, landed, ADA).await;
    assert_eq!(plan.client.redeem(&asked, plan.client.read(&asked, &answer).code()).await.status, 200);
}

#[tokio::test]
async fn fapi2_par_attempt_reuse_request_uri() {
    let plan = Plan::new().await;
    let asked = plan.ask();
    let url = url(&plan.client.id, &pushed(&plan.provider, &plan.client, &asked).await);
    let mut browser = plan.provider.browser();
    let landed = browser.open(&url).await;
    plan.client.read(&asked, &plan.provider.complete(&mut browser, landed, ADA).await).code();
    is_refused(&mut browser, &url).await;
}

#[tokio::test]
async fn fapi2_par_attempt_to_use_expired_request_uri() {
    let plan = Plan::new().await;
    let url = url(&plan.client.id, &pushed(&plan.provider, &plan.client, &plan.ask()).await);
    plan.provider.service.clock.advance(90);
    is_refused(&mut plan.provider.browser(), &url).await;
}

#[tokio::test]
async fn fapi2_par_ensure_request_uri_is_bound_to_client() {
    let plan = Plan::new().await;
    let request_uri = pushed(&plan.provider, &plan.client, &plan.ask()).await;
    is_refused(&mut plan.provider.browser(), &url("shop", &request_uri)).await;
}

#[tokio::test]
async fn fapi2_par_reject_request_uri_in_par_authorization_form_params() {
    let plan = Plan::new().await;
    let request_uri = pushed(&plan.provider, &plan.client, &plan.ask()).await;
    plan.is_not_taken(&plan.ask().with("request_uri", &request_uri), "invalid_request").await;
}

#[tokio::test]
async fn fapi2_par_reject_invalid_http_verb() {
    let plan = Plan::new().await;
    let parameters = plan.ask().url().replace("/authorize", "/par");
    for method in [Method::GET, Method::PUT] {
        let answer = plan.provider.service.client.send(method, &parameters, &[], "").await;
        assert_eq!((answer.status.as_u16(), answer.headers["allow"].to_str().unwrap()), (405, "POST"));
    }
}

#[tokio::test]
async fn fapi2_par_ensure_pkce_required() {
    let plan = Plan::new().await;
    plan.is_not_taken(&plan.ask().without_pkce(), "invalid_request").await;
}

#[tokio::test]
async fn fapi2_par_ensure_plain_pkce_rejected() {
    let plan = Plan::new().await;
    plan.is_not_taken(&plan.ask().with("code_challenge_method", "plain"), "invalid_request").await;
}

#[tokio::test]
async fn fapi2_par_ensure_pkce_code_verifier_required() {
    let plan = Plan::new().await;
    let asked = plan.ask();
    let code = plan.code(&mut plan.provider.browser(), &asked).await;
    let form = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", &plan.client.redirect_uri)];
    assert_eq!(plan.client.call(&form).await.oauth_error(), invalid_grant());
}

#[tokio::test]
async fn fapi2_par_incorrect_pkce_code_verifier_rejected() {
    let plan = Plan::new().await;
    let asked = plan.ask();
    let code = plan.code(&mut plan.provider.browser(), &asked).await;
    let wrong = Asked { verifier: plan.ask().verifier, ..asked };
    assert_eq!(plan.client.redeem(&wrong, &code).await.oauth_error(), invalid_grant());
}
