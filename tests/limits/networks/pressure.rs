//! Wrong guesses of the whole service make codes longer, for a while.

use serde_json::json;
use tests::service::wrong;
use tests::{Fault, Service};

async fn length(service: &Service, name: &str) -> u64 {
    let answer = service.request(&json!({ "email": format!("{name}@example.org") })).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    let told = answer.json()["code_length"].as_u64().unwrap();
    assert_eq!(service.last_code().len() as u64, told);
    told
}

/// Guesses wrongly at `count` identifiers.
async fn spray(service: &Service, count: usize) {
    for number in 0..count {
        let (challenge, code) = service.challenge(&format!("victim{number}@example.org")).await;
        assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
    }
}

#[tokio::test]
async fn otp_06_spraying_makes_new_codes_longer_until_it_has_stopped_for_a_day() {
    let service = Service::with(&[("WRONG_GUESSES_PER_MINUTE", "5")]).await;
    let (before, code) = service.challenge("ada@example.org").await;
    spray(&service, 4).await;
    service.clock.advance(10);
    assert_eq!(length(&service, "bob").await, 6, "below the threshold");
    spray(&service, 1).await;
    assert_eq!(length(&service, "bob").await, 6, "a sandbox remembers for ten seconds");
    service.clock.advance(10);
    assert_eq!(length(&service, "bob").await, 8);
    assert_eq!(service.verify(&before, &code).await.status, 200, "codes that are on their way stay good");
    let (challenge, code) = service.challenge("carol@example.org").await;
    assert_eq!((code.len(), service.verify(&challenge, &code).await.status.as_u16()), (8, 200));
    // Codes that were collected in the calm have expired: a second burst finds long ones.
    service.clock.advance(900);
    assert_eq!(length(&service, "carol").await, 8);
    // The minute of the threshold, and a day.
    service.clock.advance(86_400 + 39 - 900);
    assert_eq!(length(&service, "dave").await, 8);
    service.clock.advance(11);
    assert_eq!(length(&service, "eve").await, 6, "back by itself");
}

#[tokio::test]
async fn otp_06_a_code_presented_forty_times_counts_as_the_five_guesses_that_were_judged() {
    let service = Service::with(&[("WRONG_GUESSES_PER_MINUTE", "6")]).await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    for _ in 0..40 {
        assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
    }
    service.clock.advance(10);
    assert_eq!(length(&service, "bob").await, 6, "below the threshold");
    spray(&service, 1).await;
    service.clock.advance(10);
    assert_eq!(length(&service, "bob").await, 8, "the sixth");
}

#[tokio::test]
async fn a_sandbox_that_knows_of_the_pressure_counts_no_more_in_this_minute() {
    let service = Service::with(&[("WRONG_GUESSES_PER_MINUTE", "2")]).await;
    spray(&service, 2).await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.take_calls();
    service.verify(&challenge, &wrong(&code)).await;
    assert_eq!(service.proxy.take_calls(), super::names(&["PutItem", "UpdateItem"]), "ledger and network");
    service.clock.advance(60);
    let (challenge, code) = service.challenge("bob@example.org").await;
    service.proxy.take_calls();
    service.verify(&challenge, &wrong(&code)).await;
    assert_eq!(service.proxy.take_calls(), super::names(&["PutItem", "UpdateItem", "UpdateItem"]), "a new minute");
}

#[tokio::test]
async fn a_threshold_of_0_counts_nothing_and_asks_nothing() {
    let service = Service::with(&[("WRONG_GUESSES_PER_MINUTE", "0")]).await;
    spray(&service, 3).await;
    let calls = service.proxy.take_calls();
    assert_eq!(
        (calls["UpdateItem"], calls["GetItem"]),
        (6, 9),
        "the network of each call, the ledger, the identity and the suppression of each request"
    );
}

#[tokio::test]
async fn re_03_a_count_of_guesses_that_fails_changes_no_answer_and_an_unknown_pressure_means_longer_codes() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.clock.advance(10);
    service.proxy.plan(|call| {
        let spoilt = call.body.contains("pressure#") || call.body.contains("guesses#");
        if spoilt { Fault::Throttled } else { Fault::None }
    });
    assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
    assert_eq!(length(&service, "bob").await, 8);
}
