//! The sample events of `events/`: every file is executed, and gets the answer that it is a sample of.

use std::fs;
use std::path::{Path, PathBuf};

use authorizer::Denied;
use axum::Router;
use http_body_util::BodyExt;
use notify::Messages;
use platform::lambda::Event;
use serde_json::{Value, json};
use shared::tokens::TokenRefused;
use tests::service::{START, code_in};
use tests::tokens::{ISSUER, SID, claims};
use tests::{Answer, stored};
use tower::ServiceExt;

mod browser;
mod clients;
mod functions;
mod of_the_description;

pub(crate) use functions::Functions;

/// The token that stands in the authorizers' events; it has the form of one and counts for nothing.
pub(crate) const PLACEHOLDER: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6InBsYWNlaG9sZGVyIn0.\
                                      eyJzdWIiOiJlbWFpbDphZGFAZXhhbXBsZS5vcmcifQ.cGxhY2Vob2xkZXI";

/// The refresh token that stands in the events; it has the form of one and counts for nothing.
const REFRESH_TOKEN: &str = "AQFuNAuc_7N6mJylROa7eAoseJAdP7M3OHaFEaMGF6-gHUv1Ei80RVTFO94uu4zSt-PRYArWMcOFpdfM4jx3hUWa28G0yQD_5I1XW12lxjgE\
     ASX2XbD-PiRJS3bqmGRX2YYIT-0IuXivTX0ZanRGqGtYAJ5ja2EdsWIRtlqarf8pxeUtnFA";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../events")
}

/// The text of one file.
fn sample(name: &str) -> String {
    fs::read_to_string(folder().join(format!("{name}.json"))).unwrap()
}

/// Every file: its name without the extension, and its text.
pub(crate) fn samples() -> Vec<(String, String)> {
    let mut samples: Vec<(String, String)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            assert_eq!(path.extension().and_then(|extension| extension.to_str()), Some("json"), "{}", path.display());
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    samples.sort();
    samples
}

/// The very decoding that runs in Lambda, and then the function.
pub(crate) async fn call(router: Router, event: &str) -> Answer {
    let event: Event = serde_json::from_str(event).unwrap();
    let request = event.into_request().unwrap();
    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// What a guarded API learns from the token of [`Keys::token`], all of it strings.
pub(crate) fn context() -> Value {
    json!({
        "sub": "email:ada@example.org",
        "client_id": "first-party",
        "scope": "api",
        "sid": SID,
        "jti": "jti-1",
        "acr": "otp",
        "amr": "otp email",
        "auth_time": START.as_unix().to_string(),
        "exp": START.plus(900).as_unix().to_string(),
        "email": "ada@example.org",
    })
}

/// The answer that allows `stage`, for every gateway that takes IAM policies.
pub(crate) fn policy(stage: &str) -> Value {
    json!({
        "principalId": "email:ada@example.org",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{ "Action": "execute-api:Invoke", "Effect": "Allow", "Resource": format!("{stage}/*") }],
        },
        "context": context(),
    })
}

