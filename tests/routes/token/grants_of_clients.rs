//! `grant_type=refresh_token` of an OAuth client: its own grant, as it was granted, as long as the user wants it.

use tests::Provider;
use tests::provider::{API, STOCK};
use tests::relying_party::Authentication;
use tests::tokens::claims;

use super::{DAY, invalid_grant};
use crate::routes::authorize::id_token;

#[tokio::test]
async fn oa_10_a_grant_goes_on_for_its_own_client_alone() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let tokens = provider.tokens(&mut provider.browser(), &web, &web.ask("openid"), "ada@example.org").await;
    let refresh_token = tokens.text("refresh_token");
    let vault = provider.confidential("vault").await;
    for other in [provider.client("other"), provider.client("own"), vault.clone()] {
        assert_eq!(other.refresh(&refresh_token).await.oauth_error(), invalid_grant(), "{}", other.id);
    }
    assert_eq!(provider.service.refresh(&refresh_token).await.oauth_error(), invalid_grant(), "who does not say who");
    let first_party = provider.client("first-party");
    assert_eq!(first_party.refresh(&refresh_token).await.oauth_error(), invalid_grant());
    assert_eq!(web.refresh(&refresh_token).await.status, 200, "and it is not used up");
    // A confidential client's goes on for whoever has the secret.
    let tokens = provider.tokens(&mut provider.browser(), &vault, &vault.ask("openid"), "bob@example.org").await;
    let refresh_token = tokens.text("refresh_token");
    let public = vault.clone().authenticating(Authentication::Public);
    assert_eq!(public.refresh(&refresh_token).await.oauth_error(), (400, "invalid_client".to_owned()));
    assert_eq!(vault.refresh(&refresh_token).await.status, 200);
    // Nor does a first-party session go on for a client.
    let first_party = provider.service.sign_in("eve@example.org").await.text("refresh_token");
    assert_eq!(web.refresh(&first_party).await.oauth_error(), invalid_grant());
    assert_eq!(vault.refresh(&first_party).await.oauth_error(), invalid_grant());
    assert_eq!(provider.service.refresh(&first_party).await.status, 200);
}

#[tokio::test]
async fn oa_10_oa_22_a_refresh_widens_neither_scope_nor_resource() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let mut browser = provider.browser();
    let asked = web.ask("openid orders:read").with("resource", API);
    let tokens = provider.tokens(&mut browser, &web, &asked, "ada@example.org").await;
    let mut current = tokens.text("refresh_token");
    for (name, value, error) in [
        ("scope", "orders:read orders:write", "invalid_scope"),
        ("scope", "email", "invalid_scope"),
        ("scope", "openid orders:read offline_access", "invalid_scope"),
        ("scope", "account", "invalid_scope"),
        ("scope", "ORDERS:READ", "invalid_scope"),
        ("resource", STOCK, "invalid_target"),
        ("resource", &provider.service.url(), "invalid_target"),
        ("resource", "https://api.example.org/", "invalid_target"),
    ] {
        let refused = web.refresh_with(&current, &[(name, value)]).await;
        assert_eq!(refused.oauth_error(), (400, error.to_owned()), "{name}={value}");
    }
    let narrowed = web.refresh_with(&current, &[("scope", "orders:read"), ("resource", API)]).await;
    let said = claims(&narrowed.text("access_token"));
    assert_eq!((said["scope"].as_str(), said["aud"].as_str()), (Some("orders:read"), Some(API)));
    current = narrowed.text("refresh_token");
    let whole = web.refresh(&current).await;
    assert_eq!(claims(&whole.text("access_token"))["scope"], "openid orders:read", "what was granted stays granted");
    // A grant without a resource gets none at its refresh.
    let tokens = provider.tokens(&mut browser, &web, &web.ask("openid"), "ada@example.org").await;
    let refused = web.refresh_with(&tokens.text("refresh_token"), &[("resource", API)]).await;
    assert_eq!(refused.oauth_error(), (400, "invalid_target".to_owned()));
    let next = web.refresh(&tokens.text("refresh_token")).await;
    assert_eq!(claims(&next.text("access_token"))["aud"], provider.service.url().as_str());
}

