//! `POST /revoke` (RFC 7009), and what stands in the table afterwards.

use aws_sdk_dynamodb::types::AttributeValue;
use http::Method;
use serde_json::Value;
use shared::tokens::revocation::MOST_TOKENS_OF_A_SUBJECT;
use tests::tokens::claims;
use tests::{Answer, Fault, Service, damaged_at};

mod clients;

const DAY: u64 = 86_400;

async fn revoke(service: &Service, token: &str) -> Answer {
    service.client.post_form("/revoke", &[("token", token)]).await
}

/// Where revocations stand: partition and sort key, by sort key.
async fn revocations(service: &Service) -> Vec<(String, String)> {
    let items = service.of_subjects("revocation#").await;
    items.iter().map(|item| (item["pk"].as_s().unwrap().clone(), item["sk"].as_s().unwrap().clone())).collect()
}

fn sid(claims: &Value) -> (&str, &str) {
    claims["sid"].as_str().unwrap().split_once('.').unwrap()
}

#[tokio::test]
async fn oa_12_revoking_a_refresh_token_ends_its_session_with_three_calls() {
    let service = Service::start().await;
    let (revoked, other) = (service.sign_in("ada@example.org").await, service.sign_in("ada@example.org").await);
    service.proxy.take_calls();
    let answer = revoke(&service, &revoked.text("refresh_token")).await;
    assert_eq!(service.proxy.take_calls(), [("UpdateItem".to_owned(), 1), ("BatchWriteItem".to_owned(), 2)].into());
    assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 0));
    assert_eq!(answer.headers["cache-control"], "no-store");

    let access = claims(&revoked.text("access_token"));
    let (subject, session) = sid(&access);
    assert_eq!(revocations(&service).await, [(format!("subject#{subject}"), format!("revocation#session#{session}"))]);
    assert_eq!(service.refresh(&revoked.text("refresh_token")).await.oauth_error(), (400, "invalid_grant".to_owned()));
    let left = service.sessions(&other.text("access_token")).await;
    assert_eq!((left.len(), &left[0]["current"]), (1, &Value::Bool(true)));
    assert_eq!(service.refresh(&other.text("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn oa_12_revoking_an_access_token_revokes_it_alone_with_three_calls() {
    let service = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    service.proxy.take_calls();
    let answer = revoke(&service, &signed_in.text("access_token")).await;
    assert_eq!(service.proxy.take_calls(), [("UpdateItem".to_owned(), 2), ("PutItem".to_owned(), 1)].into());
    assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 0));
    let access = claims(&signed_in.text("access_token"));
    let (subject, session) = sid(&access);
    let name = format!("revocation#token#{session}#{}", access["jti"].as_str().unwrap());
    assert_eq!(revocations(&service).await, [(format!("subject#{subject}"), name)]);
    assert_eq!(service.refresh(&signed_in.text("refresh_token")).await.status, 200, "the session goes on");
}

#[tokio::test]
async fn oa_12_every_generation_of_a_refresh_token_ends_its_session() {
    let service = Service::start().await;
    let first = service.sign_in("ada@example.org").await.text("refresh_token");
    let second = service.refresh(&first).await.text("refresh_token");
    let third = service.refresh(&second).await.text("refresh_token");
    service.clock.advance(60);
    assert_eq!(revoke(&service, &first).await.status, 200);
    assert_eq!(service.refresh(&third).await.oauth_error(), (400, "invalid_grant".to_owned()));
    assert_eq!(service.live_sessions().await.len(), 0);
}

#[tokio::test]
async fn oa_12_unknown_tokens_are_answered_like_known_ones_and_cost_no_call() {
    let service = Service::start().await;
    let stranger = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    let (access, refresh) = (signed_in.text("access_token"), signed_in.text("refresh_token"));
    let foreign = stranger.sign_in("ada@example.org").await;
    let (challenge, _) = service.challenge("bob@example.org").await;
    let mut tokens = vec![
        "x".to_owned(),
        "x.y.z".to_owned(),
        "ä".repeat(99),
        "\u{0}".to_owned(),
        "A".repeat(8_193),
        "A".repeat(16_000),
        challenge,
        foreign.text("access_token"),
        foreign.text("refresh_token"),
    ];
    for token in [&access, &refresh] {
        tokens.extend([format!(" {token}"), format!("{token} "), format!("{token}="), format!("Bearer {token}")]);
        for position in (1..token.len()).step_by(7) {
            tokens.extend([token[..position].to_owned(), damaged_at(token, position)]);
        }
        let last = token.len() - 1;
        tokens.push(token[..last].to_owned());
    }
    service.proxy.take_calls();
    let mut answers = Vec::new();
    for token in &tokens {
        answers.push(revoke(&service, token).await);
    }
    assert_eq!(service.sessions(&access).await.len(), 1, "and nothing is revoked");
    service.proxy.take_calls();
    service.clock.advance(14 * DAY);
    answers.push(revoke(&service, &access).await);
    answers.push(revoke(&service, &refresh).await);
    assert_eq!(service.proxy.take_calls(), [].into(), "no call for any of {} tokens", answers.len());
    assert_eq!(revocations(&service).await, []);
    let known = revoke(&service, &service.sign_in("ada@example.org").await.text("refresh_token")).await;
    for (index, answer) in answers.iter().enumerate() {
        assert_eq!(answer.uniform(), known.uniform(), "answer {index}");
    }
}

