//! `/logout`: whoever signs out is signed out, and is led nowhere that the client has not registered.

use tests::provider::API;
use tests::{Browser, Landed, Provider, RelyingParty};

/// A browser in which `who` is signed in for a client, with the client's ID token.
async fn signed_in(provider: &Provider, client: &RelyingParty, who: &str) -> (Browser, String) {
    let mut browser = provider.browser();
    let tokens = provider.tokens(&mut browser, client, &client.ask("openid"), who).await;
    (browser, tokens.text("id_token"))
}

/// The URL that signs out with these parameters.
fn url(parameters: &[(&str, &str)]) -> String {
    format!("/logout?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish())
}

async fn is_signed_in(browser: &mut Browser, client: &RelyingParty) -> bool {
    let asked = client.ask("openid").with("prompt", "none");
    client.read(&asked, &browser.open(&asked.url()).await.away()).get("code").is_some()
}

#[tokio::test]
async fn op_07_no_address_that_is_not_exactly_the_clients_is_where_a_sign_out_leads() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let (mut browser, hint) = signed_in(&provider, &web, "ada@example.org").await;
    for back in [
        "https://evil.example/",
        "https://web.example.org/bye/",
        "https://web.example.org/bye?to=evil",
        "https://web.example.org/bye?from=here&to=evil",
        "https://web.example.org/bye#evil",
        "https://web.example.org/Bye",
        "https://web.example.org.evil.example/bye",
        "https://user@web.example.org/bye",
        "https://web.example.org\\@evil.example/bye",
        "http://web.example.org/bye",
        "https://web.example.org:444/bye",
        "https://web.example.org/callback",
        "https://other.example.org/bye",
        "//evil.example/",
        "/authorize",
        "javascript:alert(1)",
    ] {
        let refused = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", back)];
        browser.open(&url(&refused)).await.refusal();
        browser.post_from_elsewhere("/logout", &refused).await.refusal();
        // Nor without a hint, by the client's name alone.
        let page = browser.open(&url(&[("client_id", "web"), ("post_logout_redirect_uri", back)])).await.page();
        assert!(page.has_form("/logout"), "{back}");
        assert!(matches!(browser.clone().submit(&page, "/logout", &[]).await, Landed::Here(_)));
        // The session of the clone is the browser's: sign in again for the next round.
        provider.service.clock.advance(10_800);
        browser = signed_in(&provider, &web, "ada@example.org").await.0;
    }
    assert!(is_signed_in(&mut browser, &web).await);
    for back in ["https://web.example.org/bye", "https://web.example.org/bye?from=here"] {
        let (mut browser, hint) = signed_in(&provider, &web, "ada@example.org").await;
        let right = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", back), ("state", "a b&c")];
        let between = if back.contains('?') { '&' } else { '?' };
        assert_eq!(browser.open(&url(&right)).await.away(), format!("{back}{between}state=a+b%26c"));
        assert!(!is_signed_in(&mut browser, &web).await);
        assert_eq!(browser.open(&url(&right)).await.away(), format!("{back}{between}state=a+b%26c"), "and once more");
        provider.service.clock.advance(10_800);
    }
}

