//! What a browser holds: names of ours that nobody else's pages can set, read or plant.

use tests::{Browser, Fault, Landed, Provider};

const SESSION: &str = "__Host-session";
const FLOW: &str = "__Host-flow";

/// A browser in which somebody is signed in.
async fn signed_in(provider: &Provider, who: &str) -> Browser {
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    provider.tokens(&mut browser, &own, &own.ask("openid"), who).await;
    browser
}

/// Whether a browser is signed in.
async fn is_signed_in(provider: &Provider, browser: &mut Browser) -> bool {
    let own = provider.client("own");
    let asked = own.ask("openid").with("prompt", "none");
    own.read(&asked, &browser.open(&asked.url()).await.away()).get("code").is_some()
}

#[tokio::test]
async fn hw_01_every_cookie_of_a_sign_in_is_for_this_host_over_tls_away_from_scripts() {
    let provider = Provider::start().await;
    let mut browser = signed_in(&provider, "ada@example.org").await;
    let sign_out = browser.open("/logout").await.page();
    browser.submit(&sign_out, "/logout", &[]).await.page();
    for set in &browser.set_cookies {
        let mut attributes: Vec<&str> = set.split("; ").skip(1).collect();
        attributes.retain(|attribute| !attribute.starts_with("Max-Age="));
        attributes.sort_unstable();
        assert!(set.starts_with("__Host-"), "{set}");
        assert_eq!(&attributes[..2], ["HttpOnly", "Path=/"], "{set}");
        assert!(matches!(attributes[2..], ["SameSite=Lax" | "SameSite=Strict", "Secure"]), "{set}");
    }
    for name in [SESSION, FLOW] {
        assert!(browser.set_cookies.iter().any(|set| set.starts_with(name)), "{name}");
    }
    assert_eq!(browser.cookie(SESSION), None, "and a sign-out takes it away");
}

#[tokio::test]
async fn a_browser_has_one_name_for_all_its_tabs() {
    let provider = Provider::start().await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let asked = [own.ask("openid"), own.ask("openid"), own.ask("openid")];
    let mut tabs = Vec::new();
    for asked in &asked {
        tabs.push(browser.open(&asked.url()).await.page());
    }
    assert_eq!(browser.set_cookies.len(), 1, "{:?}", browser.set_cookies);
    for (asked, page) in asked.iter().zip(&tabs).rev() {
        let landed = browser.sign_in(&provider.service, page, "ada@example.org").await;
        assert!(own.read(asked, &landed.away()).get("code").is_some(), "each of them goes on");
        provider.service.clock.advance(60);
    }
}

#[tokio::test]
async fn a_link_into_somebody_elses_flow_leads_nowhere_in_the_victims_browser() {
    let provider = Provider::start().await;
    let (mut attacker, web) = (provider.browser(), provider.client("web"));
    let mut victim = signed_in(&provider, "ada@example.org").await;
    let asked = web.ask("openid");
    let page = attacker.open(&asked.url()).await.page();
    let flow = page.form("/signin/code").fields[0].1.clone();
    let entry = attacker.ask_for_code(&page, "eve@example.org").await;
    let challenge = entry.form("/signin/check").fields[1].1.clone();
    let code = provider.service.last_code();
    let before = victim.cookies.clone();
    for path in ["/signin", "/signin/code", "/signin/continue"] {
        victim.open(&format!("{path}?flow={flow}&challenge={challenge}")).await.refusal();
    }
    // Login CSRF: a form of another site would sign the victim in as the attacker.
    let fields =
        [("flow", flow.as_str()), ("challenge", challenge.as_str()), ("code", code.as_str()), ("answer", "yes")];
    for path in ["/signin/code", "/signin/check", "/signin/consent"] {
        victim.post_from_elsewhere(path, &fields).await.refusal();
        // Not even with the victim's cookies, as from a page of the same site.
        victim.post(path, &fields).await.refusal();
    }
    assert_eq!(victim.cookies, before);
    assert!(provider.service.codes_to("eve@example.org").len() == 1, "nothing is sent for it");
    assert!(is_signed_in(&provider, &mut victim).await);
    // And the attacker, who has the name of the browser, goes on as themselves.
    let landed = attacker.submit(&entry, "/signin/check", &[("code", &code)]).await;
    let done = provider.complete(&mut attacker, landed, "eve@example.org").await;
    assert!(web.read(&asked, &done).get("code").is_some());
}

