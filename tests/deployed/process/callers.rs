//! What the compiled functions make of callers: where they come from, and whom they name.

use platform::clock::Clock;
use serde_json::json;
use tests::aws_stub::Mood;

use super::{Deployment, post};

/// What `calls` gives where all of them lie within one window of so many seconds: functions go by the system's time, to
/// which windows are aligned.
async fn within_one_window<T>(seconds: u64, mut calls: impl AsyncFnMut() -> T) -> T {
    let window = || Clock::system().now().as_unix() / seconds;
    loop {
        let first = window();
        let made = calls().await;
        if window() == first {
            return made;
        }
    }
}

#[tokio::test]
async fn a_recipient_that_ses_or_sns_does_not_take_is_the_callers_fault_and_costs_nothing() {
    let settings = [("SMS_COUNTRIES", "US"), ("SMS_SENDS_PER_HOUR", "1"), ("EMAIL_SENDS_PER_HOUR", "1")];
    let deployment = Deployment::with(&settings).await;
    let request = deployment.start("request").await;
    for (field, who) in [("email", "ada@example.org"), ("phone", "+14155550100")] {
        let event = post("/otp/request", &json!({ field: who }));
        deployment.services.be(Mood::NoSuchRecipient);
        let refused = request.call(&event).await;
        assert_eq!(refused.problem(), (400, "invalid-request".to_owned(), vec![field.to_owned()]));
        deployment.services.be(Mood::Well);
        assert_eq!(request.call(&event).await.status, 202, "{field}: the one code of the hour was given back");
    }
    let told = request.stop();
    assert!(!told.contains(r#""level":"ERROR""#) && !told.contains("ada@") && !told.contains("5550100"), "{told}");
}

#[tokio::test]
async fn otp_20_an_ipv6_network_is_counted_by_its_64_and_its_48() {
    let mut calls =
        vec![("2001:db8:1:1::1".to_owned(), 202, "a /64"), ("2001:db8:1:1:ffff::2".to_owned(), 429, "the same")];
    calls.extend((2..=10).map(|network| (format!("2001:db8:1:{network}::1"), 202, "other /64 of its /48")));
    calls.extend(
        [
            ("2001:db8:1:b::1", 429, "the /48 has made its ten calls"),
            ("2001:db8:2::1", 202, "another /48"),
            ("::ffff:198.51.100.1", 202, "an IPv4 address"),
            ("198.51.100.1", 429, "spelt otherwise"),
            ("nonsense", 202, "no address"),
            ("", 429, "calls without an address share one network"),
        ]
        .map(|(address, status, what)| (address.to_owned(), status, what)),
    );
    let answers = within_one_window(300, async || {
        let deployment = Deployment::with(&[("ADDRESS_SENDS", "1")]).await;
        let request = deployment.start("request").await;
        let mut answers = Vec::new();
        for (position, (address, ..)) in calls.iter().enumerate() {
            let mut event = post("/otp/request", &json!({ "email": format!("user{position}@example.org") }));
            event["requestContext"]["http"]["sourceIp"] = json!(address);
            answers.push(request.call(&event).await.status.as_u16());
        }
        answers
    });
    for ((address, status, what), answer) in calls.iter().zip(answers.await) {
        assert_eq!(answer, *status, "{address}: {what}");
    }
}
