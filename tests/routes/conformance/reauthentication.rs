//! `oidcc-basic-certification-test-plan`: when a user has to sign in again, and what is told of when they did.

use tests::{Asked, Browser, Provider, RelyingParty};

use crate::routes::authorize::id_token;

struct Plan {
    provider: Provider,
    shop: RelyingParty,
    browser: Browser,
}

impl Plan {
    async fn new() -> Self {
        let provider = Provider::start().await;
        let shop = provider.confidential("shop").await;
        let browser = provider.browser();
        Self { provider, shop, browser }
    }

    fn ask(&self) -> Asked {
        self.shop.ask("openid").without_pkce()
    }

    /// Signs the user in, and gives `sub` and `auth_time`.
    async fn signs_in(&mut self, asked: &Asked) -> (String, u64) {
        let tokens = self.provider.tokens(&mut self.browser, &self.shop, asked, "ada@example.org").await;
        let said = id_token(&self.provider, &self.shop, &tokens.text("id_token")).await;
        (said["sub"].as_str().unwrap().to_owned(), said["auth_time"].as_u64().unwrap())
    }
}

#[tokio::test]
async fn oidcc_prompt_login() {
    let mut plan = Plan::new().await;
    let first = plan.signs_in(&plan.ask()).await;
    plan.provider.service.clock.advance(1);
    let asked = plan.ask().with("prompt", "login");
    assert!(plan.browser.open(&asked.url()).await.page().has_form("/signin/code"), "the user is asked");
    let second = plan.signs_in(&asked).await;
    assert_eq!((&second.0, second.1), (&first.0, first.1 + 1));
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in() {
    let mut plan = Plan::new().await;
    let asked = plan.ask().with("prompt", "none");
    let url = plan.browser.open(&asked.url()).await.away();
    assert_eq!(plan.shop.read(&asked, &url).error(), "login_required");
}

#[tokio::test]
async fn oidcc_prompt_none_logged_in() {
    let mut plan = Plan::new().await;
    let first = plan.signs_in(&plan.ask()).await;
    plan.provider.service.clock.advance(1);
    let asked = plan.ask().with("prompt", "none");
    let url = plan.browser.open(&asked.url()).await.away();
    assert!(plan.shop.read(&asked, &url).get("code").is_some());
    assert_eq!(plan.signs_in(&asked).await, first);
}

#[tokio::test]
async fn oidcc_max_age_1() {
    let mut plan = Plan::new().await;
    let first = plan.signs_in(&plan.ask()).await;
    plan.provider.service.clock.advance(2);
    let asked = plan.ask().with("max_age", "1");
    assert!(plan.browser.open(&asked.url()).await.page().has_form("/signin/code"), "the user is asked");
    let second = plan.signs_in(&asked).await;
    assert_eq!((&second.0, second.1), (&first.0, first.1 + 2));
}

#[tokio::test]
async fn oidcc_max_age_10000() {
    let mut plan = Plan::new().await;
    let asked = plan.ask().with("max_age", "10000");
    let first = plan.signs_in(&asked).await;
    plan.provider.service.clock.advance(2);
    let asked = plan.ask().with("max_age", "10000");
    let url = plan.browser.open(&asked.url()).await.away();
    assert!(plan.shop.read(&asked, &url).get("code").is_some(), "nobody is asked");
    assert_eq!(plan.signs_in(&asked).await, first);
}
