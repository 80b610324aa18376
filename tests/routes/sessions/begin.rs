//! How a session begins: written while the code's use is booked, and dropped where that fails.

use std::sync::Arc;

use serde_json::json;
use tests::proxy::Call;
use tests::service::wrong;
use tests::{Fault, Service};
use tokio::task::JoinSet;

use super::ids;

async fn patient() -> Service {
    Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await
}

fn is_session(call: Call<'_>) -> bool {
    call.operation == "PutItem" && call.body.contains("\"session#")
}

fn is_ledger(call: Call<'_>) -> bool {
    call.operation == "PutItem" && call.body.contains("\"ledger\"")
}

#[tokio::test]
async fn se_01_the_two_writes_of_a_sign_in_are_in_flight_at_once() {
    let service = patient().await;
    service.sign_in("ada@example.org").await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.take_calls();
    // Neither is carried out before both have arrived: one after the other would wait for ever.
    service.proxy.plan(|call| if call.operation == "PutItem" { Fault::Meet } else { Fault::None });
    let verified = tokio::time::timeout(std::time::Duration::from_secs(20), service.verify(&challenge, &code)).await;
    assert_eq!(verified.expect("both writes at once").status, 200);
    assert_eq!(
        service.proxy.take_calls(),
        [("PutItem", 2), ("GetItem", 2), ("UpdateItem", 1)].map(|(call, count)| (call.to_owned(), count)).into()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn se_01_of_200_parallel_right_codes_exactly_one_session_is_left() {
    let service = Arc::new(patient().await);
    let (challenge, code) = service.challenge("ada@example.org").await;
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        let (service, challenge, code) = (Arc::clone(&service), challenge.clone(), code.clone());
        tasks.spawn(async move { service.verify(&challenge, &code).await });
    }
    let answers = tasks.join_all().await;
    let right: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!((right.len(), answers.iter().filter(|answer| answer.status == 401).count()), (1, 199));
    let access = right[0].text("access_token");
    assert_eq!(service.live_sessions().await.len(), 1, "in the table");
    assert_eq!(ids(&service.sessions(&access).await), [super::id(&access)], "and in the list");
    assert_eq!(service.refresh(&right[0].text("refresh_token")).await.status, 200, "and it is the one that counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn re_01_one_session_is_left_of_parallel_right_codes_while_answers_are_lost() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards] {
        let service = Arc::new(patient().await);
        let (challenge, code) = service.challenge("ada@example.org").await;
        let mut calls = 0;
        service.proxy.plan(move |call| {
            calls += usize::from(!call.retried);
            if !call.retried && calls % 5 == 0 { fault } else { Fault::None }
        });
        let mut tasks = JoinSet::new();
        for _ in 0..100 {
            let (service, challenge, code) = (Arc::clone(&service), challenge.clone(), code.clone());
            tasks.spawn(async move { service.verify(&challenge, &code).await.status.as_u16() });
        }
        let statuses = tasks.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{fault:?}");
        left(&service, 1).await;
    }
}

#[tokio::test]
async fn se_01_a_code_that_is_wrong_used_or_expired_begins_no_session() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
    assert_eq!(service.of_subjects("").await.len(), 0);
    let access = service.verify(&challenge, &code).await.text("access_token");
    // The handle still shows the ledger from before, by which the code is right.
    for _ in 0..3 {
        assert_eq!(service.verify(&challenge, &code).await.status, 401);
        assert_eq!(ids(&service.sessions(&access).await), [super::id(&access)]);
    }
    let (late, code) = service.challenge("bob@example.org").await;
    service.clock.advance(600);
    assert_eq!(service.verify(&late, &code).await.status, 401);
    assert_eq!(service.live_sessions().await.len(), 1);
}

#[tokio::test]
async fn se_01_a_stale_handle_whose_budget_is_spent_begins_no_session() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    for _ in 0..5 {
        assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
    }
    assert_eq!(service.verify(&challenge, &code).await.status, 401);
    assert_eq!(service.live_sessions().await.len(), 0);
}

