//! `POST /factors/verify`: what completes a sign-in of the JSON interface whose account demands more than a code.

use http::Method as Verb;
use serde_json::{Value, json};
use shared::tokens::session::Sid;
use tests::relying_party::MASTER_SECRET;
use tests::tokens::claims;
use tests::{Answer, Authenticator, Service, StoredAccount};

mod parallel;
mod refused;

const ADA: &str = "ada@example.org";
pub(crate) const PATH: &str = "/factors/verify";

/// Somebody whose account has an app and recovery codes, and demands a second step.
pub(crate) struct Owner {
    pub(crate) who: String,
    pub(crate) app: Authenticator,
    /// What they had before it was demanded.
    pub(crate) before: Answer,
}

impl Owner {
    pub(crate) async fn of(service: &Service, who: &str) -> Self {
        let before = service.sign_in(who).await;
        let sid: Sid = claims(&before.text("access_token"))["sid"].as_str().unwrap().parse().unwrap();
        let account = sid.subject.account();
        let app = Authenticator::of(service, account).await;
        StoredAccount::of(service, &account.to_string()).demand_second_step().await;
        service.clock.advance(60);
        Self { who: who.to_owned(), app, before }
    }

    /// Presents the code that is sent, and gives the answer.
    pub(crate) async fn begins(&self, service: &Service) -> Answer {
        let (challenge, code) = service.challenge(&self.who).await;
        let answer = service.verify(&challenge, &code).await;
        assert_eq!(answer.problem(), (403, "second-step-required".to_owned(), vec![]));
        answer
    }

    /// Signs in in two steps.
    pub(crate) async fn completes(&self, service: &Service) -> Answer {
        let begun = self.begins(service).await.text("auth_session");
        presents(service, &json!({ "auth_session": begun, "code": self.app.code(service) })).await
    }
}

/// A service whose accounts can be given apps.
pub(crate) async fn service(settings: &[(&str, &str)]) -> Service {
    Service::with(&[&[("MASTER_SECRET", MASTER_SECRET)], settings].concat()).await
}

pub(crate) async fn presents(service: &Service, body: &Value) -> Answer {
    service.client.post(PATH, body).await
}

/// What every refusal is.
fn refused() -> (u16, String, Vec<String>) {
    (401, "second-step-refused".to_owned(), vec!["auth_session".to_owned()])
}

