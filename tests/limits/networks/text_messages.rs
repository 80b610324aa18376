//! What text messages cost: never more than the day's budget, and little for a block of numbers that never answers.

use std::sync::Arc;

use serde_json::json;
use tests::{Answer, Fault, Service};
use tokio::task::JoinSet;

const DAY: u64 = 86_400;

async fn text(service: &Service, number: usize) -> Answer {
    service.request(&json!({ "phone": format!("+1415555{number:04}") })).await
}

/// Numbers of many blocks: `+1 415 2xx 0100` and so on.
async fn text_anywhere(service: &Service, number: usize) -> Answer {
    service.request(&json!({ "phone": format!("+1415{:03}{:04}", 200 + number / 10, 100 + number % 10) })).await
}

/// What stands in all shards of all days, in millionths of a dollar.
async fn spent(service: &Service) -> u64 {
    let items = service.items().await;
    let shards = items.iter().filter_map(|item| item.get("spent")?.as_n().ok()?.parse::<u64>().ok());
    shards.sum()
}

fn unavailable() -> (u16, String, Vec<String>) {
    (429, "sms-unavailable".to_owned(), vec![])
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_22_sends_are_spread_over_the_shards() {
    let service = Service::with(&[("SMS_PREFIX_VERIFIED_PERCENT", "0")]).await;
    for number in 0..64 {
        assert_eq!(text_anywhere(&service, number).await.status, 202);
    }
    let shards = service.items().await.into_iter().filter(|item| item["sk"].as_s().unwrap() == "spend").count();
    // All of 64 in fewer than ten of sixteen: one in a hundred thousand.
    assert!(shards >= 10, "{shards} shards took 64 sends");
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_22_under_64_parallel_sends_a_budget_is_spent_to_the_micro_dollar_and_no_further() {
    // Nine tenths, in sixteen shards, of which none pays a whole number of messages.
    for (budget, dearest, price, messages) in [
        ("0.071666", "0.10", "US:0.00645", 10),
        ("0.215", "0.001", "US:0.00095", 203),
        ("0.055555", "0.10", "US:0.01", 5),
    ] {
        let settings = [
            ("SMS_DAILY_BUDGET", budget),
            ("SMS_MAX_PRICE", dearest),
            ("SMS_PRICES", price),
            ("SMS_PREFIX_VERIFIED_PERCENT", "0"),
            ("CALL_TIMEOUT_MILLISECONDS", "60000"),
        ];
        let service = Arc::new(Service::with(&settings).await);
        let price: shared::bounds::spend::Money = price[3..].parse().unwrap();
        let mut sent = 0;
        for batch in 0..=(messages / 64 + 1) {
            let mut tasks = JoinSet::new();
            for number in 0..64 {
                let service = Arc::clone(&service);
                tasks.spawn(async move { text_anywhere(&service, batch * 64 + number).await });
            }
            for answer in tasks.join_all().await {
                if answer.status == 202 {
                    sent += 1;
                } else {
                    assert_eq!(answer.problem(), unavailable());
                    assert_eq!(answer.headers["retry-after"], (DAY / 2).to_string(), "until midnight UTC");
                }
            }
            let total = spent(&service).await;
            let cap = budget.parse::<shared::bounds::spend::Money>().unwrap().micros() * 9 / 10 + 1;
            assert!(total <= cap, "{total} of {cap}");
            assert_eq!(total, sent * price.micros(), "exactly what was sent");
        }
        // A crowd at the last cents may give up while others give back: the next one gets them.
        for number in 0..4 {
            service.clock.advance(60);
            sent += u64::from(text_anywhere(&service, 2_000 + number).await.status == 202);
        }
        assert_eq!((sent, service.sent() as u64), (messages as u64, messages as u64), "{budget} to the last message");
    }
}

#[tokio::test]
async fn otp_22_a_new_day_has_a_new_budget() {
    let service = Service::with(&[("SMS_DAILY_BUDGET", "0.12")]).await;
    assert_eq!(text(&service, 100).await.status, 202);
    assert_eq!(text(&service, 101).await.problem(), unavailable());
    service.clock.advance(DAY / 2 - 1);
    let refused = text(&service, 102).await;
    assert_eq!((refused.problem(), refused.headers["retry-after"].to_str().unwrap()), (unavailable(), "1"));
    service.clock.advance(1);
    assert_eq!(text(&service, 102).await.status, 202, "midnight");
    assert_eq!(text(&service, 103).await.problem(), unavailable());
}

#[tokio::test]
async fn otp_22_a_budget_of_0_stops_text_messages_at_once_and_email_works() {
    let service = Service::with(&[("SMS_DAILY_BUDGET", "0")]).await;
    assert_eq!(text(&service, 100).await.problem(), unavailable());
    assert_eq!((service.sent(), spent(&service).await), (0, 0));
    service.sign_in("ada@example.org").await;
}

#[tokio::test]
async fn otp_12_a_refused_text_message_is_told_alike_for_known_and_unknown_numbers_and_costs_them_nothing() {
    let service = Service::with(&[("SMS_DAILY_BUDGET", "0.12")]).await;
    let challenge = text(&service, 100).await.text("challenge");
    let code = service.last_code();
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
    let answers = [text(&service, 100).await, text(&service, 101).await];
    assert_eq!(answers[0].uniform(), answers[1].uniform());
    for _ in 0..5 {
        assert_eq!(text(&service, 101).await.problem(), unavailable(), "no send is charged to the number");
    }
    service.clock.advance(DAY / 2);
    assert_eq!(text(&service, 101).await.status, 202);
}

#[tokio::test]
async fn otp_22_a_block_whose_codes_never_come_back_is_stopped_for_an_hour() {
    let service = Service::start().await;
    for number in 0..50 {
        assert_eq!(text(&service, 100 + number).await.status, 202, "{number}");
    }
    let refused = text(&service, 199).await;
    assert_eq!((refused.problem(), refused.headers["retry-after"].to_str().unwrap()), (unavailable(), "3600"));
    assert_eq!(service.sent(), 50);
    assert_eq!(spent(&service).await, 5_000_000, "what is refused costs nothing");
    let elsewhere = service.request(&json!({ "phone": "+12125550100" })).await;
    assert_eq!(elsewhere.status, 202, "other blocks are not touched");
    service.sign_in("ada@example.org").await;
    service.clock.advance(3_600);
    assert_eq!(text(&service, 199).await.status, 202);
}

#[tokio::test]
async fn otp_22_codes_that_come_back_keep_their_block_open() {
    let service = Service::with(&[("SMS_PREFIX_SENDS", "10")]).await;
    for number in 0..30 {
        let answer = text(&service, 100 + number).await;
        assert_eq!(answer.status, 202, "{number}");
        if number % 4 == 0 {
            let code = service.last_code();
            assert_eq!(service.verify(&answer.text("challenge"), &code).await.status, 200);
        }
    }
}

#[tokio::test]
async fn re_03_a_text_message_that_cannot_be_charged_does_not_leave() {
    let service = Service::start().await;
    service.proxy.plan(|call| if call.body.contains("\"spend#") { Fault::Throttled } else { Fault::None });
    assert_eq!(text(&service, 100).await.problem(), (503, "not-sent".to_owned(), vec![]));
    assert_eq!(service.sent(), 0);
    service.proxy.plan(|call| if call.body.contains("\"block#") { Fault::Throttled } else { Fault::None });
    assert_eq!(text(&service, 101).await.problem(), (503, "not-sent".to_owned(), vec![]));
    assert_eq!((service.sent(), spent(&service).await), (0, 0));
}

#[tokio::test]
async fn a_success_that_cannot_be_told_to_the_block_changes_no_answer() {
    let service = Service::start().await;
    let challenge = text(&service, 100).await.text("challenge");
    let code = service.last_code();
    service.proxy.plan(|call| if call.body.contains("\"block#") { Fault::Throttled } else { Fault::None });
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
}

#[tokio::test]
async fn re_01_a_charge_whose_answer_is_lost_is_never_charged_too_little() {
    // Each of sixteen shards pays for two messages.
    let service = Service::with(&[("SMS_DAILY_BUDGET", "3.6"), ("SMS_PREFIX_VERIFIED_PERCENT", "0")]).await;
    service.proxy.plan(|call| {
        let spoilt = call.body.contains("\"spend#") && !call.retried;
        if spoilt { Fault::LostAnswer } else { Fault::None }
    });
    let mut sent = 0;
    for number in 0..20 {
        sent += u64::from(text(&service, 100 + number).await.status == 202);
    }
    assert_eq!((sent, service.sent()), (16, 16), "each is charged twice");
    assert!(spent(&service).await <= 3_240_000);
}