#[tokio::test]
async fn se_01_a_proof_changes_the_sessions_secret_and_the_cookie_of_before_is_dead() {
    let provider = Provider::start().await;
    let own = provider.client("own");
    let mut browser = signed_in(&provider, "ada@example.org").await;
    let mut thief = browser.clone();
    let before = browser.cookie(SESSION).unwrap();
    let sessions = provider.service.live_sessions().await.len();
    assert!(is_signed_in(&provider, &mut thief).await, "a copy counts as well as the first one, until");
    provider.service.clock.advance(60);
    let asked = own.ask("openid").with("prompt", "login");
    let page = browser.open(&asked.url()).await.page();
    browser.sign_in(&provider.service, &page, "ada@example.org").await.away();
    assert_ne!(browser.cookie(SESSION).unwrap(), before);
    assert!(!is_signed_in(&provider, &mut thief).await);
    assert!(is_signed_in(&provider, &mut browser).await);
    assert_eq!(provider.service.live_sessions().await.len(), sessions, "a step-up is the same session");
    // What the thief still holds ends nothing, whoever they sign in as.
    thief.cookies.retain(|(name, _)| name == SESSION);
    let page = thief.open(&own.ask("openid").url()).await.page();
    thief.sign_in(&provider.service, &page, "eve@example.org").await.away();
    assert!(is_signed_in(&provider, &mut browser).await);
}

#[tokio::test]
async fn se_01_a_session_that_somebody_plants_does_not_become_the_victims() {
    let provider = Provider::start().await;
    let own = provider.client("own");
    let mut attacker = signed_in(&provider, "eve@example.org").await;
    let planted = attacker.cookie(SESSION).unwrap();
    let mut victim = provider.browser();
    victim.cookies.push((SESSION.to_owned(), planted.clone()));
    let page = victim.open(&own.ask("openid").with("prompt", "login").url()).await.page();
    victim.sign_in(&provider.service, &page, "ada@example.org").await.away();
    assert_ne!(victim.cookie(SESSION).unwrap(), planted);
    assert!(is_signed_in(&provider, &mut victim).await);
    assert!(!is_signed_in(&provider, &mut attacker).await, "what was planted has ended");
}

#[tokio::test]
async fn a_cookie_that_is_not_ours_is_none_and_locks_nobody_out() {
    let provider = Provider::start().await;
    let own = provider.client("own");
    for tossed in ["", "AAAA", "\"quoted\"", &"x".repeat(2_000)] {
        let mut browser = provider.browser();
        browser.cookies = [SESSION, FLOW].map(|name| (name.to_owned(), tossed.to_owned())).into();
        let asked = own.ask("openid");
        let callback = provider.answer(&mut browser, &own, &asked, "ada@example.org").await;
        assert!(callback.get("code").is_some(), "{tossed}");
        // Beside the right ones, before them and after them.
        let right = browser.cookies.clone();
        for at in [0, right.len()] {
            browser.cookies.insert(at, (SESSION.to_owned(), tossed.to_owned()));
            browser.cookies.insert(at, (FLOW.to_owned(), tossed.to_owned()));
            let landed = browser.open(&own.ask("openid").url()).await;
            assert!(matches!(landed, Landed::Away(_)), "{tossed}: {landed:?}");
            browser.cookies.clone_from(&right);
        }
        provider.service.clock.advance(3_600);
    }
}

