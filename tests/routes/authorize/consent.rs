//! No code without the user's yes, given on a page of ours that was shown to this very session.

use tests::{Browser, Landed, Page, Provider, RelyingParty};

/// The page on which a user who is signed in is asked whether they go on to a client.
async fn question(provider: &Provider, browser: &mut Browser, client: &RelyingParty) -> (tests::Asked, Page) {
    let own = provider.client("own");
    if browser.cookie("__Host-session").is_none() {
        provider.tokens(browser, &own, &own.ask("openid"), "ada@example.org").await;
    }
    let asked = client.ask("openid email");
    let page = browser.open(&asked.url()).await.page();
    assert!(page.has_form("/signin/consent"), "{}", page.html);
    (asked, page)
}

#[tokio::test]
async fn oa_16_a_client_that_is_new_to_a_signed_in_user_gets_no_code_without_a_yes() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let (asked, page) = question(&provider, &mut browser, &web).await;
    assert!(page.text().contains("Continue to Web?") && page.text().contains("web.example.org"), "{}", page.text());
    assert!(page.text().contains("see your email address"), "{}", page.text());
    // Neither going on nor asking again is an answer.
    let (flow, flow_text) = page.form("/signin/consent").fields[0].clone();
    assert_eq!(flow, "flow");
    for _ in 0..2 {
        assert!(browser.open(&format!("/signin/continue?flow={flow_text}")).await.page().has_form("/signin/consent"));
        assert!(browser.open(&asked.url()).await.page().has_form("/signin/consent"));
    }
    let callback = web.read(&asked, &browser.submit(&page, "/signin/consent", &[("answer", "no")]).await.away());
    assert_eq!(callback.error(), "access_denied");
    assert!(browser.open(&asked.url()).await.page().has_form("/signin/consent"), "a no is asked again");
    let callback = web.read(&asked, &browser.submit(&page, "/signin/consent", &[("answer", "yes")]).await.away());
    assert_eq!(web.redeem(&asked, callback.code()).await.status, 200);
    let narrower = web.ask("email openid");
    assert!(matches!(browser.open(&narrower.url()).await, Landed::Away(_)), "a yes counts from now on");
    assert!(
        browser.open(&web.ask("openid phone").url()).await.page().has_form("/signin/consent"),
        "for what was asked"
    );
    let consent = web.ask("openid").with("prompt", "consent");
    assert!(browser.open(&consent.url()).await.page().has_form("/signin/consent"));
    let other = provider.client("other");
    assert!(browser.open(&other.ask("openid").url()).await.page().has_form("/signin/consent"), "for this client");
}

#[tokio::test]
async fn oa_16_a_program_on_the_users_device_is_agreed_to_each_time_also_the_operators_own() {
    let provider = Provider::start().await;
    let (mut browser, cli) = (provider.browser(), provider.client("cli"));
    provider.tokens(&mut browser, &cli, &cli.ask("openid"), "ada@example.org").await;
    for redirect_uri in ["http://127.0.0.1:2/callback", "http://[::1]:2/callback", "com.example.app:/callback"] {
        let cli = cli.at(redirect_uri);
        let asked = cli.ask("openid");
        let page = browser.open(&asked.url()).await.page();
        let callback = cli.read(&asked, &browser.submit(&page, "/signin/consent", &[("answer", "yes")]).await.away());
        assert_eq!(cli.redeem(&asked, callback.code()).await.status, 200);
        assert!(browser.open(&cli.ask("openid").url()).await.page().has_form("/signin/consent"), "{redirect_uri}");
    }
}

#[tokio::test]
async fn oa_16_hw_04_a_yes_that_another_site_posts_counts_for_nothing() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let (asked, page) = question(&provider, &mut browser, &web).await;
    let fields = page.form("/signin/consent").fields.clone();
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("answer", "yes"));
    // Even whoever has read the page: a form of theirs brings no cookie along.
    browser.post_from_elsewhere("/signin/consent", &fields).await.refusal();
    assert!(browser.open(&asked.url()).await.page().has_form("/signin/consent"));
    // Nor does one without what the page was shown for, or of another flow.
    let (_, another) = question(&provider, &mut browser, &web).await;
    let of_another = another.form("/signin/consent").fields[1].1.clone();
    for confirmation in ["", "AAAA", &of_another] {
        let landed =
            browser.submit(&page, "/signin/consent", &[("answer", "yes"), ("confirmation", confirmation)]).await;
        assert!(landed.page().has_form("/signin/consent"), "{confirmation}: asked again");
    }
    let landed = browser.submit(&page, "/signin/consent", &[("answer", "perhaps")]).await;
    assert!(landed.page().has_form("/signin/consent"));
    assert!(provider.service.items().await.iter().all(|item| !item["sk"].as_s().unwrap().starts_with("consent#web")));
}

#[tokio::test]
async fn oa_16_a_page_that_was_shown_to_one_session_agrees_for_no_other() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let (asked, shown_to_ada) = question(&provider, &mut browser, &web).await;
    // In another tab somebody else signs in.
    let own = provider.client("own");
    let page = browser.open(&own.ask("openid").with("prompt", "login").url()).await.page();
    browser.sign_in(&provider.service, &page, "bob@example.org").await.away();
    let landed = browser.submit(&shown_to_ada, "/signin/consent", &[("answer", "yes")]).await;
    let shown_to_bob = landed.page();
    assert!(shown_to_bob.text().contains("b•••@example.org"), "{}", shown_to_bob.text());
    let landed = browser.submit(&shown_to_bob, "/signin/consent", &[("answer", "yes")]).await;
    let callback = web.read(&asked, &landed.away());
    assert_eq!(web.redeem(&asked, callback.code()).await.status, 200);
    // The same account under another secret is another session as well.
    let other = provider.client("other");
    let (asked, before) = question(&provider, &mut browser, &other).await;
    let page = browser.open(&own.ask("openid").with("prompt", "login").url()).await.page();
    browser.sign_in(&provider.service, &page, "bob@example.org").await.away();
    let landed = browser.submit(&before, "/signin/consent", &[("answer", "yes")]).await;
    assert!(landed.page().has_form("/signin/consent"));
    // Nor does one count in time without end.
    let page = browser.open(&asked.url()).await.page();
    provider.service.clock.advance(600);
    browser.submit(&page, "/signin/consent", &[("answer", "yes")]).await.refusal();
}

#[tokio::test]
async fn oa_16_whoever_has_signed_out_meanwhile_agrees_to_nothing() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let (_, page) = question(&provider, &mut browser, &web).await;
    let sign_out = browser.open("/logout").await.page();
    browser.submit(&sign_out, "/logout", &[]).await.page();
    let landed = browser.submit(&page, "/signin/consent", &[("answer", "yes")]).await;
    assert!(landed.page().has_form("/signin/code"), "who it is is asked first");
    assert!(provider.service.items().await.iter().all(|item| !item["sk"].as_s().unwrap().starts_with("consent#web")));
}
