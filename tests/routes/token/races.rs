//! Refreshes that meet each other, or the end of their session.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::Method;
use tests::tokens::claims;
use tests::{Fault, Service, stored};

use super::{all_at_once, invalid_grant};

#[tokio::test(flavor = "multi_thread")]
async fn oa_09_of_nine_parallel_refreshes_every_one_gets_the_one_successor() {
    let service = Arc::new(Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await);
    let mut token = service.sign_in("ada@example.org").await.text("refresh_token");
    for round in 0..10 {
        let answers = all_at_once(&service, &token, 9).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "round {round}: {answers:?}");
        let successors: Vec<String> = answers.iter().map(|answer| answer.text("refresh_token")).collect();
        assert!(successors.iter().all(|successor| *successor == successors[0]), "round {round}: one successor");
        assert_ne!(successors[0], token);
        token.clone_from(&successors[0]);
        // Each round is seconds later, as two tabs that wake up together are.
        service.clock.advance(30);
    }
    let sessions = service.live_sessions().await;
    assert_eq!(sessions.len(), 1);
    assert_eq!(stored::session(&sessions[0]).generation, 10, "one rotation a round");
    assert_eq!(service.of_subjects("revocation#").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_a_refresh_that_races_with_the_end_of_its_session_leaves_no_usable_token() {
    let service = Arc::new(Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await);
    for (round, path) in ["/sessions", "/me", "/revoke", "/sessions/{id}"].iter().cycle().take(24).enumerate() {
        let email = format!("ada{round}@example.org");
        let signed_in = service.sign_in(&email).await;
        let (access, token) = (signed_in.text("access_token"), signed_in.text("refresh_token"));
        let id = service.sessions(&access).await[0]["id"].as_str().unwrap().to_owned();
        let chain = |token: String| {
            let service = Arc::clone(&service);
            async move {
                let mut tokens = vec![token];
                loop {
                    let answer = service.refresh(&tokens[tokens.len() - 1]).await;
                    if answer.status != 200 {
                        assert_eq!(answer.oauth_error(), invalid_grant());
                        return tokens;
                    }
                    tokens.push(answer.text("refresh_token"));
                }
            }
        };
        let end = async {
            // Somewhere within the third refresh.
            tokio::time::sleep(std::time::Duration::from_millis(3 + u64::try_from(round).unwrap())).await;
            if *path == "/revoke" {
                service.client.post_form(path, &[("token", &token)]).await.status
            } else {
                service.client.send_as(Method::DELETE, &path.replace("{id}", &id), &access).await.status
            }
        };
        let (one, two, ended) = tokio::join!(chain(token.clone()), chain(token.clone()), end);
        // Where one chain falls two tokens behind the other, that has ended the session already.
        let already = *path != "/revoke" && [401, 404].contains(&ended.as_u16());
        assert!(ended.is_success() || already, "round {round} {path}: {ended}");
        for token in one.iter().chain(&two) {
            assert_eq!(service.refresh(token).await.oauth_error(), invalid_grant(), "round {round} {path}");
        }
    }
    assert_eq!(service.live_sessions().await.len(), 0, "no session is left");
}

#[tokio::test]
async fn se_03_a_rotation_that_arrives_after_the_end_of_its_session_is_not_booked() {
    // The same race, forced: the session ends after the refresh has read the token and before its write is carried out.
    let service = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    let (access, token) = (signed_in.text("access_token"), signed_in.text("refresh_token"));
    service.proxy.plan(|call| match call.operation {
        // The rotation waits for the batch of the session's tombstone, which comes after that of the revocations.
        "PutItem" | "BatchWriteItem" if call.body.contains("\"session#") => Fault::Meet,
        _ => Fault::None,
    });
    let end = service.client.send_as(Method::DELETE, "/sessions", &access);
    let (refreshed, ended) = tokio::join!(service.refresh(&token), end);
    assert_eq!(ended.status, 204);
    service.proxy.plan(|_| Fault::None);
    if refreshed.status == 200 {
        assert_eq!(service.refresh(&refreshed.text("refresh_token")).await.oauth_error(), invalid_grant());
    }
    assert_eq!(service.refresh(&token).await.oauth_error(), invalid_grant());
    assert_eq!(service.live_sessions().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_a_repeat_whose_session_ends_while_it_is_answered_gets_no_tokens() {
    let service = Arc::new(Service::start().await);
    let (ada, bob) = (service.sign_in("ada@example.org").await, service.sign_in("bob@example.org").await);
    let first = ada.text("refresh_token");
    assert_eq!(service.refresh(&first).await.status, 200);
    let is_booked = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_booked);
    let bobs = claims(&bob.text("access_token"))["sid"].as_str().unwrap().split_once('.').unwrap().0.to_owned();
    service.proxy.plan(move |call| {
        let books = call.operation == "UpdateItem" && call.body.contains("repeats#");
        seen.fetch_or(books, Ordering::SeqCst);
        // The booking, which comes after the session was read, waits for whoever looks at Bob's sessions.
        let looks = call.operation == "Query" && call.body.contains(&bobs) && call.body.contains("\"session#");
        if books || looks { Fault::Meet } else { Fault::None }
    });
    let repeating = tokio::spawn({
        let (service, first) = (Arc::clone(&service), first.clone());
        async move { service.refresh(&first).await }
    });
    while !is_booked.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    let ended = service.client.send_as(Method::DELETE, "/sessions", &ada.text("access_token")).await;
    assert_eq!(ended.status, 204);
    assert_eq!(service.sessions(&bob.text("access_token")).await.len(), 1);
    assert_eq!(repeating.await.unwrap().oauth_error(), invalid_grant());
}
