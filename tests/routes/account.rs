//! `/account` and what is below it: what a first-party client tells its user of the account, and who else is told nothing.

use http::Method;
use serde_json::{Value, json};
use tests::{Answer, Authenticator, Provider, StoredAccount};

pub(super) mod identifiers;

pub(crate) const ADA: &str = "ada@example.org";
const READS: [&str; 2] = ["/account", "/account/export"];

/// The tokens that `who` has the first-party client given for its account.
pub(crate) async fn tokens(provider: &Provider, who: &str) -> Answer {
    let own = provider.client("own");
    provider.tokens(&mut provider.browser(), &own, &own.ask("openid account offline_access"), who).await
}

/// Status, code and challenge of a refusal.
pub(crate) fn refused(answer: &Answer) -> (u16, String, String) {
    let (status, code, _) = answer.problem();
    (status, code, answer.headers["www-authenticate"].to_str().unwrap().to_owned())
}

pub(crate) fn insufficient() -> (u16, String, String) {
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"account\"".to_owned();
    (403, "insufficient-scope".to_owned(), challenge)
}

fn invalid_token() -> (u16, String, String) {
    (401, "unauthorized".to_owned(), "Bearer error=\"invalid_token\"".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn se_04_a_first_party_client_is_told_what_the_account_is() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let granted = provider.tokens(&mut browser, &web, &web.ask("openid email"), ADA).await;
    let token = tokens(&provider, ADA).await.text("access_token");
    let told = provider.service.client.get_as("/account", &token).await;
    assert_eq!(told.status, 200, "{told:?}");
    let told = told.json();
    let sub = &tests::tokens::claims(&granted.text("id_token"))["sub"];
    let now = provider.service.clock.now().as_unix();
    assert_eq!((&told["id"], &told["created_at"]), (sub, &json!(now)));
    let own = json!([{ "channel": "email", "value": ADA, "primary": true, "added_at": now }]);
    assert_eq!((&told["identifiers"], &told["methods"]), (&own, &json!(["email"])));
    assert_eq!(
        (&told["passkeys"], &told["recovery_codes"], &told["second_step"]),
        (&json!([]), &json!(0), &json!(false))
    );
    let consent = json!([{ "client": "web", "name": "Web", "scope": "openid email", "given_at": now }]);
    assert_eq!(told["consents"], consent);
    let sessions = told["sessions"].as_array().unwrap();
    let current: Vec<&Value> = sessions.iter().filter(|session| session["current"] == json!(true)).collect();
    assert_eq!((sessions.len(), current.len()), (4, 1), "two browsers, two grants: {sessions:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_is_the_file_that_the_page_gives() {
    let provider = Provider::start().await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let asked = own.ask("openid account offline_access");
    let token = provider.tokens(&mut browser, &own, &asked, ADA).await.text("access_token");
    let told = provider.service.client.get_as("/account/export", &token).await;
    let file = browser.send(Method::GET, "/signin/export", None, true).await;
    assert_eq!((told.status, told.json()), (file.status, file.json()));
    assert_eq!(told.json()["identifiers"][0]["value"], ADA);
    assert!(!told.headers.contains_key("content-disposition"), "{told:?}");
}

/// HW-04 as well: a cookie opens none of it, nor does a token open the page.
#[tokio::test(flavor = "multi_thread")]
async fn oa_22_only_a_token_for_the_account_opens_it() {
    let provider = Provider::with(&[("SCOPE", "openid account")]).await;
    let mut of_others = vec![provider.service.sign_in(ADA).await.text("access_token")];
    for (id, scope) in [("web", "openid email"), ("other", "openid orders:read"), ("own", "openid")] {
        let client = provider.client(id);
        let answer = provider.tokens(&mut provider.browser(), &client, &client.ask(scope), ADA).await;
        of_others.push(answer.text("access_token"));
    }
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let asked = own.ask("openid account offline_access");
    let good = provider.tokens(&mut browser, &own, &asked, ADA).await;
    let client = &provider.service.client;
    for path in READS {
        for token in &of_others {
            assert_eq!(refused(&client.get_as(path, token).await), insufficient(), "{path}");
        }
        for text in ["x.y.z", &good.text("id_token"), &good.text("refresh_token")] {
            assert_eq!(refused(&client.get_as(path, text).await), invalid_token(), "{path} {text}");
        }
        let by_cookie = browser.send(Method::GET, path, None, true).await;
        assert_eq!(refused(&by_cookie), (401, "unauthorized".to_owned(), "Bearer".to_owned()), "{path}");
        assert_eq!(client.get_as(path, &good.text("access_token")).await.status, 200);
    }
    for path in ["/signin/account", "/signin/export"] {
        assert_eq!(client.get_as(path, &good.text("access_token")).await.status, 303, "{path}: it asks who that is");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_an_account_that_ended_tells_nothing_from_then_on() {
    let provider = Provider::start().await;
    let token = tokens(&provider, ADA).await.text("access_token");
    let own = provider.service.sign_in(ADA).await.text("access_token");
    assert_eq!(provider.service.client.send_as(Method::DELETE, "/me", &own).await.status, 204);
    for path in READS {
        assert_eq!(refused(&provider.service.client.get_as(path, &token).await), invalid_token(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_is_told_what_the_account_may_be_proven_by() {
    let provider = Provider::start().await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let granted = provider.tokens(&mut browser, &own, &own.ask("openid account"), ADA).await;
    let sub = tests::tokens::claims(&granted.text("id_token"))["sub"].as_str().unwrap().to_owned();
    let token = granted.text("access_token");
    let told = async |path| provider.service.client.get_as(path, &token).await.json();
    Authenticator::of(&provider.service, sub.parse().unwrap()).await;
    let now = provider.service.clock.now().as_unix();
    for path in READS {
        let told = told(path).await;
        assert_eq!(told["authenticator_app"], json!({ "added_at": now, "is_off": false }), "{path}");
        assert_eq!((&told["recovery_codes"], &told["passkeys"]), (&json!(10), &json!([])), "{path}");
    }
    assert_eq!(told("/account").await["methods"], json!(["email", "totp", "recovery"]));
    StoredAccount::of(&provider.service, &sub).give_passkey().await;
    for path in READS {
        let told = told(path).await;
        let passkey = &told["passkeys"][0];
        assert_eq!((&passkey["name"], &passkey["last_used_at"]), (&json!("Phone"), &json!(0)), "{path} {told}");
        assert_eq!(told.get("authenticator_app"), None, "{path}");
    }
    assert_eq!(told("/account").await["methods"], json!(["email", "passkey"]));
}
