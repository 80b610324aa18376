//! What completes nothing, and what it costs.

use http::Method as Verb;
use serde_json::json;
use tests::damage::damaged_at;
use tests::{Answer, Service};

use super::{ADA, Owner, PATH, presents, refused, service};

#[tokio::test]
async fn hw_05_a_body_that_breaks_a_rule_is_refused_and_costs_nothing() {
    let service = service(&[]).await;
    let ada = Owner::of(&service, ADA).await;
    let begun = ada.begins(&service).await.text("auth_session");
    let (code, recovery) = (ada.app.code(&service), ada.app.recovery_codes[0].clone());
    service.proxy.take_calls();
    for (body, field) in [
        (json!([begun, code]), "body"),
        (json!({}), "auth_session"),
        (json!({ "code": code }), "auth_session"),
        (json!({ "auth_session": 5, "code": code }), "auth_session"),
        (json!({ "auth_session": null, "code": code }), "auth_session"),
        (json!({ "auth_session": begun }), "code"),
        (json!({ "auth_session": begun, "code": code, "recovery_code": recovery }), "code"),
        (json!({ "auth_session": begun, "code": code, "recovery_code": null }), "recovery_code"),
        (json!({ "auth_session": begun, "code": null }), "code"),
        (json!({ "auth_session": begun, "code": 287_082 }), "code"),
        (json!({ "auth_session": begun, "code": "" }), "code"),
        (json!({ "auth_session": begun, "code": format!("+{}", &code[1..]) }), "code"),
        (json!({ "auth_session": begun, "code": &code[1..] }), "code"),
        (json!({ "auth_session": begun, "code": format!("{code}\u{0}") }), "code"),
        (json!({ "auth_session": begun, "code": "1".repeat(9_000) }), "code"),
        (json!({ "auth_session": begun, "recovery_code": code }), "recovery_code"),
        (json!({ "auth_session": begun, "recovery_code": &recovery[1..] }), "recovery_code"),
        (json!({ "auth_session": begun, "recovery_code": format!("{recovery}U") }), "recovery_code"),
        (json!({ "auth_session": begun, "code": code, "device": "pigeon" }), "device"),
        (json!({ "auth_session": begun, "code": code, "extra": 1 }), "extra"),
    ] {
        let told = presents(&service, &body).await.problem();
        assert_eq!(told, (400, "invalid-request".to_owned(), vec![field.to_owned()]), "{body}");
    }
    assert!(service.proxy.take_calls().is_empty(), "no database call for any of them");
    assert_eq!(presents(&service, &json!({ "auth_session": begun, "code": code })).await.status, 200);
}

#[tokio::test]
async fn otp_10_forged_truncated_foreign_expired_completed_and_wrong_are_one_answer() {
    let service = service(&[]).await;
    let stranger = Service::start().await;
    let (ada, foreign) = (Owner::of(&service, ADA).await, Owner::of(&stranger, ADA).await);
    let begun = ada.begins(&service).await.text("auth_session");
    let foreign = foreign.begins(&stranger).await.text("auth_session");
    let (challenge, _) = service.challenge("grace@example.org").await;
    let code = ada.app.code(&service);
    service.proxy.take_calls();
    let mut texts = vec![String::new(), "A".repeat(200), "A".repeat(9_000), foreign, challenge, "ä".repeat(99)];
    for position in (0..begun.len()).step_by(7) {
        texts.push(begun[..position].to_owned());
        texts.push(damaged_at(&begun, position));
    }
    let mut answers: Vec<Answer> = Vec::new();
    for text in &texts {
        answers.push(presents(&service, &json!({ "auth_session": text, "code": code })).await);
    }
    assert!(service.proxy.take_calls().is_empty(), "no database call for any of them");
    let wrong = json!({ "auth_session": begun, "code": ada.app.code_at(&service, 9) });
    answers.push(presents(&service, &wrong).await);
    let unknown = json!({ "auth_session": begun, "recovery_code": "00000-00000-00000-00000-00000" });
    answers.push(presents(&service, &unknown).await);
    let right = json!({ "auth_session": begun, "code": code });
    assert_eq!(presents(&service, &right).await.status, 200);
    answers.push(presents(&service, &right).await);
    let completed = json!({ "auth_session": begun, "recovery_code": ada.app.recovery_codes[0] });
    answers.push(presents(&service, &completed).await);
    let begun = ada.begins(&service).await.text("auth_session");
    service.clock.advance(600);
    let expired = json!({ "auth_session": begun, "code": ada.app.code(&service) });
    answers.push(presents(&service, &expired).await);
    assert_eq!(answers[0].problem(), refused());
    for answer in &answers {
        assert_eq!(answer.uniform(), answers[0].uniform());
    }
    // What a completed one was presented with is as it was.
    let begun = ada.begins(&service).await.text("auth_session");
    let body = json!({ "auth_session": begun, "recovery_code": ada.app.recovery_codes[0] });
    assert_eq!(presents(&service, &body).await.status, 200);
}

