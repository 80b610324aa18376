//! `oidcc-rp-initiated-logout-certification-test-plan`: where a sign-out leads, and where it does not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tests::{Browser, Page, Provider, RelyingParty};

const BACK: &str = "https://shop.example.org/bye";

struct Plan {
    /// Answers as long as it is there.
    _provider: Provider,
    shop: RelyingParty,
    browser: Browser,
    hint: String,
}

impl Plan {
    /// A user who is signed in.
    async fn new() -> Self {
        let provider = Provider::start().await;
        let shop = provider.confidential("shop").await;
        let mut browser = provider.browser();
        let asked = shop.ask("openid").without_pkce();
        let hint = provider.tokens(&mut browser, &shop, &asked, "ada@example.org").await.text("id_token");
        Self { _provider: provider, shop, browser, hint }
    }

    async fn open(&mut self, parameters: &[(&str, &str)]) -> tests::Landed {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        self.browser.open(&format!("/logout?{query}")).await
    }

    /// An error is shown, and the user stays signed in.
    async fn is_refused(&mut self, parameters: &[(&str, &str)]) {
        self.open(parameters).await.refusal();
        assert_eq!(self.silently().await, None, "{parameters:?}");
    }

    /// The user is asked, and is signed out then.
    async fn is_asked(&mut self, parameters: &[(&str, &str)]) {
        let page: Page = self.open(parameters).await.page();
        assert!(page.has_form("/logout"), "{}", page.html);
        assert_eq!(self.silently().await, None, "{parameters:?}");
        self.browser.submit(&page, "/logout", &[]).await.page();
        assert_eq!(self.silently().await.as_deref(), Some("login_required"));
    }

    /// The user is signed out at once, and led here.
    async fn is_done(&mut self, parameters: &[(&str, &str)], back: Option<&str>) {
        match (self.open(parameters).await, back) {
            (tests::Landed::Away(url), Some(back)) => assert_eq!(url, back),
            (tests::Landed::Here(page), None) => assert_eq!(page.status, 200),
            (other, _) => panic!("{other:?}"),
        }
        assert_eq!(self.silently().await.as_deref(), Some("login_required"));
    }

    /// The error of `prompt=none`.
    async fn silently(&mut self) -> Option<String> {
        let asked = self.shop.ask("openid").without_pkce().with("prompt", "none");
        let url = self.browser.open(&asked.url()).await.away();
        self.shop.read(&asked, &url).get("error").map(str::to_owned)
    }
}

#[tokio::test]
async fn oidcc_rp_initiated_logout() {
    let mut plan = Plan::new().await;
    let hint = plan.hint.clone();
    let parameters = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BACK), ("state", "xyz")];
    plan.is_done(&parameters, Some("https://shop.example.org/bye?state=xyz")).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_bad_post_logout_redirect_uri() {
    let mut plan = Plan::new().await;
    let hint = plan.hint.clone();
    let bad = "https://shop.example.org/bye/AbCdEf";
    plan.is_refused(&[("id_token_hint", &hint), ("post_logout_redirect_uri", bad), ("state", "xyz")]).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri() {
    let mut plan = Plan::new().await;
    let hint = plan.hint.clone();
    let added = format!("{BACK}?foo=bar");
    plan.is_refused(&[("id_token_hint", &hint), ("post_logout_redirect_uri", &added), ("state", "xyz")]).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_modified_id_token_hint() {
    let mut plan = Plan::new().await;
    let payload = plan.hint.split('.').nth(1).unwrap().to_owned();
    let modified = format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#));
    plan.is_refused(&[("id_token_hint", &modified), ("post_logout_redirect_uri", BACK), ("state", "xyz")]).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_bad_id_token_hint() {
    let mut plan = Plan::new().await;
    let foreign = Plan::new().await.hint;
    plan.is_refused(&[("id_token_hint", &foreign), ("post_logout_redirect_uri", BACK), ("state", "xyz")]).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_id_token_hint() {
    let mut plan = Plan::new().await;
    plan.is_asked(&[("post_logout_redirect_uri", BACK), ("state", "xyz")]).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_params() {
    Plan::new().await.is_asked(&[]).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri() {
    let mut plan = Plan::new().await;
    let hint = plan.hint.clone();
    plan.is_done(&[("id_token_hint", &hint), ("state", "xyz")], None).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_state() {
    let mut plan = Plan::new().await;
    let hint = plan.hint.clone();
    plan.is_done(&[("id_token_hint", &hint), ("post_logout_redirect_uri", BACK)], Some(BACK)).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_only_state() {
    Plan::new().await.is_asked(&[("state", "xyz")]).await;
}
