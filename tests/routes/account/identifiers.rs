//! `POST` and `DELETE /account/identifiers`: what it takes that an account gets an identifier, and loses one.

use http::Method;
use platform::store::{Decision, Expected, Key, NEVER, Store};
use serde_json::{Value, json};
use shared::identity::account::AccountRecord;
use shared::tokens::session::SubjectKey;
use tests::{Answer, Fault, Provider};

use super::{ADA, insufficient, refused, tokens};

mod proofs;
mod races;

pub(super) const NUMBER: &str = "+14155550100";
const OTHER: &str = "ada@example.com";
const PATH: &str = "/account/identifiers";
pub(super) const UNFIT: &str = "must be unused, not have expired, and be made for this change";

/// The body that asks for a code to `who`.
pub(super) fn asked(who: &str, purpose: &str) -> Value {
    json!({ if who.contains('@') { "email" } else { "phone" }: who, "purpose": purpose })
}

/// Proves `who` for a change.
pub(super) async fn proof(provider: &Provider, who: &str, purpose: &str) -> String {
    let challenge = provider.service.request(&asked(who, purpose)).await;
    assert_eq!(challenge.status, 202, "{challenge:?}");
    let code = provider.service.codes_to(who).first().expect("a code").clone();
    let proven = provider.service.verify(&challenge.text("challenge"), &code).await;
    assert_eq!((proven.status.as_u16(), proven.text("purpose").as_str()), (200, purpose), "{proven:?}");
    let sealed = proven.text("proof");
    tests::evidence::secret(tests::evidence::Kind::Token, &sealed);
    sealed
}

pub(super) async fn call(provider: &Provider, method: Method, token: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    provider.service.client.send(method, PATH, &headers, body.to_string()).await
}

/// Adds `new` to the account of `owner`, whose token is `token`.
pub(crate) async fn add(provider: &Provider, token: &str, owner: &str, new: &str) -> Answer {
    let account = proof(provider, owner, "add-identifier").await;
    let identifier = proof(provider, new, "new-identifier").await;
    call(provider, Method::POST, token, &json!({ "identifier_proof": identifier, "account_proof": account })).await
}

/// The body that removes `who`, to which `owner` agrees.
pub(super) async fn removal(provider: &Provider, owner: &str, who: &str) -> Value {
    let account = proof(provider, owner, "remove-identifier").await;
    json!({ if who.contains('@') { "email" } else { "phone" }: who, "account_proof": account })
}

/// Status, code, and the fields at fault with their rules.
pub(super) fn faults(answer: &Answer) -> (u16, String, Vec<(String, String)>) {
    let (status, code, _) = answer.problem();
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    let text = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
    (status, code, errors.iter().map(|error| (text(error, "field"), text(error, "detail"))).collect())
}

/// What the account's identifiers are.
pub(super) async fn identifiers(provider: &Provider, token: &str) -> Vec<String> {
    let told = provider.service.client.get_as("/account", token).await;
    assert_eq!(told.status, 200, "{told:?}");
    let told = told.json();
    let values = told["identifiers"].as_array().unwrap().iter();
    values.map(|own| own["value"].as_str().unwrap().to_owned()).collect()
}

