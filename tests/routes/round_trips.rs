//! How many calls to DynamoDB each answer takes. Each is money and milliseconds.

use std::collections::HashMap;

use serde_json::json;
use tests::Service;
use tests::service::wrong;

mod authorization;
mod passkeys;

pub(super) fn calls(expected: &[(&str, usize)]) -> HashMap<String, usize> {
    expected.iter().map(|(operation, count)| ((*operation).to_owned(), *count)).collect()
}

#[tokio::test]
async fn a_sign_in_takes_ten_calls_four_at_a_time_and_a_guarded_call_at_most_two_at_once() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 4), ("PutItem", 1)]),
        "first contact: network, pressure, ledger and identity, then ledger and suppression"
    );
    service.verify(&challenge, &code).await;
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 1), ("PutItem", 2), ("TransactWriteItems", 1)]),
        "first sign-in: network, ledger and identity, then the account, then the session"
    );
    let (challenge, code) = service.challenge("ada@example.org").await;
    assert_eq!(service.proxy.take_calls(), calls(&[("UpdateItem", 1), ("GetItem", 3), ("PutItem", 1)]));
    let token = service.verify(&challenge, &code).await.text("access_token");
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 2), ("PutItem", 2)]),
        "any later one: network, ledger, identity and session, at once; then whom to tell of a device that is not known"
    );
    assert_eq!(service.client.get_as("/me", &token).await.status, 200);
    assert_eq!(service.proxy.take_calls(), calls(&[("Query", 2)]), "the subject's revocations, and everybody's");
    assert_eq!(service.client.get_as("/me", &token).await.status, 200);
    assert_eq!(service.proxy.take_calls(), calls(&[]), "which the authorizer remembers for a moment");
}

#[tokio::test]
async fn an_outdated_expectation_costs_one_more_call() {
    let service = Service::start().await;
    let (first, code) = service.challenge("ada@example.org").await;
    service.proxy.take_calls();
    service.challenge("ada@example.org").await;
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("PutItem", 1), ("GetItem", 3)]),
        "OTP-11: a request takes as many for somebody who is known as for a stranger"
    );
    service.verify(&first, &wrong(&code)).await;
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 2), ("PutItem", 2)]),
        "the ledger moved on after the handle was made"
    );
    service.verify(&first, &code).await;
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 1), ("PutItem", 3), ("TransactWriteItems", 1)]),
        "a second guess, the identity, the account and the session"
    );
    service.verify(&first, &code).await;
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 1), ("PutItem", 1)]),
        "a used code: the conflict tells, and no session was begun, since there was no account when it was asked for"
    );
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.verify(&challenge, &code).await;
    service.proxy.take_calls();
    service.verify(&challenge, &code).await;
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 1), ("PutItem", 2), ("BatchWriteItem", 1)]),
        "where there was one, the session that was begun meanwhile is dropped"
    );
}

#[tokio::test]
async fn a_wrong_first_guess_takes_as_many_calls_as_a_right_one() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.take_calls();
    service.verify(&challenge, &wrong(&code)).await;
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 2), ("PutItem", 1)]),
        "at once the network and the ledger, then the wrong guesses of the service"
    );
}

#[tokio::test]
async fn sending_again_takes_four_calls_two_at_a_time_and_a_refusal_two_reads() {
    let service = Service::start().await;
    let (challenge, _) = service.challenge("ada@example.org").await;
    let again = json!({ "email": "ada@example.org", "challenge": challenge });
    service.proxy.take_calls();
    assert_eq!(service.request(&again).await.status, 429);
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 2)]),
        "a refusal is confirmed, since the handle may be old; the suppression was asked for at the same time"
    );
    service.clock.advance(30);
    assert_eq!(service.request(&again).await.status, 202);
    assert_eq!(service.proxy.take_calls(), calls(&[("UpdateItem", 1), ("GetItem", 2), ("PutItem", 1)]));
}

#[tokio::test]
async fn a_handle_too_full_for_its_snapshot_costs_one_read() {
    let service = Service::start().await;
    // A long address with four more attempts and their wrong guesses leaves no room for a snapshot.
    let label = "b".repeat(60);
    let email = format!("{}@{label}.{label}.{label}.org", "a".repeat(60));
    for _ in 0..4 {
        let (challenge, code) = service.challenge(&email).await;
        for _ in 0..4 {
            service.verify(&challenge, &wrong(&code)).await;
        }
    }
    let (challenge, code) = service.challenge(&email).await;
    assert!(challenge.len() <= 640, "{}", challenge.len());
    service.proxy.take_calls();
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("GetItem", 2), ("PutItem", 2), ("TransactWriteItems", 1)])
    );
}

#[tokio::test]
async fn a_first_text_message_of_a_block_takes_as_many_calls_as_the_next_one() {
    let service = Service::start().await;
    for phone in ["+14155550100", "+14155550101"] {
        assert_eq!(service.request(&json!({ "phone": phone })).await.status, 202);
        assert_eq!(
            service.proxy.take_calls(),
            calls(&[("UpdateItem", 2), ("GetItem", 4), ("PutItem", 2)]),
            "{phone}: network, pressure, ledger and identity, then at once the ledger and the block of numbers, then that and the money"
        );
        // The pressure is known for the rest of its minute.
        service.clock.advance(60);
    }
}
