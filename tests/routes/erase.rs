//! `DELETE /me`: everything about a user is forgotten, but for what protects others, and that a day long.

use http::Method;
use serde_json::json;
use tests::service::wrong;
use tests::tokens::claims;
use tests::{Answer, Fault, Provider, Service, stored};

const DAY: u64 = 86_400;

async fn erase(service: &Service, access_token: &str) -> Answer {
    service.client.send_as(Method::DELETE, "/me", access_token).await
}

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

#[tokio::test]
async fn se_03_erasure_takes_ledger_and_sessions_and_leaves_a_revocation() {
    let service = Service::with(&[("REVOCATION", "off")]).await;
    let (lost, code) = service.challenge("ada@example.org").await;
    service.verify(&lost, &wrong(&code)).await;
    let (one, two) = (service.sign_in("ada@example.org").await, service.sign_in("ada@example.org").await);
    let (pending, pending_code) = service.challenge("ada@example.org").await;
    service.proxy.take_calls();
    let answer = erase(&service, &one.text("access_token")).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (204, 0));
    // What the account demands, the token's account, the account and what it has besides; what leads to it; the ledger; the change;
    // sessions and their end.
    let calls = [
        ("GetItem", 5),
        ("BatchGetItem", 1),
        ("PutItem", 1),
        ("TransactWriteItems", 1),
        ("Query", 4),
        ("BatchWriteItem", 2),
    ];
    assert_eq!(service.proxy.take_calls(), calls.map(|(name, count)| (name.to_owned(), count)).into());

    assert_eq!(service.live_sessions().await.len(), 0);
    for signed_in in [&one, &two] {
        assert_eq!(service.refresh(&signed_in.text("refresh_token")).await.oauth_error(), invalid_grant());
    }
    for (challenge, code) in [(&pending, &pending_code), (&lost, &code)] {
        assert_eq!(service.verify(challenge, code).await.status, 401, "codes that were sent before are dead");
    }

    let now = service.clock.now().as_unix();
    let revocations = service.of_subjects("revocation#").await;
    let sorts: Vec<&str> = revocations.iter().map(|item| item["sk"].as_s().unwrap().as_str()).collect();
    assert_eq!(sorts, ["revocation#account"], "one for every token, also for those to come");
    let tombstones = service
        .items()
        .await
        .into_iter()
        .filter(|item| ["account#", "identity#"].iter().any(|kind| item["pk"].as_s().unwrap().starts_with(kind)));
    let kept: Vec<_> = revocations.into_iter().chain(tombstones).collect();
    assert_eq!(kept.len(), 3);
    for item in &kept {
        let forgotten: u64 = item["expires_at"].as_n().unwrap().parse().unwrap();
        assert_eq!(forgotten, now + 366 * DAY, "outlives every session, and every write on its way");
    }

    // What is left of the ledger are the moments of a day's sends.
    let ledgers = service.ledgers().await;
    assert_eq!(ledgers.len(), 1);
    assert_eq!((service.strangers_spent("sends").await, service.strangers_spent("failures").await), (4, 0));
    assert!(stored::state::<stored::Ledger>(&ledgers[0]).challenges.is_empty(), "{ledgers:?}");
    let forgotten: u64 = ledgers[0]["expires_at"].as_n().unwrap().parse().unwrap();
    assert!(forgotten <= now + DAY + 60, "a day later nothing is left");
}

#[tokio::test]
async fn who_erased_themselves_may_come_back_as_somebody_new() {
    let service = Service::start().await;
    let before = service.sign_in("ada@example.org").await;
    erase(&service, &before.text("access_token")).await;
    service.clock.advance(1);
    let anew = service.sign_in("ada@example.org").await;
    let access = anew.text("access_token");
    let sessions = service.sessions(&access).await;
    assert_eq!((sessions.len(), &sessions[0]["current"]), (1, &json!(true)));
    assert!(claims(&access)["iat"].as_u64() > claims(&before.text("access_token"))["iat"].as_u64());
    assert_eq!(service.refresh(&anew.text("refresh_token")).await.status, 200);
    assert_eq!(service.refresh(&before.text("refresh_token")).await.oauth_error(), invalid_grant());
}