/// Runs an event of a session as it stands, and with a real sign-in in place of the one that is nobody's.
async fn of_a_session(functions: &Functions, name: &str, event: &str) {
    if name.starts_with("sessions") || name == "erase" {
        let refused = call(functions.sessions().await, event).await;
        assert_eq!(refused.problem(), (401, "unauthorized".to_owned(), vec![]));
    }
    match name {
        "token-refresh" => {
            let refused = call(functions.token().await, event).await;
            assert_eq!(refused.oauth_error(), (400, "invalid_grant".to_owned()));
            let (sid, refresh_token) = functions.sign_in().await;
            let answer = call(functions.token().await, &event.replace(REFRESH_TOKEN, &refresh_token)).await;
            assert_eq!(
                (answer.status.as_u16(), claims(&answer.text("access_token"))["sid"].as_str()),
                (200, Some(&*sid))
            );
        }
        "revoke" => {
            let before = functions.stored().await;
            assert_eq!(call(functions.sessions().await, event).await.status, 200);
            assert_eq!(functions.stored().await, before, "an unknown token is no fault, and nothing to revoke");
            let (sid, refresh_token) = functions.sign_in().await;
            let answer = call(functions.sessions().await, &event.replace(REFRESH_TOKEN, &refresh_token)).await;
            assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 0));
            let (_, session) = sid.split_once('.').unwrap();
            let stored = functions.stored().await;
            assert!(stored.contains(&format!("revocation#session#{session}")), "{stored:?}");
            assert!(!stored.contains(&format!("session#{session}")), "{stored:?}");
        }
        "sessions-list" => {
            let (session, access) = functions.access().await;
            let listed = call(functions.sessions().await, &event.replace(PLACEHOLDER, &access)).await.json();
            let current = |entry: &&Value| entry["current"] == true;
            let entry = listed["sessions"].as_array().unwrap().iter().find(current).unwrap();
            assert_eq!(entry["id"], session);
            assert_eq!((&entry["network"], &entry["amr"]), (&json!("203.0.113.0/24"), &json!(["otp", "email"])));
            assert!(entry["user_agent"].as_str().unwrap().starts_with("Mozilla/5.0"));
        }
        "sessions-end" => {
            let (session, access) = functions.access().await;
            let unknown = call(functions.sessions().await, &event.replace(PLACEHOLDER, &access)).await;
            assert_eq!(unknown.problem(), (404, "not-found".to_owned(), vec![]));
            let own = event.replace(PLACEHOLDER, &access).replace(SID.split_once('.').unwrap().1, &session);
            assert_eq!(call(functions.sessions().await, &own).await.status, 204);
            assert!(functions.stored().await.contains(&format!("revocation#session#{session}")));
        }
        "sessions-end-all" | "erase" => {
            let (_, access) = functions.access().await;
            assert_eq!(call(functions.sessions().await, &event.replace(PLACEHOLDER, &access)).await.status, 204);
            let stored = functions.stored().await;
            assert!(!stored.iter().any(|key| key.starts_with("session#")), "{stored:?}");
            let revocation = if name == "erase" { "revocation#account" } else { "revocation#subject" };
            assert!(stored.contains(&revocation.to_owned()), "{stored:?}");
        }
        other => panic!("{other} is no event of a session"),
    }
}

/// Runs a request with a cookie as it stands, and with one of a real sign-in.
async fn of_a_known_device(functions: &Functions, event: &str) {
    assert_eq!(call(functions.request().await, event).await.status, 202, "a token that does not count is none");
    let signed_in = functions.signed_in().await.cookies();
    let (name, token) = signed_in.split_once('=').unwrap();
    let parsed: Value = serde_json::from_str(event).unwrap();
    let (sample_name, sample_token) = parsed["cookies"][1].as_str().unwrap().split_once('=').unwrap();
    assert_eq!((sample_name.len(), sample_token.len()), (name.len(), token.len()), "the sample has the form of one");
    let known = event.replace(sample_name, name).replace(sample_token, token);
    assert_eq!(call(functions.request().await, &known).await.status, 202);
    let scan = functions.database.client().scan().table_name(functions.database.table()).send().await.unwrap();
    let ledgers = scan.items().iter().filter(|item| item["sk"].as_s().unwrap() == "ledger");
    let devices = ledgers.map(|item| stored::state::<stored::Ledger>(item).devices.len());
    assert_eq!(devices.sum::<usize>(), 1, "the cookie arrived");
}

/// Runs a message of the queue as it stands, which was not sealed here, and with one in its place that was.
async fn of_the_queue(functions: &Functions, event: &str) {
    let notify = functions.notify().await;
    let answer = async |event: &Value| {
        let messages: Messages = serde_json::from_value(event.clone()).unwrap();
        serde_json::to_value(notify.handle(&messages).await).unwrap()
    };
    let mut event: Value = serde_json::from_str(event).unwrap();
    let again = json!([{ "itemIdentifier": event["Records"][0]["messageId"] }]);
    assert_eq!(answer(&event).await, json!({ "batchItemFailures": again }));
    // The first one may make the account, of which nobody is told.
    for _ in 0..2 {
        functions.signed_in().await;
    }
    event["Records"][0]["body"] = json!(functions.queue.waiting().last().unwrap().body);
    assert_eq!(answer(&event).await, json!({ "batchItemFailures": [] }));
    let told = functions.outbox.messages().remove(0);
    assert_eq!(
        (told.to.as_str(), told.subject.as_deref()),
        ("ada@example.org", Some("New sign-in to your account with Acme"))
    );
}

