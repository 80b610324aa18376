//! `POST /revoke` by OAuth clients: each its own tokens, and no others.

use http::Method;
use tests::relying_party::Authentication;
use tests::{Answer, Provider, RelyingParty};

const ADA: &str = "ada@example.org";
const SCOPE: &str = "openid offline_access";

async fn revoke(provider: &Provider, client: &RelyingParty, token: &str) -> Answer {
    let mut form = vec![("token", token)];
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
    let basic;
    match &client.authentication {
        Authentication::Public => form.push(("client_id", &client.id)),
        Authentication::Post(secret) => form.extend([("client_id", client.id.as_str()), ("client_secret", secret)]),
        Authentication::Basic(secret) => {
            use base64::Engine as _;
            let credentials = base64::engine::general_purpose::STANDARD.encode(format!("{}:{secret}", client.id));
            basic = format!("Basic {credentials}");
            headers.push(("authorization", &basic));
        }
    }
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    provider.service.client.send(Method::POST, "/revoke", &headers, body).await
}

async fn tokens(provider: &Provider, client: &RelyingParty) -> Answer {
    provider.tokens(&mut provider.browser(), client, &client.ask(SCOPE), ADA).await
}

/// Whether an access token tells its client who the user is.
async fn counts(provider: &Provider, access_token: &str) -> bool {
    provider.service.client.get_as("/userinfo", access_token).await.status == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_12_a_refresh_token_of_a_client_ends_its_grant_and_every_access_token_of_it() {
    let provider = Provider::start().await;
    for client in [provider.client("web"), provider.confidential("shop").await] {
        let first = tokens(&provider, &client).await;
        let other = tokens(&provider, &client).await;
        let next = client.refresh(&first.text("refresh_token")).await;
        assert_eq!(next.status, 200, "{next:?}");
        // Which reads the client, for a minute.
        assert_eq!(revoke(&provider, &client, "unknown").await.status, 200);
        provider.service.proxy.take_calls();
        let answer = revoke(&provider, &client, &next.text("refresh_token")).await;
        assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 0), "{answer:?}");
        let calls = provider.service.proxy.take_calls();
        assert_eq!(
            (calls.get("UpdateItem"), calls.get("GetItem"), calls.get("BatchWriteItem")),
            (Some(&1), Some(&1), Some(&2))
        );
        for token in [first.text("access_token"), next.text("access_token")] {
            assert!(!counts(&provider, &token).await, "{}", client.id);
        }
        let ended = client.refresh(&next.text("refresh_token")).await;
        assert_eq!(ended.oauth_error(), (400, "invalid_grant".to_owned()));
        assert!(counts(&provider, &other.text("access_token")).await, "another grant goes on");
        let again = revoke(&provider, &client, &next.text("refresh_token")).await;
        assert_eq!(again.status, 200, "as often as it is asked for");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_12_an_access_token_of_a_client_ends_alone() {
    let provider = Provider::start().await;
    let client = provider.client("web");
    let tokens = tokens(&provider, &client).await;
    assert_eq!(revoke(&provider, &client, &tokens.text("access_token")).await.status, 200);
    assert!(!counts(&provider, &tokens.text("access_token")).await);
    let next = client.refresh(&tokens.text("refresh_token")).await;
    assert_eq!(next.status, 200, "the grant goes on");
    assert!(counts(&provider, &next.text("access_token")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_12_a_token_of_somebody_else_stays_alive_and_the_answer_tells_nothing() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let of_web = tokens(&provider, &web).await;
    let own = provider.service.sign_in(ADA).await;
    let before = provider.service.sessions(&own.text("access_token")).await.len();
    for client in [provider.client("other"), provider.confidential("shop").await] {
        for token in ["refresh_token", "access_token"] {
            for answer in [of_web.text(token), own.text(token), "unknown".to_owned()] {
                let answer = revoke(&provider, &client, &answer).await;
                assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 0), "{} {token}", client.id);
            }
        }
    }
    // Nor does the codes' own client, which need not say who it is, end what an OAuth client was given.
    for token in ["refresh_token", "access_token", "id_token"] {
        let answer = provider.service.client.post_form("/revoke", &[("token", &of_web.text(token))]).await;
        assert_eq!(answer.status, 200);
    }
    assert!(counts(&provider, &of_web.text("access_token")).await);
    assert_eq!(web.refresh(&of_web.text("refresh_token")).await.status, 200);
    assert_eq!(provider.service.sessions(&own.text("access_token")).await.len(), before);
    assert_eq!(provider.service.refresh(&own.text("refresh_token")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_07_a_client_that_does_not_authenticate_revokes_nothing() {
    let provider = Provider::start().await;
    let shop = provider.confidential("shop").await;
    let tokens = tokens(&provider, &shop).await;
    let secret = "otpcs_".to_owned() + &"A".repeat(43);
    let claiming = |authentication| shop.clone().authenticating(authentication);
    for (client, status) in [
        (claiming(Authentication::Public), 400),
        (claiming(Authentication::Post(secret.clone())), 400),
        (claiming(Authentication::Basic(secret)), 401),
        (claiming(Authentication::Public).called("nobody"), 400),
    ] {
        let answer = revoke(&provider, &client, &tokens.text("refresh_token")).await;
        assert_eq!(answer.oauth_error(), (status, "invalid_client".to_owned()), "{client:?}");
    }
    assert_eq!(shop.refresh(&tokens.text("refresh_token")).await.status, 200);
}