#[tokio::test]
async fn otp_20_signing_in_and_erasing_in_turn_sends_no_more_than_the_budget() {
    let service = Service::start().await;
    for _ in 0..5 {
        let access = service.sign_in("ada@example.org").await.text("access_token");
        assert_eq!(erase(&service, &access).await.status, 204);
    }
    let refused = service.request(&json!({ "email": "ada@example.org" })).await;
    assert_eq!(refused.problem(), (429, "too-many-codes".to_owned(), vec![]));
    assert_eq!(service.sent(), 5);
}

#[tokio::test]
async fn se_03_erasure_touches_nobody_else() {
    let service = Service::start().await;
    let (ada, bob) = (service.sign_in("ada@example.org").await, service.sign_in("bob@example.org").await);
    let (challenge, code) = service.challenge("bob@example.org").await;
    assert_eq!(erase(&service, &ada.text("access_token")).await.status, 204);
    assert_eq!(service.sessions(&bob.text("access_token")).await.len(), 1);
    assert_eq!(service.refresh(&bob.text("refresh_token")).await.status, 200);
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
    let subject = claims(&bob.text("access_token"))["sid"].as_str().unwrap().split_once('.').unwrap().0.to_owned();
    let revoked = service.of_subjects("revocation#").await;
    assert!(revoked.iter().all(|item| item["pk"].as_s().unwrap() != &format!("subject#{subject}")));
}

/// Every identifier comes back from its token in the form that its ledger is stored under.
#[tokio::test]
async fn se_03_erasure_finds_every_kind_of_identifier() {
    let service = Service::with(&[("SUBJECT", "account")]).await;
    let long = format!("{}@{}.{}.example", "a".repeat(64), "b".repeat(60), "c".repeat(60));
    for identifier in [
        json!({ "email": "Ada@Example.org" }),
        json!({ "email": "ada@bücher.example" }),
        json!({ "email": "o'brien!#$%&*/=?^_`{|}~-x@example.org" }),
        json!({ "email": long }),
        json!({ "phone": "+14155550100" }),
        json!({ "phone": "+4915123456789" }),
    ] {
        let requested = service.request(&identifier).await;
        assert_eq!(requested.status, 202, "{identifier}: {requested:?}");
        let signed_in = service.verify(&requested.text("challenge"), &service.last_code()).await;
        let access = signed_in.text("access_token");
        assert_eq!(service.sessions(&access).await.len(), 1, "{identifier}");
        let open = service.request(&identifier).await;
        let code = service.last_code();
        let ledgers = service.ledgers().await.len();
        assert_eq!(erase(&service, &access).await.status, 204, "{identifier}");
        assert_eq!(service.ledgers().await.len(), ledgers, "{identifier}: it is this ledger, not a new one");
        assert_eq!(service.verify(&open.text("challenge"), &code).await.status, 401, "{identifier}");
        assert_eq!(service.refresh(&signed_in.text("refresh_token")).await.oauth_error(), invalid_grant());
        assert_eq!(service.live_sessions().await.len(), 0, "{identifier}");
    }
}

#[tokio::test]
async fn re_03_an_erasure_that_fails_midway_is_told_and_completed_by_the_next() {
    for operation in ["GetItem", "PutItem", "TransactWriteItems", "Query", "BatchWriteItem"] {
        let service = Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000"), ("REVOCATION", "off")]).await;
        let signed_in = service.sign_in("ada@example.org").await;
        let access = signed_in.text("access_token");
        service.proxy.plan(move |call| if call.operation == operation { Fault::Throttled } else { Fault::None });
        let refused = erase(&service, &access).await;
        assert_eq!(refused.problem(), (503, "unavailable".to_owned(), vec![]), "{operation}");
        service.proxy.plan(|_| Fault::None);
        assert_eq!(service.live_sessions().await.len(), 1, "the session to try again with goes on");
        assert_eq!(erase(&service, &access).await.status, 204, "{operation}");
        assert_eq!(service.live_sessions().await.len(), 0, "{operation}");
        assert_eq!(service.of_subjects("revocation#").await.len(), 1, "{operation}");
        assert_eq!(service.refresh(&signed_in.text("refresh_token")).await.oauth_error(), invalid_grant());
    }
}

