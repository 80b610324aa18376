//! `grant_type=authorization_code`: a code is redeemed once, by whom it was made for, and by nobody else.

use tests::provider::{API, STOCK};
use tests::relying_party::Authentication;
use tests::{Answer, Asked, Browser, Fault, Provider, RelyingParty};

use super::invalid_grant;

/// A code for `scope` at [`API`].
async fn code(provider: &Provider, browser: &mut Browser, client: &RelyingParty) -> (Asked, String) {
    let asked = client.ask("openid orders:read").with("resource", API);
    let callback = provider.answer(browser, client, &asked, "ada@example.org").await;
    let code = callback.code().to_owned();
    (asked, code)
}

/// What is left of tokens for [`API`]: whether the access token counts, and whether the refresh token does.
async fn alive(provider: &Provider, client: &RelyingParty, tokens: &Answer) -> (bool, bool) {
    let counts = provider.counts(&tokens.text("access_token")).await;
    (counts, client.refresh(&tokens.text("refresh_token")).await.status == 200)
}

#[tokio::test]
async fn oa_03_a_code_that_is_redeemed_again_ends_what_came_of_it_and_nothing_else() {
    for later in [0, 1, 59, 60, 86_400] {
        let provider = Provider::start().await;
        let (mut browser, web) = (provider.browser(), provider.client("web"));
        let (asked, bystander) = code(&provider, &mut browser, &web).await;
        let bystander = web.redeem(&asked, &bystander).await;
        let (asked, code) = code(&provider, &mut browser, &web).await;
        let tokens = web.redeem(&asked, &code).await;
        let next = web.refresh(&tokens.text("refresh_token")).await;
        provider.service.clock.advance(later);
        assert_eq!(web.redeem(&asked, &code).await.oauth_error(), invalid_grant(), "{later}");
        assert_eq!(alive(&provider, &web, &tokens).await, (false, false), "{later}");
        assert_eq!(alive(&provider, &web, &next).await, (false, false), "{later}");
        let counts = later < 900;
        assert_eq!(alive(&provider, &web, &bystander).await, (counts, true), "{later}: another grant of the session");
        assert_eq!(web.redeem(&asked, &code).await.oauth_error(), invalid_grant(), "{later}: and for ever");
        let again = web.ask("openid");
        let callback = web.read(&again, &browser.open(&again.url()).await.away());
        assert!(callback.get("code").is_some(), "{later}: the browser stays signed in");
    }
}

#[tokio::test]
async fn oa_03_a_code_lives_for_a_minute() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    for (later, status) in [(59, 200), (60, 400), (61, 400), (86_400, 400)] {
        let (asked, code) = code(&provider, &mut browser, &web).await;
        provider.service.clock.advance(later);
        let answer = web.redeem(&asked, &code).await;
        assert_eq!(answer.status, status, "{later}");
        assert!(status == 200 || answer.oauth_error() == invalid_grant());
    }
}

#[tokio::test]
async fn oa_04_whoever_is_not_the_one_who_asked_gets_nothing_and_uses_nothing_up() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let other = provider.client("other");
    let vault = provider.confidential("vault").await;
    let (asked, code) = code(&provider, &mut browser, &web).await;
    let at = |client: &RelyingParty| client.at(&web.redirect_uri);
    let redirected = |uri: &str| web.at(uri);
    let verifier = |verifier: &str| Asked { verifier: verifier.to_owned(), ..asked.clone() };
    let stranger = web.ask("openid");
    let challenge = asked.get("code_challenge").unwrap().to_owned();
    for (client, asked) in [
        (other.clone(), asked.clone()),
        (at(&other), asked.clone()),
        (vault.clone(), asked.clone()),
        (at(&vault), asked.clone()),
        (redirected("https://web.example.org/callback/"), asked.clone()),
        (redirected("https://web.example.org/Callback"), asked.clone()),
        (redirected("https://other.example.org/callback"), asked.clone()),
        (web.clone(), stranger.clone()),
        (web.clone(), asked.clone().without_pkce()),
        (web.clone(), verifier(&challenge)),
        (web.clone(), verifier(&asked.verifier[..42])),
        (web.clone(), verifier(&format!("{}=", asked.verifier))),
        (web.clone(), verifier(&asked.verifier.to_uppercase())),
    ] {
        assert_eq!(client.redeem(&asked, &code).await.oauth_error(), invalid_grant(), "{client:?} {asked:?}");
    }
    // Nor does whoever does not say where, or what, or fails to authenticate.
    let right = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", &web.redirect_uri),
        ("code_verifier", &asked.verifier),
    ];
    for missing in ["code", "redirect_uri"] {
        let form: Vec<_> = right.into_iter().filter(|(name, _)| *name != missing).collect();
        assert_eq!(web.call(&form).await.oauth_error(), (400, "invalid_request".to_owned()), "{missing}");
    }
    let imposter = web.clone().authenticating(Authentication::Post("otpcs_guess".to_owned()));
    assert_eq!(imposter.redeem(&asked, &code).await.oauth_error(), (400, "invalid_client".to_owned()));
    let imposter = web.clone().authenticating(Authentication::Basic("otpcs_guess".to_owned()));
    assert_eq!(imposter.redeem(&asked, &code).await.oauth_error(), (401, "invalid_client".to_owned()));
    let nameless = provider.service.client.post_form("/token", &right).await;
    assert_eq!(nameless.oauth_error(), (400, "invalid_client".to_owned()));
    let tokens = web.redeem(&asked, &code).await;
    assert_eq!(tokens.status, 200, "and the right client redeems it all the same: {tokens:?}");
    // Once it is, the others still end nothing.
    for client in [at(&other), redirected("https://web.example.org/callback/")] {
        assert_eq!(client.redeem(&asked, &code).await.oauth_error(), invalid_grant());
    }
    assert_eq!(web.redeem(&stranger, &code).await.oauth_error(), invalid_grant());
    assert_eq!(alive(&provider, &web, &tokens).await, (true, true));
}

