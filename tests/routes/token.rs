//! `POST /token`: a session goes on for whoever holds its current refresh token, and for nobody else.

use std::sync::Arc;

use serde_json::json;
use tests::tokens::claims;
use tests::{Answer, Service};
use tokio::task::JoinSet;

mod authorization_code;
mod calls;
mod consent;
mod crossed;
mod faults;
mod form;
mod grant;
mod grants_of_clients;
mod races;
mod refused;
mod secrets;
mod theft;

const DAY: u64 = 86_400;
/// For deployments that open each other's tokens.
const MASTER_SECRET: (&str, &str) = ("MASTER_SECRET", "1:b25lIG9uZSBvbmUgb25lIG9uZSBvbmUgb25lIG9uZSBvbmU=");

/// The status and `error` of a refresh token that is not taken, for whatever reason.
fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

/// Continues a session and gives the next refresh token.
async fn rotated(service: &Service, refresh_token: &str) -> String {
    let answer = service.refresh(refresh_token).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.text("refresh_token")
}

/// Presents one refresh token `count` times at once.
async fn all_at_once(service: &Arc<Service>, refresh_token: &str, count: usize) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for _ in 0..count {
        let (service, refresh_token) = (Arc::clone(service), refresh_token.to_owned());
        tasks.spawn(async move { service.refresh(&refresh_token).await });
    }
    tasks.join_all().await
}

#[tokio::test]
async fn a_refresh_hands_out_new_tokens_of_the_same_session_and_takes_four_calls_three_at_a_time() {
    let service = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    service.clock.advance(600);
    service.proxy.take_calls();
    let answer = service.refresh(&signed_in.text("refresh_token")).await;
    let calls = [("UpdateItem", 1), ("GetItem", 1), ("BatchGetItem", 1), ("PutItem", 1)];
    let calls = calls.map(|(name, count)| (name.to_owned(), count));
    assert_eq!(
        service.proxy.take_calls(),
        calls.into(),
        "counted, session read, account and everybody's end read, at once, then written"
    );
    assert_eq!((answer.status.as_u16(), &answer.headers["content-type"]), (200, &"application/json".parse().unwrap()));

    let body = answer.json();
    let mut members: Vec<&String> = body.as_object().unwrap().keys().collect();
    members.sort();
    let expected = ["access_token", "expires_in", "refresh_expires_in", "refresh_token", "scope", "token_type"];
    assert_eq!(members, expected);
    assert_eq!((&body["token_type"], &body["scope"]), (&json!("Bearer"), &json!("api")));
    assert_eq!((&body["expires_in"], &body["refresh_expires_in"]), (&json!(900), &json!(14 * DAY)));
    assert_ne!(answer.text("refresh_token"), signed_in.text("refresh_token"));

    let (first, second) = (claims(&signed_in.text("access_token")), claims(&answer.text("access_token")));
    for claim in ["iss", "aud", "sub", "sid", "client_id", "scope", "amr", "auth_time", "email", "email_verified"] {
        assert_eq!(first[claim], second[claim], "{claim}");
    }
    assert_ne!(first["jti"], second["jti"]);
    let now = service.clock.now().as_unix();
    assert_eq!((&second["iat"], &second["nbf"], &second["exp"]), (&json!(now), &json!(now), &json!(now + 900)));
    assert_eq!(service.client.get_as("/me", &answer.text("access_token")).await.status, 200);
}

#[tokio::test]
async fn se_01_a_session_id_is_two_times_128_bits_and_never_the_same() {
    let service = Service::start().await;
    let mut seen = Vec::new();
    for email in ["ada@example.org", "ada@example.org", "bob@example.org"] {
        let sid = claims(&service.sign_in(email).await.text("access_token"))["sid"].as_str().unwrap().to_owned();
        let (subject, session) = sid.split_once('.').unwrap();
        assert_eq!((subject.len(), session.len()), (22, 22), "{sid}");
        seen.push((subject.to_owned(), session.to_owned()));
    }
    assert_eq!(seen[0].0, seen[1].0, "one subject");
    assert_ne!(seen[0].0, seen[2].0);
    assert!(seen[0].1 != seen[1].1 && seen[1].1 != seen[2].1);
}

