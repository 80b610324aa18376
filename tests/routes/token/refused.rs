//! Refresh tokens that are none any more, or never were.

use http::Method;
use serde_json::json;
use tests::{Service, damaged_at};

use super::{DAY, MASTER_SECRET, invalid_grant, rotated};

#[tokio::test]
async fn oa_09_forged_truncated_foreign_and_lapsed_tokens_cost_no_call() {
    let service = Service::start().await;
    let stranger = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    let token = signed_in.text("refresh_token");
    let foreign = stranger.sign_in("ada@example.org").await.text("refresh_token");
    let (challenge, _) = service.challenge("ada@example.org").await;
    service.proxy.take_calls();
    let mut tokens = vec![
        "A".repeat(200),
        "A".repeat(8_192),
        "A".repeat(8_193),
        "A".repeat(16_000),
        "ä".repeat(99),
        "\u{0}".to_owned(),
        foreign,
        format!(" {token}"),
        format!("{token} "),
        format!("{token}\n"),
        format!("{token}="),
        format!("{token}=="),
        format!("{token}{token}"),
        format!("{token},{token}"),
        token.to_lowercase(),
        challenge,
        signed_in.text("access_token"),
    ];
    for position in 0..token.len() {
        if position > 0 {
            tokens.push(token[..position].to_owned());
        }
        tokens.push(damaged_at(&token, position));
    }
    let mut answers = Vec::new();
    for text in &tokens {
        answers.push(service.refresh(text).await);
    }
    service.clock.advance(14 * DAY);
    answers.push(service.refresh(&token).await);
    assert_eq!(answers[0].oauth_error(), invalid_grant());
    assert!(answers.iter().all(|answer| answer.uniform() == answers[0].uniform()));
    assert_eq!(service.proxy.take_calls(), [].into(), "no database call for any of {} tokens", answers.len());
}

#[tokio::test]
async fn oa_09_forged_unknown_ended_reused_and_lapsed_tokens_are_one_answer() {
    let service = Service::with(&[("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "20")]).await;
    let forged = service.refresh("AQEBAQ").await;
    assert_eq!(forged.oauth_error(), invalid_grant());
    let mut answers = vec![forged.clone()];

    // Of another table, that the keys of this one seal for as well.
    let unknown = service.sign_in("ada@example.org").await.text("refresh_token");
    let tidied = service.live_sessions().await.remove(0);
    let key = ["pk", "sk"].map(|name| (name.to_owned(), tidied[name].clone()));
    let delete = service.database.client().delete_item().table_name(service.database.table());
    delete.set_key(Some(key.into())).send().await.unwrap();
    answers.push(service.refresh(&unknown).await);

    let revoked = service.sign_in("ada@example.org").await.text("refresh_token");
    assert_eq!(service.client.post_form("/revoke", &[("token", &revoked)]).await.status, 200);
    answers.push(service.refresh(&revoked).await);

    let ended = service.sign_in("ada@example.org").await;
    let access = ended.text("access_token");
    let id = service.sessions(&access).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(service.client.send_as(Method::DELETE, &format!("/sessions/{id}"), &access).await.status, 204);
    answers.push(service.refresh(&ended.text("refresh_token")).await);

    for path in ["/sessions", "/me"] {
        let signed_in = service.sign_in("ada@example.org").await;
        assert_eq!(service.client.send_as(Method::DELETE, path, &signed_in.text("access_token")).await.status, 204);
        answers.push(service.refresh(&signed_in.text("refresh_token")).await);
    }

    let first = service.sign_in("ada@example.org").await.text("refresh_token");
    let second = rotated(&service, &first).await;
    service.clock.advance(11);
    answers.push(service.refresh(&first).await);
    answers.push(service.refresh(&second).await);
    answers.push(service.refresh(&first).await);

    let lapsed = service.sign_in("ada@example.org").await.text("refresh_token");
    service.clock.advance(14 * DAY);
    answers.push(service.refresh(&lapsed).await);

    assert_eq!(answers.len(), 10);
    for (index, answer) in answers.iter().enumerate() {
        assert_eq!(answer.uniform(), forged.uniform(), "answer {index}");
    }
}

#[tokio::test]
async fn oa_09_one_kind_of_token_never_passes_as_another() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    let signed_in = service.verify(&challenge, &code).await;
    let (access, refresh) = (signed_in.text("access_token"), signed_in.text("refresh_token"));
    let (_, code) = service.challenge("ada@example.org").await;
    service.proxy.take_calls();
    for other in [&access, &challenge] {
        assert_eq!(service.refresh(other).await.oauth_error(), invalid_grant());
    }
    for other in [&refresh, &access] {
        assert_eq!(service.verify(other, &code).await.status, 401, "no challenge");
        let again = json!({ "email": "ada@example.org", "challenge": other });
        assert_eq!(service.request(&again).await.status, 400);
    }
    for other in [&refresh, &challenge] {
        for path in ["/me", "/sessions"] {
            assert_eq!(service.client.get_as(path, other).await.status, 401, "no access token");
        }
        assert_eq!(service.client.send_as(Method::DELETE, "/me", other).await.status, 401);
    }
    assert_eq!(service.proxy.take_calls(), [].into());
}

#[tokio::test]
async fn oa_09_a_token_of_another_region_costs_no_call() {
    let service = Service::with(&[MASTER_SECRET]).await;
    let elsewhere = service.beside(&[MASTER_SECRET, ("AWS_REGION", "elsewhere")]).await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    service.proxy.take_calls();
    let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    assert_eq!(elsewhere.client.post_form("/token", &form).await.oauth_error(), invalid_grant());
    assert_eq!(elsewhere.client.post_form("/revoke", &[("token", &token)]).await.status, 200);
    assert_eq!(service.proxy.take_calls(), [].into());
    assert_eq!(service.refresh(&token).await.status, 200);
}