#[tokio::test]
async fn op_07_a_hint_that_is_not_ours_or_of_somebody_else_signs_nobody_out() {
    let provider = Provider::start().await;
    let (web, other) = (provider.client("web"), provider.client("other"));
    let (mut browser, _) = signed_in(&provider, &web, "ada@example.org").await;
    let (_, of_bob) = signed_in(&provider, &web, "bob@example.org").await;
    let (_, of_other) = signed_in(&provider, &other, "bob@example.org").await;
    let elsewhere = Provider::start().await;
    let (_, foreign) = signed_in(&elsewhere, &elsewhere.client("web"), "ada@example.org").await;
    for hint in [&foreign, "no token", &format!("{of_bob}A")] {
        browser
            .open(&url(&[("id_token_hint", hint), ("post_logout_redirect_uri", "https://web.example.org/bye")]))
            .await
            .refusal();
    }
    // A hint beside the name of another client.
    browser.open(&url(&[("id_token_hint", &of_bob), ("client_id", "other")])).await.refusal();
    // Somebody else's: the user is asked. Otherwise any page could sign its visitors out with a token of its own.
    for hint in [&of_bob, &of_other] {
        let page = browser.open(&url(&[("id_token_hint", hint)])).await.page();
        assert!(page.has_form("/logout"), "{}", page.html);
        assert!(is_signed_in(&mut browser, &web).await);
    }
    // A hint of one client leads nowhere of another one.
    let away = [("id_token_hint", of_other.as_str()), ("post_logout_redirect_uri", "https://web.example.org/bye")];
    browser.open(&url(&away)).await.refusal();
    assert!(is_signed_in(&mut browser, &web).await);
}

#[tokio::test]
async fn hw_04_no_page_of_another_site_signs_anybody_out() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let (mut browser, _) = signed_in(&provider, &web, "ada@example.org").await;
    let (mut attacker, _) = signed_in(&provider, &web, "eve@example.org").await;
    let shown_to_eve = attacker.open("/logout").await.page().form("/logout").fields[0].1.clone();
    for confirmation in ["", "AAAA", &shown_to_eve] {
        let fields = [("confirmation", confirmation)];
        let page = browser.post_from_elsewhere("/logout", &fields).await.page();
        assert!(page.has_form("/logout"), "the user is asked: {}", page.html);
        assert!(is_signed_in(&mut browser, &web).await, "{confirmation}");
        // From a page of the same site, with the cookies.
        assert!(browser.post("/logout", &fields).await.page().has_form("/logout"));
        assert!(browser.open(&url(&fields)).await.page().has_form("/logout"));
        assert!(is_signed_in(&mut browser, &web).await, "{confirmation}");
    }
    let page = browser.open("/logout").await.page();
    browser.submit(&page, "/logout", &[]).await.page();
    assert!(!is_signed_in(&mut browser, &web).await);
}

#[tokio::test]
async fn se_03_a_sign_out_ends_the_session_and_what_was_to_end_with_it() {
    let provider = Provider::start().await;
    let (web, own) = (provider.client("web"), provider.client("own"));
    let mut browser = provider.browser();
    let with_api =
        provider.tokens(&mut browser, &web, &web.ask("openid").with("resource", API), "ada@example.org").await;
    let of_own = provider.tokens(&mut browser, &own, &own.ask("openid"), "ada@example.org").await;
    let before = browser.clone();
    let first_party = provider.service.sign_in("ada@example.org").await;
    assert!(matches!(browser.open(&url(&[("id_token_hint", &with_api.text("id_token"))])).await, Landed::Here(_)));
    assert_eq!(web.refresh(&with_api.text("refresh_token")).await.status, 400);
    assert_eq!(own.refresh(&of_own.text("refresh_token")).await.status, 400, "the other client's as well");
    assert!(!provider.counts(&with_api.text("access_token")).await);
    for mut copy in [browser, before] {
        assert!(!is_signed_in(&mut copy, &own).await);
    }
    assert_eq!(
        provider.service.refresh(&first_party.text("refresh_token")).await.status,
        200,
        "another sign-in goes on"
    );
}

#[tokio::test]
async fn op_07_a_copy_of_an_id_token_ends_nothing_where_the_session_is_not() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let (mut browser, hint) = signed_in(&provider, &web, "ada@example.org").await;
    let mut elsewhere = provider.browser();
    let back = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", "https://web.example.org/bye")];
    assert_eq!(elsewhere.open(&url(&back)).await.away(), "https://web.example.org/bye");
    assert!(elsewhere.open(&url(&back[..1])).await.page().forms.is_empty());
    assert!(is_signed_in(&mut browser, &web).await);
}