#[tokio::test]
async fn se_05_a_right_code_begins_nothing_and_its_completion_gives_the_tokens_in_two_trips() {
    let service = service(&[]).await;
    let ada = Owner::of(&service, ADA).await;
    let sessions = service.live_sessions().await.len();
    let begun = ada.begins(&service).await;
    assert_eq!(begun.json()["methods"], json!(["totp", "recovery"]));
    assert!(begun.json().get("access_token").is_none() && begun.cookies().is_empty(), "{begun:?}");
    assert_eq!(service.live_sessions().await.len(), sessions);

    service.proxy.take_calls();
    let body = json!({ "auth_session": begun.text("auth_session"), "code": ada.app.code(&service), "device": "token" });
    let answer = presents(&service, &body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let calls = service.proxy.take_calls();
    for (name, count) in [("UpdateItem", 1), ("BatchGetItem", 1), ("TransactWriteItems", 1)] {
        assert_eq!(calls.get(name), Some(&count), "{calls:?}");
    }
    assert_eq!(service.live_sessions().await.len(), sessions + 1);
    let access = claims(&answer.text("access_token"));
    assert_eq!((&access["acr"], &access["sub"]), (&json!("2sv"), &json!(format!("email:{ADA}"))));
    assert_eq!(access["amr"], json!(["otp", "email", "totp"]));
    assert!(!answer.text("device_token").is_empty() && answer.cookies().is_empty());

    // It goes on by itself.
    let next = service.refresh(&answer.text("refresh_token")).await;
    assert_eq!(next.status, 200, "{next:?}");
    let next_access = claims(&next.text("access_token"));
    assert_eq!((&next_access["acr"], &next_access["sub"]), (&access["acr"], &access["sub"]));
    assert_eq!(service.refresh(&next.text("refresh_token")).await.status, 200);
    // What began before the step was demanded does not.
    assert_eq!(service.refresh(&ada.before.text("refresh_token")).await.status, 400);
}

#[tokio::test]
async fn rec_01_a_recovery_code_completes_once_and_says_so() {
    let service = service(&[("SUBJECT", "account")]).await;
    let ada = Owner::of(&service, ADA).await;
    let code = &ada.app.recovery_codes[0];
    let body = |begun: &Answer| json!({ "auth_session": begun.text("auth_session"), "recovery_code": code });
    let answer = presents(&service, &body(&ada.begins(&service).await)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let access = claims(&answer.text("access_token"));
    assert_eq!((&access["acr"], &access["amr"]), (&json!("otp"), &json!(["otp", "email", "recovery"])));
    let sid: Sid = access["sid"].as_str().unwrap().parse().unwrap();
    assert_eq!(access["sub"], json!(sid.subject.account().to_string()));
    assert_eq!(service.refresh(&answer.text("refresh_token")).await.status, 200);
    assert_eq!(presents(&service, &body(&ada.begins(&service).await)).await.problem(), refused());
}

#[tokio::test]
async fn the_device_is_known_once_the_step_is_made_and_its_owner_told() {
    let service = service(&[]).await;
    let ada = Owner::of(&service, ADA).await;
    let begun = ada.begins(&service).await.text("auth_session");
    let wrong = json!({ "auth_session": begun, "code": ada.app.code_at(&service, 9) });
    assert_eq!(presents(&service, &wrong).await.cookies(), "");
    assert_eq!(service.deliver_notices().await, 0, "nobody has signed in");
    let answer = presents(&service, &json!({ "auth_session": begun, "code": ada.app.code(&service) })).await;
    assert!(answer.cookies().contains("__Host-device-"), "{answer:?}");
    assert_eq!(service.deliver_notices().await, 1);

    // A device that is known is no news.
    let cookies = answer.cookies();
    let cookie = cookies.split(';').next().unwrap();
    service.clock.advance(60);
    let asked = service.request_with(cookie, &json!({ "email": ADA })).await;
    let verified = service.verify(&asked.text("challenge"), &service.last_code()).await;
    let body = json!({ "auth_session": verified.text("auth_session"), "code": ada.app.code(&service) });
    assert_eq!(presents(&service, &body).await.status, 200);
    assert_eq!(service.deliver_notices().await, 0);
}

#[tokio::test]
async fn where_a_second_step_is_demanded_of_everybody_who_has_none_is_told_so() {
    let service = service(&[("SECOND_STEP", "demanded")]).await;
    let (challenge, code) = service.challenge(ADA).await;
    let answer = service.verify(&challenge, &code).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["methods"]), (403, &json!([])));
    let begun = answer.text("auth_session");
    assert_eq!(presents(&service, &json!({ "auth_session": begun, "code": "287082" })).await.problem(), refused());
    // Once there is an app, what was begun is completed by it.
    let app = Authenticator::of(&service, crate::routes::step::account(&service).await).await;
    service.clock.advance(60);
    let answer = presents(&service, &json!({ "auth_session": begun, "code": app.code(&service) })).await;
    assert_eq!(claims(&answer.text("access_token"))["acr"], "2sv");
    assert_eq!(service.refresh(&answer.text("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn an_account_that_was_erased_meanwhile_is_not_signed_in_to() {
    let service = service(&[]).await;
    let ada = Owner::of(&service, ADA).await;
    let begun = ada.begins(&service).await.text("auth_session");
    let access = ada.completes(&service).await.text("access_token");
    assert_eq!(service.client.send_as(Verb::DELETE, "/me", &access).await.status, 204);
    service.clock.advance(60);
    let body = json!({ "auth_session": begun, "code": ada.app.code(&service) });
    assert_eq!(presents(&service, &body).await.problem(), refused());
    assert_eq!(service.live_sessions().await.len(), 0);
}
