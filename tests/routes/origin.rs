//! A network of the operator's own in front: the viewer's address counts beside its secret, and beside nothing else.

use http::Method;
use serde_json::json;
use tests::{Answer, Service};

const SECRET: &str = "origin-secret-of-at-least-32-characters";
const NEXT: &str = "the-next-origin-secret-of-32-characters-or-more";

async fn asked(service: &Service, number: usize, headers: &[(&str, &str)]) -> Answer {
    let headers = [&[("content-type", "application/json")], headers].concat();
    let body = json!({ "email": format!("ada{number}@example.org") }).to_string();
    service.client.send(Method::POST, "/otp/request", &headers, body).await
}

/// How many of twelve calls are answered, each with these headers.
async fn answered(service: &Service, headers: &[(&str, &str)]) -> usize {
    let mut answered = 0;
    for number in 0..12 {
        answered += usize::from(asked(service, number, headers).await.status == 202);
    }
    answered
}

#[tokio::test]
async fn otp_20_viewers_behind_the_network_are_told_apart_and_nobody_else_writes_an_address() {
    let settings = [("ORIGIN_SECRETS", &*format!("{SECRET}, {NEXT}")), ("ADDRESS_SENDS", "3")];
    for secret in [SECRET, NEXT] {
        let service = Service::with(&settings).await;
        let viewer = |address| [("x-origin-secret", secret), ("x-viewer-address", address)];
        assert_eq!(answered(&service, &viewer("198.51.100.10:46532")).await, 3);
        assert_eq!(answered(&service, &viewer("203.0.113.9")).await, 3, "another viewer by the same connection");
        assert_eq!(answered(&service, &viewer("2001:db8::1")).await, 3);
        assert_eq!(answered(&service, &[("x-origin-secret", secret)]).await, 3, "without an address, the connection's");
    }
    let wrong = format!("{SECRET}x");
    for secret in ["", "x", &wrong, &SECRET[1..], &format!("{SECRET}, {NEXT}")] {
        let service = Service::with(&settings).await;
        let mut passed = 0;
        for number in 0..12 {
            let address = format!("198.51.100.{number}");
            let headers = [("x-origin-secret", secret), ("x-viewer-address", &address)];
            passed += usize::from(asked(&service, number, &headers).await.status == 202);
        }
        assert_eq!(passed, 3, "{secret:?}: whoever writes addresses has the one of the connection");
    }
    let service = Service::with(&settings[1..]).await;
    let headers = [("x-origin-secret", SECRET), ("x-viewer-address", "198.51.100.10")];
    assert_eq!(answered(&service, &headers).await, 3, "and without the setting nothing counts");
    assert_eq!(asked(&service, 99, &[]).await.status, 429);
}

#[tokio::test]
async fn the_list_of_sign_ins_has_the_viewers_network() {
    let service = Service::with(&[("ORIGIN_SECRETS", SECRET)]).await;
    let viewer =
        [("content-type", "application/json"), ("x-origin-secret", SECRET), ("x-viewer-address", "198.51.100.10")];
    let (challenge, code) = service.challenge("ada@example.org").await;
    let guess = json!({ "challenge": challenge, "code": code }).to_string();
    let access = service.client.send(Method::POST, "/otp/verify", &viewer, guess).await.text("access_token");
    assert_eq!(service.sessions(&access).await[0]["network"], "198.51.100.0/24");
}
