//! Whom a right code signs in: one account for each person, from its first sign-in to its erasure.

use std::collections::HashSet;
use std::sync::Arc;

use http::Method;
use serde_json::json;
use shared::identity::account::AccountId;
use shared::tokens::session::Sid;
use tests::tokens::claims;
use tests::{Answer, Fault, Service};
use tokio::task::JoinSet;

const ACCOUNT: (&str, &str) = ("SUBJECT", "account");
const MASTER_SECRET: (&str, &str) = ("MASTER_SECRET", "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

async fn service() -> Arc<Service> {
    Arc::new(Service::with(&[ACCOUNT, ("REVOCATION", "strict"), ("CALL_TIMEOUT_MILLISECONDS", "60000")]).await)
}

/// The account that an answer's token names, in `sub` and in `sid`.
fn account(answer: &Answer) -> AccountId {
    let claims = claims(&answer.text("access_token"));
    let sid: Sid = claims["sid"].as_str().unwrap().parse().unwrap();
    let account = claims["sub"].as_str().unwrap().parse().unwrap();
    assert_eq!(sid.subject.account(), account);
    account
}

/// How many items of accounts, and of identifiers that lead to one or did, there are.
async fn counts(service: &Service) -> (usize, usize) {
    let items = service.items().await;
    let count = |kind: &str| items.iter().filter(|item| item["pk"].as_s().unwrap().starts_with(kind)).count();
    (count("account#"), count("identity#"))
}

async fn erase(service: &Service, signed_in: &Answer) -> u16 {
    service.client.send_as(Method::DELETE, "/me", &signed_in.text("access_token")).await.status.as_u16()
}

#[tokio::test]
async fn the_same_identifier_leads_to_the_same_account_and_another_one_to_another() {
    let service = service().await;
    let first = service.sign_in("ada@example.org").await;
    let again = service.sign_in("Ada@Example.org").await;
    let other = service.sign_in("bob@example.org").await;
    assert_eq!(account(&first), account(&again));
    assert_ne!(account(&first), account(&other));
    let tagged = service.sign_in("ada+shop@example.org").await;
    assert_ne!(account(&first), account(&tagged), "a tag is another identity, with the same budgets");
    assert_eq!(counts(&service).await, (3, 3));
    assert_eq!(account(&service.refresh(&again.text("refresh_token")).await), account(&first));
}

#[tokio::test]
async fn op_03_who_erases_and_comes_back_is_somebody_new() {
    let service = service().await;
    let before = service.sign_in("ada@example.org").await;
    assert_eq!(erase(&service, &before).await, 204);
    let after = service.sign_in("ada@example.org").await;
    assert_ne!(account(&before), account(&after));
    assert_eq!(service.refresh(&before.text("refresh_token")).await.status, 400);
    assert_eq!(service.client.get_as("/me", &before.text("access_token")).await.status, 401);
    assert_eq!(service.client.get_as("/me", &after.text("access_token")).await.status, 200);
    assert_eq!(counts(&service).await, (2, 1), "the old account's tombstone stays");
    assert_eq!(
        service.sessions(&after.text("access_token")).await.len(),
        1,
        "and nothing of the old one comes with it"
    );
}

#[tokio::test]
async fn op_03_a_code_that_was_asked_for_before_an_erasure_signs_nobody_in_to_what_was_erased() {
    let service = service().await;
    let before = service.sign_in("ada@example.org").await;
    // One that another mailbox's ledger keeps: the erasure of a tag leaves it alone.
    let tagged = service.sign_in("ada+shop@example.org").await;
    let (challenge, code) = service.challenge("ada+shop@example.org").await;
    assert_eq!(erase(&service, &tagged).await, 204);
    let after = service.verify(&challenge, &code).await;
    assert_eq!(after.status, 200, "the code is right, and leads to a new account: {after:?}");
    assert!(![account(&before), account(&tagged)].contains(&account(&after)));
    assert_eq!(service.refresh(&after.text("refresh_token")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_first_sign_ins_at_once_one_makes_the_account_and_all_have_it() {
    let service =
        Arc::new(Service::with(&[ACCOUNT, ("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "20")]).await);
    for round in 0..10 {
        let who = format!("ada{round}@example.org");
        let mut challenges = Vec::new();
        for _ in 0..5 {
            challenges.push(service.challenge(&who).await);
        }
        let mut tasks = JoinSet::new();
        for (challenge, code) in challenges {
            let service = Arc::clone(&service);
            tasks.spawn(async move { service.verify(&challenge, &code).await });
        }
        let answers = tasks.join_all().await;
        assert!(answers.iter().all(|answer| answer.status == 200), "round {round}: {answers:?}");
        let accounts: HashSet<AccountId> = answers.iter().map(account).collect();
        assert_eq!(accounts.len(), 1, "round {round}");
        assert_eq!(service.sessions(&answers[0].text("access_token")).await.len(), 5, "round {round}");
        assert_eq!(counts(&service).await, (round + 1, round + 1));
    }
}

#[tokio::test]
async fn a_handle_from_before_the_first_sign_in_leads_into_the_account_that_was_made_meanwhile() {
    let service = service().await;
    let (old, code) = service.challenge("ada@example.org").await;
    let first = service.sign_in("ada@example.org").await;
    let late = service.verify(&old, &code).await;
    assert_eq!((late.status.as_u16(), account(&late)), (200, account(&first)));
    service.clock.advance(3_600);
    // Sent again, a handle proposes what it proposed, and still leads there.
    let (proposed, _) = service.challenge("bob@example.org").await;
    let bob = service.sign_in("bob@example.org").await;
    service.clock.advance(30);
    let again = service.request(&json!({ "email": "bob@example.org", "challenge": proposed })).await;
    let late = service.verify(&again.text("challenge"), &service.last_code()).await;
    assert_eq!((late.status.as_u16(), account(&late)), (200, account(&bob)));
    assert_eq!(service.live_sessions().await.len(), 4, "nobody has a session of an account that was only proposed");
}

#[tokio::test]
async fn sub_is_what_it_was_when_the_session_began() {
    let service = Service::with(&[MASTER_SECRET]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    assert_eq!(claims(&signed_in.text("access_token"))["sub"], "email:ada@example.org");
    let beside = service.beside(&[MASTER_SECRET, ACCOUNT]).await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", &signed_in.text("refresh_token"))];
    let refreshed = beside.client.post_form("/token", &form).await;
    assert_eq!(claims(&refreshed.text("access_token"))["sub"], "email:ada@example.org");
}

#[tokio::test]
async fn sign_up_is_closed_to_whom_the_setting_does_not_admit_and_only_after_their_proof() {
    let service = Service::with(&[("SIGN_UP", "example.org,bücher.example")]).await;
    for (who, status) in [
        ("ada@example.org", 200),
        ("ada@xn--bcher-kva.example", 200),
        ("ada@mail.example.org", 403),
        ("ada@example.com", 403),
    ] {
        let (challenge, code) = service.challenge(who).await;
        let wrong = service.verify(&challenge, &tests::service::wrong(&code)).await;
        assert_eq!(wrong.problem().1, "code-refused", "{who}: nothing is told before a proof");
        let answer = service.verify(&challenge, &code).await;
        assert_eq!(answer.status, status, "{who}: {answer:?}");
        if status == 403 {
            assert_eq!(answer.problem(), (403, "sign-up-closed".to_owned(), vec![]));
            assert_eq!(service.verify(&challenge, &code).await.status, 401, "the code is used up");
        }
    }
    let requested = service.request(&json!({ "phone": "+14155550100" })).await;
    let refused = service.verify(&requested.text("challenge"), &service.last_code()).await;
    assert_eq!(refused.problem(), (403, "sign-up-closed".to_owned(), vec![]));
    assert_eq!((counts(&service).await, service.live_sessions().await.len()), ((2, 2), 2));
}

#[tokio::test]
async fn a_first_sign_in_whose_account_cannot_be_made_brings_nobody_in() {
    let service = service().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.plan(|call| if call.operation == "TransactWriteItems" { Fault::ServerError } else { Fault::None });
    let failed = service.verify(&challenge, &code).await;
    assert_eq!(failed.problem(), (503, "not-signed-in".to_owned(), vec![]));
    service.proxy.plan(|_| Fault::None);
    assert_eq!((counts(&service).await, service.live_sessions().await.len()), ((0, 0), 0));
    service.sign_in("ada@example.org").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_of_100_refreshes_that_race_an_erasure_nothing_is_alive_afterwards() {
    let service = service().await;
    for round in 0..100 {
        let who = format!("ada{round}@example.org");
        let (one, two) = (service.sign_in(&who).await, service.sign_in(&who).await);
        let refreshed = async {
            let mut answers = Vec::new();
            let mut token = one.text("refresh_token");
            loop {
                let answer = service.refresh(&token).await;
                if answer.status != 200 {
                    return answers;
                }
                token = answer.text("refresh_token");
                answers.push(answer);
            }
        };
        let (refreshed, erased) = tokio::join!(refreshed, erase(&service, &two));
        assert_eq!(erased, 204, "round {round}");
        for answer in refreshed.iter().chain([&one, &two]) {
            assert_eq!(service.refresh(&answer.text("refresh_token")).await.status, 400, "round {round}");
            assert_eq!(service.client.get_as("/me", &answer.text("access_token")).await.status, 401, "round {round}");
        }
    }
    assert_eq!(service.live_sessions().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_of_100_sign_ins_that_race_an_erasure_none_is_alive_in_what_was_erased() {
    let service = service().await;
    for round in 0..100 {
        let who = format!("ada{round}@example.org");
        let before = service.sign_in(&who).await;
        let (challenge, code) = service.challenge(&who).await;
        let (signed_in, erased) = tokio::join!(service.verify(&challenge, &code), erase(&service, &before));
        assert_eq!(erased, 204, "round {round}");
        if signed_in.status != 200 {
            assert_eq!(signed_in.status, 401, "round {round}: the ledger went first: {signed_in:?}");
            continue;
        }
        let is_new = account(&signed_in) != account(&before);
        let (refreshed, me) = (if is_new { 200 } else { 400 }, if is_new { 200 } else { 401 });
        assert_eq!(service.client.get_as("/me", &signed_in.text("access_token")).await.status, me, "round {round}");
        assert_eq!(service.refresh(&signed_in.text("refresh_token")).await.status, refreshed, "round {round}");
    }
}
