//! Sends that fail: told as such, paid for where they may have left, and made up for at once.

use serde_json::json;
use tests::aws_stub::Mood;
use tests::service::code_in;

use super::{Deployment, post, verified};

/// A send that failed as `mood` says, with room for exactly one send: told as such, and made up for at once.
async fn a_failed_send_costs_nothing(mood: Mood) {
    // Three calls that are never answered end before the function has to.
    let in_time = ("CALL_TIMEOUT_MILLISECONDS", if mood == Mood::Hang { "900" } else { "5000" });
    let settings = [("EMAIL_SENDS_PER_HOUR", "1"), ("EMAIL_SENDS_PER_DAY", "1"), in_time];
    let deployment = Deployment::with(&settings).await;
    let (request, verify) = (deployment.start("request").await, deployment.start("verify").await);
    deployment.services.be(mood);
    let unsent = request.call(&post("/otp/request", &json!({ "email": "ada@example.org" }))).await;
    // The pace is what strangers can bring about; the rest is ours, or AWS's.
    let told = if mood == Mood::Throttled { (429, "too-many-sends") } else { (503, "not-sent") };
    assert_eq!(unsent.problem(), (told.0, told.1.to_owned(), vec![]), "{mood:?}");
    assert_ne!(unsent.headers["retry-after"], "0", "{mood:?}");
    let attempts = deployment.services.take_calls();
    let lost = code_in(&attempts[0].text().unwrap());
    assert!(attempts.iter().all(|attempt| attempt.0 == attempts[0].0), "the SDK repeats one and the same message");

    deployment.services.be(Mood::Well);
    deployment.services.take_calls();
    let again = json!({ "email": "ada@example.org", "challenge": unsent.text("challenge") });
    let sent = request.call(&post("/otp/request", &again)).await;
    assert_eq!(sent.status, 202, "{mood:?}: {sent:?}");
    let code = deployment.take_code();
    assert_eq!(verified(&verify, &sent.text("challenge"), &lost).await.status, 401, "the code that was lost is dead");
    assert_eq!(verified(&verify, &sent.text("challenge"), &code).await.status, 200);

    let further = request.call(&post("/otp/request", &json!({ "email": "ada@example.org" }))).await;
    assert_eq!(further.problem(), (429, "too-many-codes".to_owned(), vec![]), "one send was charged");
    assert_eq!(deployment.services.take_calls(), []);
}

#[tokio::test]
async fn otp_20_a_send_that_ses_refuses_is_told_and_costs_nothing() {
    a_failed_send_costs_nothing(Mood::Rejected).await;
}

#[tokio::test]
async fn otp_20_a_send_while_ses_fails_is_told_and_costs_nothing() {
    a_failed_send_costs_nothing(Mood::ServerError).await;
}

#[tokio::test]
async fn otp_20_a_send_beyond_the_pace_of_ses_is_4xx_and_costs_nothing() {
    a_failed_send_costs_nothing(Mood::Throttled).await;
}

#[tokio::test]
async fn otp_20_a_send_beyond_the_daily_quota_of_ses_is_the_operators_and_costs_nothing() {
    a_failed_send_costs_nothing(Mood::OverQuota).await;
}

#[tokio::test]
async fn otp_20_a_send_whose_connection_is_cut_is_told_and_costs_nothing() {
    a_failed_send_costs_nothing(Mood::Cut).await;
}

#[tokio::test]
async fn otp_20_a_send_that_ses_never_answers_is_told_in_time_and_costs_nothing() {
    a_failed_send_costs_nothing(Mood::Hang).await;
}

#[tokio::test]
async fn a_text_message_that_sns_refuses_is_told_and_costs_nothing() {
    let settings = [("SMS_COUNTRIES", "US"), ("SMS_SENDS_PER_HOUR", "1"), ("SMS_SENDS_PER_DAY", "1")];
    let deployment = Deployment::with(&settings).await;
    let request = deployment.start("request").await;
    deployment.services.be(Mood::Rejected);
    let unsent = request.call(&post("/otp/request", &json!({ "phone": "+14155550100" }))).await;
    assert_eq!(unsent.problem(), (503, "not-sent".to_owned(), vec![]));
    deployment.services.be(Mood::Well);
    deployment.services.take_calls();
    let again = json!({ "phone": "+14155550100", "challenge": unsent.text("challenge") });
    let sent = request.call(&post("/otp/request", &again)).await;
    assert_eq!(sent.status, 202, "{sent:?}");
    let verify = deployment.start("verify").await;
    assert_eq!(verified(&verify, &sent.text("challenge"), &deployment.take_code()).await.status, 200);
}

/// Micro-dollars that text messages have cost.
async fn spent(deployment: &Deployment) -> u64 {
    let scan = deployment.database.client().scan().table_name(deployment.database.table()).consistent_read(true);
    let items = scan.send().await.unwrap().items.unwrap_or_default();
    items.iter().filter_map(|item| item.get("spent")?.as_n().ok()?.parse::<u64>().ok()).sum()
}

#[tokio::test]
async fn otp_22_a_message_that_sns_refuses_is_given_back_and_one_without_an_answer_stays_paid_and_is_sent_once() {
    for (mood, cost, status) in [
        (Mood::Well, 6_450, 202),
        (Mood::Rejected, 0, 503),
        (Mood::Throttled, 0, 429),
        (Mood::ServerError, 6_450, 503),
        (Mood::Cut, 6_450, 503),
        (Mood::Hang, 6_450, 503),
    ] {
        let deployment = Deployment::with(&[("SMS_COUNTRIES", "US"), ("SMS_PRICES", "US:0.00645")]).await;
        let request = deployment.start("request").await;
        deployment.services.be(mood);
        let answer = request.call(&post("/otp/request", &json!({ "phone": "+14155550100" }))).await;
        assert_eq!(answer.status, status, "{mood:?}");
        assert_eq!(deployment.services.take_calls().len(), 1, "{mood:?}: a second try might be a second message");
        assert_eq!(spent(&deployment).await, cost, "{mood:?}");
    }
}
