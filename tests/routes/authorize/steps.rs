//! What is demanded of proofs, by an account, a client, an API or a request; and the page that asks for what lacks.

use http::Method as Verb;
use http::header::LOCATION;
use serde_json::json;
use shared::tokens::assurance::Method;
use tests::relying_party::register;
use tests::tokens::claims;
use tests::{Authenticator, Browser, Page, Provider, StoredAccount};

/// Clients and an API that demand something.
const DEMANDING: &str = r#"{
  "resources": [
    { "id": "https://bank.example.org", "name": "Bank", "scopes": ["pay"], "max_age": 300 },
    { "id": "https://vault.example.org", "name": "Vault", "scopes": ["open"], "acr": "phr" }
  ],
  "clients": [
    { "id": "strict", "name": "Strict", "type": "public", "consent": "first-party", "acr": "phr",
      "redirect_uris": ["https://strict.example.org/callback"], "scopes": ["openid", "offline_access"] },
    { "id": "quiet", "name": "Quiet", "type": "public", "consent": "first-party", "without_methods": ["email"],
      "redirect_uris": ["https://quiet.example.org/callback"], "scopes": ["openid"] },
    { "id": "pay", "name": "Pay", "type": "public", "consent": "first-party",
      "redirect_uris": ["https://pay.example.org/callback"], "scopes": ["openid", "pay", "open"],
      "resources": ["https://bank.example.org", "https://vault.example.org"] }
  ]
}"#;
const ADA: &str = "ada@example.org";

async fn start() -> Provider {
    let provider = Provider::start().await;
    register(&provider.service, DEMANDING).await;
    provider
}

/// Signs Ada in by a code for a client that demands nothing, and gives her account.
async fn signed_in(provider: &Provider, browser: &mut Browser) -> StoredAccount {
    let own = provider.client("own");
    let tokens = provider.tokens(browser, &own, &own.ask("openid"), ADA).await;
    StoredAccount::of(&provider.service, claims(&tokens.text("id_token"))["sub"].as_str().unwrap())
}

fn is_step(page: &Page) -> bool {
    page.url.starts_with("/signin/step?flow=") && page.has_form("/signin/continue")
}

#[tokio::test]
async fn a_client_that_demands_a_passkey_gets_a_code_by_one_and_by_nothing_less() {
    let provider = start().await;
    let (mut browser, strict) = (provider.browser(), provider.client("strict"));
    let began = provider.service.clock.now();
    let account = signed_in(&provider, &mut browser).await;
    let asked = strict.ask("openid");
    let page = browser.open(&asked.url()).await.page();
    assert!(is_step(&page) && page.text().contains("Add a passkey"), "{}", page.text());
    assert!(!page.text().contains("authenticator app"), "none would do: {}", page.text());
    assert!(!page.has_form("/signin/passkey") && !page.has_form("/signin/step"), "{}", page.html);
    // Going on without it leads back to the page, and not to the client.
    let (_, flow) = page.url.split_once('?').unwrap();
    assert!(is_step(&browser.open(&format!("/signin/continue?{flow}")).await.page()));
    account.give_passkey().await;
    let page = browser.open(&page.url).await.page();
    assert!(page.has_form("/signin/passkey") && !page.text().contains("Add a passkey"), "{}", page.text());
    provider.service.clock.advance(60);
    account.prove(Method::Passkey, provider.service.clock.now()).await;
    let callback = strict.read(&asked, &browser.open(&format!("/signin/continue?{flow}")).await.away());
    let tokens = strict.redeem(&asked, callback.code()).await;
    let [id_token, access_token] = ["id_token", "access_token"].map(|name| claims(&tokens.text(name)));
    for said in [&id_token, &access_token] {
        assert_eq!(said["acr"], "phr");
        assert_eq!(said["amr"], json!(["otp", "email", "passkey", "pop", "user", "mfa"]));
        assert_eq!(said["auth_time"], began.as_unix());
    }
}