#[tokio::test]
async fn re_01_an_erasure_whose_answers_are_lost_is_complete() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards] {
        let service = Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await;
        let signed_in = service.sign_in("ada@example.org").await;
        service.proxy.plan(move |call| if call.retried { Fault::None } else { fault });
        assert_eq!(erase(&service, &signed_in.text("access_token")).await.status, 204, "{fault:?}");
        service.proxy.plan(|_| Fault::None);
        assert_eq!(service.live_sessions().await.len(), 0);
        assert!(stored::state::<stored::Ledger>(&service.ledgers().await[0]).challenges.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_a_sign_in_that_races_with_an_erasure_is_whole_or_not_at_all() {
    let service = Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await;
    for round in 0..10 {
        let email = format!("ada{round}@example.org");
        let access = service.sign_in(&email).await.text("access_token");
        let (challenge, code) = service.challenge(&email).await;
        let (erased, verified) = tokio::join!(erase(&service, &access), service.verify(&challenge, &code));
        assert_eq!(erased.status, 204);
        if verified.status == 200 {
            // Begun behind the list of those that end, a session of an erased account is in the table, and counts nowhere.
            let refreshed = service.refresh(&verified.text("refresh_token")).await;
            let listed = service.client.get_as("/sessions", &verified.text("access_token")).await;
            let alive = refreshed.status == 200;
            assert_eq!(listed.status, if alive { 200 } else { 401 }, "round {round}: {refreshed:?} {listed:?}");
            let erased = erase(&service, &verified.text("access_token")).await;
            assert_eq!(erased.status, if alive { 204 } else { 401 }, "round {round}");
            assert_eq!(service.refresh(&verified.text("refresh_token")).await.oauth_error(), invalid_grant());
        } else {
            assert_eq!(verified.status, 401, "{verified:?}");
        }
    }
}

#[tokio::test]
async fn otp_17_whoever_has_a_tag_of_an_address_fills_none_of_its_budgets_by_erasure() {
    let service = Service::start().await;
    let (victims, code) = service.challenge("ada@example.org").await;
    for _ in 0..3 {
        assert_eq!(service.verify(&victims, &wrong(&code)).await.status, 401);
    }
    let tagged = service.sign_in("ada+news@example.org").await;
    let before = service.ledgers().await;
    assert_eq!(erase(&service, &tagged.text("access_token")).await.status, 204);
    assert_eq!(service.ledgers().await, before);
    assert_eq!(service.refresh(&tagged.text("refresh_token")).await.oauth_error(), invalid_grant());
    assert_eq!(service.verify(&victims, &code).await.status, 200, "nor is anybody's attempt ended by it");
}

/// What its owner had agreed to goes before the tokens do: whoever is told of a failure asks again.
#[tokio::test(flavor = "multi_thread")]
async fn se_03_an_erasure_whose_consents_stay_is_asked_for_again_and_done() {
    let provider = Provider::start().await;
    let Provider { service } = &provider;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    provider.answer(&mut browser, &web, &web.ask("openid email"), "ada@example.org").await;
    let token = service.sign_in("ada@example.org").await.text("access_token");
    let consents = async || {
        let items = service.items().await;
        items.iter().filter(|item| item["pk"].as_s().unwrap().starts_with("consent#")).count()
    };
    assert_eq!(consents().await, 1);
    service
        .proxy
        .plan(|call| if call.operation == "DeleteItem" { Fault::Refused("ValidationException") } else { Fault::None });
    assert_eq!(erase(service, &token).await.status, 503);
    service.proxy.plan(|_| Fault::None);
    assert_eq!(erase(service, &token).await.status, 204);
    assert_eq!(consents().await, 0);
}