#[tokio::test]
async fn oa_12_revoking_again_changes_nothing() {
    let service = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(revoke(&service, &signed_in.text("access_token")).await.uniform());
        answers.push(revoke(&service, &signed_in.text("refresh_token")).await.uniform());
        service.clock.advance(60);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(revocations(&service).await.len(), 2);
    assert_eq!(service.live_sessions().await.len(), 0);
}

#[tokio::test]
async fn oa_12_a_hint_helps_nobody_and_hurts_nobody() {
    let service = Service::start().await;
    for hint in ["refresh_token", "access_token", "id_token", "", "ä"] {
        let signed_in = service.sign_in("ada@example.org").await;
        for kind in ["access_token", "refresh_token"] {
            let before = revocations(&service).await.len();
            let token = signed_in.text(kind);
            let form = [("token", token.as_str()), ("token_type_hint", hint), ("client_id", "first-party")];
            assert_eq!(service.client.post_form("/revoke", &form).await.status, 200);
            assert_eq!(revocations(&service).await.len(), before + 1, "{kind} as {hint}");
        }
    }
}

#[tokio::test]
async fn se_03_a_revocation_outlives_every_token_that_it_is_about() {
    let longest = ("ACCESS_TOKEN_SECONDS", "3600");
    let service = Service::with(&[longest, ("CLOCK_SKEW_SECONDS", "60")]).await;
    let (one, two, three) = (
        service.sign_in("ada@example.org").await,
        service.sign_in("bob@example.org").await,
        service.sign_in("eve@example.org").await,
    );
    // Whatever is revoked, a token may have been issued in this very second.
    let newest = service.clock.now().as_unix() + 3_600;
    assert_eq!(claims(&one.text("access_token"))["exp"], newest);
    revoke(&service, &one.text("access_token")).await;
    revoke(&service, &two.text("refresh_token")).await;
    service.client.send_as(Method::DELETE, "/sessions", &three.text("access_token")).await;
    let items = service.of_subjects("revocation#").await;
    assert_eq!(items.len(), 4, "a token, two sessions, a subject");
    let ttl = local::template::Template::of_this_repository().unwrap().table().ttl_attribute.clone();
    for item in items {
        let expires_at: u64 = item[&ttl].as_n().unwrap().parse().unwrap();
        assert!(expires_at > newest + 2 * 60, "skew on either side: {item:?}");
        assert!(expires_at < newest + DAY, "and it is tidied up: {item:?}");
        let mut names: Vec<&str> = item.keys().map(String::as_str).filter(|name| *name != "not_before").collect();
        names.sort_unstable();
        assert_eq!(names, ["expires_at", "pk", "sk"]);
        assert_eq!(item.contains_key("not_before"), item["sk"].as_s().unwrap() == "revocation#subject");
    }
}

#[tokio::test]
async fn oa_12_a_token_within_the_clock_skew_is_revoked_too() {
    let service = Service::start().await;
    let access = service.sign_in("ada@example.org").await.text("access_token");
    service.clock.advance(900 + 29);
    assert_eq!(service.client.get_as("/me", &access).await.status, 200, "it still counts");
    revoke(&service, &access).await;
    assert_eq!(revocations(&service).await.len(), 1);
    service.clock.advance(1);
    service.proxy.take_calls();
    revoke(&service, &access).await;
    assert_eq!(service.proxy.take_calls(), [].into());
}

#[tokio::test]
async fn re_01_a_lost_answer_of_a_revocation_is_made_up_for() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards, Fault::Unprocessed] {
        let service = Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await;
        let signed_in = service.sign_in("ada@example.org").await;
        for kind in ["access_token", "refresh_token"] {
            let mut calls = 0;
            service.proxy.plan(move |_| {
                calls += 1;
                if calls == 1 { fault } else { Fault::None }
            });
            assert_eq!(revoke(&service, &signed_in.text(kind)).await.status, 200, "{fault:?}");
        }
        assert_eq!(revocations(&service).await.len(), 2, "{fault:?}");
        assert_eq!(service.live_sessions().await.len(), 0, "{fault:?}");
    }
}

