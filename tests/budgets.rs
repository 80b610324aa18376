//! Budgets over days and months, through the whole service, by moving its clock.

use serde_json::json;
use tests::Service;
use tests::service::wrong;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Guesses wrongly until the service judges no more; gives the number of wrong guesses that were booked.
async fn guess_until_spent(service: &Service, email: &str) -> usize {
    loop {
        let before = booked(service).await;
        let answer = service.request(&json!({ "email": email })).await;
        if answer.status != 202 {
            assert_eq!(answer.status, 429, "{answer:?}");
            return before;
        }
        let code = service.last_code();
        for _ in 0..7 {
            assert_eq!(service.verify(&answer.text("challenge"), &wrong(&code)).await.status, 401);
        }
        assert!(booked(service).await <= before + 5, "five guesses a code, however many are tried");
    }
}

/// Wrong guesses of the last 30 days in the one ledger.
async fn booked(service: &Service) -> usize {
    let items = service.ledgers().await;
    items.first().map_or(0, |item| item["state"].as_m().unwrap()["failures"].as_l().unwrap().len())
}

#[tokio::test]
async fn otp_07_new_codes_and_resends_do_not_refill_the_guess_budget() {
    // Sends are no bound here, so that the guess budget alone is seen.
    let service = Service::with(&[("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "200")]).await;
    assert_eq!(guess_until_spent(&service, "ada@example.org").await, 20, "a day");
    let refused = service.request(&json!({ "email": "ada@example.org" })).await;
    assert_eq!(refused.problem(), (429, "too-many-guesses".to_owned(), vec![]));
    assert_eq!(refused.headers["retry-after"], DAY.to_string());
    service.clock.advance(DAY);
    assert_eq!(guess_until_spent(&service, "ada@example.org").await, 40, "the second day");
    service.clock.advance(DAY);
    assert_eq!(guess_until_spent(&service, "ada@example.org").await, 50, "30 days");
    service.clock.advance(27 * DAY);
    assert_eq!(service.request(&json!({ "email": "ada@example.org" })).await.status, 429, "one day short of 30");
    service.clock.advance(DAY);
    assert_eq!(service.request(&json!({ "email": "ada@example.org" })).await.status, 202);
}

#[tokio::test]
async fn otp_08_after_100_wrong_guesses_in_a_row_none_is_judged() {
    let service = Service::with(&[("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "200")]).await;
    let mut wrong_guesses = 0;
    for _ in 0..10 {
        let before = booked(&service).await;
        wrong_guesses += guess_until_spent(&service, "ada@example.org").await - before;
        service.clock.advance(15 * DAY);
        if service.request(&json!({ "email": "ada@example.org" })).await.status == 429 && booked(&service).await < 50 {
            break;
        }
    }
    assert!(wrong_guesses <= 100, "{wrong_guesses} in a row");
    service.clock.advance(60 * DAY);
    assert_eq!(service.request(&json!({ "email": "ada@example.org" })).await.status, 429, "not even after months");
}

#[tokio::test]
async fn otp_20_codes_per_address_are_five_an_hour_and_ten_a_day() {
    let service = Service::start().await;
    let ask = async || service.request(&json!({ "email": "ada@example.org" })).await;
    for hour in 0..2 {
        for _ in 0..5 {
            assert_eq!(ask().await.status, 202, "hour {hour}");
        }
        let refused = ask().await;
        assert_eq!(refused.problem(), (429, "too-many-codes".to_owned(), vec![]));
        service.clock.advance(HOUR);
    }
    let refused = ask().await;
    assert_eq!(refused.headers["retry-after"], (DAY - 2 * HOUR).to_string(), "until the first of ten is a day old");
    service.clock.advance(DAY - 2 * HOUR);
    assert_eq!(ask().await.status, 202);
    assert_eq!(service.request(&json!({ "email": "bob@example.org" })).await.status, 202, "others are not touched");
}

#[tokio::test]
async fn otp_20_codes_per_number_are_three_an_hour_and_six_a_day() {
    let service = Service::start().await;
    let ask = async || service.request(&json!({ "phone": "+14155550100" })).await.status.as_u16();
    for _ in 0..2 {
        assert_eq!([ask().await, ask().await, ask().await, ask().await], [202, 202, 202, 429]);
        service.clock.advance(HOUR);
    }
    assert_eq!(ask().await, 429);
}

#[tokio::test]
async fn otp_17_every_spelling_of_an_address_has_one_budget() {
    let service = Service::start().await;
    for spelling in [
        "ada@bücher.example",
        "ADA@bücher.example",
        "Ada@BÜCHER.EXAMPLE",
        "ada+tag@xn--bcher-kva.example",
        "aDa@XN--BCHER-KVA.example",
    ] {
        assert_eq!(service.request(&json!({ "email": spelling })).await.status, 202);
    }
    assert_eq!(service.request(&json!({ "email": "ada@bücher.example" })).await.status, 429);
    assert_eq!(service.ledgers().await.len(), 1);
}
