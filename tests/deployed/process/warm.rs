//! The connection to DynamoDB stands before the first event, and a start does not depend on it.

use std::collections::HashMap;
use std::time::Duration;

use platform::clock::Clock;
use serde_json::{Value, json};
use shared::authorization::flow::{BrowserId, Destination, Flow};
use shared::identity::account::AccountId;
use shared::identity::keyring::Keyring;
use tests::tokens::ISSUER;
use tests::{Fault, Function, Proxy, Said, SoftPasskey};

use super::{Deployment, MASTER_SECRET, guarded, post, post_form, presenting, verified};
use crate::deployed::oauth::FIRST_CLIENT;

/// Far longer than a start waits for the table, and far shorter than one call of it may take here.
const LONGEST_START: Duration = Duration::from_secs(20);

/// What a function calls to open its connection, by the verb that its role has.
const FIRST_CALLS: [(&str, &[(&str, usize)]); 9] = [
    // The first one of a table also notes by which secret its items are named.
    ("request", &[("GetItem", 2), ("PutItem", 1)]),
    ("verify", &[("GetItem", 1)]),
    ("token", &[("GetItem", 1)]),
    ("sessions", &[("Query", 1)]),
    ("signin", &[("GetItem", 1)]),
    ("passkeys", &[("GetItem", 1)]),
    ("authorizer", &[("Query", 1)]),
    ("discovery", &[]),
    ("me", &[]),
];

#[test]
fn every_function_that_answers_callers_is_started_here() {
    let others = ["feedback", "keys", "notify", "settings"];
    let mut functions = crate::repository::settings::functions();
    functions.retain(|name| !others.contains(&name.as_str()));
    let mut started = FIRST_CALLS.map(|(name, _)| name);
    started.sort_unstable();
    assert_eq!(functions, started);
}

async fn started(deployment: &Deployment, proxy: &Proxy, name: &str) -> Function {
    let mut environment = deployment.environment(name);
    environment.retain(|(variable, _)| variable != "AWS_ENDPOINT_URL_DYNAMODB");
    environment.push(("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), proxy.url().to_owned()));
    Function::start(name, &environment).await
}

#[tokio::test]
async fn a_function_opens_its_connection_while_it_starts() {
    let deployment = Deployment::with(&[]).await;
    let proxy = Proxy::before(deployment.database.url()).await;
    for (name, calls) in FIRST_CALLS {
        let _function = started(&deployment, &proxy, name).await;
        let expected: HashMap<_, _> = calls.iter().map(|(call, count)| ((*call).to_owned(), *count)).collect();
        assert_eq!(proxy.take_calls(), expected, "{name}");
    }
    let _again = started(&deployment, &proxy, "request").await;
    assert_eq!(proxy.take_calls(), HashMap::from([("GetItem".to_owned(), 2)]), "noted once and for good");
}

/// The form of a page whose user has shown a passkey that is no account's.
async fn nobodys_passkey(passkeys: &Function) -> Value {
    let browser = BrowserId::from_random([7; 16]);
    let flow = Flow {
        destination: Destination::Account,
        expected: None,
        before: None,
        pushed: None,
        browser,
        started_at: Clock::system().now(),
        region: "eu-central-1".to_owned(),
    };
    let flow = flow.seal(&Keyring::parse(&format!("1:{MASTER_SECRET}")).unwrap(), [7; 12]).unwrap();
    let of_browser = |path: &str, kind: &str, body: &str| {
        let request = http::Request::post(path).header("content-type", kind);
        let cookie = browser.set_cookie().split(';').next().unwrap().to_owned();
        super::proxy(request.header("cookie", cookie).body(()).unwrap(), body.as_bytes(), None)
    };
    let asked = of_browser("/signin/passkey/options", "application/json", &json!({ "flow": flow }).to_string());
    let begun = passkeys.call(&asked).await;
    let shown = SoftPasskey::new(AccountId::from_random([7; 16]).to_bytes().to_vec());
    let shown = shown.assertion(&begun.json()["publicKey"], &Said::honest(ISSUER)).to_string();
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("flow", &flow).append_pair("ceremony", &begun.text("ceremony")).append_pair("credential", &shown);
    of_browser("/signin/passkey", "application/x-www-form-urlencoded", &form.finish())
}

#[tokio::test]
async fn a_function_starts_where_its_first_call_fails_and_recovers() {
    let deployment = Deployment::with(&[
        ("REVOCATION", "strict"),
        ("CALL_TIMEOUT_MILLISECONDS", "60000"),
        ("FIRST_CLIENT", FIRST_CLIENT),
    ])
    .await;
    let (request, verify) = (deployment.start("request").await, deployment.start("verify").await);
    let ask = async |email: &str| {
        let asked = request.call(&post("/otp/request", &json!({ "email": email }))).await;
        (asked.text("challenge"), deployment.take_code())
    };
    for (number, fault) in
        [Fault::Refused("AccessDeniedException"), Fault::Unanswered, Fault::Disconnected].into_iter().enumerate()
    {
        let email = format!("ada{number}@example.org");
        let (challenge, code) = ask(&email).await;
        let signed_in = verified(&verify, &challenge, &code).await;
        let sample = include_str!("../../../events/authorizer-http-2.0.json");
        let guarded_by = presenting(sample, &signed_in.text("access_token"));
        let (challenge, code) = ask(&email).await;
        let proxy = Proxy::before(deployment.database.url()).await;
        for (name, _) in FIRST_CALLS.iter().filter(|(_, calls)| !calls.is_empty()) {
            proxy.plan(move |_| fault);
            // Returns when the function asks for its first event.
            let start = tokio::time::timeout(LONGEST_START, started(&deployment, &proxy, name));
            let function = start.await.unwrap_or_else(|_| panic!("{name} waits for {fault:?}"));
            let event = match *name {
                "request" => post("/otp/request", &json!({ "email": email })),
                "verify" => post("/otp/verify", &json!({ "challenge": challenge, "code": code })),
                "token" => {
                    let refresh_token = signed_in.text("refresh_token");
                    post_form("/token", &[("grant_type", "refresh_token"), ("refresh_token", &refresh_token)])
                }
                "sessions" => guarded("GET", "/sessions", &signed_in.text("access_token")),
                "signin" => serde_json::from_str(include_str!("../../../events/signin-authorize.json")).unwrap(),
                "passkeys" => nobodys_passkey(&function).await,
                _ => guarded_by.clone(),
            };
            // Nothing is let through while the table is away; then everything is as ever.
            proxy.plan(|_| Fault::Refused("AccessDeniedException"));
            let answer = function.invoke(&event).await;
            let failed_closed = answer.as_ref().map_or(true, |answer| answer["statusCode"] == 503);
            assert!(failed_closed, "{name} {fault:?}: {answer:?}");
            proxy.plan(|_| Fault::None);
            let answer = function.invoke(&event).await.unwrap();
            let status = answer["statusCode"].as_u64();
            let expected = match *name {
                "request" => Some(202),
                "authorizer" => None,
                "signin" | "passkeys" => Some(303),
                _ => Some(200),
            };
            assert_eq!(status, expected, "{name} {fault:?}: {answer}");
            deployment.services.take_calls();
            assert!(*name != "authorizer" || answer["isAuthorized"] == true, "{answer}");
        }
    }
}