#[tokio::test]
async fn oa_09_a_retry_within_the_grace_window_gets_the_very_same_successor() {
    let service = Service::with(&[("REVOCATION", "off")]).await;
    let first = service.sign_in("ada@example.org").await.text("refresh_token");
    let second = rotated(&service, &first).await;
    service.proxy.take_calls();
    for wait in [0, 9, 1] {
        service.clock.advance(wait);
        let again = service.refresh(&first).await;
        assert_eq!((again.status.as_u16(), again.text("refresh_token")), (200, second.clone()));
        assert_eq!(service.client.get_as("/me", &again.text("access_token")).await.status, 200);
        let calls = service.proxy.take_calls();
        assert_eq!(
            (calls.get("PutItem"), calls["GetItem"]),
            (None, 2),
            "not written again, and read once more at the end"
        );
    }
    let third = rotated(&service, &second).await;
    assert_ne!(third, second, "and the successor works");
}

#[tokio::test]
async fn oa_09_after_the_grace_window_the_earlier_token_ends_the_session() {
    let service = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    let first = signed_in.text("refresh_token");
    let second = rotated(&service, &first).await;
    service.clock.advance(11);
    the_session_ends(&service, &first, &second, &signed_in).await;
}

#[tokio::test]
async fn oa_09_an_older_generation_ends_the_session_even_within_the_grace_window() {
    let service = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    let first = signed_in.text("refresh_token");
    let third = rotated(&service, &rotated(&service, &first).await).await;
    the_session_ends(&service, &first, &third, &signed_in).await;
}

/// `old` is refused and takes the session with it, but no other session of the user.
async fn the_session_ends(service: &Service, old: &str, current: &str, signed_in: &Answer) {
    let other = service.sign_in("ada@example.org").await;
    let sid = claims(&signed_in.text("access_token"))["sid"].as_str().unwrap().to_owned();
    let (subject, session) = sid.split_once('.').unwrap();
    assert_eq!(service.live_sessions().await.len(), 2);

    assert_eq!(service.refresh(old).await.oauth_error(), invalid_grant());
    assert_eq!(service.refresh(current).await.oauth_error(), invalid_grant(), "whoever holds the current one is out");
    assert_eq!(service.refresh(old).await.oauth_error(), invalid_grant());
    let listed = service.sessions(&other.text("access_token")).await;
    assert_eq!(listed.len(), 1);
    assert_ne!(listed[0]["id"], session);
    let revocations = service.of_subjects("revocation#").await;
    let keys: Vec<_> =
        revocations.iter().map(|item| (item["pk"].as_s().unwrap(), item["sk"].as_s().unwrap())).collect();
    assert_eq!(keys, [(&format!("subject#{subject}"), &format!("revocation#session#{session}"))]);
    assert_eq!(service.refresh(&other.text("refresh_token")).await.status, 200, "the other session goes on");
}

#[tokio::test]
async fn oa_09_without_a_grace_window_a_token_works_in_its_own_second_only() {
    let service = Service::with(&[("REFRESH_GRACE_SECONDS", "0")]).await;
    let first = service.sign_in("ada@example.org").await.text("refresh_token");
    let second = rotated(&service, &first).await;
    service.clock.advance(1);
    assert_eq!(service.refresh(&first).await.oauth_error(), invalid_grant());
    assert_eq!(service.refresh(&second).await.oauth_error(), invalid_grant());
}

#[tokio::test]
async fn se_02_an_idle_session_ends() {
    let service = Service::start().await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    service.clock.advance(14 * DAY - 1);
    let token = rotated(&service, &token).await;
    service.clock.advance(14 * DAY);
    service.proxy.take_calls();
    assert_eq!(service.refresh(&token).await.oauth_error(), invalid_grant());
    assert_eq!(service.proxy.take_calls(), [].into(), "a lapsed token costs no call");
    assert_eq!(service.live_sessions().await.len(), 1, "nothing was deleted meanwhile");
}

#[tokio::test]
async fn se_02_no_refresh_keeps_a_session_beyond_its_absolute_end() {
    let service = Service::start().await;
    let mut token = service.sign_in("ada@example.org").await.text("refresh_token");
    for days_left in [20, 10] {
        service.clock.advance(10 * DAY);
        let answer = service.refresh(&token).await;
        assert_eq!(answer.json()["refresh_expires_in"], DAY * days_left.min(14), "{days_left} days before the end");
        token = answer.text("refresh_token");
    }
    service.clock.advance(10 * DAY - 100);
    let last = service.refresh(&token).await;
    assert_eq!((&last.json()["expires_in"], &last.json()["refresh_expires_in"]), (&json!(100), &json!(100)));
    let access = claims(&last.text("access_token"));
    assert_eq!(access["exp"].as_u64().unwrap(), service.clock.now().as_unix() + 100, "no token outlives its session");
    service.clock.advance(100);
    service.proxy.take_calls();
    assert_eq!(service.refresh(&last.text("refresh_token")).await.oauth_error(), invalid_grant());
    assert_eq!(service.proxy.take_calls(), [].into());
}

