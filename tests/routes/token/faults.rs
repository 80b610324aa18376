//! While DynamoDB fails or its answers are lost, a session neither ends nor forks.

use std::sync::Arc;

use tests::proxy::Call;
use tests::{Fault, Service, stored};

use super::{all_at_once, invalid_grant, rotated};

async fn patient() -> Service {
    Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await
}

/// Spoils the first `count` writes of one item.
fn first_writes(fault: Fault, count: usize) -> impl FnMut(Call<'_>) -> Fault + Send + 'static {
    let mut spoilt = 0;
    move |call| {
        spoilt += usize::from(call.operation == "PutItem");
        if call.operation == "PutItem" && spoilt <= count { fault } else { Fault::None }
    }
}

#[tokio::test]
async fn re_03_while_the_table_is_throttled_no_session_goes_on_and_none_ends() {
    let service = patient().await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    service.proxy.plan(|_| Fault::Throttled);
    let answer = service.refresh(&token).await;
    assert_eq!(answer.oauth_error(), (503, "temporarily_unavailable".to_owned()));
    assert_eq!(
        (&answer.headers["retry-after"], &answer.headers["cache-control"]),
        (&"2".parse().unwrap(), &"no-store".parse().unwrap())
    );
    service.proxy.plan(|_| Fault::None);
    let next = rotated(&service, &token).await;
    rotated(&service, &next).await;
}

#[tokio::test]
async fn re_01_a_lost_answer_of_a_rotation_is_no_logout() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards] {
        let service = patient().await;
        let first = service.sign_in("ada@example.org").await.text("refresh_token");
        service.proxy.plan(first_writes(fault, 1));
        let second = rotated(&service, &first).await;
        service.proxy.plan(first_writes(fault, 1));
        assert_eq!(rotated(&service, &first).await, second, "{fault:?}: the same successor");
        service.proxy.plan(first_writes(fault, 1));
        let third = rotated(&service, &second).await;
        assert_ne!(third, second);
        assert_eq!(service.of_subjects("revocation#").await.len(), 0);
        let session = stored::session(&service.live_sessions().await[0]);
        assert_eq!(session.generation, 2, "{fault:?}: nothing is booked twice");
    }
}

#[tokio::test]
async fn re_01_a_rotation_whose_answers_are_all_lost_is_found_by_the_next_try() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards] {
        let service = patient().await;
        let first = service.sign_in("ada@example.org").await.text("refresh_token");
        service.proxy.plan(move |_| fault);
        let answer = service.refresh(&first).await;
        assert_eq!(answer.oauth_error(), (503, "temporarily_unavailable".to_owned()), "{fault:?}");
        service.proxy.plan(|_| Fault::None);
        service.clock.advance(2);
        let second = rotated(&service, &first).await;
        rotated(&service, &second).await;
        let session = stored::session(&service.live_sessions().await[0]);
        assert_eq!(session.generation, 2, "{fault:?}: the lost rotation counts");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn re_01_parallel_refreshes_get_one_successor_while_answers_are_lost() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards] {
        let service = Arc::new(patient().await);
        let token = service.sign_in("ada@example.org").await.text("refresh_token");
        let mut calls = 0;
        service.proxy.plan(move |call| {
            calls += usize::from(!call.retried);
            if !call.retried && calls % 3 == 0 { fault } else { Fault::None }
        });
        // So few that they stay below the most repeats although some are counted twice.
        let answers = all_at_once(&service, &token, 5).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{fault:?}: {answers:?}");
        let successor = answers[0].text("refresh_token");
        assert!(answers.iter().all(|answer| answer.text("refresh_token") == successor), "{fault:?}");
        rotated(&service, &successor).await;
        assert_eq!(service.of_subjects("revocation#").await.len(), 0);
    }
}

#[tokio::test]
async fn re_03_a_reuse_that_cannot_be_booked_is_told_as_such_and_booked_the_next_time() {
    let service = patient().await;
    let first = service.sign_in("ada@example.org").await.text("refresh_token");
    let second = rotated(&service, &first).await;
    service.clock.advance(11);
    service.proxy.plan(|call| if call.operation == "BatchWriteItem" { Fault::Throttled } else { Fault::None });
    assert_eq!(service.refresh(&first).await.oauth_error(), (503, "temporarily_unavailable".to_owned()));
    service.proxy.plan(|_| Fault::None);
    assert_eq!(service.refresh(&first).await.oauth_error(), invalid_grant());
    assert_eq!(service.refresh(&second).await.oauth_error(), invalid_grant());
    assert_eq!(service.live_sessions().await.len(), 0);
    assert_eq!(service.of_subjects("revocation#session#").await.len(), 1);
}
