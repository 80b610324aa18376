//! The same, many times at once: one session comes of it.

use serde_json::{Value, json};
use tests::{Answer, Service};
use tokio::task::JoinSet;

use super::{ADA, Owner, PATH, refused, service};

/// Room for a sign-in of its own for each of the calls.
const PLENTY: [(&str, &str); 2] = [("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "200")];

async fn all_at_once(service: &Service, bodies: Vec<Value>) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for body in bodies {
        let client = service.client.clone();
        tasks.spawn(async move { client.post(PATH, &body).await });
    }
    tasks.join_all().await
}

/// How many were signed in; whoever was not was told the one thing, or that too many guesses were made.
fn signed_in(answers: &[Answer]) -> usize {
    let (in_, out): (Vec<&Answer>, Vec<&Answer>) = answers.iter().partition(|answer| answer.status == 200);
    for answer in out {
        let told = answer.problem();
        assert!(told == refused() || told.0 == 429, "{answer:?}");
    }
    in_.len()
}

async fn sessions(service: &Service) -> usize {
    service.live_sessions().await.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn se_01_of_22_completions_of_one_sign_in_one_counts_by_whatever_they_present() {
    let service = service(&[]).await;
    let ada = Owner::of(&service, ADA).await;
    let before = sessions(&service).await;
    let begun = ada.begins(&service).await.text("auth_session");
    let code = ada.app.code(&service);
    let same = (0..12).map(|_| json!({ "auth_session": begun, "code": code }));
    // Each of them right by itself.
    let others = ada.app.recovery_codes.iter().map(|code| json!({ "auth_session": begun, "recovery_code": code }));
    let answers = all_at_once(&service, same.chain(others).collect()).await;
    assert_eq!(answers.len(), 22);
    assert_eq!(signed_in(&answers), 1);
    assert_eq!(sessions(&service).await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn totp_03_of_12_sign_ins_that_show_one_code_at_once_one_is_completed() {
    let service = service(&PLENTY).await;
    let ada = Owner::of(&service, ADA).await;
    for field in ["code", "recovery_code"] {
        let before = sessions(&service).await;
        let mut begun = Vec::new();
        for _ in 0..12 {
            service.clock.advance(31);
            begun.push(ada.begins(&service).await.text("auth_session"));
        }
        let code = if field == "code" { ada.app.code(&service) } else { ada.app.recovery_codes[0].clone() };
        let bodies = begun.iter().map(|begun| json!({ "auth_session": begun, field: code }));
        let answers = all_at_once(&service, bodies.collect()).await;
        assert_eq!(signed_in(&answers), 1, "{field}");
        assert_eq!(sessions(&service).await, before + 1, "{field}");
        service.clock.advance(3_600);
    }
}