/// Every file of `events/`, in its order.
const SAMPLES: [&str; 63] = [
    "account",
    "account-export",
    "account-identifiers-add",
    "account-identifiers-remove",
    "authorizer-appsync",
    "authorizer-appsync-event",
    "authorizer-http-1.0",
    "authorizer-http-2.0",
    "authorizer-rest-request",
    "authorizer-rest-token",
    "authorizer-websocket",
    "discovery-authorization-server",
    "discovery-health",
    "discovery-jwks",
    "discovery-openid-configuration",
    "discovery-unknown-path",
    "erase",
    "factors-verify",
    "feedback-bounce",
    "feedback-complaint",
    "feedback-delivery",
    "keys",
    "me",
    "me-options",
    "notify",
    "passkeys-new",
    "passkeys-new-options",
    "passkeys-options",
    "passkeys-related-origins",
    "passkeys-sign-in",
    "request-email",
    "request-known-device",
    "request-phone",
    "revoke",
    "sessions-end",
    "sessions-end-all",
    "sessions-list",
    "settings",
    "signin-account",
    "signin-account-change",
    "signin-account-change-form",
    "signin-account-end-all",
    "signin-authorize",
    "signin-authorize-form",
    "signin-check",
    "signin-code",
    "signin-code-page",
    "signin-consent",
    "signin-continue",
    "signin-export",
    "signin-link",
    "signin-link-form",
    "signin-logout",
    "signin-logout-form",
    "signin-page",
    "signin-par",
    "signin-step",
    "signin-step-page",
    "token-authorization-code",
    "token-refresh",
    "userinfo",
    "userinfo-form",
    "verify",
];

async fn of_discovery(functions: &Functions, name: &str, event: &str) {
    let answer = call(functions.discovery(), event).await;
    match name {
        "discovery-jwks" => {
            assert_eq!((answer.status.as_u16(), &answer.json()["keys"][0]["alg"]), (200, &json!("EdDSA")));
        }
        "discovery-openid-configuration" | "discovery-authorization-server" => {
            assert_eq!((answer.status.as_u16(), answer.text("issuer").as_str()), (200, ISSUER));
        }
        "discovery-health" => {
            assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({ "status": "ok" })));
        }
        "discovery-unknown-path" => assert_eq!(answer.problem(), (404, "not-found".to_owned(), vec![])),
        other => panic!("events/{other}.json has no case here"),
    }
}

/// Runs what the script of a page calls and what its forms post; their flows are nobody's.
async fn of_passkeys(functions: &Functions, name: &str, event: &str) {
    let answer = call(functions.passkeys().await, event).await;
    match name {
        "passkeys-options" | "passkeys-new-options" => {
            assert_eq!(answer.problem(), (400, "flow-refused".to_owned(), vec!["flow".to_owned()]));
        }
        "passkeys-sign-in" | "passkeys-new" => {
            assert_eq!(answer.status, 400);
            assert!(String::from_utf8_lossy(&answer.body).contains("<h1>Start again</h1>"), "{answer:?}");
        }
        // The service has no other origins.
        "passkeys-related-origins" => assert_eq!(answer.problem(), (404, "not-found".to_owned(), vec![])),
        other => panic!("events/{other}.json has no case here"),
    }
}

