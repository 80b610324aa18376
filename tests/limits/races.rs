//! Parallel requests against the real engine: budgets hold, and a code works once.

use serde_json::json;
use std::sync::Arc;

use tests::proxy::Call;
use tests::{Answer, Fault, Service, stored};
use tokio::task::JoinSet;

/// A service whose calls may queue: hundreds at once share one process and one database here.
async fn patient() -> Service {
    Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await
}

/// Presents `codes` all at once and gives the statuses.
async fn all_at_once(service: &Arc<Service>, challenge: &str, codes: Vec<String>) -> Vec<u16> {
    let mut tasks = JoinSet::new();
    for code in codes {
        let (service, challenge) = (Arc::clone(service), challenge.to_owned());
        tasks.spawn(async move { service.verify(&challenge, &code).await.status.as_u16() });
    }
    tasks.join_all().await
}

/// `count` different codes, `right` among them after a third: in the middle, where a second worker begins to take tasks, it
/// would be among the first.
fn codes_around(right: &str, count: usize) -> Vec<String> {
    let number: usize = right.parse().unwrap();
    (0..count).map(|offset| format!("{:06}", (number + offset + 1_000_000 - count / 3) % 1_000_000)).collect()
}

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|found| **found == status).count()
}

/// Wrong codes that the ledger has booked.
async fn failures(service: &Service) -> usize {
    service.strangers_spent("failures").await
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_06_of_500_parallel_guesses_at_most_five_are_judged() {
    let mut hits = 0;
    for round in 0..3 {
        let service = Arc::new(patient().await);
        let (challenge, code) = service.challenge("ada@example.org").await;
        let guesses = codes_around(&code, 500);
        assert_eq!(guesses.iter().filter(|guess| **guess == code).count(), 1);
        let statuses = all_at_once(&service, &challenge, guesses).await;
        let (right, refused) = (count(&statuses, 200), count(&statuses, 401));
        assert_eq!(right + refused, 500, "round {round}: every guess has a verdict, none a failure: {statuses:?}");
        let judged = right + failures(&service).await;
        assert!(right <= 1 && judged <= 5, "round {round}: {judged} judged, {right} right");
        assert!(right == 1 || judged == 5, "round {round}: the budget was used up or the code was found");
        hits += right;
    }
    // Five of 500 find the code once in a hundred rounds; where all 500 are judged, in every one.
    assert!(hits < 3, "the code was found in each of three rounds");
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_06_of_300_parallel_guesses_at_a_long_code_at_most_five_are_judged_and_the_right_one_works_once() {
    let settings = [("CALL_TIMEOUT_MILLISECONDS", "60000"), ("WRONG_GUESSES_PER_DAY", "1")];
    let service = Arc::new(Service::with(&settings).await);
    let (challenge, code) = service.challenge("ada@example.org").await;
    assert_eq!(service.verify(&challenge, &tests::service::wrong(&code)).await.status, 401);
    let (challenge, code) = service.challenge("ada@example.org").await;
    assert_eq!(code.len(), 19, "{code}");
    let (right, wrong) = (vec![code.clone(); 150], vec![tests::service::wrong(&code); 150]);
    let statuses = all_at_once(&service, &challenge, [wrong, right].concat()).await;
    let right = count(&statuses, 200);
    assert!(right <= 1 && right + count(&statuses, 401) == 300, "{statuses:?}");
    let ledger: stored::Ledger = stored::state(&service.ledgers().await[0]);
    let of_long = ledger.challenges.iter().filter(|challenge| challenge.length == 16);
    let wrong: u32 = of_long.map(|challenge| challenge.failures).sum();
    assert!(wrong <= 5 && (right == 1 || wrong == 5), "{wrong} judged, {right} right");
    assert_eq!(failures(&service).await, 1, "none of them is booked in the budget of short codes");
    assert_eq!(service.verify(&challenge, &code).await.status, 401, "and afterwards it is dead");
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_05_of_200_parallel_right_codes_exactly_one_succeeds() {
    let service = Arc::new(patient().await);
    let (challenge, code) = service.challenge("ada@example.org").await;
    let statuses = all_at_once(&service, &challenge, vec![code; 200]).await;
    assert_eq!((count(&statuses, 200), count(&statuses, 401)), (1, 199));
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_20_parallel_requests_never_exceed_the_send_budget() {
    let service = Arc::new(patient().await);
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let service = Arc::clone(&service);
        tasks.spawn(async move { service.request(&json!({ "email": "ada@example.org" })).await });
    }
    let answers: Vec<Answer> = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 5);
    assert_eq!(service.sent(), 5);
    for refused in answers.iter().filter(|answer| answer.status != 202) {
        assert_eq!(refused.problem(), (429, "too-many-codes".to_owned(), vec![]));
        assert_eq!(refused.headers["retry-after"], "3600");
    }
}

/// Spoils every fifth call that the SDK makes of its own accord.
fn every_fifth(fault: Fault) -> impl FnMut(Call<'_>) -> Fault + Send + 'static {
    let mut calls = 0;
    move |call| {
        calls += usize::from(!call.retried);
        if !call.retried && calls % 5 == 0 { fault } else { Fault::None }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn re_01_the_budgets_hold_while_answers_are_lost_and_the_sdk_tries_again() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards] {
        let service = Arc::new(patient().await);
        let (challenge, code) = service.challenge("ada@example.org").await;
        service.proxy.plan(every_fifth(fault));
        let statuses = all_at_once(&service, &challenge, codes_around(&code, 500)).await;
        let right = count(&statuses, 200);
        assert!(right <= 1 && right + failures(&service).await <= 5, "{fault:?}: {right} right");

        let service = Arc::new(patient().await);
        let (challenge, code) = service.challenge("ada@example.org").await;
        service.proxy.plan(every_fifth(fault));
        let statuses = all_at_once(&service, &challenge, vec![code; 200]).await;
        assert_eq!(count(&statuses, 200), 1, "{fault:?}: exactly one success");
    }
}

#[tokio::test]
async fn re_01_a_lost_answer_changes_no_verdict_and_books_nothing_twice() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards] {
        let service = patient().await;
        let first_write_only = move |service: &Service| {
            let mut spoilt = false;
            service.proxy.plan(move |call| {
                let spoil = call.operation == "PutItem" && !std::mem::replace(&mut spoilt, true);
                if spoil { fault } else { Fault::None }
            });
        };
        first_write_only(&service);
        let (challenge, code) = service.challenge("ada@example.org").await;
        assert_eq!(service.sent(), 1, "{fault:?}: one code for one request");
        assert_eq!(service.strangers_spent("sends").await, 1, "{fault:?}: charged once");
        first_write_only(&service);
        assert_eq!(service.verify(&challenge, &tests::service::wrong(&code)).await.status, 401);
        assert_eq!(failures(&service).await, 1, "{fault:?}: booked once");
        first_write_only(&service);
        assert_eq!(service.verify(&challenge, &code).await.status, 200, "{fault:?}: right stays right");
        first_write_only(&service);
        assert_eq!(service.verify(&challenge, &code).await.status, 401, "{fault:?}: and used stays used");
    }
}

#[tokio::test]
async fn re_03_while_the_database_fails_nothing_is_sent_and_nothing_is_judged() {
    let service = patient().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.plan(|_| Fault::Throttled);
    for answer in [
        service.request(&json!({ "email": "bob@example.org" })).await,
        service.verify(&challenge, &code).await,
        service.verify(&challenge, &tests::service::wrong(&code)).await,
    ] {
        assert_eq!(answer.problem(), (503, "unavailable".to_owned(), vec![]));
        assert_eq!(answer.headers["retry-after"], "2");
    }
    assert_eq!(service.sent(), 1);
    service.proxy.plan(|_| Fault::None);
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
}