#[tokio::test]
async fn se_02_the_limits_are_settings() {
    let service = Service::with(&[("SESSION_IDLE_SECONDS", "60"), ("SESSION_SECONDS", "100")]).await;
    let answer = service.sign_in("ada@example.org").await;
    assert_eq!((&answer.json()["expires_in"], &answer.json()["refresh_expires_in"]), (&json!(60), &json!(60)));
    let (idle, kept) = (answer.text("refresh_token"), service.sign_in("ada@example.org").await.text("refresh_token"));
    service.clock.advance(59);
    let kept = service.refresh(&kept).await;
    assert_eq!(kept.json()["refresh_expires_in"], 41);
    service.clock.advance(1);
    assert_eq!(service.refresh(&idle).await.oauth_error(), invalid_grant());
    service.clock.advance(39);
    assert_eq!(service.refresh(&kept.text("refresh_token")).await.status, 200, "the last second");
    service.clock.advance(1);
    assert_eq!(service.refresh(&kept.text("refresh_token")).await.oauth_error(), invalid_grant());
}

#[tokio::test]
async fn oa_09_two_tabs_that_refresh_moments_apart_stay_signed_in() {
    let service = Service::start().await;
    let mut token = service.sign_in("ada@example.org").await.text("refresh_token");
    for apart in [0, 1, 5, 10] {
        service.clock.advance(900);
        let one = service.refresh(&token).await;
        service.clock.advance(apart);
        let two = service.refresh(&token).await;
        assert_eq!((one.status.as_u16(), two.status.as_u16()), (200, 200), "{apart} seconds apart");
        token = one.text("refresh_token");
        assert_eq!(two.text("refresh_token"), token);
        for tab in [&one, &two] {
            assert_eq!(service.client.get_as("/me", &tab.text("access_token")).await.status, 200);
        }
    }
}

#[tokio::test]
async fn a_session_survives_the_rotation_of_the_master_secret() {
    let old = MASTER_SECRET.1;
    let new = "2:dHdvIHR3byB0d28gdHdvIHR3byB0d28gdHdvIHR3byB0d28=";
    let service = Service::with(&[("MASTER_SECRET", old)]).await;
    let first = service.sign_in("ada@example.org").await.text("refresh_token");

    let both = service.beside(&[("MASTER_SECRET", &format!("{new},{old}"))]).await;
    let refresh = async |client: &tests::Client, token: &str| {
        client.post_form("/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    };
    let answer = refresh(&both.client, &first).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let second = answer.text("refresh_token");
    assert_eq!(refresh(&both.client, &first).await.text("refresh_token"), second, "the same successor");
    assert_eq!(service.refresh(&second).await.oauth_error(), invalid_grant(), "the new version seals");
    let listed = both.client.get_as("/sessions", &answer.text("access_token")).await.json();
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 1, "the subject's name stays");

    let only_new = service.beside(&[("MASTER_SECRET", new)]).await;
    assert_eq!(
        refresh(&only_new.client, &first).await.oauth_error(),
        invalid_grant(),
        "a version that is gone opens none"
    );
    service.clock.advance(11);
    assert_eq!(refresh(&both.client, &first).await.oauth_error(), invalid_grant());
    assert_eq!(
        refresh(&both.client, &second).await.oauth_error(),
        invalid_grant(),
        "reuse is seen across the rotation"
    );
}

#[tokio::test]
async fn re_06_a_session_from_a_backup_does_not_take_the_tokens_from_after_it_for_stolen_ones() {
    let service = Service::start().await;
    let first = service.sign_in("ada@example.org").await.text("refresh_token");
    let backup = service.live_sessions().await.remove(0);
    let second = rotated(&service, &first).await;
    let third = rotated(&service, &second).await;
    let put = service.database.client().put_item().table_name(service.database.table());
    put.set_item(Some(backup)).send().await.unwrap();
    for newer in [&third, &second] {
        assert_eq!(service.refresh(newer).await.oauth_error(), invalid_grant());
    }
    assert_eq!(service.of_subjects("revocation#").await.len(), 0, "nobody is accused");
    assert_eq!(service.live_sessions().await.len(), 1);
}
