//! `/userinfo`: who the user of an access token is, and who is told.

use http::Method;
use serde_json::{Value, json};
use tests::{Answer, Provider};

const ADA: &str = "ada@example.org";
const NUMBER: &str = "+14155550100";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// The tokens that `who` has a client given for a scope.
async fn tokens(provider: &Provider, client: &str, scope: &str, who: &str) -> Value {
    let client = provider.client(client);
    provider.tokens(&mut provider.browser(), &client, &client.ask(scope), who).await.json()
}

async fn access_token(provider: &Provider, client: &str, scope: &str, who: &str) -> String {
    tokens(provider, client, scope, who).await["access_token"].as_str().unwrap().to_owned()
}

async fn user_info(provider: &Provider, token: &str) -> Answer {
    provider.service.client.get_as("/userinfo", token).await
}

fn claims(token: &Value) -> Value {
    use base64::Engine as _;
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

fn refused(answer: &Answer) -> (u16, String, String) {
    let (status, code, _) = answer.problem();
    (status, code, answer.headers["www-authenticate"].to_str().unwrap().to_owned())
}

fn invalid_token() -> (u16, String, String) {
    (401, "unauthorized".to_owned(), "Bearer error=\"invalid_token\"".to_owned())
}

/// The modules `oidcc-userinfo-get`, `-post-header` and `-post-body`.
#[tokio::test(flavor = "multi_thread")]
async fn oidcc_userinfo() {
    let provider = Provider::start().await;
    let tokens = tokens(&provider, "web", "openid email", ADA).await;
    let token = tokens["access_token"].as_str().unwrap();
    let expected = json!({ "sub": claims(&tokens["id_token"])["sub"], "email": ADA, "email_verified": true });
    let header = format!("bEaReR {token}");
    let header = ("authorization", header.as_str());
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("access_token", token).finish();
    let client = &provider.service.client;
    for answer in [
        client.send(Method::GET, "/userinfo", &[header], "").await,
        client.send(Method::POST, "/userinfo", &[header], "").await,
        client.send(Method::POST, "/userinfo", &[header, FORM], "").await,
        client.send(Method::POST, "/userinfo", &[FORM], form.clone()).await,
    ] {
        assert_eq!((answer.status.as_u16(), answer.json()), (200, expected.clone()), "{answer:?}");
        assert_eq!(answer.headers["content-type"], "application/json");
    }
    assert_eq!(client.send(Method::GET, "/userinfo", &[FORM], form.clone()).await.status, 401, "no GET has a body");
    let in_query = client.get(&format!("/userinfo?{form}")).await;
    assert_eq!(refused(&in_query), (401, "unauthorized".to_owned(), "Bearer".to_owned()), "never in the query");
    let both = client.send(Method::POST, "/userinfo", &[header, FORM], form).await;
    let several = (400, "invalid-request".to_owned(), "Bearer error=\"invalid_request\"".to_owned());
    assert_eq!(refused(&both), several);
}

/// The modules `oidcc-scope-email`, `-phone`, `-all` and `-profile`.
#[tokio::test(flavor = "multi_thread")]
async fn op_06_a_client_is_told_what_its_scope_has_and_no_more() {
    let provider = Provider::start().await;
    let email = json!({ "email": ADA, "email_verified": true });
    let phone = json!({ "phone_number": NUMBER, "phone_number_verified": true });
    for (scope, who, told) in [
        ("openid", ADA, json!({})),
        ("openid profile address", ADA, json!({})),
        ("openid email", ADA, email.clone()),
        ("openid phone", ADA, json!({})),
        ("openid phone email", ADA, email),
        ("openid phone", NUMBER, phone.clone()),
        ("openid email phone", NUMBER, phone),
    ] {
        let tokens = tokens(&provider, "web", scope, who).await;
        let mut answer = user_info(&provider, tokens["access_token"].as_str().unwrap()).await.json();
        let sub = answer.as_object_mut().unwrap().remove("sub");
        assert_eq!((sub.as_ref(), answer), (claims(&tokens["id_token"]).get("sub"), told), "{scope}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn op_06_any_of_our_tokens_with_openid_counts_whomever_it_is_for() {
    let provider = Provider::with(&[("SCOPE", "openid email")]).await;
    let of_resource = tokens(&provider, "other", "openid orders:read", ADA).await;
    assert_eq!(claims(&of_resource["access_token"])["aud"], tests::provider::API);
    let answer = user_info(&provider, of_resource["access_token"].as_str().unwrap()).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["sub"]), (200, &claims(&of_resource["id_token"])["sub"]));
    // The codes' own interface names the identifier, and its scope is a setting.
    let own = provider.service.sign_in(ADA).await.text("access_token");
    let expected = json!({ "sub": format!("email:{ADA}"), "email": ADA, "email_verified": true });
    assert_eq!(user_info(&provider, &own).await.json(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn op_06_without_openid_a_token_is_not_enough() {
    let provider = Provider::start().await;
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"openid\"".to_owned();
    for token in [
        access_token(&provider, "other", "email orders:read", ADA).await,
        provider.service.sign_in(ADA).await.text("access_token"),
    ] {
        provider.service.proxy.take_calls();
        let answer = user_info(&provider, &token).await;
        assert_eq!(refused(&answer), (403, "insufficient-scope".to_owned(), challenge.clone()));
        assert_eq!(provider.service.proxy.take_calls(), [].into(), "nobody is looked up for it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn op_06_what_is_no_access_token_that_counts_tells_nothing() {
    let provider = Provider::start().await;
    let client = &provider.service.client;
    assert_eq!(refused(&client.get("/userinfo").await), (401, "unauthorized".to_owned(), "Bearer".to_owned()));
    let basic = [("authorization", "Basic YTpi")];
    let other_scheme = client.send(Method::GET, "/userinfo", &basic, "").await;
    assert_eq!(refused(&other_scheme), (401, "unauthorized".to_owned(), "Bearer".to_owned()));
    let tokens = tokens(&provider, "web", "openid email offline_access", ADA).await;
    let good = tokens["access_token"].as_str().unwrap();
    // An ID token is no access token, nor is a refresh token (JWT-02).
    for text in [
        "x.y.z",
        tokens["id_token"].as_str().unwrap(),
        tokens["refresh_token"].as_str().unwrap(),
        &tests::damaged(good),
    ] {
        assert_eq!(refused(&user_info(&provider, text).await), invalid_token(), "{text}");
    }
    assert_eq!(user_info(&provider, good).await.status, 200);
    provider.service.clock.advance(931);
    assert_eq!(refused(&user_info(&provider, good).await), invalid_token(), "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn op_06_a_revoked_token_and_one_of_an_ended_account_tell_nothing_from_then_on() {
    let provider = Provider::start().await;
    let client = provider.client("web");
    let mut browser = provider.browser();
    let first = provider.tokens(&mut browser, &client, &client.ask("openid offline_access"), ADA).await;
    assert_eq!(user_info(&provider, &first.text("access_token")).await.status, 200);
    // An account that is erased: its tokens end with it.
    let own = provider.service.sign_in(ADA).await.text("access_token");
    assert_eq!(provider.service.client.send_as(Method::DELETE, "/me", &own).await.status, 204);
    assert_eq!(refused(&user_info(&provider, &first.text("access_token")).await), invalid_token());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_takes_one_trip_of_three_reads() {
    let provider = Provider::start().await;
    let token = access_token(&provider, "web", "openid email", ADA).await;
    provider.service.proxy.take_calls();
    assert_eq!(user_info(&provider, &token).await.status, 200);
    assert_eq!(
        provider.service.proxy.take_calls(),
        [("Query", 2), ("GetItem", 1)].map(|(verb, count)| (verb.to_owned(), count)).into()
    );
    assert_eq!(user_info(&provider, "x.y.z").await.status, 401);
    assert!(provider.service.proxy.take_calls().is_empty(), "what is no token costs no call");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_of_a_client_opens_nothing_of_the_account() {
    let provider = Provider::with(&[("SCOPE", "openid account")]).await;
    let own = provider.service.sign_in(ADA).await.text("access_token");
    let id = provider.service.sessions(&own).await[0]["id"].as_str().unwrap().to_owned();
    for (client, scope) in [("web", "openid email"), ("other", "openid orders:read"), ("own", "openid account")] {
        let token = access_token(&provider, client, scope, ADA).await;
        for (method, path) in [
            (Method::GET, "/sessions".to_owned()),
            (Method::DELETE, "/sessions".to_owned()),
            (Method::DELETE, format!("/sessions/{id}")),
            (Method::DELETE, "/me".to_owned()),
        ] {
            let answer = provider.service.client.send_as(method.clone(), &path, &token).await;
            let expected = (403, "insufficient-scope".to_owned(), "Bearer error=\"insufficient_scope\"".to_owned());
            assert_eq!(refused(&answer), expected, "{client} {method} {path}");
        }
    }
    assert_eq!(provider.service.client.get_as("/sessions", &own).await.status, 200, "and nothing has ended");
}
