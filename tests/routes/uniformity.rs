//! What answers do not tell: who is known here, and why a code or a token does not count.

use serde_json::json;
use tests::service::wrong;
use tests::{Answer, Service, damaged};

pub(crate) mod ranks;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Every answer is the first one, to the byte.
fn assert_alike(answers: &[(&str, Answer)]) {
    let (_, first) = &answers[0];
    for (name, answer) in answers {
        assert_eq!(answer.uniform(), first.uniform(), "{name}");
    }
}

#[tokio::test]
async fn otp_10_whatever_is_wrong_with_a_code_or_its_challenge_there_is_one_answer() {
    let service = Service::with(&[("WRONG_GUESSES_PER_DAY", "8")]).await;
    let stranger = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    let judged = service.verify(&challenge, &wrong(&code)).await;
    assert_eq!(judged.problem(), (401, "code-refused".to_owned(), vec!["challenge".to_owned(), "code".to_owned()]));
    assert_eq!(judged.headers["www-authenticate"], "Bearer");

    let (of_bob, _) = service.challenge("bob@example.org").await;
    let foreign = service.verify(&of_bob, &code).await;
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
    let used = service.verify(&challenge, &code).await;
    let wrong_and_used = service.verify(&challenge, &wrong(&code)).await;
    let of_another_service = service.verify(&stranger.challenge("ada@example.org").await.0, &code).await;
    let forged = service.verify(&damaged(&challenge), &code).await;
    let nonsense = service.verify("x", &code).await;

    // The guesses of one challenge are spent, then those of the identifier with a challenge of its own untouched.
    let (spent, first) = service.challenge("eve@example.org").await;
    let (untouched, second) = service.challenge("eve@example.org").await;
    let (further, third) = service.challenge("eve@example.org").await;
    for _ in 0..5 {
        assert_eq!(service.verify(&spent, &wrong(&first)).await.status, 401);
    }
    let spent = service.verify(&spent, &first).await;
    for _ in 0..3 {
        assert_eq!(service.verify(&further, &wrong(&third)).await.status, 401);
    }
    let budget_spent = service.verify(&untouched, &second).await;
    let wrong_and_budget_spent = service.verify(&untouched, &wrong(&second)).await;

    let (replaced, old) = service.challenge("joe@example.org").await;
    service.clock.advance(30);
    let again = service.request(&json!({ "email": "joe@example.org", "challenge": replaced })).await;
    assert_eq!(again.status, 202);
    let replaced = service.verify(&again.text("challenge"), &old).await;

    let (late, code) = service.challenge("kim@example.org").await;
    service.clock.advance(600);
    let expired = service.verify(&late, &code).await;
    let wrong_and_expired = service.verify(&late, &wrong(&code)).await;
    assert_alike(&[
        ("judged", judged),
        ("foreign", foreign),
        ("used", used),
        ("wrong and used", wrong_and_used),
        ("of another service", of_another_service),
        ("forged", forged),
        ("nonsense", nonsense),
        ("spent", spent),
        ("budget spent", budget_spent),
        ("wrong and budget spent", wrong_and_budget_spent),
        ("replaced", replaced),
        ("expired", expired),
        ("wrong and expired", wrong_and_expired),
    ]);
}

/// The answer without what differs between any two requests: the handle, and the masked identifier that was sent.
fn without_names(answer: &Answer) -> (u16, Vec<(String, axum::body::Bytes)>, serde_json::Value) {
    let (status, headers, _) = answer.uniform();
    let mut body = answer.json();
    if let Some(handle) = body.get_mut("challenge") {
        *handle = json!(handle.as_str().unwrap().len());
    }
    (status, headers, body)
}

/// Somebody who has signed in and guessed wrongly, a day ago.
async fn known(service: &Service, identifier: &serde_json::Value) {
    for _ in 0..2 {
        let requested = service.request(identifier).await;
        let code = service.last_code();
        assert_eq!(service.verify(&requested.text("challenge"), &wrong(&code)).await.status, 401);
        assert_eq!(service.verify(&requested.text("challenge"), &code).await.status, 200);
    }
    service.clock.advance(DAY);
}