/// Whose account a token names.
pub(super) fn account(answer: &Answer) -> String {
    let sid = tests::tokens::claims(&answer.text("access_token"))["sid"].as_str().unwrap().to_owned();
    sid.split_once('.').unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn se_05_an_identifier_that_was_proven_with_the_owners_consent_leads_to_the_account() {
    let provider = Provider::start().await;
    let own = tokens(&provider, ADA).await;
    let token = own.text("access_token");
    let added = add(&provider, &token, ADA, NUMBER).await;
    let now = provider.service.clock.now().as_unix();
    let entry = json!({ "channel": "sms", "value": NUMBER, "primary": false, "added_at": now });
    assert_eq!((added.status.as_u16(), added.json()), (201, entry));
    assert_eq!(identifiers(&provider, &token).await, [ADA, NUMBER]);
    let told = provider.service.client.get_as("/account", &token).await.json();
    assert_eq!(told["methods"], json!(["email", "sms"]));
    for who in [NUMBER, ADA] {
        assert_eq!(account(&provider.service.sign_in(who).await), account(&own), "{who}");
    }
}

/// The subjects of what was told to an address, newest first, and how many text messages were told to a number.
async fn told(provider: &Provider, who: &str) -> Vec<String> {
    provider.service.deliver_notices().await;
    let messages = provider.service.outbox().messages().into_iter().filter(|message| message.to == who);
    let told = messages.filter(|message| message.text.contains("way to sign in was"));
    told.map(|message| message.subject.unwrap_or(message.text)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn se_05_every_identifier_is_told_of_a_change_the_new_one_and_the_removed_one_too() {
    let provider = Provider::start().await;
    let token = tokens(&provider, ADA).await.text("access_token");
    assert_eq!(add(&provider, &token, ADA, NUMBER).await.status, 201);
    let added = "A way to sign in was added to your account with Local";
    assert_eq!(told(&provider, ADA).await, [added]);
    let texted = "Local: a way to sign in was added. Not you? localhost";
    assert_eq!(told(&provider, NUMBER).await, [texted]);
    let mail = provider.service.outbox().newest_to(ADA).unwrap();
    assert!(mail.text.contains("100") && !mail.text.contains(NUMBER), "masked: {}", mail.text);

    let body = removal(&provider, ADA, NUMBER).await;
    assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 204);
    assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 204, "once more, which tells nobody");
    let removed = "A way to sign in was removed from your account with Local";
    assert_eq!(told(&provider, ADA).await, [removed, added]);
    assert_eq!(told(&provider, NUMBER).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn se_05_a_change_that_nobody_can_be_told_of_is_not_made() {
    let dead = [("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1"), ("CALL_TIMEOUT_MILLISECONDS", "500")];
    let provider = Provider::with(&dead).await;
    let token = tokens(&provider, ADA).await.text("access_token");
    let refused = add(&provider, &token, ADA, NUMBER).await;
    assert_eq!((refused.status.as_u16(), refused.problem().1.as_str()), (503, "unavailable"));
    assert_eq!(identifiers(&provider, &token).await, [ADA]);
}

/// Each addition has all identifiers told, and so has the removal of what was added.
#[tokio::test(flavor = "multi_thread")]
async fn se_05_an_account_is_given_ten_identifiers_a_day_and_loses_them_and_ends_all_the_same() {
    let room = ["EMAIL_SENDS_PER_HOUR", "EMAIL_SENDS_PER_DAY"].map(|name| (name, "20"));
    let texts = ["SMS_SENDS_PER_HOUR", "SMS_SENDS_PER_DAY"].map(|name| (name, "20"));
    let more = [("SMS_PREFIX_VERIFIED_PERCENT", "0")];
    let provider = Provider::with(&[room.as_slice(), &texts, &more].concat()).await;
    let own = tokens(&provider, ADA).await;
    let token = own.text("access_token");
    assert_eq!(add(&provider, &token, ADA, NUMBER).await.status, 201);
    // Who asks for so many codes in a day asks by turns.
    for (addition, by) in (2..=10).zip([ADA, NUMBER].into_iter().cycle()) {
        let answer = add(&provider, &token, by, OTHER).await;
        assert_eq!(answer.status, 201, "{addition}: {answer:?}");
        let body = removal(&provider, by, OTHER).await;
        assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 204, "{addition}");
    }
    provider.service.deliver_notices().await;
    let refused = add(&provider, &token, ADA, OTHER).await;
    assert_eq!((refused.status.as_u16(), refused.problem().1.as_str()), (429, "too-many-additions"));
    assert_eq!(refused.headers["retry-after"], (12 * 3_600).to_string().as_str(), "until midnight, UTC");
    assert_eq!(provider.service.deliver_notices().await, 0, "what is refused reaches no queue");
    assert_eq!(identifiers(&provider, &token).await, [ADA, NUMBER]);
    let lengths = [told(&provider, ADA).await.len(), told(&provider, NUMBER).await.len()];
    assert_eq!(lengths, [19, 10], "all of it by email; ten text messages, whose money all accounts share");

    let body = removal(&provider, ADA, NUMBER).await;
    assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 204);
    provider.service.clock.advance(12 * 3_600);
    let fresh = tokens(&provider, ADA).await.text("access_token");
    assert_eq!(add(&provider, &fresh, ADA, OTHER).await.status, 201, "a new day");
}

/// What stood in a backup of before: the account lists an identifier that it has lost since, and that is somebody else's by now.
#[tokio::test(flavor = "multi_thread")]
async fn op_03_re_06_an_account_of_a_restored_backup_takes_nobodys_identifier_along() {
    let provider = Provider::with(&[("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "20")]).await;
    let service = &provider.service;
    let own = tokens(&provider, ADA).await;
    let token = own.text("access_token");
    assert_eq!(add(&provider, &token, ADA, OTHER).await.status, 201);
    let store = Store::new(service.database.client(), service.database.table().to_owned());
    let key = Key::account(account(&own).parse::<SubjectKey>().unwrap().account());
    let backup = store.read::<AccountRecord>(&key).await.unwrap().unwrap().state;
    let body = removal(&provider, ADA, OTHER).await;
    assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 204);
    let others = service.sign_in(OTHER).await;
    let restore = |_: Option<&AccountRecord>| Decision::Write { next: backup.clone(), expires_at: NEVER, outcome: () };
    store.settle(&key, Expected::Unknown, restore).await.unwrap();

    let account_proof = proof(&provider, OTHER, "add-identifier").await;
    let identifier_proof = proof(&provider, NUMBER, "new-identifier").await;
    let body = json!({ "identifier_proof": identifier_proof, "account_proof": account_proof });
    assert_eq!(call(&provider, Method::POST, &token, &body).await.status, 400, "it agrees to nothing there");
    let body = removal(&provider, ADA, ADA).await;
    let refused = call(&provider, Method::DELETE, &token, &body).await;
    assert_eq!(
        (refused.status.as_u16(), refused.problem().1.as_str()),
        (409, "last-way-in"),
        "nothing else leads there"
    );
    assert_eq!(add(&provider, &token, ADA, NUMBER).await.status, 201);
    assert_eq!(account(&service.sign_in(OTHER).await), account(&others));
    let bearer = format!("Bearer {}", service.sign_in(ADA).await.text("access_token"));
    let erased = service.client.send(Method::DELETE, "/me", &[("authorization", &bearer)], String::new()).await;
    assert_eq!(erased.status, 204);
    assert_eq!(account(&service.sign_in(OTHER).await), account(&others), "it is still theirs");
}

/// OP-03, SE-03: whoever has it next is somebody else, and what came by it is over.
#[tokio::test(flavor = "multi_thread")]
async fn se_05_what_came_by_a_removed_identifier_ends_and_nothing_else_does() {
    let provider = Provider::start().await;
    let own = tokens(&provider, ADA).await;
    let token = own.text("access_token");
    assert_eq!(add(&provider, &token, ADA, OTHER).await.status, 201);
    let (by_first, by_other) = (provider.service.sign_in(ADA).await, provider.service.sign_in(OTHER).await);
    let (mut browser, shop) = (provider.browser(), provider.client("other"));
    let granted = provider.tokens(&mut browser, &shop, &shop.ask("openid orders:read"), OTHER).await;
    assert_eq!(browser.send(Method::GET, "/signin/account", None, true).await.status, 200);

    let body = removal(&provider, ADA, OTHER).await;
    assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 204);
    assert_eq!(identifiers(&provider, &token).await, [ADA]);
    for ended in [&by_other, &granted] {
        assert!(!provider.counts(&ended.text("access_token")).await);
    }
    assert_eq!(provider.service.refresh(&by_other.text("refresh_token")).await.status, 400);
    assert_eq!(shop.refresh(&granted.text("refresh_token")).await.status, 400);
    assert_eq!(browser.send(Method::GET, "/signin/account", None, true).await.status, 303, "it asks who that is");
    assert!(provider.counts(&by_first.text("access_token")).await);
    assert_eq!(provider.service.refresh(&by_first.text("refresh_token")).await.status, 200);
    assert_ne!(account(&provider.service.sign_in(OTHER).await), account(&own), "somebody new");
}

/// A browser that began with one identifier and proved another one later came by both.
#[tokio::test(flavor = "multi_thread")]
async fn se_05_a_browser_that_was_proven_once_more_by_a_removed_identifier_is_signed_out() {
    let provider = Provider::start().await;
    let token = tokens(&provider, ADA).await.text("access_token");
    assert_eq!(add(&provider, &token, ADA, NUMBER).await.status, 201);
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    provider.tokens(&mut browser, &own, &own.ask("openid"), ADA).await;
    let again = own.ask("openid").with("prompt", "login");
    let stepped_up = provider.tokens(&mut browser, &own, &again, NUMBER).await;
    let body = removal(&provider, ADA, NUMBER).await;
    assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 204);
    assert_eq!(browser.send(Method::GET, "/signin/account", None, true).await.status, 303);
    assert_eq!(own.refresh(&stepped_up.text("refresh_token")).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn se_05_the_caller_may_remove_what_it_came_by_and_is_then_signed_out() {
    let provider = Provider::start().await;
    let own = tokens(&provider, ADA).await;
    let token = own.text("access_token");
    assert_eq!(add(&provider, &token, ADA, NUMBER).await.status, 201);
    let body = removal(&provider, NUMBER, ADA).await;
    assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 204);
    assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 401);
    assert_eq!(provider.client("own").refresh(&own.text("refresh_token")).await.status, 400);
    let by_number = provider.service.sign_in(NUMBER).await;
    assert_eq!(account(&by_number), account(&own), "the number is the primary identifier now");
}

#[tokio::test(flavor = "multi_thread")]
async fn se_05_the_last_way_in_and_what_is_not_the_accounts_stay() {
    let provider = Provider::start().await;
    let token = tokens(&provider, ADA).await.text("access_token");
    let body = removal(&provider, ADA, ADA).await;
    let refused = faults(&call(&provider, Method::DELETE, &token, &body).await);
    let rule = ("email".to_owned(), "must not be the account's only identifier".to_owned());
    assert_eq!(refused, (409, "last-way-in".to_owned(), vec![rule]));
    // Nothing was changed, so that the proof counts for another one.
    let other = json!({ "phone": NUMBER, "account_proof": body["account_proof"] });
    let refused = faults(&call(&provider, Method::DELETE, &token, &other).await);
    let rule = ("phone".to_owned(), "must be an identifier of the account".to_owned());
    assert_eq!(refused, (400, "invalid-request".to_owned(), vec![rule]));
    assert_eq!(identifiers(&provider, &token).await, [ADA]);
}

#[tokio::test(flavor = "multi_thread")]
async fn se_05_an_identifier_that_leads_to_another_account_is_not_taken() {
    let provider = Provider::start().await;
    let bob = provider.service.sign_in(NUMBER).await;
    let token = tokens(&provider, ADA).await.text("access_token");
    let refused = faults(&add(&provider, &token, ADA, NUMBER).await);
    let rule = ("identifier_proof".to_owned(), "must be of an identifier that leads to no account".to_owned());
    assert_eq!(refused, (409, "identifier-taken".to_owned(), vec![rule]));
    let refused = add(&provider, &token, ADA, ADA).await.problem();
    assert_eq!((refused.0, refused.1.as_str()), (409, "identifier-known"));
    assert_eq!(identifiers(&provider, &token).await, [ADA]);
    assert!(provider.counts(&bob.text("access_token")).await, "nothing of the other one has ended");
    assert_eq!(account(&provider.service.sign_in(NUMBER).await), account(&bob));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_ten_identifiers_at_most() {
    let provider = Provider::start().await;
    let token = tokens(&provider, ADA).await.text("access_token");
    let mut owner = ADA.to_owned();
    for number in 1..10 {
        let new = format!("ada{number}@example.org");
        assert_eq!(add(&provider, &token, &owner, &new).await.status, 201, "{new}");
        owner = new;
    }
    let refused = add(&provider, &token, &owner, NUMBER).await.problem();
    assert_eq!((refused.0, refused.1.as_str()), (409, "too-many-identifiers"));
    assert_eq!(identifiers(&provider, &token).await.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_22_only_a_token_for_the_account_changes_it() {
    let provider = Provider::with(&[("SCOPE", "openid account")]).await;
    let first_party = provider.service.sign_in(ADA).await;
    let shop = provider.client("other");
    let of_client = provider.tokens(&mut provider.browser(), &shop, &shop.ask("openid orders:read"), ADA).await;
    for token in [&first_party, &of_client].map(|answer| answer.text("access_token")) {
        for method in [Method::POST, Method::DELETE] {
            let answer = call(&provider, method.clone(), &token, &json!({})).await;
            assert_eq!(refused(&answer), insufficient(), "{method}");
        }
    }
    let bare = provider.service.client.send(Method::POST, PATH, &[("content-type", "application/json")], "{}").await;
    assert_eq!(refused(&bare), (401, "unauthorized".to_owned(), "Bearer".to_owned()));
}

/// A change that was made while its answer was lost, or before all that it ends had ended, is asked for again.
#[tokio::test(flavor = "multi_thread")]
async fn se_03_whoever_is_told_of_a_failure_asks_again_and_it_is_done() {
    let provider = Provider::start().await;
    let token = tokens(&provider, ADA).await.text("access_token");
    let account = proof(&provider, ADA, "add-identifier").await;
    let identifier = proof(&provider, NUMBER, "new-identifier").await;
    let body = json!({ "identifier_proof": identifier, "account_proof": account });
    provider.service.proxy.plan(|call| match call.operation {
        "TransactWriteItems" => Fault::LostAnswer,
        _ => Fault::None,
    });
    let failed = call(&provider, Method::POST, &token, &body).await;
    provider.service.proxy.plan(|_| Fault::None);
    assert!([201, 503].contains(&failed.status.as_u16()), "{failed:?}");
    assert_eq!(call(&provider, Method::POST, &token, &body).await.status, 201);
    assert_eq!(identifiers(&provider, &token).await, [ADA, NUMBER]);

    let by_number = provider.service.sign_in(NUMBER).await;
    let body = removal(&provider, ADA, NUMBER).await;
    provider.service.proxy.plan(|call| match call.operation {
        "BatchWriteItem" => Fault::ServerError,
        _ => Fault::None,
    });
    assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 503);
    provider.service.proxy.plan(|_| Fault::None);
    let refreshed = provider.service.refresh(&by_number.text("refresh_token")).await;
    assert_eq!(refreshed.status, 400, "the account does not vouch for it any more: {refreshed:?}");
    assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 204);
    assert!(!provider.counts(&by_number.text("access_token")).await);
}
