//! Wrong secrets of clients: each is counted for its network, and nothing that was not sealed here leads to one.

use tests::relying_party::Authentication;
use tests::{Call, Fault, Provider};

use super::invalid_grant;

const LIMIT: (&str, &str) = ("ADDRESS_TOKEN_CALLS", "5");

fn wrong() -> Authentication {
    Authentication::Basic("A".repeat(43))
}

fn refused() -> (u16, String) {
    (401, "invalid_client".to_owned())
}

fn stopped() -> (u16, String) {
    (429, "temporarily_unavailable".to_owned())
}

#[tokio::test]
async fn oa_07_wrong_secrets_of_a_network_are_stopped_and_the_right_one_goes_on() {
    let provider = Provider::with(&[LIMIT]).await;
    let service = &provider.service;
    let vault = provider.confidential("vault").await;
    let asked = vault.ask("openid offline_access");
    let tokens = provider.tokens(&mut provider.browser(), &vault, &asked, "ada@example.org").await;
    let stolen = tokens.text("refresh_token");
    let neighbour = vault.from(service.from("127.0.1.7"));
    let guessing = neighbour.clone().authenticating(wrong());
    for _ in 0..5 {
        assert_eq!(guessing.refresh(&stolen).await.oauth_error(), refused());
    }
    assert_eq!(guessing.refresh(&stolen).await.oauth_error(), stopped(), "counted in the table");
    service.proxy.take_calls();
    for endpoint in ["/token", "/revoke"] {
        let form = [("grant_type", "refresh_token"), ("refresh_token", &*stolen), ("token", &*stolen)];
        let answer = guessing.post(endpoint, &form).await;
        assert_eq!(answer.oauth_error(), stopped(), "{endpoint}: a wrong one");
    }
    assert_eq!(service.proxy.take_calls().get("UpdateItem"), Some(&1), "each function learns it once");
    // Whoever shares the network with a guesser is not kept out by it.
    let next = neighbour.refresh(&stolen).await;
    assert_eq!(next.status, 200, "a right one counts: {next:?}");
    let next = vault.refresh(&next.text("refresh_token")).await;
    assert_eq!(next.status, 200, "elsewhere nothing has changed: {next:?}");
    service.clock.advance(300);
    assert_eq!(guessing.refresh(&stolen).await.oauth_error(), refused(), "in the next window");
}

#[tokio::test]
async fn oa_07_what_was_not_sealed_here_leads_to_no_secret() {
    let provider = Provider::with(&[LIMIT]).await;
    let vault = provider.confidential("vault").await;
    let asked = vault.ask("openid");
    let guessing = vault.clone().authenticating(wrong());
    provider.service.proxy.take_calls();
    for _ in 0..20 {
        assert_eq!(guessing.refresh(&"A".repeat(300)).await.oauth_error(), invalid_grant());
        assert_eq!(guessing.redeem(&asked, &"A".repeat(300)).await.oauth_error(), invalid_grant());
    }
    assert_eq!(provider.service.proxy.take_calls(), [].into(), "nor to a call");
}

#[tokio::test]
async fn a_wrong_secret_that_cannot_be_counted_is_not_judged() {
    let provider = Provider::start().await;
    let vault = provider.confidential("vault").await;
    let asked = vault.ask("openid");
    let callback = provider.answer(&mut provider.browser(), &vault, &asked, "ada@example.org").await;
    let fault = |call: Call<'_>| match call.operation {
        "UpdateItem" => Fault::Refused("ValidationException"),
        _ => Fault::None,
    };
    provider.service.proxy.plan(fault);
    let answer = vault.clone().authenticating(wrong()).redeem(&asked, callback.code()).await;
    assert_eq!(answer.oauth_error().0, 503);
}
