//! A second step that an account demands, or the service of everybody: who has shown a code alone gets nothing anywhere.

use http::Method as Verb;
use http::header::WWW_AUTHENTICATE;
use shared::identity::factors::Factors;
use shared::tokens::assurance::Method;
use tests::tokens::claims;
use tests::{Answer, Browser, Landed, Provider, StoredAccount};

use super::account::identifiers::add;
use super::step;

const ADA: &str = "ada@example.org";

/// Ada, who has signed in by a code to a client of the first party, and what that got her.
async fn signed_in(provider: &Provider) -> (Browser, Answer, StoredAccount) {
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let asked = own.ask("openid email account offline_access");
    let tokens = provider.tokens(&mut browser, &own, &asked, ADA).await;
    let account = StoredAccount::of(&provider.service, claims(&tokens.text("id_token"))["sub"].as_str().unwrap());
    (browser, tokens, account)
}

/// Whether a browser is at no page of the account, and at no client.
fn is_kept_out(landed: Landed) -> bool {
    match landed {
        Landed::Here(page) => !["/signin/account", "/signin/export"].iter().any(|path| page.url.starts_with(path)),
        Landed::Away(url) => panic!("it leads to {url}"),
    }
}

#[tokio::test]
async fn se_05_a_code_alone_gets_nothing_at_any_endpoint_once_a_second_step_is_demanded() {
    let provider = Provider::start().await;
    let (mut browser, tokens, account) = signed_in(&provider).await;
    let first_party = provider.service.sign_in(ADA).await;
    let own = provider.client("own");
    let asked = own.ask("openid account");
    let on_its_way = own.read(&asked, &browser.open(&asked.url()).await.away());
    provider.service.clock.advance(40);
    let page = browser.open("/signin/account").await.page();
    let link = {
        let mut other = provider.browser();
        let begun = other.open(&own.ask("openid").url()).await.page();
        other.ask_for_code(&begun, ADA).await;
        let text = provider.service.last_message().text;
        let line = text.lines().find(|line| line.contains("/signin/link?link=")).expect("a link").to_owned();
        line.strip_prefix(&provider.service.url()).expect("a link here").to_owned()
    };
    account.demand_second_step().await;

    // What has begun goes no further: a code on its way, a grant, a session of the codes' own interface.
    assert_eq!(own.redeem(&asked, on_its_way.code()).await.oauth_error(), (400, "invalid_grant".to_owned()));
    assert_eq!(own.refresh(&tokens.text("refresh_token")).await.oauth_error(), (400, "invalid_grant".to_owned()));
    let refreshed = provider.service.refresh(&first_party.text("refresh_token")).await;
    assert_eq!(refreshed.oauth_error(), (400, "invalid_grant".to_owned()));

    // The browser's session opens no page of the account, and no client.
    for client in ["own", "web"] {
        assert!(is_kept_out(browser.open(&provider.client(client).ask("openid").url()).await), "{client}");
    }
    for url in ["/signin/account", "/signin/export"] {
        assert!(is_kept_out(browser.open(url).await), "{url}");
    }
    let confirmation = &page.form("/signin/account").fields.iter().find(|(name, _)| name == "confirmation").unwrap().1;
    for act in ["end-all", "erase", "prove"] {
        let fields = [("confirmation", confirmation.as_str()), ("act", act), ("sure", "yes")];
        assert!(is_kept_out(browser.post("/signin/account", &fields).await), "{act}");
    }
    assert!(is_kept_out(browser.open(&own.ask("openid").url()).await), "it was neither ended nor erased");

    // Nor does another code, or a mail's link.
    let mut again = provider.browser();
    let begun = again.open(&own.ask("openid").url()).await.page();
    provider.service.clock.advance(60);
    assert!(is_kept_out(again.sign_in(&provider.service, &begun, ADA).await));
    let page = again.open(&link).await.page();
    assert!(is_kept_out(again.submit(&page, "/signin/link", &[]).await));
    assert!(is_kept_out(again.open(&own.ask("openid").url()).await));
    provider.service.clock.advance(120);
    let (challenge, code) = provider.service.challenge(ADA).await;
    let verified = provider.service.verify(&challenge, &code).await;
    assert_eq!(verified.status, 403, "{verified:?}");
    assert!(verified.json().get("access_token").is_none() && verified.json().get("refresh_token").is_none());
}

