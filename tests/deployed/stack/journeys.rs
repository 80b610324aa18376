//! What people and pages do with a deployment.

use http::Method;
use local::gateway::Invoke;
use serde_json::{Value, json};
use tests::{Answer, Client};

use super::{APP, Deployment};
use crate::deployed::oauth::{App, Browser, DEMO, OWN, SHOP, field, link_in, location, register};
use crate::deployed::passkeys::{self, Made};

pub(super) async fn somebody_signs_in_by_email(deployment: &Deployment) {
    let client = &deployment.client;
    let (challenge, code) = deployment.challenge(client, &json!({ "email": "ada@example.org" })).await;
    let [email] = deployment.moto.emails_to("ada@example.org").await.try_into().unwrap();
    assert!(email.text.contains(&code) && email.from.0 == "Acme", "SES took the code: {email:?}");
    let wrong = json!({ "challenge": challenge, "code": tests::service::wrong(&code) });
    let (status, problem, _) = client.post("/otp/verify", &wrong).await.problem();
    assert_eq!((status, problem.as_str()), (401, "code-refused"));
    let verified = client.post("/otp/verify", &json!({ "challenge": challenge, "code": code })).await;
    assert_eq!(verified.status, 200, "{verified:?}");
    let me = client.get_as("/me", &verified.text("access_token")).await;
    assert_eq!((me.status.as_u16(), me.text("sub")), (200, "email:ada@example.org".to_owned()));
    let signed =
        deployment.cloud.take_calls().into_iter().any(|call| call.action == "kms:Sign" && call.function == "verify");
    assert!(signed, "the key of the stack signs");

    let metadata = client.get("/.well-known/openid-configuration").await;
    assert_eq!(metadata.text("issuer"), deployment.stack.output("Issuer"));
    let keys = client.get("/.well-known/jwks.json").await.json();
    let keys = keys["keys"].as_array().unwrap();
    let algorithms: Vec<_> = keys.iter().map(|key| key["alg"].as_str().unwrap()).collect();
    assert_eq!(algorithms, ["ES256", "RS256"]);
    assert_eq!(metadata.json()["id_token_signing_alg_values_supported"], json!(["ES256", "RS256"]));
    let header = jsonwebtoken::decode_header(verified.text("access_token")).unwrap();
    assert_eq!((header.alg, header.kid.as_deref()), (jsonwebtoken::Algorithm::ES256, keys[0]["kid"].as_str()));
}

pub(super) async fn somebody_signs_in_by_phone(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 2].into());
    let verified = deployment.sign_in(&client, &json!({ "phone": "+14155550100" })).await;
    let me = client.get_as("/me", &verified.text("access_token")).await;
    assert_eq!((me.text("sub"), me.text("phone_number")), ("tel:+14155550100".to_owned(), "+14155550100".to_owned()));
    let elsewhere = client.post("/otp/request", &json!({ "phone": "+4915112345678" })).await;
    assert_eq!(elsewhere.problem(), (400, "invalid-request".to_owned(), vec!["phone".to_owned()]));
}

pub(super) async fn somebody_signs_in_by_the_link(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 11].into());
    deployment.challenge(&client, &json!({ "email": "hal@example.org" })).await;
    let [email] = deployment.moto.emails_to("hal@example.org").await.try_into().unwrap();
    Browser::new(&client).uses_link(&link_in(&email.text)).await;
}

pub(super) async fn guesses_and_resends_have_limits(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 5].into());
    let (challenge, code) = deployment.challenge(&client, &json!({ "email": "eve@example.org" })).await;
    let again = json!({ "email": "eve@example.org", "challenge": challenge });
    let early = client.post("/otp/request", &again).await;
    assert_eq!((early.status.as_u16(), early.headers.contains_key("retry-after")), (429, true), "{early:?}");
    let present =
        async |code: &str| client.post("/otp/verify", &json!({ "challenge": challenge, "code": code })).await.status;
    for _ in 0..5 {
        assert_eq!(present(&tests::service::wrong(&code)).await, 401);
    }
    assert_eq!(present(&code).await, 401, "five guesses are all");

    // A message that did not leave is sent again at once.
    let body = json!({ "email": "flo@example.org" });
    deployment.cloud.reject_next("ses:SendRawEmail");
    let unsent = client.post("/otp/request", &body).await;
    assert_eq!(unsent.problem().1, "not-sent");
    let again = json!({ "email": "flo@example.org", "challenge": unsent.text("challenge") });
    deployment.sign_in(&client, &again).await;

    // The session that a used code begins is taken back.
    let (challenge, code) = deployment.challenge(&client, &json!({ "email": "fay@example.org" })).await;
    let body = json!({ "challenge": challenge, "code": code });
    assert_eq!(client.post("/otp/verify", &body).await.status, 200);
    assert_eq!(client.post("/otp/verify", &body).await.problem().1, "code-refused");
}