#[tokio::test]
async fn totp_06_five_wrong_codes_are_judged_of_an_account_and_a_recovery_code_still_counts() {
    let service = service(&[]).await;
    let ada = Owner::of(&service, ADA).await;
    let [one, other] = [ada.begins(&service).await, ada.begins(&service).await].map(|begun| begun.text("auth_session"));
    let wrong = ada.app.code_at(&service, 9);
    for begun in [&one, &other, &one, &other, &one] {
        assert_eq!(presents(&service, &json!({ "auth_session": begun, "code": wrong })).await.problem(), refused());
    }
    for begun in [&one, &other] {
        let answer = presents(&service, &json!({ "auth_session": begun, "code": ada.app.code(&service) })).await;
        assert_eq!(answer.problem(), (429, "too-many-calls".to_owned(), vec![]));
        assert_eq!(answer.headers["retry-after"], "300");
    }
    let body = json!({ "auth_session": one, "recovery_code": ada.app.recovery_codes[0] });
    assert_eq!(presents(&service, &body).await.status, 200);
}

#[tokio::test]
async fn the_calls_of_a_network_are_counted_with_those_that_present_codes() {
    let service = service(&[("ADDRESS_VERIFICATIONS", "3")]).await;
    let ada = Owner::of(&service, ADA).await;
    let begun = ada.begins(&service).await.text("auth_session");
    let wrong = json!({ "auth_session": begun, "code": ada.app.code_at(&service, 9) });
    assert_eq!(presents(&service, &wrong).await.problem(), refused());
    let right = json!({ "auth_session": begun, "code": ada.app.code(&service) });
    assert_eq!(presents(&service, &right).await.problem(), (429, "too-many-calls".to_owned(), vec![]));
    let elsewhere = service.from("127.0.1.7");
    assert_eq!(elsewhere.post(PATH, &right).await.status, 200, "which has used nothing up");
}

#[tokio::test]
async fn se_05_what_lacks_its_second_step_opens_nothing_and_no_other_account_s_step_is_one() {
    let service = service(&[]).await;
    let (ada, grace) = (Owner::of(&service, ADA).await, Owner::of(&service, "grace@example.org").await);
    let begun = ada.begins(&service).await.text("auth_session");
    for path in ["/sessions", "/me", "/userinfo", "/account"] {
        assert_eq!(service.client.send_as(Verb::GET, path, &begun).await.status, 401, "{path}");
    }
    assert_eq!(service.refresh(&begun).await.status, 400);
    let asked = json!({ "email": "ada@example.org", "challenge": begun });
    assert_eq!(service.request(&asked).await.status, 400);
    assert_eq!(service.verify(&begun, &ada.app.code(&service)).await.status, 401);
    let sessions = service.live_sessions().await.len();
    for body in [
        json!({ "auth_session": begun, "code": grace.app.code(&service) }),
        json!({ "auth_session": begun, "recovery_code": grace.app.recovery_codes[0] }),
    ] {
        assert_eq!(presents(&service, &body).await.problem(), refused());
    }
    assert_eq!(service.live_sessions().await.len(), sessions);
    // The codes of Grace are as they were.
    assert_eq!(grace.completes(&service).await.status, 200);
}