#[tokio::test]
async fn se_05_an_access_token_of_before_is_told_what_to_ask_for_once_a_second_step_is_demanded() {
    let provider = Provider::start().await;
    let (mut browser, tokens, account) = signed_in(&provider).await;
    let first_party = provider.service.sign_in(ADA).await;
    account.demand_second_step().await;
    let challenge = "Bearer error=\"insufficient_user_authentication\", acr_values=\"2sv\"";
    for (verb, path, token) in [
        (Verb::GET, "/account", &tokens),
        (Verb::GET, "/account/export", &tokens),
        (Verb::GET, "/userinfo", &tokens),
        (Verb::POST, "/userinfo", &tokens),
        (Verb::DELETE, "/me", &first_party),
    ] {
        let answer = provider.service.client.send_as(verb, path, &token.text("access_token")).await;
        assert_eq!(answer.problem().0, 401, "{path}: {answer:?}");
        assert_eq!(answer.problem().1, "insufficient-authentication", "{path}");
        assert_eq!(answer.headers[WWW_AUTHENTICATE], challenge, "{path}");
    }
    // A client that asks for it gets it, as soon as there is a passkey.
    account.give_passkey().await;
    account.prove(Method::Passkey, provider.service.clock.now()).await;
    let own = provider.client("own");
    let asked = own.ask("openid account offline_access").with("acr_values", "2sv");
    let callback = own.read(&asked, &browser.open(&asked.url()).await.away());
    let stronger = own.redeem(&asked, callback.code()).await;
    for path in ["/account", "/account/export", "/userinfo"] {
        assert_eq!(provider.service.client.get_as(path, &stronger.text("access_token")).await.status, 200, "{path}");
    }
    let refreshed = own.refresh(&stronger.text("refresh_token")).await;
    assert_eq!(claims(&refreshed.text("access_token"))["acr"], "phr");
    assert!(browser.open("/signin/account").await.page().has_form("/signin/account"));
}

#[tokio::test]
async fn where_a_second_step_is_demanded_of_everybody_a_first_sign_in_is_offered_to_add_one() {
    let provider = Provider::with(&[("SECOND_STEP", "demanded")]).await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let asked = own.ask("openid");
    let begun = browser.open(&asked.url()).await.page();
    let step = browser.sign_in(&provider.service, &begun, ADA).await.page();
    assert!(step.url.starts_with("/signin/step?flow="), "{}", step.url);
    for offered in ["Add a passkey", "Add an authenticator app"] {
        assert!(step.text().contains(offered), "{}", step.text());
    }
    // Whoever has just shown a code adds one without another code.
    let (_, behind) = step.html.split_once("href=\"/signin/continue?flow=").unwrap();
    let (flow, _) = behind.split_once('"').unwrap();
    let answer = browser.send(Verb::GET, &format!("/signin/continue?flow={flow}"), None, true).await;
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    assert_eq!((answer.status.as_u16(), location), (303, format!("/signin/account/change?flow={flow}")));
    let silent = asked.with("prompt", "none");
    let callback = own.read(&silent, &browser.open(&silent.url()).await.away());
    assert_eq!(callback.error(), "unmet_authentication_requirements");
}

#[tokio::test]
async fn whoever_erases_an_account_shows_its_second_step_anew() {
    let provider = Provider::start().await;
    let (mut browser, _, account) = signed_in(&provider).await;
    account.demand_second_step().await;
    account.give_passkey().await;
    account.prove(Method::Passkey, provider.service.clock.now()).await;
    let page = browser.open("/signin/account").await.page();
    assert!(page.html.contains("value=\"erase\""), "{}", page.html);
    provider.service.clock.advance(301);
    let page = browser.open("/signin/account").await.page();
    assert!(page.html.contains("value=\"prove\"") && !page.html.contains("value=\"erase\""), "{}", page.html);
    let prove = browser.submit(&page, "/signin/account", &[("act", "prove")]).await.page();
    assert!(prove.html.contains("data-passkey=\"get\"") && !prove.has_form("/signin/code"), "{}", prove.url);
}

