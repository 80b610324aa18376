//! The compiled functions sign a user in at an OAuth client, behind a small gateway with the template's routes.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use http::Method;
use local::gateway::{Gateway, Invoke};
use local::template::Template;
use platform::clock::Clock;
use serde_json::{Value, json};
use tests::tokens::claims;
use tests::{Client, Function};
use tokio::net::TcpListener;

use super::Deployment;
use crate::deployed::oauth::{App, Browser, DEMO, FIRST_CLIENT, OWN, SHOP, field, link_in, location, register};
use crate::deployed::passkeys::{self, Made};

/// What has a part in it.
pub(super) const FUNCTIONS: [&str; 6] = ["request", "verify", "token", "signin", "sessions", "passkeys"];
const ADDRESS: &str = "ada.lovelace@example.org";

/// Functions by their names; no other one is called.
struct Started(HashMap<String, Arc<Function>>);

impl Invoke for Started {
    fn knows(&self, _: &str) -> bool {
        true
    }

    async fn invoke(&self, function: &str, event: &Value) -> Result<Value, String> {
        let function = self.0.get(function).unwrap_or_else(|| panic!("{function} is called"));
        function.invoke(event).await.map_err(|error| error.to_string())
    }
}

/// A client of a gateway before these functions.
pub(super) async fn behind_a_gateway(functions: HashMap<String, Arc<Function>>) -> Client {
    let template = Template::of_this_repository().unwrap();
    let gateway = Gateway::new(template, Started(functions), Clock::system()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().fallback_service(gateway.into_service());
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await });
    Client::new(url)
}

/// Everything that an OAuth client and its user do: a first sign-in, tokens, their refresh, a second client in the same
/// browser, a code that comes twice, a step-up, another account in the browser, and the end. Gives what nobody may log.
pub(super) async fn sign_in_and_out(deployment: &Deployment, client: &Client) -> Vec<String> {
    register(&deployment.database).await;
    let code = async || deployment.take_code();
    let mut browser = Browser::new(client);
    let (first, asked) = browser.signs_in(&DEMO, ADDRESS, &code).await;
    assert_eq!(asked, 1);
    let tokens = DEMO.redeems(client, &first).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    let (id_token, access) = (claims(&tokens.text("id_token")), claims(&tokens.text("access_token")));
    assert_eq!((&id_token["aud"], &id_token["nonce"]), (&json!("demo"), &json!("n-0S6_WzA2Mj")));
    assert_eq!(id_token["sub"], access["sub"]);

    let (second, asked) = browser.signs_in(&SHOP, ADDRESS, &code).await;
    assert_eq!(asked, 0, "the browser has a session");
    let of_shop = SHOP.redeems(client, &second).await;
    assert_eq!(claims(&of_shop.text("access_token"))["aud"], "https://orders.example.org");
    let refreshed = SHOP.refreshes(client, &of_shop.text("refresh_token")).await;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    assert_eq!(SHOP.redeems(client, &second).await.oauth_error(), (400, "invalid_grant".to_owned()));
    let ended = SHOP.refreshes(client, &refreshed.text("refresh_token")).await;
    assert_eq!(
        ended.oauth_error(),
        (400, "invalid_grant".to_owned()),
        "what came of the code ends with its second use"
    );

    // Once more in the same browser, by the same person and by somebody else.
    let again = App { prompt: Some("login"), ..DEMO };
    assert_eq!(browser.signs_in(&again, ADDRESS, &code).await.1, 1);
    assert_eq!(browser.signs_in(&again, "grace@example.org", &code).await.1, 1);

    let pushed = DEMO.pushes(client).await;
    assert!(location(&browser.get(&pushed).await).starts_with("/signin/continue?flow="), "and loaded again:");
    assert_eq!(browser.goes_on(&DEMO, pushed, "grace@example.org", &code).await.1, 0, "the browser has a session");
    the_owner_looks_after_the_account(&mut browser, client).await;
    let page = browser.get("/logout").await;
    let confirmation = field(std::str::from_utf8(&page.body).unwrap(), "confirmation");
    let left = browser.post("/logout", &[("confirmation", &confirmation)]).await;
    assert_eq!((left.status.as_u16(), browser.is_signed_in()), (200, false), "{left:?}");
    let by_link = signs_in_by_the_link(deployment, client).await;
    let secrets = [first, second, confirmation].into_iter().chain(browser.seen()).chain(by_link);
    let told = [&tokens, &of_shop, &refreshed].into_iter();
    let told = told.flat_map(|answer| ["access_token", "refresh_token"].map(|name| answer.text(name)));
    secrets.chain(told).chain([tokens.text("id_token")]).collect()
}

/// The link of an email. Gives what nobody may log.
async fn signs_in_by_the_link(deployment: &Deployment, client: &Client) -> Vec<String> {
    assert_eq!(client.post("/otp/request", &json!({ "email": ADDRESS })).await.status, 202);
    let mut browser = Browser::new(client);
    browser.uses_link(&link_in(&deployment.services.take_call().text().unwrap())).await;
    browser.seen()
}

