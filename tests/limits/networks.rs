//! How many calls a network may make, and what a call too many costs: nothing.

use std::sync::Arc;

use serde_json::json;
use tests::service::wrong;
use tests::{Answer, Client, Fault, Service};
use tokio::task::JoinSet;

mod pressure;
mod text_messages;

/// The defaults of the service, in place of those of the tests.
const LIMITED: [(&str, &str); 2] = [("ADDRESS_SENDS", "10"), ("ADDRESS_VERIFICATIONS", "30")];

async fn limited(more: &[(&str, &str)]) -> Service {
    let settings: Vec<_> =
        LIMITED.iter().chain(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).chain(more).copied().collect();
    Service::with(&settings).await
}

async fn ask(client: &Client, name: &str) -> Answer {
    client.post("/otp/request", &json!({ "email": format!("{name}@example.org") })).await
}

async fn present(client: &Client, challenge: &str, code: &str) -> Answer {
    client.post("/otp/verify", &json!({ "challenge": challenge, "code": code })).await
}

fn too_many() -> (u16, String, Vec<String>) {
    (429, "too-many-calls".to_owned(), vec![])
}

fn names(names: &[&str]) -> std::collections::HashMap<String, usize> {
    let mut calls = std::collections::HashMap::new();
    for name in names {
        *calls.entry((*name).to_owned()).or_default() += 1;
    }
    calls
}