#[tokio::test]
async fn op_02_a_refresh_gives_an_id_token_of_the_same_sign_in_where_openid_goes_on() {
    let provider = Provider::start().await;
    let shop = provider.confidential("shop").await;
    let asked = shop.ask("openid email");
    let first = provider.tokens(&mut provider.browser(), &shop, &asked, "ada@example.org").await;
    provider.service.clock.advance(60);
    let second = shop.refresh(&first.text("refresh_token")).await;
    let said = id_token(&provider, &shop, &second.text("id_token")).await;
    let before = claims(&first.text("id_token"));
    for same in ["iss", "sub", "aud", "auth_time", "acr", "amr", "sid"] {
        assert_eq!(said[same], before[same], "{same} (OpenID Connect Core §12.2)");
    }
    assert_eq!(said["iat"].as_u64().unwrap(), before["iat"].as_u64().unwrap() + 60);
    assert_ne!(said["at_hash"], before["at_hash"], "of the access token beside it");
    for absent in ["nonce", "email"] {
        assert!(said.get(absent).is_none() && before.get(absent).is_some(), "{absent}");
    }
    let narrowed = shop.refresh_with(&second.text("refresh_token"), &[("scope", "email")]).await;
    assert_eq!((narrowed.status.as_u16(), narrowed.json().get("id_token")), (200, None));
    // Nobody else's refresh has one.
    let web = provider.client("web");
    let asked = web.ask("orders:read").with("resource", API);
    let tokens = provider.tokens(&mut provider.browser(), &web, &asked, "bob@example.org").await;
    assert_eq!(web.refresh(&tokens.text("refresh_token")).await.json().get("id_token"), None);
    let first_party = provider.service.sign_in("eve@example.org").await;
    assert_eq!(provider.service.refresh(&first_party.text("refresh_token")).await.json().get("id_token"), None);
}

#[tokio::test]
async fn without_offline_access_a_grant_ends_with_its_browser_session_and_with_it_it_does_not() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let mut browser = provider.browser();
    let asked = |scope: &str| web.ask(scope).with("resource", API);
    let online = provider.tokens(&mut browser, &web, &asked("openid"), "ada@example.org").await;
    let offline = provider.tokens(&mut browser, &web, &asked("openid offline_access"), "ada@example.org").await;
    let elsewhere = provider.tokens(&mut provider.browser(), &web, &asked("openid"), "ada@example.org").await;
    let page = browser.open("/logout").await.page();
    browser.submit(&page, "/logout", &[]).await.page();
    assert_eq!(web.refresh(&online.text("refresh_token")).await.oauth_error(), invalid_grant());
    assert!(!provider.counts(&online.text("access_token")).await, "se_03: at once");
    for other in [offline, elsewhere] {
        assert!(provider.counts(&other.text("access_token")).await);
        assert_eq!(web.refresh(&other.text("refresh_token")).await.status, 200);
    }
}

#[tokio::test]
async fn se_02_a_grant_that_needs_its_browser_session_outlives_neither_end_of_it() {
    let provider = Provider::with(&[("SESSION_IDLE_SECONDS", "600"), ("SESSION_SECONDS", "1200")]).await;
    let web = provider.client("web");
    let tokens = provider.tokens(&mut provider.browser(), &web, &web.ask("openid"), "ada@example.org").await;
    let mut current = tokens.text("refresh_token");
    provider.service.clock.advance(599);
    current = web.refresh(&current).await.text("refresh_token");
    provider.service.clock.advance(1);
    assert_eq!(web.refresh(&current).await.oauth_error(), invalid_grant(), "the browser was idle for too long");
    let tokens =
        provider.tokens(&mut provider.browser(), &web, &web.ask("openid offline_access"), "ada@example.org").await;
    let mut current = tokens.text("refresh_token");
    for _ in 0..2 {
        provider.service.clock.advance(599);
        current = web.refresh(&current).await.text("refresh_token");
    }
    provider.service.clock.advance(2);
    assert_eq!(web.refresh(&current).await.oauth_error(), invalid_grant(), "nor does one with offline access its own");
}

#[tokio::test]
async fn oa_09_an_old_refresh_token_of_a_client_ends_its_grant_and_no_other() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let mut browser = provider.browser();
    let grant = async |browser: &mut tests::Browser| {
        provider.tokens(browser, &web, &web.ask("openid").with("resource", API), "ada@example.org").await
    };
    let (stolen, bystander) = (grant(&mut browser).await, grant(&mut browser).await);
    let first = stolen.text("refresh_token");
    let second = web.refresh(&first).await.text("refresh_token");
    assert_eq!(web.refresh(&first).await.text("refresh_token"), second, "a lost answer, within moments");
    provider.service.clock.advance(11);
    assert_eq!(web.refresh(&first).await.oauth_error(), invalid_grant());
    assert_eq!(web.refresh(&second).await.oauth_error(), invalid_grant());
    assert!(!provider.counts(&stolen.text("access_token")).await);
    assert!(provider.counts(&bystander.text("access_token")).await);
    assert_eq!(web.refresh(&bystander.text("refresh_token")).await.status, 200);
    provider.service.clock.advance(DAY);
    let stale = web.called("nobody");
    assert_eq!(stale.refresh(&second).await.oauth_error(), (400, "invalid_client".to_owned()));
}