#[tokio::test]
async fn oa_02_a_verifier_without_a_challenge_is_a_downgrade() {
    let provider = Provider::start().await;
    let shop = provider.confidential("shop").await;
    let mut browser = provider.browser();
    let with = shop.ask("openid");
    let without = shop.ask("openid").without_pkce();
    let callback = provider.answer(&mut browser, &shop, &without, "ada@example.org").await;
    let code = callback.code().to_owned();
    assert_eq!(shop.redeem(&with, &code).await.oauth_error(), invalid_grant(), "a challenge was cut out on the way");
    assert_eq!(shop.redeem(&without, &code).await.status, 200);
    let callback = provider.answer(&mut browser, &shop, &with, "ada@example.org").await;
    let code = callback.code().to_owned();
    assert_eq!(shop.redeem(&without, &code).await.oauth_error(), invalid_grant(), "one that is there counts");
    assert_eq!(shop.redeem(&with, &code).await.status, 200);
}

#[tokio::test]
async fn oa_07_a_confidential_client_authenticates_by_either_way_and_by_one() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let basic = provider.confidential("vault").await;
    let Authentication::Basic(secret) = basic.authentication.clone() else { unreachable!() };
    let post = basic.clone().authenticating(Authentication::Post(secret.clone()));
    let public = basic.clone().authenticating(Authentication::Public);
    let wrong = basic.clone().authenticating(Authentication::Basic(secret.replacen(&secret[10..14], "AAAA", 1)));
    for client in [&basic, &post] {
        let asked = client.ask("openid");
        let callback = provider.answer(&mut browser, client, &asked, "ada@example.org").await;
        let code = callback.code();
        assert_eq!(public.redeem(&asked, code).await.oauth_error(), (400, "invalid_client".to_owned()));
        let refused = wrong.redeem(&asked, code).await;
        assert_eq!(refused.oauth_error(), (401, "invalid_client".to_owned()));
        assert!(refused.headers["www-authenticate"].to_str().unwrap().starts_with("Basic "));
        let twice = basic
            .call(&[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", &client.redirect_uri),
                ("code_verifier", &asked.verifier),
                ("client_secret", &secret),
            ])
            .await;
        assert_eq!(twice.oauth_error(), (400, "invalid_request".to_owned()));
        assert_eq!(client.redeem(&asked, code).await.status, 200);
    }
}

#[tokio::test]
async fn oa_22_a_code_is_redeemed_for_the_resource_that_was_asked_for_and_no_other() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let redeem = async |asked: &Asked, code: &str, resource: &str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &web.redirect_uri),
            ("code_verifier", &asked.verifier),
            ("resource", resource),
        ];
        web.call(&form).await
    };
    for resource in [API, ""] {
        let asked = web.ask("openid").with("resource", resource);
        let callback = provider.answer(&mut browser, &web, &asked, "ada@example.org").await;
        let code = callback.code();
        let refused = redeem(&asked, code, STOCK).await;
        assert_eq!(refused.oauth_error(), (400, "invalid_target".to_owned()), "{resource}");
        assert_eq!(redeem(&asked, code, resource).await.status, 200, "{resource}: and nothing is used up");
    }
}