#[tokio::test]
async fn who_cannot_meet_a_demand_goes_back_to_the_client_which_is_told_so() {
    let provider = start().await;
    let (mut browser, strict, own) = (provider.browser(), provider.client("strict"), provider.client("own"));
    signed_in(&provider, &mut browser).await;
    for (client, asked) in [
        (&strict, strict.ask("openid")),
        (&own, own.ask("openid").with("acr_values", "phr")),
        (&own, own.ask("openid").with("acr_values", "gold 2sv phr")),
    ] {
        let page = browser.open(&asked.url()).await.page();
        assert!(is_step(&page), "{}", page.url);
        let away = browser.open(&format!("{}&answer=no", page.url)).await.away();
        assert!(page.allows_form_to(&away), "{:?}", page.headers);
        assert_eq!(client.read(&asked, &away).error(), "unmet_authentication_requirements");
        let silent = asked.with("prompt", "none");
        let callback = client.read(&silent, &browser.open(&silent.url()).await.away());
        assert_eq!(callback.error(), "unmet_authentication_requirements");
    }
    // What is asked for and not known here is no demand.
    let asked = own.ask("openid").with("acr_values", "urn:mace:incommon:iap:silver otp");
    let callback = own.read(&asked, &browser.open(&asked.url()).await.away());
    assert_eq!(claims(&own.redeem(&asked, callback.code()).await.text("id_token"))["acr"], "otp");
}

#[tokio::test]
async fn edited_acr_values_lower_nothing_that_client_and_api_demand() {
    let provider = start().await;
    let (mut browser, strict, pay) = (provider.browser(), provider.client("strict"), provider.client("pay"));
    signed_in(&provider, &mut browser).await;
    let vault = pay.ask("openid open").with("resource", "https://vault.example.org");
    for asked in [strict.ask("openid"), vault] {
        for acr_values in ["otp", "otp phr", "nothing"] {
            let page = browser.open(&asked.clone().with("acr_values", acr_values).url()).await.page();
            assert!(is_step(&page), "{acr_values}: {}", page.url);
        }
    }
}

#[tokio::test]
async fn an_api_demands_proofs_of_its_own_age_and_the_token_tells_of_those_that_count() {
    let provider = start().await;
    let (mut browser, pay) = (provider.browser(), provider.client("pay"));
    let account = signed_in(&provider, &mut browser).await;
    provider.service.clock.advance(200);
    account.prove(Method::Passkey, provider.service.clock.now()).await;
    provider.service.clock.advance(101);
    let asked = pay.ask("openid pay").with("resource", "https://bank.example.org");
    let callback = pay.read(&asked, &browser.open(&asked.url()).await.away());
    let said = claims(&pay.redeem(&asked, callback.code()).await.text("access_token"));
    assert_eq!((&said["acr"], &said["amr"]), (&json!("phr"), &json!(["passkey", "pop", "user", "mfa"])));
    assert_eq!(said["auth_time"], provider.service.clock.now().as_unix() - 101, "the code is too old to be told of");
    provider.service.clock.advance(200);
    let page = browser.open(&asked.url()).await.page();
    assert!(page.has_form("/signin/code"), "an age lacks, so that the user signs in anew: {}", page.url);
    let silent = asked.with("prompt", "none");
    assert_eq!(pay.read(&silent, &browser.open(&silent.url()).await.away()).error(), "login_required");
}

#[tokio::test]
async fn who_signs_in_by_what_does_not_count_is_told_so_and_not_asked_for_ever() {
    let provider = start().await;
    let (mut browser, quiet) = (provider.browser(), provider.client("quiet"));
    let asked = quiet.ask("openid");
    let page = browser.open(&asked.url()).await.page();
    let step = browser.sign_in(&provider.service, &page, ADA).await.page();
    assert!(is_step(&step) && step.text().contains("does not count here"), "{} {}", step.url, step.text());
    let away = browser.open(&format!("{}&answer=no", step.url)).await.away();
    assert_eq!(quiet.read(&asked, &away).error(), "unmet_authentication_requirements");
}

#[tokio::test]
async fn wa_08_nobody_learns_from_the_page_what_an_account_has_before_they_have_proven_something_of_it() {
    let provider = start().await;
    let (mut ada, mut stranger, strict) = (provider.browser(), provider.browser(), provider.client("strict"));
    let account = signed_in(&provider, &mut ada).await;
    account.give_passkey().await;
    let page = stranger.open(&strict.ask("openid").url()).await.page();
    assert!(page.has_form("/signin/code"), "{}", page.url);
    let (_, flow) = page.url.split_once('?').unwrap();
    for url in [format!("/signin/step?{flow}"), format!("/signin/step?{flow}&answer=no")] {
        let answer = stranger.send(Verb::GET, &url, None, true).await;
        assert_eq!(answer.status, 303);
        assert_eq!(answer.headers[LOCATION], format!("/signin/continue?{flow}"));
    }
    // Nor does a flow of somebody else help.
    let step = ada.open(&strict.ask("openid").url()).await.page();
    assert!(step.has_form("/signin/passkey"));
    stranger.open(&step.url).await.refusal();
}