#[tokio::test]
async fn otp_11_otp_12_a_known_and_an_unknown_identifier_get_the_same_answers_up_to_the_last_429() {
    for (known_one, unknown) in [
        (json!({ "email": "ada@example.org" }), json!({ "email": "abe@example.org" })),
        (json!({ "phone": "+14155550100" }), json!({ "phone": "+14155550100".replace("0100", "1100") })),
    ] {
        let service = Service::start().await;
        known(&service, &known_one).await;
        for call in 0..12 {
            let answers = [service.request(&known_one).await, service.request(&unknown).await];
            let [first, second] = answers.each_ref().map(without_names);
            assert_eq!(first, second, "call {call}");
            // Sent again for that attempt: too soon, and in time.
            if let [Some(of_known), Some(of_unknown)] =
                answers.each_ref().map(|answer| answer.json().get("challenge").cloned())
            {
                for wait in [0, 30] {
                    service.clock.advance(wait);
                    let mut again = [(&known_one, &of_known), (&unknown, &of_unknown)]
                        .map(|(identifier, challenge)| {
                            let mut body = identifier.clone();
                            body["challenge"] = challenge.clone();
                            body
                        })
                        .into_iter();
                    let answers =
                        [service.request(&again.next().unwrap()).await, service.request(&again.next().unwrap()).await];
                    let [first, second] = answers.each_ref().map(without_names);
                    assert_eq!(first, second, "call {call}, again after {wait} s");
                }
            }
            service.clock.advance(if call % 6 == 5 { HOUR } else { 0 });
        }
        assert_eq!(service.request(&unknown).await.status, 429, "the last ones were refusals");
    }
}

#[tokio::test]
async fn otp_12_a_guess_at_a_challenge_tells_nothing_about_whom_it_is_for() {
    let service = Service::start().await;
    known(&service, &json!({ "email": "ada@example.org" })).await;
    let mut answers = Vec::new();
    for email in ["ada@example.org", "new@example.org"] {
        let (challenge, code) = service.challenge(email).await;
        for _ in 0..6 {
            answers.push((email, service.verify(&challenge, &wrong(&code)).await));
        }
        answers.push((email, service.verify(&challenge, &code).await));
    }
    assert_alike(&answers);
}

#[tokio::test]
async fn otp_12_whatever_is_wrong_with_a_refresh_token_there_is_one_answer_and_revoking_it_is_a_success() {
    let service = Service::start().await;
    let stranger = Service::start().await;
    let revoke = async |token: &str| service.client.post_form("/revoke", &[("token", token)]).await;
    let of_another_service = stranger.sign_in("ada@example.org").await.text("refresh_token");
    let lapsed = service.sign_in("old@example.org").await.text("refresh_token");
    service.clock.advance(15 * DAY);
    let ended = service.sign_in("ada@example.org").await.text("refresh_token");
    let first_revocation = revoke(&ended).await;
    let old = service.sign_in("bob@example.org").await.text("refresh_token");
    for _ in 0..2 {
        service.clock.advance(11);
        let next = service.refresh(&old).await;
        assert!(next.status == 200 || next.status == 400);
    }
    let erased = service.sign_in("eve@example.org").await;
    let gone = service.client.send_as(http::Method::DELETE, "/me", &erased.text("access_token")).await;
    assert_eq!(gone.status, 204);
    let erased = erased.text("refresh_token");
    let forged = damaged(&lapsed);
    let tokens = [
        ("nonsense", "x"),
        ("forged", forged.as_str()),
        ("of another service", &of_another_service),
        ("lapsed", &lapsed),
        ("ended", &ended),
        ("reused", &old),
        ("erased", &erased),
    ];
    let mut refreshed = Vec::new();
    let mut revoked = vec![("first", first_revocation)];
    for (name, token) in tokens {
        refreshed.push((name, service.refresh(token).await));
        revoked.push((name, revoke(token).await));
    }
    assert_eq!(refreshed[0].1.oauth_error(), (400, "invalid_grant".to_owned()));
    assert_eq!(revoked[0].1.status, 200);
    assert_alike(&refreshed);
    assert_alike(&revoked);
}
