//! Ends that fail on the way: whoever asked can always ask again, and then all of it has ended.

use aws_sdk_dynamodb::types::AttributeValue;
use tests::provider::API;
use tests::{Answer, Fault, Provider, Service};

use super::{HOUR, end, id};

#[tokio::test]
async fn re_03_an_end_that_half_succeeds_is_completed_by_the_next_try() {
    let service = Service::with(&[("REVOCATION", "strict"), ("CALL_TIMEOUT_MILLISECONDS", "60000")]).await;
    let (one, two) = (service.sign_in("ada@example.org").await, service.sign_in("ada@example.org").await);
    let path = format!("/sessions/{}", id(&one.text("access_token")));
    let mut batches = 0;
    service.proxy.plan(move |call| {
        batches += usize::from(call.operation == "BatchWriteItem");
        if call.operation == "BatchWriteItem" && batches > 1 { Fault::Throttled } else { Fault::None }
    });
    let failed = end(&service, &path, &two.text("access_token")).await;
    assert_eq!(failed.problem(), (503, "unavailable".to_owned(), vec![]));
    service.proxy.plan(|_| Fault::None);
    assert_eq!(end(&service, &path, &two.text("access_token")).await.status, 204, "it is still found");
    assert_eq!(service.client.get_as("/me", &one.text("access_token")).await.status, 401);
    assert_eq!(service.refresh(&one.text("refresh_token")).await.oauth_error(), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn se_03_a_session_in_the_form_of_another_version_is_not_listed_and_ends_like_any_other() {
    let service = Service::with(&[("REVOCATION", "off")]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    let mut older = service.live_sessions().await.remove(0);
    older.insert("sk".to_owned(), AttributeValue::S("session#AAAAAAAAAAAAAAAAAAAAAQ".to_owned()));
    older.insert("state".to_owned(), AttributeValue::B(vec![1, 0xc0, 0xb2, 0x8b, 0xd8, 6].into()));
    let put = service.database.client().put_item().table_name(service.database.table());
    put.set_item(Some(older)).send().await.unwrap();
    let access = signed_in.text("access_token");
    assert_eq!(service.sessions(&access).await.len(), 1);
    assert_eq!(end(&service, "/sessions", &access).await.status, 204);
    assert_eq!((service.of_subjects("session#").await.len(), service.live_sessions().await.len()), (2, 0));
}

#[tokio::test]
async fn re_03_whatever_of_a_batch_is_left_undone_the_next_try_ends_everything() {
    for (path, revocation) in [("/sessions", "revocation#session#"), ("/me", "revocation#account")] {
        for undone in [revocation, "\"session#"] {
            let service = Service::with(&[("REVOCATION", "strict")]).await;
            let (one, two) = (service.sign_in("ada@example.org").await, service.sign_in("ada@example.org").await);
            let access = [&one, &two].map(|signed_in| signed_in.text("access_token"));
            service.proxy.plan(
                move |call| {
                    if call.operation == "BatchWriteItem" { Fault::Undone(undone) } else { Fault::None }
                },
            );
            assert_eq!(end(&service, path, &access[1]).await.status, 503, "{undone} {path}");
            service.proxy.plan(|_| Fault::None);
            assert_eq!(end(&service, path, &access[1]).await.status, 204, "{undone} {path}: it can try again");
            // All within the second in which the tokens were issued, so that the moment alone revokes none of them.
            for access in &access {
                assert_eq!(service.client.get_as("/me", access).await.status, 401, "{undone} {path}");
            }
            for signed_in in [&one, &two] {
                let refreshed = service.refresh(&signed_in.text("refresh_token")).await;
                assert_eq!(refreshed.oauth_error(), (400, "invalid_grant".to_owned()), "{undone} {path}");
            }
        }
    }
}

#[tokio::test]
async fn re_03_whoever_ends_the_own_session_and_is_told_of_a_failure_can_ask_again() {
    for undone in ["revocation#session#", "\"session#"] {
        let service = Service::with(&[("REVOCATION", "strict")]).await;
        let own = service.sign_in("ada@example.org").await;
        let access = own.text("access_token");
        let path = format!("/sessions/{}", id(&access));
        service.proxy.plan(
            move |call| {
                if call.operation == "BatchWriteItem" { Fault::Undone(undone) } else { Fault::None }
            },
        );
        assert_eq!(end(&service, &path, &access).await.status, 503, "{undone}");
        service.proxy.plan(|_| Fault::None);
        assert_eq!(end(&service, &path, &access).await.status, 204, "{undone}");
        assert_eq!(service.client.get_as("/me", &access).await.status, 401, "{undone}");
        assert_eq!(service.refresh(&own.text("refresh_token")).await.oauth_error(), (400, "invalid_grant".to_owned()));
        // Not for as long as its revocation lasts: for good.
        service.clock.advance(3 * HOUR);
        assert_eq!(service.refresh(&own.text("refresh_token")).await.oauth_error(), (400, "invalid_grant".to_owned()));
    }
}

/// Signs Ada in by a browser, for a client and by the codes' own interface; gives the client's tokens, her own access token and
/// the id of the browser's session.
async fn signed_in_thrice(provider: &Provider) -> (Answer, String, String) {
    let web = provider.client("web");
    let asked = web.ask("openid orders:read").with("resource", API);
    let granted = provider.tokens(&mut provider.browser(), &web, &asked, "ada@example.org").await;
    let own = provider.service.sign_in("ada@example.org").await.text("access_token");
    let others = [id(&own), id(&granted.text("access_token"))];
    let sessions = provider.service.sessions(&own).await;
    let mut ids = sessions.iter().map(|session| session["id"].as_str().unwrap().to_owned());
    let browser = ids.find(|id| !others.contains(id)).unwrap();
    (granted, own, browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn se_04_a_browsers_session_ends_with_the_access_tokens_of_its_grants() {
    let provider = Provider::start().await;
    let (granted, own, browser) = signed_in_thrice(&provider).await;
    assert!(provider.counts(&granted.text("access_token")).await);
    assert_eq!(end(&provider.service, &format!("/sessions/{browser}"), &own).await.status, 204);
    assert!(!provider.counts(&granted.text("access_token")).await);
    let refreshed = provider.client("web").refresh(&granted.text("refresh_token")).await;
    assert_eq!(refreshed.oauth_error(), (400, "invalid_grant".to_owned()));
    assert_eq!(provider.service.sessions(&own).await.len(), 1, "the caller's own goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn re_03_whoever_ends_a_browsers_session_and_is_told_of_a_failure_can_ask_again() {
    for carried_out in 0..4 {
        let provider = Provider::start().await;
        let (granted, own, browser) = signed_in_thrice(&provider).await;
        let path = format!("/sessions/{browser}");
        let mut batches = 0;
        provider.service.proxy.plan(move |call| {
            batches += usize::from(call.operation == "BatchWriteItem");
            if batches > carried_out { Fault::Refused("AccessDeniedException") } else { Fault::None }
        });
        assert_eq!(end(&provider.service, &path, &own).await.status, 503, "{carried_out}");
        provider.service.proxy.plan(|_| Fault::None);
        let again = end(&provider.service, &path, &own).await.status;
        assert_eq!(again, 204, "{carried_out}: it is still found");
        assert!(!provider.counts(&granted.text("access_token")).await, "{carried_out}");
    }
}
