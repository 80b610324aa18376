//! `GET /sessions`, `DELETE /sessions/{id}`, `DELETE /sessions`: a user sees their own sign-ins and ends them.

use http::Method;
use serde_json::{Value, json};
use tests::tokens::claims;
use tests::{Answer, Fault, Service};

mod begin;
mod ends;
mod strangers;
mod tokens;

const HOUR: u64 = 3_600;

fn id(access_token: &str) -> String {
    claims(access_token)["sid"].as_str().unwrap().split_once('.').unwrap().1.to_owned()
}

async fn end(service: &Service, path: &str, access_token: &str) -> Answer {
    service.client.send_as(Method::DELETE, path, access_token).await
}

#[tokio::test]
async fn se_04_the_list_shows_when_whence_and_how_and_marks_the_current_session() {
    let service = Service::with(&[("REVOCATION", "off")]).await;
    let requested = service.request(&json!({ "email": "ada@example.org" })).await;
    let guess = json!({ "challenge": requested.text("challenge"), "code": service.last_code() });
    let from = |agent: &'static str| {
        [
            ("content-type", "application/json"),
            ("user-agent", agent),
            ("x-forwarded-for", "192.0.2.9"),
            ("forwarded", "for=192.0.2.9"),
        ]
    };
    let laptop = service.client.send(Method::POST, "/otp/verify", &from("Laptop/1.0"), guess.to_string()).await;
    let created = service.clock.now().as_unix();
    service.clock.advance(HOUR);
    let phone = service.sign_in("ada@example.org").await;
    let (laptop_token, phone_token) = (laptop.text("access_token"), phone.text("access_token"));

    let (first, second) = (created + HOUR, created);
    let expected = |current: &str| {
        json!([
            { "id": id(&phone_token), "current": current == "phone", "created_at": first, "last_used_at": first,
              "expires_at": first + 14 * 24 * HOUR, "amr": ["otp", "email"], "network": "127.0.0.0/24" },
            { "id": id(&laptop_token), "current": current == "laptop", "created_at": second, "last_used_at": second,
              "expires_at": second + 14 * 24 * HOUR, "amr": ["otp", "email"], "network": "127.0.0.0/24",
              "user_agent": "Laptop/1.0" },
        ])
    };
    service.proxy.take_calls();
    assert_eq!(json!(service.sessions(&phone_token).await), expected("phone"));
    assert_eq!(service.proxy.take_calls(), [("Query".to_owned(), 3), ("GetItem".to_owned(), 1)].into());

    let form = format!("grant_type=refresh_token&refresh_token={}", laptop.text("refresh_token"));
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("user-agent", "Laptop/1.1\u{7f}\tbeta")];
    let refreshed = service.client.send(Method::POST, "/token", &headers[..1], form.clone()).await;
    let laptop_token = refreshed.text("access_token");
    let listed = service.sessions(&laptop_token).await;
    assert_eq!(listed.iter().map(|session| session["current"].clone()).collect::<Vec<_>>().len(), 2);
    let laptop = listed.iter().find(|session| session["id"] == id(&laptop_token)).unwrap();
    assert_eq!((&laptop["current"], &laptop["created_at"]), (&json!(true), &json!(second)));
    assert_eq!((&laptop["last_used_at"], &laptop["expires_at"]), (&json!(first), &json!(first + 14 * 24 * HOUR)));
    assert!(laptop.get("user_agent").is_none(), "the last use named none: {laptop}");
}

#[tokio::test]
async fn se_04_a_phone_session_says_so_and_the_session_used_last_comes_first() {
    let service = Service::start().await;
    let mut answers = Vec::new();
    for _ in 0..3 {
        let challenge = service.request(&json!({ "phone": "+14155550100" })).await.text("challenge");
        answers.push(service.verify(&challenge, &service.last_code()).await);
        service.clock.advance(60);
    }
    let refreshed = service.refresh(&answers[0].text("refresh_token")).await;
    let listed = service.sessions(&refreshed.text("access_token")).await;
    let ids: Vec<&str> = listed.iter().map(|session| session["id"].as_str().unwrap()).collect();
    let expected = [&answers[0], &answers[2], &answers[1]].map(|answer| id(&answer.text("access_token")));
    assert_eq!(ids, expected);
    assert!(listed.iter().all(|session| session["amr"] == json!(["otp", "sms"])));
}

