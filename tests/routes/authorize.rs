//! `/authorize` and its pages: a user signs in for a client, as far as the user, the client and the rules want it.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use tests::tokens::claims;
use tests::{Provider, RelyingParty};

mod consent;
mod cookies;
mod hints;
mod pages;
mod prompts;
mod redirects;
mod requests;
mod steps;

/// What an ID token says, which a key of the service's has signed for `client`.
pub(crate) async fn id_token(provider: &Provider, client: &RelyingParty, token: &str) -> Value {
    let jwks = provider.service.client.get("/.well-known/jwks.json").await.json();
    let jwks: JwkSet = serde_json::from_value(jwks).unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    assert_eq!(header.typ.as_deref(), Some("JWT"));
    let key = DecodingKey::from_jwk(jwks.find(&header.kid.unwrap()).expect("the key is published")).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[&client.id]);
    validation.set_issuer(&[provider.service.url()]);
    // The clock is the test's.
    validation.validate_exp = false;
    jsonwebtoken::decode::<Value>(token, &key, &validation).expect("a signature of the service").claims
}

#[tokio::test]
async fn op_02_a_user_signs_in_and_the_client_gets_tokens_that_say_who_and_how() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let asked = web.ask("openid email offline_access");
    let began = provider.service.clock.now();
    provider.service.clock.advance(30);
    let answer = provider.tokens(&mut browser, &web, &asked, "ada@example.org").await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.text("token_type"), "Bearer");
    assert_eq!(answer.text("scope"), "openid email offline_access");

    let said = id_token(&provider, &web, &answer.text("id_token")).await;
    let now = began.as_unix() + 30;
    let sub = said["sub"].as_str().unwrap();
    assert!(sub.len() == 36 && sub.is_ascii(), "{sub}");
    assert_eq!((&said["iat"], &said["auth_time"]), (&json!(now), &json!(now)));
    assert!(said["exp"].as_u64().unwrap() > now, "{said}");
    assert_eq!(said["nonce"].as_str(), asked.get("nonce"));
    assert_eq!((&said["acr"], &said["amr"]), (&json!("otp"), &json!(["otp", "email"])));
    assert!(said.get("email").is_none() && said.get("phone_number").is_none(), "contact is for /userinfo: {said}");
    let access_token = answer.text("access_token");
    let at_hash = {
        use base64::Engine as _;
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, access_token.as_bytes());
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
    };
    assert_eq!(said["at_hash"], at_hash.as_str());

    let access = claims(&access_token);
    assert_eq!((access["sub"].as_str(), &access["sid"]), (Some(sub), &said["sid"]));
    assert_eq!((&access["aud"], &access["client_id"]), (&json!(provider.service.url()), &json!("web")));
    for contact in ["email", "email_verified", "phone_number"] {
        assert!(access.get(contact).is_none(), "{access}");
    }
    let next = web.refresh(&answer.text("refresh_token")).await;
    assert_eq!((next.status.as_u16(), claims(&next.text("access_token"))["sub"].as_str()), (200, Some(sub)));
}

#[tokio::test]
async fn op_04_contact_claims_stand_where_the_client_is_registered_so_as_proven_ones() {
    let provider = Provider::start().await;
    let shop = provider.confidential("shop").await;
    let tokens = provider.tokens(&mut provider.browser(), &shop, &shop.ask("openid email"), "ada@example.org").await;
    let said = id_token(&provider, &shop, &tokens.text("id_token")).await;
    assert_eq!((&said["email"], &said["email_verified"]), (&json!("ada@example.org"), &json!(true)));
    assert!(said.get("phone_number").is_none() && said.get("phone_number_verified").is_none());
    let tokens = provider.tokens(&mut provider.browser(), &shop, &shop.ask("openid phone"), "ada@example.org").await;
    let said = id_token(&provider, &shop, &tokens.text("id_token")).await;
    assert!(
        said.get("email").is_none() && said.get("phone_number").is_none(),
        "nothing that was not asked for: {said}"
    );
}

#[tokio::test]
async fn who_is_signed_in_and_has_agreed_is_sent_on_without_a_page() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let first = provider.tokens(&mut browser, &web, &web.ask("openid email"), "ada@example.org").await;
    let asked = web.ask("openid");
    let callback = web.read(&asked, &browser.open(&asked.url()).await.away());
    let second = web.redeem(&asked, callback.code()).await;
    let [first, second] = [first, second].map(|tokens| claims(&tokens.text("id_token")));
    assert_eq!(first["sub"], second["sub"]);
    assert_ne!(first["sid"], second["sid"], "each grant ends by itself");
    let own = provider.client("own");
    let asked = own.ask("openid");
    let callback = own.read(&asked, &browser.open(&asked.url()).await.away());
    assert!(callback.get("code").is_some(), "a client of the operator's own need not ask");
}

#[tokio::test]
async fn without_openid_there_is_no_id_token_and_a_resource_is_the_audience() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let asked = web.ask("orders:read").with("resource", tests::provider::API);
    let tokens = provider.tokens(&mut provider.browser(), &web, &asked, "ada@example.org").await;
    assert!(tokens.json().get("id_token").is_none());
    let access = claims(&tokens.text("access_token"));
    assert_eq!((&access["aud"], &access["scope"]), (&json!(tests::provider::API), &json!("orders:read")));
    assert!(provider.counts(&tokens.text("access_token")).await);
}