/// Waits until what was begun is dropped: an answer that says that nothing was booked does not wait for it, or its delay
/// would tell a right code from a wrong one.
async fn left(service: &Service, sessions: usize) {
    for _ in 0..500 {
        if service.live_sessions().await.len() == sessions {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("a session is left of a code that was not booked");
}

#[tokio::test]
async fn re_03_a_use_that_cannot_be_booked_begins_no_session_and_the_code_still_works() {
    let service = patient().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.plan(|call| if is_ledger(call) { Fault::Throttled } else { Fault::None });
    let refused = service.verify(&challenge, &code).await;
    assert_eq!(refused.problem(), (503, "unavailable".to_owned(), vec![]));
    left(&service, 0).await;
    service.proxy.plan(|_| Fault::None);
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
    assert_eq!(service.live_sessions().await.len(), 1);
}

#[tokio::test]
async fn re_03_a_session_that_cannot_be_written_yields_no_token() {
    let service = patient().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.plan(|call| if is_session(call) { Fault::Throttled } else { Fault::None });
    let refused = service.verify(&challenge, &code).await;
    assert_eq!(refused.problem(), (503, "not-signed-in".to_owned(), vec![]));
    assert_eq!(refused.headers["retry-after"], "2");
    let body = String::from_utf8(refused.body.to_vec()).unwrap();
    assert!(!body.contains("token"), "{body}");
    service.proxy.plan(|_| Fault::None);
    assert_eq!(service.live_sessions().await.len(), 0, "and none is left behind");
    let anew = service.sign_in("ada@example.org").await.text("access_token");
    assert_eq!(ids(&service.sessions(&anew).await), [super::id(&anew)]);
}

#[tokio::test]
async fn re_03_a_sign_in_while_everything_is_throttled_leaves_nothing_behind() {
    let service = patient().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.plan(|_| Fault::Throttled);
    assert_eq!(service.verify(&challenge, &code).await.status, 503);
    service.proxy.plan(|_| Fault::None);
    left(&service, 0).await;
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
}

#[tokio::test]
async fn re_01_a_session_whose_answer_is_lost_is_begun_once() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards] {
        let service = patient().await;
        let (challenge, code) = service.challenge("ada@example.org").await;
        service.proxy.plan(move |call| if is_session(call) && !call.retried { fault } else { Fault::None });
        let answer = service.verify(&challenge, &code).await;
        assert_eq!(answer.status, 200, "{fault:?}");
        assert_eq!(ids(&service.sessions(&answer.text("access_token")).await).len(), 1);
        assert_eq!(service.refresh(&answer.text("refresh_token")).await.status, 200);

        let (challenge, code) = service.challenge("bob@example.org").await;
        service.proxy.plan(move |call| if is_session(call) { fault } else { Fault::None });
        assert_eq!(service.verify(&challenge, &code).await.status, 503, "{fault:?}: nobody knows whether it is there");
        service.proxy.plan(|_| Fault::None);
        assert_eq!(service.live_sessions().await.len(), 1, "{fault:?}: so it is taken back");
    }
}

#[tokio::test]
async fn se_01_a_handle_without_its_snapshot_begins_a_session_after_the_use_is_booked() {
    let service = Service::start().await;
    let label = "b".repeat(60);
    let email = format!("{}@{label}.{label}.{label}.org", "a".repeat(60));
    for _ in 0..4 {
        let (challenge, code) = service.challenge(&email).await;
        for _ in 0..4 {
            service.verify(&challenge, &wrong(&code)).await;
        }
    }
    let (challenge, code) = service.challenge(&email).await;
    let requested = json!({ "challenge": challenge, "code": wrong(&code) });
    assert_eq!(service.client.post("/otp/verify", &requested).await.status, 401);
    assert_eq!(service.of_subjects("").await.len(), 0);
    let answer = service.verify(&challenge, &code).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text("refresh_token").len() < 2_000, "{}", answer.text("refresh_token").len());
    assert_eq!(service.refresh(&answer.text("refresh_token")).await.status, 200);
    assert_eq!(service.verify(&challenge, &code).await.status, 401);
    assert_eq!(service.live_sessions().await.len(), 1);
}