#[tokio::test]
async fn se_04_a_user_agent_is_kept_short_and_without_control_characters() {
    let service = Service::start().await;
    let long = format!("Agent\t{}", "x".repeat(4_000));
    let requested = service.request(&json!({ "email": "ada@example.org" })).await;
    let guess = json!({ "challenge": requested.text("challenge"), "code": service.last_code() });
    let headers = [("content-type", "application/json"), ("user-agent", long.as_str())];
    let answer = service.client.send(Method::POST, "/otp/verify", &headers, guess.to_string()).await;
    let kept = service.sessions(&answer.text("access_token")).await[0]["user_agent"].as_str().unwrap().to_owned();
    assert_eq!((kept.len(), &kept[..6]), (120, "Agentx"));
}

#[tokio::test]
async fn se_04_ended_and_lapsed_sessions_are_not_listed() {
    let service = Service::with(&[("SESSION_IDLE_SECONDS", "600")]).await;
    let old = service.sign_in("ada@example.org").await;
    service.clock.advance(599);
    let kept = service.sign_in("ada@example.org").await.text("access_token");
    assert_eq!(service.sessions(&kept).await.len(), 2);
    service.clock.advance(1);
    assert_eq!(service.sessions(&kept).await.len(), 1);
    assert_eq!(service.live_sessions().await.len(), 2, "the lapsed one is still in the table");
    let lapsed = format!("/sessions/{}", id(&old.text("access_token")));
    assert_eq!(end(&service, &lapsed, &kept).await.problem(), (404, "not-found".to_owned(), vec![]));
}

#[tokio::test]
async fn se_04_a_user_ends_one_session_and_keeps_the_others() {
    let service = Service::with(&[("REVOCATION", "off")]).await;
    let (one, two) = (service.sign_in("ada@example.org").await, service.sign_in("ada@example.org").await);
    let access = two.text("access_token");
    let ended = id(&one.text("access_token"));
    service.proxy.take_calls();
    let answer = end(&service, &format!("/sessions/{ended}"), &access).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (204, 0));
    assert_eq!(service.proxy.take_calls(), [("Query".to_owned(), 5), ("BatchWriteItem".to_owned(), 2)].into());

    let listed = service.sessions(&access).await;
    assert_eq!((listed.len(), &listed[0]["id"]), (1, &json!(id(&access))));
    assert_eq!(service.refresh(&one.text("refresh_token")).await.oauth_error(), (400, "invalid_grant".to_owned()));
    assert_eq!(service.refresh(&two.text("refresh_token")).await.status, 200);
    assert_eq!(
        service.of_subjects("revocation#").await[0]["sk"].as_s().unwrap(),
        &format!("revocation#session#{ended}")
    );
    let again = end(&service, &format!("/sessions/{ended}"), &access).await;
    assert_eq!(again.problem(), (404, "not-found".to_owned(), vec![]), "it is gone");
}

#[tokio::test]
async fn se_04_a_user_ends_the_session_that_they_are_in() {
    let service = Service::start().await;
    let answer = service.sign_in("ada@example.org").await;
    let access = answer.text("access_token");
    assert_eq!(end(&service, &format!("/sessions/{}", id(&access)), &access).await.status, 204);
    assert_eq!(service.refresh(&answer.text("refresh_token")).await.oauth_error(), (400, "invalid_grant".to_owned()));
    assert_eq!(service.live_sessions().await.len(), 0);
}