#[tokio::test]
async fn se_01_a_session_cookie_is_no_flow_and_no_token() {
    let provider = Provider::start().await;
    let mut browser = signed_in(&provider, "ada@example.org").await;
    let session = browser.cookie(SESSION).unwrap();
    assert!(session.len() > 64, "{session}");
    for path in ["/signin", "/signin/continue"] {
        browser.open(&format!("{path}?flow={session}")).await.refusal();
    }
    let own = provider.client("own");
    assert_eq!(own.refresh(&session).await.oauth_error(), (400, "invalid_grant".to_owned()));
    let redeemed = own.redeem(&own.ask("openid"), &session).await;
    assert_eq!(redeemed.oauth_error(), (400, "invalid_grant".to_owned()));
    // Cookies never count at JSON endpoints.
    let cookie = format!("{SESSION}={session}");
    for (method, path) in [
        (http::Method::GET, "/sessions"),
        (http::Method::DELETE, "/sessions"),
        (http::Method::DELETE, "/me"),
        (http::Method::GET, "/me"),
    ] {
        let answer =
            provider.service.client.send(method, path, &[("cookie", &cookie)], axum::body::Body::empty()).await;
        assert_eq!(answer.status, 401, "{path}");
    }
    // Nor bearers at pages.
    let bearer = provider.service.sign_in("ada@example.org").await.text("access_token");
    let headers = [("authorization", format!("Bearer {bearer}"))];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let client = tests::Client::new(provider.service.base());
    let asked = own.ask("openid").with("prompt", "none");
    let answer = client.send(http::Method::GET, &asked.url(), &headers, axum::body::Body::empty()).await;
    let location = answer.headers["location"].to_str().unwrap();
    assert_eq!(own.read(&asked, location).error(), "login_required");
}

#[tokio::test]
async fn se_02_a_browsers_session_ends_when_idle_and_in_any_case() {
    let provider = Provider::with(&[("SESSION_IDLE_SECONDS", "600"), ("SESSION_SECONDS", "1200")]).await;
    let own = provider.client("own");
    let mut browser = signed_in(&provider, "ada@example.org").await;
    for _ in 0..3 {
        provider.service.clock.advance(350);
        let asked = own.ask("openid");
        let callback = own.read(&asked, &browser.open(&asked.url()).await.away());
        assert_eq!(own.redeem(&asked, callback.code()).await.status, 200, "a use moves its idle end");
    }
    provider.service.clock.advance(149);
    assert!(is_signed_in(&provider, &mut browser).await);
    provider.service.clock.advance(1);
    assert!(!is_signed_in(&provider, &mut browser).await, "but not its absolute one");
    let mut browser = signed_in(&provider, "ada@example.org").await;
    provider.service.clock.advance(599);
    assert!(is_signed_in(&provider, &mut browser).await);
    provider.service.clock.advance(1);
    assert!(!is_signed_in(&provider, &mut browser).await);
}

#[tokio::test]
async fn se_01_a_session_that_cannot_take_the_place_of_another_ones_is_taken_back() {
    let provider = Provider::start().await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let asked = own.ask("openid").with("prompt", "login");
    let page = browser.open(&asked.url()).await.page();
    browser.sign_in(&provider.service, &page, "ada@example.org").await.away();
    let adas = provider.service.live_sessions().await;
    let name = adas[0]["sk"].as_s().unwrap().clone();
    let page = browser.open(&own.ask("openid").with("prompt", "login").url()).await.page();
    let entry = browser.ask_for_code(&page, "bob@example.org").await;
    let code = provider.service.last_code();
    provider.service.proxy.plan(move |call| match call.operation {
        "GetItem" if call.body.contains(&name) => Fault::Refused("ValidationException"),
        _ => Fault::None,
    });
    let refused = browser.submit(&entry, "/signin/check", &[("code", &code)]).await.page();
    assert_eq!(refused.status, 503);
    provider.service.proxy.plan(|_| Fault::None);
    assert_eq!(provider.service.live_sessions().await, adas, "nobody has the cookie of another one");
    let still = provider.answer(&mut browser, &own, &own.ask("openid"), "ada@example.org").await;
    assert!(still.get("code").is_some(), "and the one of before goes on");
}