/// The page of the account: what an app was let in for is taken back, and its grants with it.
async fn the_owner_looks_after_the_account(browser: &mut Browser<'_>, client: &Client) {
    let code = async || panic!("the browser has a session");
    let (granted, _) = browser.signs_in(&SHOP, "grace@example.org", &code).await;
    let tokens = SHOP.redeems(client, &granted).await;
    let page = browser.get("/signin/account").await;
    let confirmation = field(std::str::from_utf8(&page.body).unwrap(), "confirmation");
    let act = [("confirmation", &*confirmation), ("act", "take-back"), ("id", SHOP.id)];
    assert_eq!(browser.post("/signin/account", &act).await.status, 200);
    let ended = SHOP.refreshes(client, &tokens.text("refresh_token")).await;
    assert_eq!(ended.oauth_error(), (400, "invalid_grant".to_owned()));
    assert_eq!(browser.get("/signin/export").await.status, 200);
}

/// A client of the operator's own, registered before, adds an address to its user's account and removes it. Gives what nobody may
/// log.
pub(super) async fn an_address_comes_and_goes(deployment: &Deployment, client: &Client) -> Vec<String> {
    let code = async || deployment.take_code();
    let mut browser = Browser::new(client);
    let (granted, _) = browser.signs_in(&OWN, "katherine@example.org", &code).await;
    let bearer = format!("Bearer {}", OWN.redeems(client, &granted).await.text("access_token"));
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let mut proofs = Vec::new();
    for (who, purpose) in [
        ("katherine@example.org", "add-identifier"),
        ("johnson@example.org", "new-identifier"),
        ("katherine@example.org", "remove-identifier"),
    ] {
        let asked = client.post("/otp/request", &json!({ "email": who, "purpose": purpose })).await;
        let presented = json!({ "challenge": asked.text("challenge"), "code": code().await });
        proofs.push(client.post("/otp/verify", &presented).await.text("proof"));
    }
    let added = json!({ "account_proof": proofs[0], "identifier_proof": proofs[1] }).to_string();
    assert_eq!(client.send(Method::POST, "/account/identifiers", &headers, added).await.status, 201);
    let removed = json!({ "account_proof": proofs[2], "email": "johnson@example.org" }).to_string();
    assert_eq!(client.send(Method::DELETE, "/account/identifiers", &headers, removed).await.status, 204);
    for path in ["/account", "/account/export"] {
        assert_eq!(client.send(Method::GET, path, &headers[..1], "").await.status, 200);
    }
    proofs.into_iter().chain([bearer]).collect()
}

/// An owner makes a passkey, shows it in the same browser and in somebody else's, and erases the account. Gives what nobody may log.
pub(super) async fn a_passkey_comes_and_goes(deployment: &Deployment, client: &Client) -> Vec<String> {
    const ADD: [(&str, &str); 2] = [("act", "change"), ("id", "add-passkey")];
    let code = async || deployment.take_code();
    let mut browser = Browser::new(client);
    browser.signs_in(&OWN, "hedy@example.org", &code).await;
    let Made { passkey, mut secrets, .. } = passkeys::makes_one(&mut browser, "hedy@example.org", &code).await;
    secrets.extend(passkeys::shows(&passkey, &mut browser, &ADD).await);
    // Somebody else's session in the browser ends.
    let mut other = Browser::new(client);
    other.signs_in(&OWN, "emmy@example.org", &code).await;
    secrets.extend(passkeys::shows(&passkey, &mut other, &ADD).await);
    let page = browser.get("/signin/account").await;
    let confirmation = field(std::str::from_utf8(&page.body).unwrap(), "confirmation");
    let erased = [("confirmation", &*confirmation), ("act", "erase"), ("sure", "yes")];
    assert_eq!(browser.post("/signin/account", &erased).await.status, 200);
    secrets.into_iter().chain(browser.seen()).chain(other.seen()).collect()
}

#[tokio::test]
async fn somebody_signs_in_at_an_oauth_client_and_out_again_and_nothing_secret_is_logged() {
    let settings = [("FIRST_CLIENT", FIRST_CLIENT), ("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "20")];
    let deployment = Deployment::with(&[settings[0], settings[1], settings[2], ("LOG_LEVEL", "trace")]).await;
    let mut functions = HashMap::new();
    for name in FUNCTIONS {
        functions.insert(name.to_owned(), Arc::new(deployment.start(name).await));
    }
    let client = behind_a_gateway(functions.clone()).await;
    let mut secrets = sign_in_and_out(&deployment, &client).await;
    secrets.extend(an_address_comes_and_goes(&deployment, &client).await);
    secrets.extend(a_passkey_comes_and_goes(&deployment, &client).await);
    assert!(secrets.len() > 10, "{secrets:?}");
    let output: Vec<String> = functions.values().map(|function| function.written()).collect();
    assert!(output.iter().any(|told| told.contains("grant_begun")), "logs were captured");
    for line in output.iter().flat_map(|told| told.lines()) {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "a line that is no JSON: {line}");
        let found: Vec<_> =
            secrets.iter().map(String::as_str).chain([ADDRESS]).filter(|secret| line.contains(secret)).collect();
        assert!(found.is_empty(), "{found:?} in {line}");
    }
}