#[tokio::test]
async fn two_steps_are_a_code_and_the_app_and_the_client_is_told_of_both() {
    let provider = start().await;
    let (mut first, own) = (provider.browser(), provider.client("own"));
    let tokens = provider.tokens(&mut first, &own, &own.ask("openid"), ADA).await;
    let sub = claims(&tokens.text("id_token"))["sub"].as_str().unwrap().to_owned();
    let app = Authenticator::of(&provider.service, sub.parse().unwrap()).await;
    provider.service.clock.advance(60);

    let mut browser = provider.browser();
    let asked = own.ask("openid").with("acr_values", "2sv");
    let page = browser.open(&asked.url()).await.page();
    let step = browser.sign_in(&provider.service, &page, ADA).await.page();
    assert!(step.has_form("/signin/step") && !step.text().contains("Add"), "{}", step.text());
    assert!(!step.text().contains("Recovery code"), "it would not do: {}", step.text());
    let wrong = tests::service::wrong(&app.code(&provider.service));
    let refused = browser.submit(&step, "/signin/step", &[("code", &wrong)]).await.page();
    assert!(refused.status == 400 && refused.has_form("/signin/step"), "{} {}", refused.status, refused.url);
    let away = browser.submit(&refused, "/signin/step", &[("code", &app.code(&provider.service))]).await.away();
    let tokens = own.redeem(&asked, own.read(&asked, &away).code()).await;
    for said in ["id_token", "access_token"].map(|name| claims(&tokens.text(name))) {
        assert_eq!((&said["acr"], &said["amr"]), (&json!("2sv"), &json!(["otp", "email", "totp"])));
        assert_eq!(said["sub"], sub.as_str());
    }
    for (acr_values, error) in [("2sv", None), ("phr", Some("unmet_authentication_requirements"))] {
        let silent = own.ask("openid").with("acr_values", acr_values).with("prompt", "none");
        let callback = own.read(&silent, &browser.open(&silent.url()).await.away());
        assert_eq!(callback.get("error"), error, "{acr_values}");
    }
}

#[tokio::test]
async fn a_recovery_code_opens_what_the_account_itself_demands_and_nothing_that_a_client_does() {
    let provider = start().await;
    let (mut first, own) = (provider.browser(), provider.client("own"));
    let tokens = provider.tokens(&mut first, &own, &own.ask("openid"), ADA).await;
    let sub = claims(&tokens.text("id_token"))["sub"].as_str().unwrap().to_owned();
    let app = Authenticator::of(&provider.service, sub.parse().unwrap()).await;
    StoredAccount::of(&provider.service, &sub).demand_second_step().await;
    provider.service.clock.advance(60);

    let mut browser = provider.browser();
    let asked = own.ask("openid");
    let page = browser.open(&asked.url()).await.page();
    let step = browser.sign_in(&provider.service, &page, ADA).await.page();
    assert!(step.text().contains("Recovery code"), "{}", step.text());
    let flow = step.form("/signin/step").fields.iter().find(|(name, _)| name == "flow").unwrap().1.clone();
    let code = app.recovery_codes[0].as_str();
    let away = browser.post("/signin/step", &[("flow", &flow), ("recovery_code", code)]).await.away();
    let tokens = own.redeem(&asked, own.read(&asked, &away).code()).await;
    let said = claims(&tokens.text("id_token"));
    assert_eq!((&said["acr"], &said["amr"]), (&json!("otp"), &json!(["otp", "email", "recovery"])));
    assert_eq!(
        own.refresh(&tokens.text("refresh_token")).await.status,
        200,
        "it meets the account's demand further on"
    );
    let stronger = own.ask("openid").with("acr_values", "2sv").with("prompt", "none");
    let callback = own.read(&stronger, &browser.open(&stronger.url()).await.away());
    assert_eq!(callback.error(), "unmet_authentication_requirements");
}