#[tokio::test]
async fn se_05_a_code_alone_neither_erases_nor_changes_an_account_that_has_something_stronger() {
    let provider = Provider::start().await;
    let (mut browser, tokens, account) = signed_in(&provider).await;
    let first_party = provider.service.sign_in(ADA).await.text("access_token");
    let access = tokens.text("access_token");
    account.give_passkey().await;
    let page = browser.open("/signin/account").await.page();
    assert!(page.html.contains("value=\"prove\"") && !page.html.contains("value=\"erase\""), "{}", page.html);
    let step = browser.submit(&page, "/signin/account", &[("act", "prove")]).await.page();
    assert!(step.html.contains("data-passkey=\"get\"") && step.url.contains("/signin/step"), "{}", step.url);
    let refused = provider.service.client.send_as(Verb::DELETE, "/me", &first_party).await;
    let challenge = "Bearer error=\"insufficient_user_authentication\", acr_values=\"phr\", max_age=\"300\"";
    assert_eq!((refused.status.as_u16(), &refused.headers[WWW_AUTHENTICATE]), (401, &challenge.parse().unwrap()));
    provider.service.clock.advance(61);
    let added = add(&provider, &access, ADA, "ada@example.com").await;
    assert_eq!((added.status.as_u16(), &added.headers[WWW_AUTHENTICATE]), (401, &challenge.parse().unwrap()));
    assert_eq!(provider.service.live_sessions().await.len(), 3, "nothing has ended");

    // With what the challenge asks for it is done, and not with what was shown long ago.
    let own = provider.client("own");
    provider.service.clock.advance(3600);
    for (waited, status) in [(301, 401), (0, 201)] {
        account.prove(Method::Passkey, provider.service.clock.now()).await;
        let asked = own.ask("openid account").with("acr_values", "phr").with("max_age", "300");
        let callback = own.read(&asked, &browser.open(&asked.url()).await.away());
        let shown = own.redeem(&asked, callback.code()).await;
        provider.service.clock.advance(waited);
        let added = add(&provider, &shown.text("access_token"), ADA, "ada@example.com").await;
        assert_eq!(added.status, status, "{added:?}");
        provider.service.clock.advance(61);
    }
}

#[tokio::test]
async fn nobody_changes_an_account_by_a_code_alone_where_a_second_step_is_demanded_of_everybody() {
    let provider = Provider::with(&[("SECOND_STEP", "demanded")]).await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let asked = own.ask("openid account");
    let begun = browser.open(&asked.url()).await.page();
    browser.sign_in(&provider.service, &begun, ADA).await.page();
    let account = StoredAccount::of(&provider.service, &step::account(&provider.service).await.to_string());
    account.give_passkey().await;
    account.prove(Method::Passkey, provider.service.clock.now()).await;
    let callback = own.read(&asked, &browser.open(&asked.url()).await.away());
    let tokens = own.redeem(&asked, callback.code()).await;
    account.have(&Factors::default()).await;
    provider.service.clock.advance(301);
    let added = add(&provider, &tokens.text("access_token"), ADA, "ada@example.com").await;
    let challenge = "Bearer error=\"insufficient_user_authentication\", acr_values=\"2sv\", max_age=\"300\"";
    assert_eq!((added.status.as_u16(), &added.headers[WWW_AUTHENTICATE]), (401, &challenge.parse().unwrap()));
}

#[tokio::test]
async fn se_05_a_code_alone_adds_no_app_to_an_account_that_has_recovery_codes_left() {
    let provider = Provider::start().await;
    let (_, _, account) = signed_in(&provider).await;
    let recovery_code = account.give_recovery_codes().await;
    account.demand_second_step().await;
    provider.service.clock.advance(60);
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let begun = browser.open(&own.ask("openid").with("acr_values", "2sv").url()).await.page();
    let step = browser.sign_in(&provider.service, &begun, ADA).await.page();
    let links = step.html.split("href=\"/signin/continue?flow=").skip(1);
    let flows: Vec<&str> = links.filter_map(|link| link.split_once('"')).map(|(flow, _)| flow).collect();
    let [_, app] = flows.as_slice() else { panic!("{}", step.html) };
    // Nor by the address of the change itself.
    let url = format!("/signin/account/change?flow={app}");
    let answer = browser.send(Verb::GET, &url, None, true).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.headers["location"], format!("/signin/continue?flow={app}"));
    let step = browser.open(&url).await.page();
    assert!(step.text().contains("Recovery code"), "{} {}", step.url, step.text());
    let fields = [("flow", *app), ("recovery_code", recovery_code.as_str())];
    let change = browser.post("/signin/step", &fields).await.page();
    assert!(change.has_form("/signin/account/change"), "{}", change.url);
}