#[tokio::test]
async fn every_sample_event_gets_the_answer_that_it_is_a_sample_of() {
    let functions = Functions::start().await;
    let of_clients = Functions::with_clients().await;
    let not_ours = Denied::Token(TokenRefused::UnknownKey);
    let http_stage = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default";
    let rest_stage = "arn:aws:execute-api:eu-central-1:123456789012:r9s8t7u6v5/prod";
    let websocket_stage = "arn:aws:execute-api:eu-central-1:123456789012:w1x2y3z4a5/prod";
    let mut executed = Vec::new();
    for (name, event) in samples() {
        match name.as_str() {
            "request-email" => {
                let answer = call(functions.request().await, &event).await;
                assert_eq!((answer.status.as_u16(), answer.text("destination").as_str()), (202, "a•••@example.org"));
                let sent = functions.outbox.messages().remove(0);
                assert_eq!((sent.to.as_str(), code_in(&sent.text).len()), ("ada@example.org", 6));
            }
            "request-known-device" => of_a_known_device(&functions, &event).await,
            "request-phone" => {
                let answer = call(functions.request().await, &event).await;
                assert_eq!((answer.status.as_u16(), answer.text("channel").as_str()), (202, "sms"));
                assert_eq!(functions.outbox.messages()[0].to, "+14155550100");
            }
            "verify" => {
                let answer = call(functions.verify().await, &event).await;
                let fields = vec!["challenge".to_owned(), "code".to_owned()];
                assert_eq!(answer.problem(), (401, "code-refused".to_owned(), fields));
            }
            "factors-verify" => {
                let answer = call(functions.verify().await, &event).await;
                assert_eq!(answer.problem(), (401, "second-step-refused".to_owned(), vec!["auth_session".to_owned()]));
            }
            name if name.starts_with("discovery-") => of_discovery(&functions, name, &event).await,
            "me-options" => {
                let answer = call(functions.me(), &event).await;
                assert_eq!(
                    (answer.status.as_u16(), answer.headers["allow"].to_str().unwrap()),
                    (204, "GET,HEAD,DELETE")
                );
            }
            "me" => {
                let answer = call(functions.me(), &event).await;
                let event: Value = serde_json::from_str(&event).unwrap();
                assert_eq!(answer.status, 200);
                assert_eq!(answer.json(), event["requestContext"]["authorizer"]["lambda"]);
            }
            name if clients::has(name) => clients::answer(&of_clients, name, &event).await,
            "token-refresh" | "revoke" | "sessions-list" | "sessions-end" | "sessions-end-all" | "erase" => {
                of_a_session(&functions, &name, &event).await;
            }
            "authorizer-http-2.0" => {
                let allowed = json!({ "isAuthorized": true, "context": context() });
                assert_eq!(functions.authorize(&event, &[]), (not_ours, allowed));
                let settings = [("HTTP_API_RESPONSES", "iam")];
                assert_eq!(functions.authorize(&event, &settings), (not_ours, policy(http_stage)));
            }
            "authorizer-http-1.0" => assert_eq!(functions.authorize(&event, &[]), (not_ours, policy(http_stage))),
            "authorizer-rest-token" | "authorizer-rest-request" => {
                assert_eq!(functions.authorize(&event, &[]), (not_ours, policy(rest_stage)));
            }
            "authorizer-websocket" => {
                assert_eq!(functions.authorize(&event, &[]), (not_ours, policy(websocket_stage)));
            }
            "authorizer-appsync" | "authorizer-appsync-event" => {
                let told = if name == "authorizer-appsync" { "resolverContext" } else { "handlerContext" };
                let mut allowed = json!({ "isAuthorized": true, told: context(), "ttlOverride": 0 });
                assert_eq!(functions.authorize(&event, &[]), (not_ours, allowed.clone()));
                allowed["ttlOverride"] = json!(60);
                let settings = [("AUTHORIZER_RESULT_TTL_SECONDS", "60")];
                assert_eq!(functions.authorize(&event, &settings), (not_ours, allowed));
            }
            "feedback-bounce" | "feedback-complaint" | "feedback-delivery" => {
                functions.feedback().await.handle(&event).await.unwrap();
                let suppressed = functions.stored().await.iter().filter(|key| *key == "suppression").count();
                let expected = [("feedback-bounce", 1), ("feedback-complaint", 2), ("feedback-delivery", 2)];
                assert!(expected.contains(&(name.as_str(), suppressed)), "{name}: {suppressed}");
            }
            name if name.starts_with("passkeys-") => of_passkeys(&functions, name, &event).await,
            "notify" => of_the_queue(&functions, &event).await,
            "keys" => crate::deployed::keys_function::succeeds(&event).await,
            "settings" => crate::deployed::settings_function::succeeds(&event).await,
            other => panic!("events/{other}.json has no case here"),
        }
        executed.push(name);
    }
    assert_eq!(executed, SAMPLES);
}
