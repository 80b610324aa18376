//! What the functions write into their logs: nothing that would help whoever reads them to sign in as somebody.

use http::Request;
use platform::clock::Clock;
use serde_json::{Value, json};
use tests::aws_stub::Mood;
use tests::service::{code_in, wrong};
use tests::{Function, Keys};

use super::{
    Deployment, MASTER_SECRET, SECRET_ACCESS_KEY, SESSION_TOKEN, guarded, post, post_form, presenting, proxy,
    refreshed, verified,
};
use crate::deployed::samples::PLACEHOLDER;

const ADDRESS: &str = "ada.lovelace@example.org";
const NUMBER: &str = "+14155550100";

/// Signs in by email and phone and lets everything go wrong that can, with logs of `level`; panics where the output of a
/// function carries a secret.
async fn everything_leaves_no_secret_behind(level: &str) {
    let deployment = Deployment::with(&[
        ("SMS_COUNTRIES", "US"),
        ("EMAIL_SENDS_PER_HOUR", "20"),
        ("EMAIL_SENDS_PER_DAY", "20"),
        ("LOG_LEVEL", level),
    ])
    .await;
    let mut secrets = vec![
        ADDRESS.to_owned(),
        ADDRESS.replace('@', "%40"),
        NUMBER.to_owned(),
        NUMBER.replace('+', "%2B"),
        MASTER_SECRET.to_owned(),
        SECRET_ACCESS_KEY.to_owned(),
        SESSION_TOKEN.to_owned(),
        PLACEHOLDER.to_owned(),
    ];
    secrets.extend(deployment.keys.signing_key.lines().filter(|line| !line.starts_with("---")).map(str::to_owned));
    let [request, verify, token, sessions, authorizer, discovery, me, feedback] = functions(&deployment).await;

    for (field, to) in [("email", ADDRESS), ("phone", NUMBER)] {
        let requested = request.call(&post("/otp/request", &json!({ field: to }))).await;
        let (challenge, code) = (requested.text("challenge"), deployment.take_code());
        let again = json!({ field: to, "challenge": challenge });
        assert_eq!(request.call(&post("/otp/request", &again)).await.status, 429);
        let guess = wrong(&code);
        assert_eq!(verified(&verify, &challenge, &guess).await.status, 401);
        let answer = verified(&verify, &challenge, &code).await;
        assert_eq!(verified(&verify, &challenge, &code).await.status, 401);
        let access = answer.text("access_token");
        let event = presenting(include_str!("../../../events/authorizer-http-2.0.json"), &access);
        let context = authorizer.invoke(&event).await.unwrap()["context"].clone();
        let call = Request::get("/me").header("authorization", format!("Bearer {access}")).body(()).unwrap();
        assert_eq!(me.call(&proxy(call, b"", Some(context.clone()))).await.status, 200);
        let device_token = answer.cookies().split_once('=').unwrap().1.to_owned();
        secrets.extend([challenge, code, guess, access, device_token]);

        let first = answer.text("refresh_token");
        let second = refreshed(&token, &first).await;
        let third = refreshed(&token, &second.text("refresh_token")).await;
        assert_eq!(sessions.call(&guarded("GET", "/sessions", &second.text("access_token"))).await.status, 200);
        for (path, status) in [("/sessions/AAAAAAAAAAAAAAAAAAAAAA", 404), ("/sessions/x", 400), ("/sessions", 204)] {
            let ended = sessions.call(&guarded("DELETE", path, &third.text("access_token"))).await;
            assert_eq!(ended.status, status, "{path}");
        }
        assert_eq!(sessions.call(&guarded("DELETE", "/me", &third.text("access_token"))).await.status, 401, "ended");
        for kind in ["access_token", "refresh_token"] {
            let revoked = sessions.call(&post_form("/revoke", &[("token", &second.text(kind))])).await;
            assert_eq!(revoked.status, 200);
            secrets.extend([second.text(kind), third.text(kind)]);
        }
        assert_eq!(refreshed(&token, &first).await.status, 400, "ended");
        for other in [&second.text("access_token"), &format!("{first}="), PLACEHOLDER] {
            assert_eq!(refreshed(&token, other).await.status, 400);
        }
        let secretive = [("grant_type", first.as_str()), ("token", &first), ("client_secret", &first)];
        for path in ["/token", "/revoke"] {
            let function = if path == "/token" { &token } else { &sessions };
            assert_eq!(function.call(&post_form(path, &secretive)).await.status, 400);
            assert_eq!(function.call(&post_form(path, &[("grant_type", &first), (&first, &first)])).await.status, 400);
        }
        secrets.push(first);
    }

    for mood in [Mood::Rejected, Mood::ServerError, Mood::Echo, Mood::Cut] {
        deployment.services.be(mood);
        let unsent = request.call(&post("/otp/request", &json!({ "email": ADDRESS }))).await;
        assert_eq!(unsent.status, 503, "{mood:?}");
        let call = deployment.services.take_calls().remove(0);
        secrets.extend([unsent.text("challenge"), code_in(&call.text().unwrap())]);
    }

    for body in [
        json!({ "email": [ADDRESS] }),
        json!({ "email": ADDRESS, "phone": NUMBER }),
        json!({ ADDRESS: NUMBER }),
        // The caller is told the number that was likely meant.
        json!({ "phone": NUMBER.replacen("+1", "+10", 1) }),
    ] {
        assert_eq!(request.call(&post("/otp/request", &body)).await.status, 400, "{body}");
    }
    for body in [json!({ "email": ADDRESS, "challenge": secrets[8] }), json!({ "email": format!("{ADDRESS}\r\nx") })] {
        assert_eq!(request.call(&post("/otp/request", &body)).await.status, 400, "{body}");
    }
    let foreign = Keys::new(admin::keys::KeyAlgorithm::Es256).token(Clock::system().now());
    for unknown in [PLACEHOLDER, &foreign, "not a token"] {
        let event = presenting(include_str!("../../../events/authorizer-rest-request.json"), unknown);
        assert!(authorizer.invoke(&event).await.is_err());
    }
    secrets.push(foreign);
    let lost = Request::get(format!("/{ADDRESS}?code=755224")).body(()).unwrap();
    assert_eq!(discovery.call(&proxy(lost, b"", None)).await.status, 404);

    let_everything_come_back(&feedback).await;
    assert_eq!(request.call(&post("/otp/request", &json!({ "email": ADDRESS }))).await.status, 202);

    let written = [request, verify, token, sessions, authorizer, discovery, me, feedback].map(Function::stop);
    assert!(written[0].contains("code_not_sent") && written[1].contains("code_refused"), "logs were captured");
    for output in written {
        for line in output.lines() {
            assert!(serde_json::from_str::<Value>(line).is_ok(), "a line that is no JSON: {line}");
            let found: Vec<_> = secrets.iter().filter(|secret| line.contains(secret.as_str())).collect();
            assert!(found.is_empty(), "{found:?} in {line}");
        }
    }
}

