//! Bad input: a clear 4xx that names the field, and nothing changes.

use http::Method;
use serde_json::json;
use tests::{Service, damaged_at};

mod typed;
mod unread;

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// Sends raw text to a path and gives status, code and fields of the problem.
async fn refused(service: &Service, path: &str, body: &str) -> (u16, String, Vec<String>) {
    service.client.send(Method::POST, path, &JSON, body.to_owned()).await.problem()
}

fn invalid(field: &str) -> (u16, String, Vec<String>) {
    (400, "invalid-request".to_owned(), vec![field.to_owned()])
}

async fn nothing_changed(service: &Service) {
    assert_eq!(service.sent(), 0, "nothing was sent");
    assert_eq!(service.items().await.len(), 0, "nothing was written");
}

#[tokio::test]
async fn otp_18_requests_that_break_a_rule_name_the_field() {
    let service = Service::start().await;
    let huge = format!(r#"{{"email":"{}"}}"#, "a".repeat(100_000));
    for (body, field) in [
        ("", "body"),
        ("{", "body"),
        ("[]", "body"),
        (r#"["ada@example.org"]"#, "body"),
        ("null", "body"),
        ("\"ada@example.org\"", "body"),
        ("{\"email\":\"ada@example.org\"} {}", "body"),
        ("\u{feff}{\"email\":\"ada@example.org\"}", "body"),
        ("{}", "email"),
        (r#"{"email":"ada@example.org","phone":"+14155550100"}"#, "phone"),
        (r#"{"email":"ada@example.org","email":"bob@example.org"}"#, "email"),
        (r#"{"email":"ada@example.org","admin":true}"#, "admin"),
        (r#"{"Email":"ada@example.org"}"#, "Email"),
        (r#"{"email":null}"#, "email"),
        (r#"{"email":7}"#, "email"),
        (r#"{"email":["ada@example.org"]}"#, "email"),
        (r#"{"email":{"address":"ada@example.org"}}"#, "email"),
        (r#"{"email":""}"#, "email"),
        (r#"{"email":"ada"}"#, "email"),
        (r#"{"email":"ada@example.org\r\nBcc:bob@example.org"}"#, "email"),
        (r#"{"email":"ada@example.org,bob@example.org"}"#, "email"),
        (r#"{"email":"Ada <ada@example.org>"}"#, "email"),
        (r#"{"email":"\"ada\\\"\"@example.org"}"#, "email"),
        (r#"{"email":"\"ada lovelace\"@example.org"}"#, "email"),
        (r#"{"email":"\"ada>,<bob\"@example.org"}"#, "email"),
        (r#"{"phone":"4155550100"}"#, "phone"),
        (r#"{"phone":14155550100}"#, "phone"),
        (r#"{"phone":"+14155550100,+14155550101"}"#, "phone"),
        (r#"{"phone":"+1 415 555 0100 ext 5"}"#, "phone"),
        (r#"{"phone":"+999123456789"}"#, "phone"),
        (r#"{"phone":"+1415555010"}"#, "phone"),
        (r#"{"phone":"+41446681800"}"#, "phone"),
        (r#"{"phone":"+449012345678"}"#, "phone"),
        (r#"{"phone":"+8613123456789"}"#, "phone"),
        (r#"{"phone":null}"#, "phone"),
        (r#"{"email":"ada@example.org","challenge":""}"#, "challenge"),
        (r#"{"email":"ada@example.org","challenge":null}"#, "challenge"),
        (r#"{"email":"ada@example.org","challenge":"AQEBAQ"}"#, "challenge"),
    ] {
        assert_eq!(refused(&service, "/otp/request", body).await, invalid(field), "{body}");
    }
    assert_eq!(
        refused(&service, "/otp/request", &huge).await,
        (413, "body-too-large".to_owned(), vec!["body".to_owned()])
    );
    nothing_changed(&service).await;
    assert!(service.proxy.take_calls().is_empty(), "no database call for any of them");
}

#[tokio::test]
async fn otp_16_verifications_that_break_a_rule_name_the_field_and_are_not_judged() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.take_calls();
    let with = |code: &str| json!({ "challenge": challenge, "code": code }).to_string();
    for (body, field) in [
        (String::new(), "body"),
        ("{".to_owned(), "body"),
        (json!([challenge, code]).to_string(), "body"),
        ("{}".to_owned(), "challenge"),
        (json!({ "challenge": challenge }).to_string(), "code"),
        (json!({ "code": code }).to_string(), "challenge"),
        (json!({ "challenge": challenge, "code": code, "extra": 1 }).to_string(), "extra"),
        (json!({ "challenge": challenge, "code": code.parse::<u32>().unwrap() }).to_string(), "code"),
        (json!({ "challenge": challenge, "code": [code] }).to_string(), "code"),
        (json!({ "challenge": challenge, "code": null }).to_string(), "code"),
        (json!({ "challenge": null, "code": code }).to_string(), "challenge"),
        (json!({ "challenge": 5, "code": code }).to_string(), "challenge"),
        (with(""), "code"),
        (with(" - "), "code"),
        (with(&format!("+{code}")), "code"),
        (with(&format!("-{code}")), "code"),
        (with(&format!("+{}", &code[1..])), "code"),
        (with(&format!("{}O", &code[1..])), "code"),
        (with(&format!("{code}.0")), "code"),
        (with(&format!("{}.{}", &code[..3], &code[3..])), "code"),
        (with(&format!("{code}{}", " ".repeat(43))), "code"),
        (with(&format!("{code}\u{0}")), "code"),
        (with(&format!("{code}0")), "code"),
        (with(&format!("00{code}")), "code"),
        (with(&code[1..]), "code"),
        (with(&"1".repeat(10_000)), "code"),
    ] {
        assert_eq!(refused(&service, "/otp/verify", &body).await, invalid(field), "{body}");
    }
    let huge = refused(&service, "/otp/verify", &with(&"1".repeat(100_000))).await;
    assert_eq!(huge, (413, "body-too-large".to_owned(), vec!["body".to_owned()]));
    assert!(service.proxy.take_calls().is_empty(), "no database call for any of them");
    assert_eq!(service.verify(&challenge, &code).await.status, 200, "and none of them was counted");
}

#[tokio::test]
async fn otp_10_forged_truncated_foreign_and_expired_handles_cost_no_database_call() {
    let service = Service::start().await;
    let stranger = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    let (foreign, _) = stranger.challenge("ada@example.org").await;
    service.proxy.take_calls();
    let mut handles: Vec<String> = vec![String::new(), "A".repeat(200), "A".repeat(10_000), foreign, "ä".repeat(99)];
    for position in 0..challenge.len() {
        handles.push(challenge[..position].to_owned());
        handles.push(damaged_at(&challenge, position));
    }
    let mut answers = Vec::new();
    for handle in &handles {
        answers.push(service.verify(handle, &code).await);
        let resent = service.request(&json!({ "email": "ada@example.org", "challenge": handle })).await;
        assert_eq!(resent.problem(), invalid("challenge"), "{handle}");
    }
    service.clock.advance(600);
    answers.push(service.verify(&challenge, &code).await);
    assert!(answers.iter().all(|answer| answer.uniform() == answers[0].uniform()));
    assert!(service.proxy.take_calls().is_empty(), "no database call for any of {} handles", handles.len());
}

#[tokio::test]
async fn otp_09_an_attempt_is_sent_again_to_its_own_address_only() {
    let service = Service::start().await;
    let (challenge, _) = service.challenge("ada@example.org").await;
    service.clock.advance(60);
    for other in [
        json!({ "email": "bob@example.org", "challenge": challenge }),
        json!({ "phone": "+14155550100", "challenge": challenge }),
    ] {
        assert_eq!(service.request(&other).await.problem(), invalid("challenge"));
    }
    assert_eq!(service.sent(), 1);
    assert_eq!(service.request(&json!({ "email": "ADA@EXAMPLE.ORG", "challenge": challenge })).await.status, 202);
}

#[tokio::test]
async fn otp_22_sms_is_off_until_countries_are_listed() {
    let service = Service::with(&[("SMS_COUNTRIES", "")]).await;
    assert_eq!(service.request(&json!({ "phone": "+14155550100" })).await.problem(), invalid("phone"));
    let service = Service::with(&[("SMS_COUNTRIES", "DE")]).await;
    assert_eq!(service.request(&json!({ "phone": "+14155550100" })).await.problem(), invalid("phone"));
    assert_eq!(service.request(&json!({ "phone": "+4915123456789" })).await.status, 202);
    assert_eq!(service.sent(), 1);
}
