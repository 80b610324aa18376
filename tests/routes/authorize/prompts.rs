//! What a client wants the user to be asked: `prompt`, `max_age`, and pages that it wants none of.

use http::Method;
use http::header::LOCATION;
use tests::Provider;
use tests::tokens::claims;

#[tokio::test]
async fn op_05_with_prompt_none_no_page_is_shown_whatever_would_have_to_be_asked() {
    let provider = Provider::start().await;
    let (web, own, cli) = (provider.client("web"), provider.client("own"), provider.client("cli"));
    let mut browser = provider.browser();
    let silently = async |browser: &mut tests::Browser, client: &tests::RelyingParty, asked: tests::Asked| {
        let asked = asked.with("prompt", "none");
        let callback = client.read(&asked, &browser.open(&asked.url()).await.away());
        callback.get("error").map(str::to_owned)
    };
    let told = |error: &str| Some(error.to_owned());
    for client in [&web, &own, &cli] {
        assert_eq!(silently(&mut browser, client, client.ask("openid")).await, told("login_required"));
    }
    provider.tokens(&mut browser, &own, &own.ask("openid"), "ada@example.org").await;
    assert_eq!(silently(&mut browser, &own, own.ask("openid")).await, None);
    assert_eq!(silently(&mut browser, &web, web.ask("openid")).await, told("consent_required"));
    provider.tokens(&mut browser, &web, &web.ask("openid"), "ada@example.org").await;
    assert_eq!(silently(&mut browser, &web, web.ask("openid")).await, None);
    assert_eq!(silently(&mut browser, &web, web.ask("openid email")).await, told("consent_required"));
    provider.tokens(&mut browser, &cli, &cli.ask("openid"), "ada@example.org").await;
    let error = silently(&mut browser, &cli, cli.ask("openid")).await;
    assert_eq!(error, told("interaction_required"), "any program may call itself this one");
    provider.service.clock.advance(10);
    assert_eq!(silently(&mut browser, &web, web.ask("openid").with("max_age", "9")).await, told("login_required"));
    assert_eq!(silently(&mut browser, &web, web.ask("openid").with("max_age", "10")).await, None);
}

#[tokio::test]
async fn op_05_prompt_login_takes_no_proof_of_before() {
    let provider = Provider::start().await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let first = provider.tokens(&mut browser, &own, &own.ask("openid"), "ada@example.org").await;
    provider.service.clock.advance(60);
    let asked = own.ask("openid").with("prompt", "login");
    let page = browser.open(&asked.url()).await.page();
    assert!(page.has_form("/signin/code"));
    // Going on without a proof leads back to the question.
    let (_, flow) = page.url.split_once('?').unwrap();
    let again = browser.open(&format!("/signin/continue?{flow}")).await.page();
    assert!(again.has_form("/signin/code"));
    // Nor does a proof for another request of before, whose session the browser had when it asked.
    let callback = own.read(&asked, &browser.sign_in(&provider.service, &page, "ada@example.org").await.away());
    let second = own.redeem(&asked, callback.code()).await;
    let [first, second] = [first, second].map(|tokens| claims(&tokens.text("id_token")));
    assert_eq!(first["sub"], second["sub"]);
    assert_eq!(second["auth_time"].as_u64().unwrap(), first["auth_time"].as_u64().unwrap() + 60);
}

#[tokio::test]
async fn op_05_a_cookie_that_came_along_later_is_no_new_proof() {
    let provider = Provider::start().await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    provider.tokens(&mut browser, &own, &own.ask("openid"), "ada@example.org").await;
    provider.service.clock.advance(60);
    for (name, value) in [("prompt", "login"), ("max_age", "59")] {
        // The flow begins without the session's cookie.
        let asked = own.ask("openid").with(name, value);
        let answer = browser.send(Method::GET, &asked.url(), None, false).await;
        let page = answer.headers[LOCATION].to_str().unwrap().to_owned();
        let (_, flow) = page.split_once('?').unwrap();
        let page = browser.open(&format!("/signin/continue?{flow}")).await.page();
        assert!(page.has_form("/signin/code"), "{name}: the proof of before is none for this request");
        let callback = own.read(&asked, &browser.sign_in(&provider.service, &page, "ada@example.org").await.away());
        assert_eq!(own.redeem(&asked, callback.code()).await.status, 200, "{name}");
        provider.service.clock.advance(60);
    }
}

#[tokio::test]
async fn op_05_max_age_asks_for_a_proof_that_is_young_enough_and_no_other() {
    let provider = Provider::start().await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let first = provider.tokens(&mut browser, &own, &own.ask("openid"), "ada@example.org").await;
    provider.service.clock.advance(60);
    let asked = own.ask("openid").with("max_age", "60");
    let callback = own.read(&asked, &browser.open(&asked.url()).await.away());
    let same = own.redeem(&asked, callback.code()).await;
    let asked = own.ask("openid").with("max_age", "59");
    let page = browser.open(&asked.url()).await.page();
    let callback = own.read(&asked, &browser.sign_in(&provider.service, &page, "ada@example.org").await.away());
    let later = own.redeem(&asked, callback.code()).await;
    let auth_time = |tokens: &tests::Answer| claims(&tokens.text("id_token"))["auth_time"].as_u64().unwrap();
    assert_eq!([&same, &later].map(auth_time), [auth_time(&first), auth_time(&first) + 60]);
    provider.service.clock.advance(1);
    assert!(browser.open(&own.ask("openid").with("max_age", "0").url()).await.page().has_form("/signin/code"));
}

#[tokio::test]
async fn op_05_an_account_is_chosen_where_the_client_wants_that() {
    let provider = Provider::start().await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let ada = provider.tokens(&mut browser, &own, &own.ask("openid"), "ada@example.org").await;
    let asked = own.ask("openid").with("prompt", "select_account");
    let page = browser.open(&asked.url()).await.page();
    assert!(page.text().contains("a•••@example.org"), "{}", page.text());
    let flow = page.form("/signin/consent").fields[0].1.clone();
    let other = browser.open(&format!("/signin?flow={flow}")).await.page();
    let callback = own.read(&asked, &browser.sign_in(&provider.service, &other, "bob@example.org").await.away());
    let bob = own.redeem(&asked, callback.code()).await;
    assert_ne!(claims(&ada.text("id_token"))["sub"], claims(&bob.text("id_token"))["sub"]);
    assert_eq!(own.refresh(&ada.text("refresh_token")).await.status, 400, "another account ends the session of before");
}
