//! `admin accounts`: what an operator does with the account of a user.

use platform::accounts::{Accounts, AgreedBy, ChangeFailed};
use platform::notices::{Actor, NoticeFailed};
use platform::store::Store;
use serde_json::json;
use shared::codes::ledger::ChallengeId;
use shared::codes::proof::IdentifierProof;
use shared::codes::purpose::CodePurpose;
use shared::identity::identifier::{EmailAddress, Identifier};
use shared::identity::keyring::Keyring;
use shared::tokens::assurance::Level;
use tests::tokens::claims;
use tests::{Answer, PasskeyOwner, Service, StoredAccount};

use super::{MASTER_SECRET, admin};

async fn service(settings: &[(&str, &str)]) -> Service {
    let own = [("MASTER_SECRET", MASTER_SECRET), ("REVOCATION", "strict"), ("SUBJECT", "account")];
    let service = Service::with(&[&own, settings].concat()).await;
    // The command goes by the system's clock.
    let now = platform::clock::Clock::system().now();
    service.clock.advance(now.since(tests::service::START));
    service
}

fn said(service: &Service, arguments: &[&str]) -> String {
    let output = admin(service, &[&["accounts"], arguments].concat());
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(service: &Service, arguments: &[&str]) -> String {
    let output = admin(service, &[&["accounts"], arguments].concat());
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

async fn presented(service: &Service, who: &str) -> Answer {
    let (challenge, code) = service.challenge(who).await;
    service.verify(&challenge, &code).await
}

fn subject(answer: &Answer) -> String {
    claims(&answer.text("access_token"))["sub"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_shown_with_its_identifiers_masked() {
    let service = service(&[]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    service.sign_in("ada@example.org").await;
    let shown = said(&service, &["show", "ADA@example.org"]);
    assert!(shown.starts_with("A•••@example.org: account "), "{shown}");
    assert!(shown.contains(&subject(&signed_in)) && shown.contains("active"), "{shown}");
    assert!(shown.trim_end().ends_with("2 sessions; a•••@example.org") && !shown.contains("ada@"), "{shown}");
    assert_eq!(refused(&service, &["show", "bob@example.org"]), "admin: this identifier leads to no account\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_entered_by_nobody_until_it_is_enabled() {
    let service = service(&[]).await;
    let (one, two) = (service.sign_in("ada@example.org").await, service.sign_in("ada@example.org").await);
    let other = service.sign_in("bob@example.org").await;
    let (pending, code) = service.challenge("ada@example.org").await;
    assert!(said(&service, &["disable", "ada@example.org"]).contains("disabled; 2 sessions ended"));
    service.deliver_notices().await;
    assert_eq!(service.last_message().subject.unwrap(), "Your account with Local was disabled");
    for answer in [&one, &two] {
        assert_eq!(service.refresh(&answer.text("refresh_token")).await.status, 400);
        assert_eq!(service.client.get_as("/me", &answer.text("access_token")).await.status, 401);
    }
    for refused in [service.verify(&pending, &code).await, presented(&service, "ada@example.org").await] {
        assert_eq!(refused.problem(), (403, "account-disabled".to_owned(), vec![]));
    }
    assert_eq!(service.live_sessions().await.len(), 1, "what had begun meanwhile is taken back");
    assert!(said(&service, &["show", "ada@example.org"]).contains(", disabled, "));
    assert_eq!(service.refresh(&other.text("refresh_token")).await.status, 200);

    assert_eq!(said(&service, &["enable", "ada@example.org"]), "a•••@example.org: enabled\n");
    service.clock.advance(60);
    let anew = service.sign_in("ada@example.org").await;
    assert_eq!(subject(&anew), subject(&one), "the same account");
    assert_eq!(service.client.get_as("/me", &anew.text("access_token")).await.status, 200);
    assert_eq!(service.refresh(&anew.text("refresh_token")).await.status, 200);
    assert_eq!(service.client.get_as("/me", &one.text("access_token")).await.status, 401, "what was ended stays so");
}

#[tokio::test(flavor = "multi_thread")]
async fn op_03_whom_an_operator_erases_comes_back_as_somebody_new() {
    let service = service(&[]).await;
    let before = service.sign_in("ada@example.org").await;
    assert!(said(&service, &["erase", "ada@example.org"]).contains("erased; 1 sessions ended"));
    assert_eq!(service.refresh(&before.text("refresh_token")).await.status, 400);
    assert_eq!(service.client.get_as("/me", &before.text("access_token")).await.status, 401);
    assert_eq!(refused(&service, &["show", "ada@example.org"]), "admin: this identifier leads to no account\n");
    assert_ne!(subject(&service.sign_in("ada@example.org").await), subject(&before));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_invited_may_make_an_account_where_nobody_else_may() {
    let service = service(&[("SIGN_UP", "invitation")]).await;
    let closed = (403, "sign-up-closed".to_owned(), vec![]);
    assert_eq!(presented(&service, "ada@example.org").await.problem(), closed);
    assert!(said(&service, &["invite", "ada@example.org", "--days", "1"]).contains("invited until "));
    assert_eq!(presented(&service, "bob@example.org").await.problem(), closed);
    let first = service.sign_in("ada@example.org").await;
    assert_eq!(subject(&service.sign_in("ada@example.org").await), subject(&first));
    assert_eq!(
        refused(&service, &["invite", "ada@example.org"]),
        "admin: this identifier leads to an account already\n"
    );
    said(&service, &["invite", "+14155550100", "--days", "1"]);
    service.clock.advance(86_400 + 60);
    let requested = service.request(&json!({ "phone": "+14155550100" })).await;
    let late = service.verify(&requested.text("challenge"), &service.last_code()).await;
    assert_eq!(late.problem(), closed, "an invitation ends");
    assert!(refused(&service, &["invite", "eve@example.org", "--days", "0"]).contains("--days"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_of_whom_was_erased_stays_as_long_as_the_end_that_it_stands_for() {
    let service = service(&[]).await;
    service.sign_in("ada@example.org").await;
    said(&service, &["erase", "ada@example.org"]);
    let kept_until = async || {
        let items = service.items().await;
        let identity = items.iter().find(|item| item["pk"].as_s().unwrap().starts_with("identity#")).unwrap();
        identity["expires_at"].as_n().unwrap().parse::<u64>().unwrap()
    };
    let ended = kept_until().await;
    said(&service, &["invite", "ada@example.org", "--days", "1"]);
    assert!(kept_until().await >= ended);
}

#[tokio::test]
async fn to_enable_what_was_erased_meanwhile_revives_no_token() {
    let service = service(&[]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    let account = subject(&signed_in).parse().unwrap();
    let store = Store::new(service.database.client(), service.database.table().to_owned());
    let keyring = Keyring::parse(MASTER_SECRET).unwrap();
    let accounts = Accounts::new(store, keyring.clone(), service.notices(keyring));
    accounts.erase(account, Actor::Operator, service.clock.now()).await.unwrap();
    assert!(!accounts.enable(account, service.clock.now()).await.unwrap());
    // Also one that a sign-in on its way issues later.
    assert_eq!(service.of_subjects("revocation#account").await.len(), 1);
}

/// Its identifiers were sealed under a version of the master secret that only names by now.
#[tokio::test]
async fn what_nobody_can_be_told_of_an_operator_does_and_an_owner_does_not() {
    let service = service(&[]).await;
    let account = subject(&service.sign_in("ada@example.org").await).parse().unwrap();
    let store = Store::new(service.database.client(), service.database.table().to_owned());
    let retired = MASTER_SECRET.replacen("1:", "1n:", 1);
    let keyring = Keyring::parse(&format!("2:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=,{retired}")).unwrap();
    let accounts = Accounts::new(store, keyring.clone(), service.notices(keyring));
    let owner = Actor::Owner { language: "" };
    let refused = accounts.erase(account, owner, service.clock.now()).await;
    assert!(matches!(refused, Err(ChangeFailed::Untold(NoticeFailed::Nobody))), "{refused:?}");
    assert!(accounts.account(account).await.unwrap().unwrap().live().is_some(), "nothing is changed");
    assert_eq!(accounts.erase(account, Actor::Operator, service.clock.now()).await.unwrap(), 1);
    assert_eq!(service.queue().waiting().len(), 0);
}

/// The same account: what is added is told to whoever agreed by a proof just now, and not to the newcomer alone.
#[tokio::test]
async fn se_05_an_addition_is_told_to_the_identifier_that_agreed_though_it_does_not_open() {
    let service = service(&[]).await;
    let account = subject(&service.sign_in("ada@example.org").await).parse().unwrap();
    let store = Store::new(service.database.client(), service.database.table().to_owned());
    let retired = MASTER_SECRET.replacen("1:", "1n:", 1);
    let keyring = Keyring::parse(&format!("2:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=,{retired}")).unwrap();
    let accounts = Accounts::new(store, keyring.clone(), service.notices(keyring));
    let now = service.clock.now();
    let proof = |address: &str, purpose, challenge| IdentifierProof {
        identifier: Identifier::Email(EmailAddress::parse(address).unwrap()),
        purpose,
        challenge: ChallengeId::from_random([challenge; 16]),
        expires_at: now.plus(600),
        region: "eu-central-1".to_owned(),
    };
    let by = proof("ada@example.org", CodePurpose::AddIdentifier, 1);
    let new = proof("eve@example.org", CodePurpose::NewIdentifier, 2);
    let by = AgreedBy { proof: &by, shown: Level::Otp, demanded: Level::Otp, language: "" };
    accounts.join(account, &new, by, now).await.unwrap();
    assert_eq!(service.queue().waiting().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_lost_every_factor_is_let_in_by_a_code_once_an_operator_has_reset_them() {
    let service = service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let stored = StoredAccount::of(&service, &ada.account().unwrap().to_string());
    stored.demand_second_step().await;
    assert_eq!(presented(&service, "ada@example.org").await.problem().1, "second-step-required");
    service.deliver_notices().await;

    for reason in ["", "two\nlines", &"x".repeat(201)] {
        assert!(refused(&service, &["reset-factors", "ada@example.org", "--reason", reason]).contains("--reason"));
    }
    assert!(refused(&service, &["reset-factors", "ada@example.org"]).contains("--reason"));
    let told = said(&service, &["reset-factors", "ada@example.org", "--reason", "lost the phone, ticket 4711"]);
    assert!(told.contains("proven by its identifiers alone; 1 sessions ended"), "{told}");
    assert_eq!(service.live_sessions().await.len(), 0);
    service.deliver_notices().await;
    let message = service.last_message();
    assert!(message.text.contains("has removed every passkey"), "{}", message.text);
    assert!(!message.text.contains("4711"), "the reason is for the log alone");

    let said = ada.honest();
    let gone = ada.elsewhere(&service).sign_in(&passkey, &said).await;
    assert!(tests::passkey_owner::location(&gone).ends_with("&fault=wrong-passkey-unknown"), "{gone:?}");
    service.clock.advance(60);
    let answer = presented(&service, "ada@example.org").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(subject(&answer), ada.account().unwrap().to_string(), "the same account");
}