#[tokio::test]
async fn oa_15_a_code_comes_in_a_form_by_post_each_parameter_once() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let (asked, code) = code(&provider, &mut browser, &web).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", &web.redirect_uri),
        ("code_verifier", &asked.verifier),
    ];
    for (name, value) in form {
        let twice = [&form[..], &[(name, value)]].concat();
        assert_eq!(web.call(&twice).await.oauth_error(), (400, "invalid_request".to_owned()), "{name}");
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let by_get = provider.service.client.get(&format!("/token?{query}&client_id=web")).await;
    assert_eq!(by_get.status, 405);
    let padding = "x".repeat(30_000);
    let padded = [&form[..], &[("padding", &padding)]].concat();
    assert_eq!(web.call(&padded).await.oauth_error(), (400, "invalid_request".to_owned()));
    let refused = web.call(&[&form[1..], &[("grant_type", "password")]].concat()).await;
    assert_eq!(refused.oauth_error(), (400, "unsupported_grant_type".to_owned()));
    let answer = web.call(&form).await;
    assert_eq!((answer.status.as_u16(), &answer.headers["cache-control"]), (200, &"no-store".parse().unwrap()));
}

#[tokio::test]
async fn oa_03_what_is_no_code_of_ours_is_refused() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let (asked, code) = code(&provider, &mut browser, &web).await;
    assert!(code.len() > 128, "128 bits at least: {}", code.len());
    let flow = {
        let page = provider.browser().open(&web.ask("openid").url()).await.page();
        page.form("/signin/code").fields[0].1.clone()
    };
    let refresh_token = provider.service.sign_in("ada@example.org").await.text("refresh_token");
    for other in
        [&tests::damaged(&code), &code[1..], &format!("{code}A"), &flow, &refresh_token, "A", &"A".repeat(5_000)]
    {
        assert_eq!(web.redeem(&asked, other).await.oauth_error(), invalid_grant(), "{other}");
    }
    let as_refresh = web.refresh(&code).await;
    assert_eq!(as_refresh.oauth_error(), invalid_grant());
    assert_eq!(web.redeem(&asked, &code).await.status, 200);
}

#[tokio::test]
async fn oa_04_a_code_dies_with_its_browser_session_and_its_account() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let (asked, signed_out) = code(&provider, &mut browser, &web).await;
    let page = browser.open("/logout").await.page();
    browser.submit(&page, "/logout", &[]).await.page();
    assert_eq!(web.redeem(&asked, &signed_out).await.oauth_error(), invalid_grant());

    let (asked, erased) = code(&provider, &mut browser, &web).await;
    let token = provider.service.sign_in("ada@example.org").await.text("access_token");
    assert_eq!(provider.service.client.send_as(http::Method::DELETE, "/me", &token).await.status, 204);
    assert_eq!(web.redeem(&asked, &erased).await.oauth_error(), invalid_grant());
    let silent = web.ask("openid").with("prompt", "none");
    assert_eq!(web.read(&silent, &browser.open(&silent.url()).await.away()).error(), "login_required");
    assert!(provider.service.live_sessions().await.is_empty());

    let (asked, stepped_up) = code(&provider, &mut browser, &web).await;
    let again = web.ask("openid").with("prompt", "login");
    let page = browser.open(&again.url()).await.page();
    browser.sign_in(&provider.service, &page, "ada@example.org").await.away();
    assert_eq!(web.redeem(&asked, &stepped_up).await.status, 200, "a step-up is the same session");
}

#[tokio::test]
async fn re_01_a_redemption_whose_answer_from_the_database_is_lost_is_no_second_use() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards] {
        let provider = Provider::start().await;
        let (mut browser, web) = (provider.browser(), provider.client("web"));
        let (asked, code) = code(&provider, &mut browser, &web).await;
        let mut spoilt = false;
        provider.service.proxy.plan(move |call| {
            let spoil = call.operation == "TransactWriteItems" && !std::mem::replace(&mut spoilt, true);
            if spoil { fault } else { Fault::None }
        });
        let tokens = web.redeem(&asked, &code).await;
        assert_eq!(tokens.status, 200, "{fault:?}: {tokens:?}");
        assert_eq!(alive(&provider, &web, &tokens).await, (true, true), "{fault:?}");
    }
}

#[tokio::test]
async fn re_03_while_the_database_fails_a_code_is_neither_redeemed_nor_used_up() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let (asked, code) = code(&provider, &mut browser, &web).await;
    for operation in ["UpdateItem", "TransactWriteItems"] {
        provider
            .service
            .proxy
            .plan(move |call| if call.operation == operation { Fault::Throttled } else { Fault::None });
        let answer = web.redeem(&asked, &code).await;
        assert_eq!(answer.oauth_error(), (503, "temporarily_unavailable".to_owned()), "{operation}");
    }
    for operation in ["GetItem", "BatchGetItem"] {
        provider
            .service
            .proxy
            .plan(move |call| if call.operation == operation { Fault::Throttled } else { Fault::None });
        let page = browser.open(&web.ask("openid").url()).await.page();
        assert_eq!(page.status, 503, "{operation}: nobody is signed in or out by it");
    }
    provider.service.proxy.plan(|_| Fault::None);
    assert_eq!(web.redeem(&asked, &code).await.status, 200);
}