#[tokio::test]
async fn se_04_a_user_ends_every_session_and_signs_in_again() {
    let service = Service::with(&[("REVOCATION", "off")]).await;
    let answers = [service.sign_in("ada@example.org").await, service.sign_in("ada@example.org").await];
    let bob = service.sign_in("bob@example.org").await;
    service.proxy.take_calls();
    let answer = end(&service, "/sessions", &answers[0].text("access_token")).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (204, 0));
    assert_eq!(
        service.proxy.take_calls(),
        [("Query".to_owned(), 3), ("PutItem".to_owned(), 1), ("BatchWriteItem".to_owned(), 3)].into()
    );
    for answer in &answers {
        assert_eq!(
            service.refresh(&answer.text("refresh_token")).await.oauth_error(),
            (400, "invalid_grant".to_owned())
        );
    }
    let mut revocations: Vec<String> =
        answers.iter().map(|answer| format!("revocation#session#{}", id(&answer.text("access_token")))).collect();
    revocations.push("revocation#subject".to_owned());
    revocations.sort();
    let stored = service.of_subjects("revocation#").await;
    assert_eq!(stored.iter().map(|item| item["sk"].as_s().unwrap().clone()).collect::<Vec<_>>(), revocations);
    let subject = stored.iter().find(|item| item["sk"].as_s().unwrap() == "revocation#subject").unwrap();
    assert_eq!(subject["not_before"].as_n().unwrap(), &service.clock.now().as_unix().to_string());

    assert_eq!(service.sessions(&bob.text("access_token")).await.len(), 1, "nobody else's");
    assert_eq!(service.refresh(&bob.text("refresh_token")).await.status, 200);
    let anew = service.sign_in("ada@example.org").await;
    assert_eq!(service.sessions(&anew.text("access_token")).await.len(), 1);
    assert_eq!(service.refresh(&anew.text("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn se_04_more_sessions_than_one_batch_holds_end_together() {
    let service = Service::with(&[("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "200")]).await;
    let mut answers = Vec::new();
    for round in 0..30 {
        if round == 20 {
            service.clock.advance(HOUR);
        }
        answers.push(service.sign_in("ada@example.org").await);
    }
    let access = answers[29].text("access_token");
    assert_eq!(service.sessions(&access).await.len(), 30);
    service.proxy.take_calls();
    // What DynamoDB leaves undone is asked for again.
    let mut undone = 0;
    service.proxy.plan(move |call| {
        undone += usize::from(call.operation == "BatchWriteItem");
        if call.operation == "BatchWriteItem" && undone % 2 == 1 { Fault::Unprocessed } else { Fault::None }
    });
    assert_eq!(end(&service, "/sessions", &access).await.status, 204);
    assert_eq!(
        service.proxy.take_calls(),
        [("Query".to_owned(), 3), ("PutItem".to_owned(), 1), ("BatchWriteItem".to_owned(), 10)].into()
    );
    assert_eq!(service.live_sessions().await.len(), 0);
    assert_eq!(service.of_subjects("revocation#").await.len(), 31);
}

#[tokio::test]
async fn se_04_a_session_that_is_none_is_named_or_not_found() {
    let service = Service::with(&[("REVOCATION", "off")]).await;
    let access = service.sign_in("ada@example.org").await.text("access_token");
    let own = id(&access);
    service.proxy.take_calls();
    for malformed in [
        "x",
        &own[1..],
        &format!("{own}A"),
        &format!("{own}="),
        &format!("{own}."),
        &format!("%20{own}"),
        &format!("{own}%00"),
        &format!("{}+", &own[..21]),
        // What the gateway decodes twice; decoded once, a slash makes it another path.
        &format!("{}%252f", &own[..21]),
        // 22 characters hold four bits more than 16 bytes.
        "AAAAAAAAAAAAAAAAAAAAAB",
        claims(&access)["sid"].as_str().unwrap(),
        &"A".repeat(4_000),
    ] {
        let refused = end(&service, &format!("/sessions/{malformed}"), &access).await;
        assert_eq!(refused.problem(), (400, "invalid-request".to_owned(), vec!["id".to_owned()]), "{malformed}");
    }
    assert_eq!(service.proxy.take_calls(), [("Query".to_owned(), 24)].into(), "of the tokens' revocations alone");
    let refused =
        end(&service, "/sessions/%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff%ff", &access).await;
    assert_eq!((refused.status.as_u16(), refused.text("message")), (400, "Bad Request".to_owned()), "no text at all");
    let unknown = end(&service, "/sessions/AAAAAAAAAAAAAAAAAAAAAA", &access).await;
    assert_eq!(unknown.problem(), (404, "not-found".to_owned(), vec![]));
    assert_eq!(service.of_subjects("revocation#").await.len(), 0, "an id that is made up leaves nothing behind");
    assert_eq!(service.sessions(&access).await.len(), 1);
}

#[tokio::test]
async fn re_03_while_the_table_is_throttled_sessions_stay_as_they_are() {
    let service = Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000"), ("REVOCATION", "off")]).await;
    let answer = service.sign_in("ada@example.org").await;
    let access = answer.text("access_token");
    let one = format!("/sessions/{}", id(&access));
    service.proxy.plan(|_| Fault::Throttled);
    for (method, path) in [(Method::GET, "/sessions"), (Method::DELETE, "/sessions"), (Method::DELETE, &one)] {
        let answer = service.client.send_as(method.clone(), path, &access).await;
        assert_eq!(answer.problem(), (503, "unavailable".to_owned(), vec![]), "{method} {path}");
        assert_eq!(answer.headers["retry-after"], "2");
    }
    service.proxy.plan(|_| Fault::None);
    assert_eq!(service.sessions(&access).await.len(), 1);
    assert_eq!(service.refresh(&answer.text("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn re_01_lost_answers_do_not_keep_a_session_alive() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards] {
        for all in [false, true] {
            let service = Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await;
            let answer = service.sign_in("ada@example.org").await;
            service.proxy.plan(move |call| if call.retried { Fault::None } else { fault });
            let path =
                if all { "/sessions".to_owned() } else { format!("/sessions/{}", id(&answer.text("access_token"))) };
            assert_eq!(end(&service, &path, &answer.text("access_token")).await.status, 204, "{fault:?} {path}");
            service.proxy.plan(|_| Fault::None);
            assert_eq!(service.refresh(&answer.text("refresh_token")).await.status, 400);
            assert_eq!(service.live_sessions().await.len(), 0);
        }
    }
}

#[tokio::test]
async fn hw_06_no_answer_about_sessions_is_stored_anywhere() {
    let service = Service::start().await;
    let answer = service.sign_in("ada@example.org").await;
    let (access, refresh) = (answer.text("access_token"), answer.text("refresh_token"));
    let answers = [
        service.client.get_as("/sessions", &access).await,
        service.client.get_as("/sessions", "x.y.z").await,
        end(&service, "/sessions/x", &access).await,
        end(&service, "/sessions/AAAAAAAAAAAAAAAAAAAAAA", &access).await,
        service.client.send_as(Method::PUT, "/sessions", &access).await,
        service.refresh(&refresh).await,
        service.refresh("x").await,
        service.client.post_form("/token", &[]).await,
        service.client.get("/token").await,
        service.client.get("/revoke").await,
        service.client.post_form("/revoke", &[]).await,
        service.client.post_form("/revoke", &[("token", "x")]).await,
        service.client.post_form("/revoke", &[("token", &access)]).await,
        end(&service, &format!("/sessions/{}", id(&access)), &access).await,
        end(&service, "/sessions", &access).await,
        end(&service, "/me", &access).await,
    ];
    for answer in answers {
        let by_gateway = answer.status == 401;
        if by_gateway {
            continue;
        }
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
            ("content-security-policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
        ] {
            assert_eq!(answer.headers[name], value, "{answer:?}");
        }
    }
}

fn ids(sessions: &[Value]) -> Vec<String> {
    sessions.iter().map(|session| session["id"].as_str().unwrap().to_owned()).collect()
}
