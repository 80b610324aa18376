//! The offer of a passkey after a sign-in by a code: once in a browser that can make one, and in nobody's way.

use http::Method;
use tests::tokens::claims;
use tests::{Browser, Landed, Provider, RelyingParty, StoredAccount};

const ADA: &str = "ada@example.org";
const BOB: &str = "bob@example.org";

/// Signs `who` in by a code in a browser that says of itself whether it can make a passkey.
async fn signed_in(
    provider: &Provider,
    browser: &mut Browser,
    client: &RelyingParty,
    (who, can): (&str, &str),
) -> Landed {
    provider.service.clock.advance(61);
    let page = browser.open(&client.ask("openid").with("prompt", "login").url()).await.page();
    let page = browser.ask_for_code(&page, who).await;
    let code = provider.service.codes_to(who).first().expect("a code").clone();
    browser.submit(&page, "/signin/check", &[("code", &code), ("offer", can)]).await
}

#[tokio::test]
async fn whoever_signs_in_by_a_code_is_offered_a_passkey_once() {
    let provider = Provider::start().await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let offer = signed_in(&provider, &mut browser, &own, (ADA, "passkey")).await.page();
    assert!(offer.text().contains("Sign in without a code next time"), "{}", offer.text());
    assert!(offer.url.ends_with("&offer=passkey"), "{}", offer.url);
    let adds = offer.html.matches("action=\"/signin/continue\"").count();
    assert_eq!(adds, 2, "it is added, or the flow goes on: {}", offer.html);
    // What it offers was agreed to by the code of just now.
    let (_, behind) = offer.html.split_once("name=\"flow\" value=\"").unwrap();
    let (flow, _) = behind.split_once('"').unwrap();
    let answer = browser.send(Method::GET, &format!("/signin/continue?flow={flow}"), None, true).await;
    assert_eq!(answer.headers["location"], format!("/signin/account/change?flow={flow}"));
    let page = browser.open(&format!("/signin/account/change?flow={flow}")).await.page();
    assert!(page.has_form("/signin/account/passkeys"), "{}", page.html);

    // Reload, back and a second tab: it is in nobody's way.
    let away = browser.open(&offer.url).await.away();
    assert!(away.contains("code="), "{away}");
    let away = signed_in(&provider, &mut browser, &own, (BOB, "passkey")).await.away();
    assert!(away.contains("code="), "{away}");
}

#[tokio::test]
async fn nobody_is_offered_what_their_browser_or_the_service_cannot_make_or_what_they_have() {
    let provider = Provider::start().await;
    let own = provider.client("own");
    for can in ["", "no", "passkey&x=y", "PASSKEY"] {
        let away = signed_in(&provider, &mut provider.browser(), &own, (ADA, can)).await.away();
        assert!(away.contains("code="), "{can:?} {away}");
    }
    let mut browser = provider.browser();
    let asked = own.ask("openid");
    let tokens = provider.tokens(&mut browser, &own, &asked, BOB).await;
    let account = claims(&tokens.text("id_token"))["sub"].as_str().unwrap().to_owned();
    StoredAccount::of(&provider.service, &account).give_passkey().await;
    let away = signed_in(&provider, &mut provider.browser(), &own, (BOB, "passkey")).await.away();
    assert!(away.contains("code="), "{away}");

    let without = Provider::with(&[("ISSUER", "https://abcdefghij.execute-api.eu-central-1.amazonaws.com")]).await;
    let mut browser = without.browser();
    let page = browser.open(&without.client("own").ask("openid").url()).await.page();
    let page = browser.ask_for_code(&page, ADA).await;
    assert!(!page.html.contains("name=\"offer\""), "{}", page.html);
}

/// Who is asked whether they go on to a client is offered one before that, and asked all the same.
#[tokio::test]
async fn an_offer_takes_the_place_of_no_other_page() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let offer = signed_in(&provider, &mut browser, &web, (ADA, "passkey")).await.page();
    assert!(offer.text().contains("Sign in without a code next time"), "{}", offer.text());
    let page = browser.open(offer.url.trim_end_matches("&offer=passkey")).await.page();
    assert!(page.has_form("/signin/consent"), "{}", page.html);
}