async fn refreshed(client: &Client, token: &str) -> Answer {
    client.post_form("/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

pub(super) async fn an_old_refresh_token_ends_its_session(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 6].into());
    let first = deployment.sign_in(&client, &json!({ "email": "gus@example.org" })).await;
    let second = refreshed(&client, &first.text("refresh_token")).await;
    let third = refreshed(&client, &second.text("refresh_token")).await;
    for stolen in [&first, &third] {
        let refused = refreshed(&client, &stolen.text("refresh_token")).await;
        assert_eq!(refused.oauth_error(), (400, "invalid_grant".to_owned()));
    }
    deployment.denied(&third.text("access_token")).await;
}

pub(super) async fn an_oauth_client_signs_somebody_in(deployment: &Deployment) {
    register(&deployment.database).await;
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 9].into());
    let mut browser = Browser::new(&client);
    deployment.cloud.take_calls();
    let code = async || deployment.code_by_email();
    let (first, asked) = browser.signs_in(&DEMO, "ida@example.org", &code).await;
    assert_eq!(asked, 1);
    let tokens = DEMO.redeems(&client, &first).await;
    let algorithm = |name: &str| jsonwebtoken::decode_header(tokens.text(name)).unwrap().alg;
    let expected = (jsonwebtoken::Algorithm::ES256, jsonwebtoken::Algorithm::RS256);
    assert_eq!((algorithm("access_token"), algorithm("id_token")), expected, "{tokens:?}");

    let (second, asked) = browser.signs_in(&SHOP, "ida@example.org", &code).await;
    assert_eq!(asked, 0, "the browser has a session");
    let of_shop = SHOP.redeems(&client, &second).await;
    assert_eq!(tests::tokens::claims(&of_shop.text("access_token"))["aud"], "https://orders.example.org");
    let refreshed = SHOP.refreshes(&client, &of_shop.text("refresh_token")).await;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    // A step-up, and somebody else in the same browser.
    let again = App { prompt: Some("login"), ..DEMO };
    for who in ["ida@example.org", "jon@example.org"] {
        assert_eq!(browser.signs_in(&again, who, &code).await.1, 1, "{who}");
    }
    let pushed = DEMO.pushes(&client).await;
    assert!(location(&browser.get(&pushed).await).starts_with("/signin/continue?flow="), "and loaded again:");
    assert_eq!(browser.goes_on(&DEMO, pushed, "jon@example.org", &code).await.1, 0, "the browser has a session");
    let page = browser.get("/signin/account").await;
    let confirmation = field(std::str::from_utf8(&page.body).unwrap(), "confirmation");
    let act = [("confirmation", &*confirmation), ("act", "take-back"), ("id", DEMO.id)];
    assert_eq!(browser.post("/signin/account", &act).await.status, 200, "what the app was let in for");
    assert_eq!(browser.get("/signin/export").await.status, 200);
    let page = browser.get("/logout").await;
    let confirmation = field(std::str::from_utf8(&page.body).unwrap(), "confirmation");
    let left = browser.post("/logout", &[("confirmation", &confirmation)]).await;
    assert_eq!((left.status.as_u16(), browser.is_signed_in()), (200, false), "{left:?}");
}