/// Reports of SES about the address, well-formed ones and others.
async fn let_everything_come_back(feedback: &Function) {
    for sample in [
        include_str!("../../../events/feedback-bounce.json"),
        include_str!("../../../events/feedback-complaint.json"),
        include_str!("../../../events/feedback-delivery.json"),
    ] {
        let named = sample.replace("grace@example.org", ADDRESS).replace("alan@example.org", ADDRESS);
        for event in
            [named.clone(), named.replace("ounce", "x"), named.replace("omplain", "x"), named.replace(".org", "")]
        {
            feedback.invoke(&serde_json::from_str(&event).unwrap()).await.unwrap();
        }
    }
    feedback.invoke(&json!({ ADDRESS: { "Records": [ADDRESS] }, "Records": [ADDRESS] })).await.unwrap();
}

async fn functions(deployment: &Deployment) -> [Function; 8] {
    let start = |name| deployment.start(name);
    [
        start("request").await,
        start("verify").await,
        start("token").await,
        start("sessions").await,
        start("authorizer").await,
        start("discovery").await,
        start("me").await,
        start("feedback").await,
    ]
}

#[tokio::test]
async fn otp_13_no_function_logs_a_secret() {
    everything_leaves_no_secret_behind("info").await;
}

#[tokio::test]
async fn otp_13_no_function_logs_a_secret_at_any_level() {
    everything_leaves_no_secret_behind("trace").await;
}
