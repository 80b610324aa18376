//! Budgets over days and months, through the whole service, by moving its clock.

use serde_json::json;
use tests::Service;
use tests::service::wrong;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

const PLENTY: [(&str, &str); 2] = [("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "200")];

/// Asks for a code; whether it is a long one, with its challenge and code.
async fn ask(service: &Service) -> (bool, String, String) {
    let answer = service.request(&json!({ "email": "ada@example.org" })).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    let (body, code) = (answer.json(), service.last_code());
    let long = body["code_format"] == "base32";
    let lengths = (body["code_length"].as_u64(), code.len());
    assert_eq!(lengths, if long { (Some(16), 19) } else { (Some(6), 6) });
    (long, answer.text("challenge"), code)
}

/// Guesses wrongly until no more short codes are sent; gives the number of wrong guesses that are booked.
async fn guess_until_spent(service: &Service) -> usize {
    loop {
        let before = booked(service).await;
        let (long, challenge, code) = ask(service).await;
        if long {
            return before;
        }
        for _ in 0..7 {
            assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
        }
        assert!(booked(service).await <= before + 5, "five guesses a code, however many are tried");
    }
}

/// Wrong guesses at short codes of the last 30 days.
async fn booked(service: &Service) -> usize {
    service.strangers_spent("failures").await
}

#[tokio::test]
async fn otp_07_new_codes_and_resends_do_not_refill_the_guess_budget() {
    // Sends are no bound here, so that the guess budget alone is seen.
    let service = Service::with(&PLENTY).await;
    // A guess counts for a minute longer where it might end other codes: clocks differ.
    for (booked, budget) in [(20, "a day"), (40, "the second day"), (50, "30 days")] {
        assert_eq!(guess_until_spent(&service).await, booked, "{budget}");
        service.clock.advance(DAY + 60);
    }
    service.clock.advance(26 * DAY);
    assert!(ask(&service).await.0, "one day short of 30");
    service.clock.advance(DAY);
    assert!(!ask(&service).await.0);
}

#[tokio::test]
async fn otp_07_where_the_guesses_are_spent_a_long_code_signs_in_however_it_is_typed() {
    let service = Service::with(&PLENTY).await;
    let (_, open, short) = ask(&service).await;
    guess_until_spent(&service).await;
    assert_eq!(service.verify(&open, &short).await.status, 401, "an open short code is dead");
    for type_it in [
        |code: &str| code.to_owned(),
        |code: &str| code.to_lowercase(),
        |code: &str| code.replace('-', ""),
        |code: &str| code.replace('-', " ").replace('0', "o").replace('1', "l"),
    ] {
        let (long, challenge, code) = ask(&service).await;
        assert!(long);
        let digits = service.verify(&challenge, "123456").await;
        assert_eq!(digits.problem(), (400, "invalid-request".to_owned(), vec!["code".to_owned()]));
        assert_eq!(service.verify(&challenge, &wrong(&code)).await.problem().1, "code-refused");
        assert_eq!(service.verify(&challenge, &type_it(&code)).await.status, 200);
        assert_eq!(service.verify(&challenge, &code).await.status, 401, "once");
    }
    assert_eq!(booked(&service).await, 20, "wrong guesses at long codes spend nothing");
}

#[tokio::test]
async fn otp_08_after_100_wrong_guesses_in_a_row_no_short_code_is_sent_and_a_right_long_one_ends_that() {
    let service = Service::with(&PLENTY).await;
    let mut wrong_guesses = 0;
    for _ in 0..10 {
        let before = booked(&service).await;
        wrong_guesses += guess_until_spent(&service).await - before;
        service.clock.advance(15 * DAY);
        // What is older than 30 days leaves the ledger with its next write.
        if ask(&service).await.0 && booked(&service).await < 50 {
            break;
        }
    }
    assert_eq!(wrong_guesses, 100, "in a row");
    service.clock.advance(60 * DAY);
    let (long, challenge, code) = ask(&service).await;
    assert!(long, "not even after months");
    assert_eq!(service.verify(&challenge, &wrong(&code)).await.status, 401);
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
    assert!(!ask(&service).await.0, "its owner is there");
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
        "\"ada+tag..\"@xn--bcher-kva.example",
        "aDa@XN--BCHER-KVA.example",
    ] {
        assert_eq!(service.request(&json!({ "email": spelling })).await.status, 202);
    }
    assert_eq!(service.request(&json!({ "email": "ada@bücher.example" })).await.status, 429);
    assert_eq!(service.ledgers().await.len(), 1);
}
