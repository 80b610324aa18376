//! The access tokens of these routes are checked by the function itself (RFC 6750).

use http::{HeaderMap, Method};
use tests::{Answer, Fault, Service, damaged};

use super::{HOUR, end, id};

const APP: &str = "https://app.example.org";

async fn listed(service: &Service, authorization: &[&str]) -> Answer {
    let headers: Vec<(&str, &str)> = authorization.iter().map(|value| ("authorization", *value)).collect();
    service.client.send(Method::GET, "/sessions", &headers, "").await
}

fn challenge(headers: &HeaderMap) -> &str {
    headers["www-authenticate"].to_str().unwrap()
}

#[tokio::test]
async fn a_refused_token_is_told_what_rfc_6750_has_and_a_page_may_read_it() {
    let service = Service::with(&[("ALLOWED_ORIGINS", APP)]).await;
    let access = service.sign_in("ada@example.org").await.text("access_token");
    let (good, bad) = (format!("Bearer {access}"), format!("Bearer {}", damaged(&access)));
    let two = format!("{good}, {good}");
    service.proxy.take_calls();
    let none: [&[&str]; 3] = [&[], &["Basic YTpi"], &[access.as_str()]];
    let invalid: [&[&str]; 5] = [&[&bad], &["Bearer"], &["Bearer a b"], &[&two], &[&good, &good]];
    let told = none.iter().map(|values| (values, "Bearer"));
    for (values, expected) in told.chain(invalid.iter().map(|values| (values, "Bearer error=\"invalid_token\""))) {
        let answer = listed(&service, values).await;
        assert_eq!(answer.problem(), (401, "unauthorized".to_owned(), vec![]), "{values:?}");
        assert_eq!(challenge(&answer.headers), expected, "{values:?}");
    }
    assert_eq!(service.proxy.take_calls(), [].into(), "nothing is asked for a token that cannot count");

    let page = [("authorization", bad.as_str()), ("origin", APP)];
    let answer = service.client.send(Method::DELETE, "/sessions", &page, "").await;
    assert_eq!((answer.status.as_u16(), &answer.headers["access-control-allow-origin"]), (401, &APP.parse().unwrap()));
    assert_eq!(answer.headers["access-control-expose-headers"], "retry-after,www-authenticate");
    assert_eq!(listed(&service, &[&good]).await.status, 200);
}

#[tokio::test]
async fn jwt_09_se_05_an_expired_a_revoked_and_a_foreign_token_look_alike() {
    let service = Service::start().await;
    let (expired, other) = (service.sign_in("ada@example.org").await, Service::start().await);
    service.clock.advance(HOUR);
    let foreign = other.sign_in("ada@example.org").await;
    let revoked = service.sign_in("ada@example.org").await;
    service.client.post_form("/revoke", &[("token", &revoked.text("access_token"))]).await;
    let mut answers = Vec::new();
    for token in [expired, revoked, foreign].map(|answer| answer.text("access_token")) {
        for (method, path) in [
            (Method::GET, "/sessions".to_owned()),
            (Method::DELETE, "/sessions".to_owned()),
            (Method::DELETE, format!("/sessions/{}", id(&token))),
            (Method::DELETE, "/me".to_owned()),
        ] {
            answers.push(service.client.send_as(method, &path, &token).await);
        }
    }
    assert_eq!(answers.len(), 12);
    assert_eq!(answers[0].problem(), (401, "unauthorized".to_owned(), vec![]));
    assert!(answers.iter().all(|answer| answer.uniform() == answers[0].uniform()));
    assert_eq!(service.live_sessions().await.len(), 2, "none of them ended anything");
}

#[tokio::test]
async fn a_revocation_counts_at_once_whatever_the_authorizer_remembers() {
    let service = Service::with(&[("REVOCATION", "off")]).await;
    let access = service.sign_in("ada@example.org").await.text("access_token");
    assert_eq!(service.client.get_as("/sessions", &access).await.status, 200);
    service.client.post_form("/revoke", &[("token", &access)]).await;
    assert_eq!(service.client.get_as("/sessions", &access).await.status, 401);
}

#[tokio::test]
async fn jwt_12_a_bound_token_ends_sessions_from_its_own_client_alone() {
    let service = Service::with(&[("TOKEN_BINDING", "ip")]).await;
    let access = service.sign_in("ada@example.org").await.text("access_token");
    let elsewhere = service.from("127.0.9.9");
    for (method, path) in [(Method::GET, "/sessions"), (Method::DELETE, "/sessions"), (Method::DELETE, "/me")] {
        let forwarded = [("authorization", format!("Bearer {access}")), ("x-forwarded-for", "127.0.0.1".to_owned())];
        let headers: Vec<(&str, &str)> = forwarded.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(elsewhere.send(method, path, &headers, "").await.problem().1, "unauthorized");
    }
    assert_eq!(end(&service, "/sessions", &access).await.status, 204);
}

#[tokio::test]
async fn while_revocations_are_not_known_a_token_is_neither_taken_nor_thrown_away() {
    let service = Service::start().await;
    let access = service.sign_in("ada@example.org").await.text("access_token");
    service.proxy.plan(|_| Fault::Disconnected);
    let answer = service.client.get_as("/sessions", &access).await;
    assert_eq!(answer.problem(), (503, "unavailable".to_owned(), vec![]));
    assert_eq!((answer.headers.contains_key("retry-after"), answer.headers.get("www-authenticate")), (true, None));
    service.proxy.plan(|_| Fault::None);
    assert_eq!(service.client.get_as("/sessions", &access).await.status, 200);
}

#[tokio::test]
async fn what_needs_no_token_asks_for_none() {
    let service = Service::start().await;
    for (path, allowed) in [("/sessions", "GET,HEAD,DELETE"), ("/sessions/x", "DELETE")] {
        let options = service.client.send(Method::OPTIONS, path, &[], "").await;
        assert_eq!((options.status.as_u16(), &options.headers["allow"]), (204, &allowed.parse().unwrap()));
        let other = service.client.send(Method::PUT, path, &[], "").await;
        assert_eq!(other.problem().1, "method-not-allowed");
    }
}