#[tokio::test]
async fn re_03_a_revocation_that_is_not_written_is_never_told_as_success() {
    for fault in [Fault::Throttled, Fault::Unprocessed] {
        let service = Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await;
        let signed_in = service.sign_in("ada@example.org").await;
        service.proxy.plan(move |call| match (call.operation, fault) {
            ("BatchWriteItem", _) | ("PutItem", Fault::Throttled) => fault,
            _ => Fault::None,
        });
        let kinds = if fault == Fault::Throttled { ["access_token", "refresh_token"] } else { ["refresh_token"; 2] };
        for kind in kinds {
            let answer = revoke(&service, &signed_in.text(kind)).await;
            assert_eq!(answer.oauth_error(), (503, "temporarily_unavailable".to_owned()), "{fault:?}");
            assert_eq!(answer.headers["retry-after"], "2", "RFC 7009 §2.2.1");
        }
        service.proxy.plan(|_| Fault::None);
        assert_eq!(service.refresh(&signed_in.text("refresh_token")).await.status, 200, "and it is not revoked");
        assert_eq!(revoke(&service, &signed_in.text("refresh_token")).await.status, 200);
        assert_eq!(revocations(&service).await.len(), 1);
    }
}

/// Revokes access tokens of a session, each a new one; gives the session's last tokens.
async fn revoke_many(service: &Service, signed_in: &Answer, count: u64) -> Answer {
    let mut current = signed_in.clone();
    for _ in 0..count {
        let next = service.refresh(&current.text("refresh_token")).await;
        assert_eq!(revoke(service, &current.text("access_token")).await.status, 200);
        current = next;
    }
    current
}

#[tokio::test]
async fn oa_12_beyond_64_revoked_tokens_the_session_ends_and_one_revocation_takes_their_place() {
    let service = Service::start().await;
    let other = service.sign_in("ada@example.org").await;
    let last = revoke_many(&service, &service.sign_in("ada@example.org").await, 64).await;
    assert_eq!(revocations(&service).await.len(), 64);
    let (access, refresh) = (last.text("access_token"), last.text("refresh_token"));
    let next = service.refresh(&refresh).await;
    assert_eq!(next.status, 200, "the session goes on");
    assert_eq!(revoke(&service, &access).await.status, 200);
    let sid: String = claims(&access)["sid"].as_str().unwrap().split_once('.').unwrap().1.to_owned();
    let left: Vec<String> = revocations(&service).await.into_iter().map(|(_, name)| name).collect();
    assert_eq!(left, [format!("revocation#session#{sid}")]);
    assert_eq!(service.refresh(&next.text("refresh_token")).await.oauth_error(), (400, "invalid_grant".to_owned()));
    assert_eq!(service.client.get_as("/me", &next.text("access_token")).await.status, 401);
    let other = revoke_many(&service, &other, 1).await;
    assert_eq!(service.client.get_as("/me", &other.text("access_token")).await.status, 200, "another session goes on");
    assert_eq!(revocations(&service).await.len(), 2);
}

#[tokio::test]
async fn oa_12_one_token_that_is_revoked_a_hundred_times_ends_no_session() {
    let service = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    let refreshed = service.refresh(&signed_in.text("refresh_token")).await;
    for _ in 0..100 {
        assert_eq!(revoke(&service, &signed_in.text("access_token")).await.status, 200);
    }
    assert_eq!(revocations(&service).await.len(), 1);
    assert_eq!(service.refresh(&refreshed.text("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn oa_12_the_revocations_of_a_subject_fit_one_page() {
    let service = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    let last = revoke_many(&service, &signed_in, 1).await;
    // As if other sessions had revoked nearly all that a subject may.
    let counts = service.items().await.into_iter().find(|item| item["pk"].as_s().unwrap().starts_with("count#"));
    let mut counts = counts.unwrap();
    assert_eq!(counts["total"].as_n().unwrap(), "1");
    counts.insert("total".to_owned(), AttributeValue::N((MOST_TOKENS_OF_A_SUBJECT - 2).to_string()));
    let put = service.database.client().put_item().table_name(service.database.table());
    put.set_item(Some(counts)).send().await.unwrap();
    let last = revoke_many(&service, &last, 2).await;
    assert_eq!(revocations(&service).await.len(), 3);
    assert_eq!(revoke(&service, &last.text("access_token")).await.status, 200);
    let left = revocations(&service).await;
    assert!(left.len() == 1 && left[0].1.starts_with("revocation#session#"), "{left:?}");
    // DynamoDB may keep what has lapsed for four days: as many windows of such names are less than a page of 1 MB, with room
    // for the sessions that were ended as well.
    let longest = "subject#".len() + 22 + "revocation#token#".len() + 22 + 1 + 22 + "pkskexpires_at".len() + 21;
    let bytes = 48 * MOST_TOKENS_OF_A_SUBJECT * longest as u64;
    assert!(bytes < 800_000, "{bytes}");
}
