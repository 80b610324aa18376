//! The compiled functions continue, list and end sessions, and write down who ended what.

use serde_json::{Value, json};
use tests::tokens::claims;
use tests::{Answer, Function};

use super::{Deployment, guarded, post, post_form, refreshed, verified};

const ADDRESS: &str = "ada@example.org";

/// The functions that a session needs.
struct Deployed {
    deployment: Deployment,
    request: Function,
    verify: Function,
    token: Function,
    sessions: Function,
}

impl Deployed {
    async fn start() -> Self {
        let deployment = Deployment::with(&[("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "20")]).await;
        Self {
            request: deployment.start("request").await,
            verify: deployment.start("verify").await,
            token: deployment.start("token").await,
            sessions: deployment.start("sessions").await,
            deployment,
        }
    }

    async fn sign_in(&self) -> Answer {
        let requested = self.request.call(&post("/otp/request", &json!({ "email": ADDRESS }))).await;
        let answer = verified(&self.verify, &requested.text("challenge"), &self.deployment.take_code()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// A call with an access token.
    async fn call(&self, method: &str, path: &str, access_token: &str) -> Answer {
        self.sessions.call(&guarded(method, path, access_token)).await
    }
}

/// The lines with this audit event, each an object.
fn audits(output: &str, name: &str) -> Vec<Value> {
    let lines = output.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["audit"] == name).collect()
}

#[tokio::test]
async fn oa_09_a_reused_refresh_token_ends_the_session_and_is_an_audit_event() {
    let functions = Deployed::start().await;
    let signed_in = functions.sign_in().await;
    let mut tokens = vec![signed_in.text("refresh_token")];
    for _ in 0..2 {
        let answer = refreshed(&functions.token, &tokens[tokens.len() - 1]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        tokens.push(answer.text("refresh_token"));
    }
    for token in [&tokens[0], &tokens[2], &tokens[0]] {
        let answer = refreshed(&functions.token, token).await;
        assert_eq!(answer.oauth_error(), (400, "invalid_grant".to_owned()));
    }
    let other = functions.sign_in().await;
    let listed = functions.call("GET", "/sessions", &other.text("access_token")).await.json();
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 1, "only the new one");

    let written = functions.token.stop();
    let [event] = audits(&written, "refresh_token_reused").try_into().unwrap();
    assert_eq!((&event["outcome"], &event["function"]), (&json!("refused"), &json!("token")));
    let sid = claims(&signed_in.text("access_token"))["sid"].as_str().unwrap().to_owned();
    let (subject, session) = sid.split_once('.').unwrap();
    for (name, whole) in [("subject", subject), ("session", session)] {
        let named = event[name].as_str().unwrap();
        assert!(named.len() <= 12 && !named.contains(whole), "enough to follow it, too little to use it: {event}");
    }
    assert!(tokens.iter().all(|token| !written.contains(token)));
    assert!(!written.contains(ADDRESS) && !written.contains(subject) && !written.contains(session));
}

#[tokio::test]
async fn oa_09_a_retry_leaves_an_audit_event_of_its_own() {
    let functions = Deployed::start().await;
    let first = functions.sign_in().await.text("refresh_token");
    let second = refreshed(&functions.token, &first).await.text("refresh_token");
    assert_eq!(refreshed(&functions.token, &first).await.text("refresh_token"), second);
    let written = functions.token.stop();
    assert!(audits(&written, "refresh_token_reused").is_empty(), "{written}");
    let [event] = audits(&written, "refresh_token_repeated").try_into().unwrap();
    assert_eq!((&event["outcome"], &event["function"]), (&json!("success"), &json!("token")));
    assert!(event["session"].is_string() && event["subject"].is_string(), "whose it was: {event}");
}

#[tokio::test]
async fn se_04_whoever_ends_sessions_leaves_an_audit_event_of_each_kind() {
    let functions = Deployed::start().await;
    let revoke = async |token: &str| functions.sessions.call(&post_form("/revoke", &[("token", token)])).await;
    let mut secrets = vec![ADDRESS.to_owned()];
    let mut sign_in = async || {
        let answer = functions.sign_in().await;
        secrets.extend(["access_token", "refresh_token"].map(|name| answer.text(name)));
        (answer.text("access_token"), answer.text("refresh_token"))
    };
    let (access, refresh) = sign_in().await;
    assert_eq!(revoke(&access).await.status, 200);
    assert_eq!(revoke(&refresh).await.status, 200);
    assert_eq!(revoke("unknown").await.status, 200);
    let ((access, refresh), (other, _)) = (sign_in().await, sign_in().await);
    let listed = functions.call("GET", "/sessions", &access).await.json();
    let entry = listed["sessions"].as_array().unwrap().iter().find(|entry| entry["current"] == false).unwrap();
    assert_eq!(entry["network"], "203.0.113.0/24", "{entry}");
    let path = format!("/sessions/{}", entry["id"].as_str().unwrap());
    assert_eq!(functions.call("DELETE", &path, &access).await.status, 204);
    assert_eq!(functions.call("DELETE", &path, &access).await.status, 404);
    assert_eq!(functions.call("DELETE", "/sessions/x", &access).await.status, 400);
    assert_eq!(functions.call("DELETE", "/sessions", &access).await.status, 204);
    assert_eq!(refreshed(&functions.token, &refresh).await.oauth_error(), (400, "invalid_grant".to_owned()));
    let (erased, _) = sign_in().await;
    assert_eq!(functions.call("DELETE", "/me", &erased).await.status, 204);
    let unguarded = functions.sessions.call(&guarded("GET", "/sessions", "")).await;
    assert_eq!(unguarded.problem(), (401, "unauthorized".to_owned(), vec![]));
    drop(other);

    let written = functions.sessions.stop();
    for (name, count) in [("token_revoked", 1), ("session_ended", 2), ("sessions_ended", 1), ("erased", 1)] {
        assert_eq!(audits(&written, name).len(), count, "{name}: {written}");
    }
    let found: Vec<_> = secrets.iter().filter(|secret| written.contains(secret.as_str())).collect();
    assert!(found.is_empty(), "{found:?} in {written}");
}
