//! What calls with tokens of a session cost, and how many of them are answered.

use std::collections::HashMap;

use serde_json::json;
use tests::{Answer, KeyStub, Proxy, Service};

use super::{invalid_grant, rotated};

/// Signs with a key of KMS, before which a proxy stands.
async fn signing_by_kms(settings: &[(&str, &str)]) -> (Service, Proxy, KeyStub) {
    let stub = KeyStub::start().await;
    let proxy = Proxy::before(stub.url().to_owned()).await;
    let keys = crate::secrets::signers::named(&json!([{ "key": stub.new_ec() }]), stub.url()).await;
    let own = [("SIGNING_KEYS", keys.as_str()), ("AWS_ENDPOINT_URL_KMS", proxy.url())];
    let service = Service::with(&[own.as_slice(), settings].concat()).await;
    proxy.take_calls();
    (service, proxy, stub)
}

fn calls(expected: &[(&str, usize)]) -> HashMap<String, usize> {
    expected.iter().map(|(operation, count)| ((*operation).to_owned(), *count)).collect()
}

async fn revoke(service: &Service, token: &str) -> Answer {
    service.client.post_form("/revoke", &[("token", token)]).await
}

/// 429 in the form of OAuth, with the rest of the window to wait.
fn assert_too_many(answer: &Answer, wait: &str) {
    assert_eq!(answer.oauth_error(), (429, "temporarily_unavailable".to_owned()), "{answer:?}");
    assert_eq!(answer.headers["retry-after"], wait);
}

#[tokio::test]
async fn a_token_of_an_ended_session_costs_no_signature_and_for_a_while_no_call() {
    let (service, kms, _stub) = signing_by_kms(&[]).await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    assert_eq!(revoke(&service, &token).await.status, 200);
    for (calls_made, wait) in [(3, 0), (0, 299), (0, 1), (3, 0)] {
        service.proxy.take_calls();
        kms.take_calls();
        assert_eq!(service.refresh(&token).await.oauth_error(), invalid_grant());
        assert_eq!(service.proxy.take_calls().values().sum::<usize>(), calls_made);
        assert_eq!(kms.take_calls(), calls(&[]), "nothing is signed");
        service.clock.advance(wait);
    }
    service.proxy.take_calls();
    assert_eq!(revoke(&service, &token).await.status, 200, "and to give it back again costs as much");
    service.proxy.take_calls();
    assert_eq!(revoke(&service, &token).await.status, 200);
    assert_eq!(service.proxy.take_calls(), calls(&[]));
}

#[tokio::test]
async fn only_a_token_that_the_table_knows_is_signed_for() {
    let (service, kms, _stub) = signing_by_kms(&[]).await;
    let first = service.sign_in("ada@example.org").await.text("refresh_token");
    let second = rotated(&service, &first).await;
    service.clock.advance(11);
    kms.take_calls();
    assert_eq!(service.refresh(&first).await.oauth_error(), invalid_grant(), "reused");
    assert_eq!(service.refresh(&second).await.oauth_error(), invalid_grant(), "ended");
    assert_eq!(kms.take_calls(), calls(&[]));
}

#[tokio::test]
async fn oa_09_a_session_is_refreshed_thirty_times_in_five_minutes_and_another_one_has_its_own_count() {
    let service = Service::with(&[("SESSION_CALLS", "30")]).await;
    let mut token = service.sign_in("ada@example.org").await.text("refresh_token");
    for _ in 0..30 {
        token = rotated(&service, &token).await;
    }
    assert_too_many(&service.refresh(&token).await, "300");
    service.clock.advance(299);
    assert_too_many(&service.refresh(&token).await, "1");
    assert_eq!(revoke(&service, &token).await.status, 200, "signing out is counted by itself");
    let other = service.sign_in("ada@example.org").await.text("refresh_token");
    let other = rotated(&service, &other).await;
    service.clock.advance(1);
    rotated(&service, &other).await;
}

#[tokio::test]
async fn oa_09_a_network_that_has_made_its_calls_leaves_each_session_three() {
    let service = Service::with(&[("ADDRESS_TOKEN_CALLS", "2")]).await;
    let mut flooder = service.sign_in("eve@example.org").await.text("refresh_token");
    for _ in 0..5 {
        flooder = rotated(&service, &flooder).await;
    }
    assert_too_many(&service.refresh(&flooder).await, "300");
    let mut neighbour = service.sign_in("ada@example.org").await.text("refresh_token");
    for _ in 0..3 {
        neighbour = rotated(&service, &neighbour).await;
    }
    assert_too_many(&service.refresh(&neighbour).await, "300");
    let elsewhere = service.from("127.0.1.7");
    let form = [("grant_type", "refresh_token"), ("refresh_token", neighbour.as_str())];
    assert_eq!(elsewhere.post_form("/token", &form).await.status, 200, "from another network");
}

#[tokio::test]
async fn oa_12_revocations_are_counted_like_refreshes() {
    let service = Service::with(&[("ADDRESS_TOKEN_CALLS", "2"), ("SESSION_CALLS", "6")]).await;
    let mut session = service.sign_in("eve@example.org").await;
    for _ in 0..5 {
        let next = service.refresh(&session.text("refresh_token")).await;
        assert_eq!(revoke(&service, &session.text("access_token")).await.status, 200);
        session = next;
    }
    assert_too_many(&revoke(&service, &session.text("access_token")).await, "300");
    let of_owner = service.sign_in("ada@example.org").await.text("refresh_token");
    assert_eq!(revoke(&service, &of_owner).await.status, 200, "whoever floods keeps nobody signed in");
    assert_eq!(service.refresh(&of_owner).await.oauth_error(), invalid_grant());
}

#[tokio::test]
async fn re_03_a_call_that_cannot_be_counted_is_not_answered() {
    let service = Service::start().await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    let uncounted = |call: tests::proxy::Call<'_>| match call.operation {
        "UpdateItem" => tests::Fault::Refused("AccessDeniedException"),
        _ => tests::Fault::None,
    };
    service.proxy.plan(uncounted);
    assert_eq!(service.refresh(&token).await.oauth_error(), (503, "temporarily_unavailable".to_owned()));
    assert_eq!(revoke(&service, &token).await.oauth_error(), (503, "temporarily_unavailable".to_owned()));
    service.proxy.plan(|_| tests::Fault::None);
    rotated(&service, &token).await;
}

#[tokio::test]
async fn oa_12_whoever_has_a_copy_of_an_access_token_keeps_nobody_from_signing_out() {
    let service = Service::with(&[("SESSION_CALLS", "3")]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    for _ in 0..3 {
        assert_eq!(revoke(&service, &signed_in.text("access_token")).await.status, 200);
    }
    assert_too_many(&revoke(&service, &signed_in.text("access_token")).await, "300");
    service.proxy.take_calls();
    assert_too_many(&revoke(&service, &signed_in.text("access_token")).await, "300");
    assert_eq!(service.proxy.take_calls(), calls(&[]), "and more of them cost nothing");
    assert_eq!(revoke(&service, &signed_in.text("refresh_token")).await.status, 200);
    assert_eq!(service.refresh(&signed_in.text("refresh_token")).await.oauth_error(), invalid_grant());
}