#[tokio::test]
async fn a_network_whose_name_would_be_one_of_the_tables_own_attributes_is_counted() {
    let service = limited(&[("MASTER_SECRET", "1:Zm9yIHRlc3RzIGFsb25lOiAzMiBieXRlcyBvciBtb3Jl")]).await;
    // By this secret the hashes of their addresses begin with `sk` and `pk`.
    for address in ["127.1.200.7", "127.19.227.7"] {
        let client = service.from(address);
        for number in 0..10 {
            assert_eq!(ask(&client, &format!("user{number}-{address}")).await.status, 202, "{address}");
        }
        assert_eq!(ask(&client, "one-more").await.problem(), too_many(), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_20_of_200_parallel_requests_from_one_address_exactly_ten_are_answered() {
    let service = Arc::new(limited(&[]).await);
    let mut tasks = JoinSet::new();
    for number in 0..200 {
        let service = Arc::clone(&service);
        tasks.spawn(async move { ask(&service.client, &format!("user{number}")).await });
    }
    let answers = tasks.join_all().await;
    let (sent, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 202);
    assert_eq!((sent.len(), refused.len(), service.sent()), (10, 190, 10));
    assert!(refused.iter().all(|answer| answer.problem() == too_many() && answer.headers["retry-after"] == "300"));
    assert_eq!(service.ledgers().await.len(), 10, "nothing is charged to an identifier");
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_20_of_200_parallel_verifications_from_one_address_exactly_thirty_are_answered() {
    let service = Arc::new(limited(&[]).await);
    let mut tasks = JoinSet::new();
    for number in 0..8 {
        let (challenge, code) = service.challenge(&format!("user{number}@example.org")).await;
        for _ in 0..25 {
            let (service, challenge, code) = (Arc::clone(&service), challenge.clone(), wrong(&code));
            tasks.spawn(async move { service.verify(&challenge, &code).await });
        }
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 30);
    assert_eq!(answers.iter().filter(|answer| answer.status == 429 && answer.problem() == too_many()).count(), 170);
}

#[tokio::test]
async fn otp_20_a_window_ends_and_kinds_do_not_mix() {
    let service = limited(&[("ADDRESS_SENDS", "1"), ("ADDRESS_VERIFICATIONS", "1")]).await;
    service.clock.advance(299);
    let (challenge, code) = service.challenge("ada@example.org").await;
    let refused = ask(&service.client, "bob").await;
    assert_eq!((refused.problem(), refused.headers["retry-after"].to_str().unwrap()), (too_many(), "1"));
    assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401, "verifications have a count of their own");
    assert_eq!(service.verify(&challenge, &code).await.problem(), too_many());
    service.clock.advance(1);
    assert_eq!(ask(&service.client, "bob").await.status, 202);
    assert_eq!(ask(&service.client, "eve").await.headers["retry-after"], "300");
}

#[tokio::test]
async fn otp_20_a_whole_24_may_make_ten_times_the_calls_of_an_address() {
    let service = limited(&[("ADDRESS_SENDS", "2")]).await;
    for host in 1..=10 {
        let client = service.from(&format!("127.0.7.{host}"));
        for number in 0..2 {
            assert_eq!(ask(&client, &format!("user{host}{number}")).await.status, 202, "{host}");
        }
        assert_eq!(ask(&client, "ada").await.problem(), too_many(), "{host}");
    }
    let fresh = service.from("127.0.7.99");
    assert_eq!(ask(&fresh, "ada").await.problem(), too_many(), "the network has made its twenty calls");
    assert_eq!(ask(&service.from("127.0.8.1"), "ada").await.status, 202, "its neighbour has not");
}

#[tokio::test]
async fn otp_20_only_valid_calls_count() {
    let service = limited(&[("ADDRESS_SENDS", "1"), ("ADDRESS_VERIFICATIONS", "1")]).await;
    for _ in 0..3 {
        assert_eq!(service.request(&json!({ "email": "ada" })).await.status, 400);
        assert_eq!(service.verify("forged", "123456").await.status, 401);
    }
    assert_eq!(service.proxy.take_calls(), names(&[]));
    let (challenge, code) = service.challenge("ada@example.org").await;
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
}

#[tokio::test]
async fn otp_12_a_network_is_refused_alike_for_known_and_unknown_identifiers() {
    let service = limited(&[("ADDRESS_SENDS", "1")]).await;
    service.sign_in("ada@example.org").await;
    let [known, unknown] = [ask(&service.client, "ada").await, ask(&service.client, "nobody").await];
    assert_eq!(known.uniform(), unknown.uniform());
    assert_eq!(known.problem(), too_many());
}

#[tokio::test]
async fn otp_10_a_network_that_made_its_calls_learns_nothing_of_right_and_wrong() {
    let service = limited(&[("ADDRESS_VERIFICATIONS", "1")]).await;
    let mut answers = Vec::new();
    for (host, right) in [("127.0.21.1", true), ("127.0.22.1", false)] {
        let (challenge, code) = service.challenge("ada@example.org").await;
        let client = service.from(host);
        assert_eq!(present(&client, &challenge, &wrong(&code)).await.status, 401);
        answers.push(present(&client, &challenge, &if right { code } else { wrong(&code) }).await.uniform());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0, 429);
    assert_eq!(service.live_sessions().await.len(), 0, "the session that was begun is taken back");
}

#[tokio::test]
async fn otp_21_headers_that_callers_write_change_nothing() {
    let service = limited(&[("ADDRESS_SENDS", "2")]).await;
    let spoof = async |number: usize| {
        let address = format!("198.51.100.{number}");
        let forwarded = format!("for={address}");
        let headers = [
            ("content-type", "application/json"),
            ("x-forwarded-for", address.as_str()),
            ("forwarded", forwarded.as_str()),
            ("cf-connecting-ip", address.as_str()),
            ("true-client-ip", address.as_str()),
            ("x-real-ip", address.as_str()),
            ("cloudfront-viewer-address", address.as_str()),
        ];
        let body = json!({ "email": format!("user{number}@example.org") }).to_string();
        service.client.send(http::Method::POST, "/otp/request", &headers, body).await.status.as_u16()
    };
    assert_eq!([spoof(1).await, spoof(2).await, spoof(3).await, spoof(4).await], [202, 202, 429, 429]);
}

#[tokio::test]
async fn a_sandbox_that_knows_a_network_refuses_it_without_a_call_until_its_window_ends() {
    let service = limited(&[("ADDRESS_SENDS", "1"), ("ADDRESS_VERIFICATIONS", "1")]).await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.verify(&challenge, &wrong(&code)).await;
    for _ in 0..2 {
        ask(&service.client, "bob").await;
        service.verify(&challenge, &code).await;
    }
    service.proxy.take_calls();
    assert_eq!(ask(&service.client, "eve").await.problem(), too_many());
    assert_eq!(service.verify(&challenge, &code).await.problem(), too_many());
    assert_eq!(service.proxy.take_calls(), names(&[]));
    service.clock.advance(300);
    assert_eq!(ask(&service.client, "eve").await.status, 202);
}

#[tokio::test]
async fn the_count_and_the_ledgers_swap_are_in_flight_at_once() {
    let service = limited(&[]).await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    // Neither is carried out before both have arrived: one after the other would wait for ever.
    service.proxy.plan(|call| {
        let is_ledger = call.operation == "PutItem" && call.body.contains("\"ledger\"");
        if is_ledger || call.operation == "UpdateItem" { Fault::Meet } else { Fault::None }
    });
    let verified = tokio::time::timeout(std::time::Duration::from_secs(20), service.verify(&challenge, &code)).await;
    assert_eq!(verified.expect("both at once").status, 200);
}

#[tokio::test]
async fn re_03_where_a_call_cannot_be_counted_it_is_not_answered() {
    let service = limited(&[]).await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.plan(|call| if call.operation == "UpdateItem" { Fault::Throttled } else { Fault::None });
    for answer in [
        ask(&service.client, "bob").await,
        service.verify(&challenge, &wrong(&code)).await,
        service.verify(&challenge, &code).await,
    ] {
        assert_eq!(answer.problem(), (503, "unavailable".to_owned(), vec![]));
    }
    assert_eq!((service.sent(), service.ledgers().await.len()), (1, 1), "nothing was sent to bob, nor charged");
    assert_eq!(service.live_sessions().await.len(), 0);
}

#[tokio::test]
async fn re_01_a_count_whose_answer_is_lost_may_count_twice_and_never_too_little() {
    let service = limited(&[("ADDRESS_SENDS", "4")]).await;
    service.proxy.plan(
        |call| {
            if call.operation == "UpdateItem" && !call.retried { Fault::LostAnswer } else { Fault::None }
        },
    );
    let mut answered = 0;
    for number in 0..6 {
        answered += usize::from(ask(&service.client, &format!("user{number}")).await.status == 202);
    }
    assert_eq!(answered, 2);
}