/// Registered before: the client of the operator's own.
pub(super) async fn an_owner_comes_back_by_a_passkey_and_takes_it_off(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 12].into());
    let code = async || deployment.code_by_email();
    let mut browser = Browser::new(&client);
    deployment.cloud.take_calls();
    browser.signs_in(&OWN, "hedy@example.org", &code).await;
    let Made { passkey, recovery_codes, .. } = passkeys::makes_one(&mut browser, "hedy@example.org", &code).await;
    // What stands in for it, where it was lost.
    let flow = passkeys::begins(&mut browser, &[("act", "change"), ("id", "renew-codes")]).await;
    let stands_in = [("flow", &*flow), ("recovery_code", &recovery_codes[0])];
    let proven = browser.post("/signin/step", &stands_in).await;
    assert!(location(&proven).starts_with("/signin/continue?flow="), "{proven:?}");

    // Somebody else's session in the browser ends.
    let mut other = Browser::new(&client);
    other.signs_in(&OWN, "emmy@example.org", &code).await;
    passkeys::shows(&passkey, &mut other, &[("act", "change"), ("id", "add-passkey")]).await;
    let page = String::from_utf8(other.get("/signin/account").await.body.to_vec()).unwrap();
    let (_, behind) = page.split_once("<input type=\"hidden\" name=\"id\" value=\"").unwrap();
    let (id, _) = behind.split_once('"').unwrap();
    let [flow, _] = passkeys::shows(&passkey, &mut other, &[("act", "remove-passkey"), ("id", id)]).await;
    let removed = other.post("/signin/account/change", &[("flow", &flow)]).await;
    assert_eq!(location(&removed), "/signin/account", "{removed:?}");
    assert!(!String::from_utf8_lossy(&browser.get("/signin/account").await.body).contains("Phone"));
}

pub(super) async fn every_session_ends_at_once(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 7].into());
    let body = json!({ "email": "hal@example.org" });
    let (first, second) = (deployment.sign_in(&client, &body).await, deployment.sign_in(&client, &body).await);
    assert_eq!(client.send_as(Method::DELETE, "/sessions", &second.text("access_token")).await.status, 204);
    for ended in [first, second] {
        let refused = refreshed(&client, &ended.text("refresh_token")).await;
        assert_eq!(refused.oauth_error(), (400, "invalid_grant".to_owned()));
        deployment.denied(&ended.text("access_token")).await;
    }
}

pub(super) async fn a_bounce_stops_messages(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 8].into());
    let body = json!({ "email": "grace@example.org" });
    deployment.challenge(&client, &body).await;
    let event: Value = serde_json::from_str(include_str!("../../../events/feedback-bounce.json")).unwrap();
    let mut of_others = event.clone();
    of_others["detail"]["mail"]["source"] = json!("news@example.org");
    assert_eq!(deployment.stack.invoked_by(&of_others), Vec::<String>::new(), "mail that is not the service's");
    for function in deployment.stack.invoked_by(&event) {
        assert_eq!(deployment.sandboxes.0[&function].invoke(&event).await, Ok(Value::Null));
    }
    deployment.cloud.take_calls();
    assert_eq!(client.post("/otp/request", &body).await.status, 202);
    let sent = deployment.cloud.take_calls().into_iter().any(|call| call.action == "ses:SendRawEmail");
    assert!(!sent && deployment.moto.emails_to("grace@example.org").await.len() == 1, "one message and no more");
}

pub(super) async fn sessions_go_on_and_end(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 3].into());
    let first = deployment.sign_in(&client, &json!({ "email": "bob@example.org" })).await;
    let second = refreshed(&client, &first.text("refresh_token")).await;
    assert_eq!(second.status, 200, "{second:?}");
    let token = second.text("access_token");
    let sessions = client.get_as("/sessions", &token).await;
    assert_eq!(sessions.status, 200, "{sessions:?}");
    let listed = sessions.json()["sessions"].as_array().unwrap().clone();
    assert_eq!((listed.len(), &listed[0]["current"]), (1, &json!(true)), "{sessions:?}");
    let path = format!("/sessions/{}", listed[0]["id"].as_str().unwrap());
    assert_eq!(client.send_as(Method::DELETE, &path, &token).await.status, 204);
    assert_eq!(
        refreshed(&client, &second.text("refresh_token")).await.oauth_error(),
        (400, "invalid_grant".to_owned())
    );
    deployment.denied(&token).await;
}

pub(super) async fn tokens_are_revoked_and_users_forgotten(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 4].into());
    let body = json!({ "email": "cyd@example.org" });
    let revoked = deployment.sign_in(&client, &body).await.text("access_token");
    assert_eq!(client.post_form("/revoke", &[("token", &revoked)]).await.status, 200);
    deployment.denied(&revoked).await;
    let refresh_token = deployment.sign_in(&client, &body).await.text("refresh_token");
    assert_eq!(client.post_form("/revoke", &[("token", &refresh_token)]).await.status, 200);
    assert_eq!(refreshed(&client, &refresh_token).await.oauth_error(), (400, "invalid_grant".to_owned()));
    let forgotten = deployment.sign_in(&client, &body).await.text("access_token");
    assert_eq!(client.send_as(Method::DELETE, "/me", &forgotten).await.status, 204);
    deployment.denied(&forgotten).await;
}

/// By every channel: of devices that are not known, and of the end of an account.
pub(super) async fn owners_are_told(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 6].into());
    for owner in [json!({ "email": "hal@example.org" }), json!({ "phone": "+14155550111" })] {
        deployment.sign_in(&client, &owner).await;
        let token = deployment.sign_in(&client, &owner).await.text("access_token");
        assert_eq!(client.send_as(Method::DELETE, "/me", &token).await.status, 204);
    }
    deployment.cloud.take_calls();
    let unfinished = deployment.sandboxes.invoke("notify", &deployment.cloud.take_queued()).await.unwrap();
    assert_eq!(unfinished, json!({ "batchItemFailures": [] }));
    let told = deployment.moto.emails_to("hal@example.org").await.into_iter().map(|email| email.text);
    let told: Vec<String> = told.filter(|text| !text.contains("code")).collect();
    assert!(told.iter().any(|text| text.contains("on a device that we do not know")), "{told:?}");
    assert!(told.iter().any(|text| text.contains("Your account is gone")), "{told:?}");
    let texted = deployment.sent("sns:Publish").field("Message");
    assert_eq!(texted, "Acme: your account was erased.");
}

/// As an operator runs it, who types the code in; here it is read from the inbox.
pub(super) async fn the_smoke_test_of_a_deployment_passes(deployment: &Deployment) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/cloud/smoke.py");
    let mut smoke = tokio::process::Command::new("python3");
    smoke.args([script, "mia@example.org", "--origin", APP]).env("API_URL", &deployment.url);
    let output = smoke.kill_on_drop(true).output().await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let holds = output.status.success() && printed.ends_with("everything holds\n");
    assert!(holds, "{printed}{}", String::from_utf8_lossy(&output.stderr));
}

pub(super) async fn what_is_not_there_is_refused(deployment: &Deployment) {
    let client = &deployment.client;
    assert_eq!(client.get("/healthz").await.status, 200);
    assert_eq!(client.get("/nowhere").await.problem().0, 404);
    let wrong = client.get("/otp/request").await;
    assert_eq!((wrong.problem().0, wrong.headers["allow"].to_str().unwrap()), (405, "POST"));
    assert_eq!(client.get("/me").await.status, 401, "without a token the authorizer is not asked");
    for token in ["x", "x.y.z"] {
        let denied = client.get_as("/me", token).await;
        assert_eq!((denied.status.as_u16(), denied.text("message")), (401, "Unauthorized".to_owned()));
        assert_eq!(client.get_as("/sessions", token).await.status, 401);
    }
}

pub(super) async fn pages_elsewhere_may_call(deployment: &Deployment) {
    let own = [("/otp/request", "POST"), ("/otp/verify", "POST"), ("/me", "DELETE"), ("/sessions", "GET")];
    // These ask the table for the clients' origins.
    for (path, method) in own.into_iter().chain([("/token", "POST"), ("/userinfo", "GET"), ("/par", "POST")]) {
        let asks = |origin| [("origin", origin), ("access-control-request-method", method)];
        let allowed = deployment.client.send(Method::OPTIONS, path, &asks(APP), "").await;
        assert_eq!(
            (allowed.status.as_u16(), allowed.headers["access-control-allow-origin"].to_str().unwrap()),
            (204, APP)
        );
        let refused = deployment.client.send(Method::OPTIONS, path, &asks("https://evil.example"), "").await;
        assert!(!refused.headers.contains_key("access-control-allow-origin"), "{refused:?}");
    }
}
