//! How an account loses a passkey, and what ends with it.

use http::{HeaderMap, HeaderValue, Method};
use platform::accounts::{Accounts, Changed, FactorsChangeRefused, MadeFrom, NewPasskey, new_recovery_codes};
use platform::notices::Actor;
use platform::store::Store;
use platform::visitor::{Visitor, Visitors};
use shared::Timestamp;
use shared::authorization::AccountChange;
use shared::identity::factors::{PasskeysRefused, SealedName};
use shared::identity::notice::{AccountEvent, FactorsChange};
use shared::tokens::session::SessionPolicy;
use tests::passkey::SoftPasskey;
use tests::passkey_owner::{REGION, keyring, location};
use tests::{PasskeyOwner, Service, StoredAccount};

const POLICY: SessionPolicy = SessionPolicy { idle: 1_209_600, absolute: 2_592_000, grace: 10 };
const HERE: MadeFrom<'_> =
    MadeFrom { agreed_from: Timestamp::from_unix(0), network: Some("203.0.113.0/24"), language: "en" };

fn store(service: &Service) -> Store {
    Store::new(service.database.client(), service.database.table().to_owned())
}

fn accounts(service: &Service) -> Accounts {
    Accounts::new(store(service), keyring(), service.notices(keyring()))
}

async fn visitor(service: &Service, owner: &PasskeyOwner) -> Option<Visitor> {
    let cookies = owner.browser.cookies.iter().map(|(name, value)| format!("{name}={value}"));
    let mut headers = HeaderMap::new();
    headers.insert("cookie", HeaderValue::try_from(cookies.collect::<Vec<_>>().join("; ")).unwrap());
    let visitors = Visitors::new(store(service), keyring(), REGION.to_owned(), POLICY, false);
    visitors.of(&headers, None, service.clock.now()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_by_a_passkey_ends_with_it_and_every_identifier_is_told() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let (mut elsewhere, said) = (ada.elsewhere(&service), ada.honest());
    assert!(location(&elsewhere.sign_in(&passkey, &said).await).starts_with("/signin/continue"));

    let by = visitor(&service, &ada).await.unwrap();
    let id = keyring().passkey(&passkey.id);
    let count = accounts(&service).remove_passkey(&by, id, HERE, service.clock.now()).await.unwrap();
    assert_eq!(count, 1, "the session that was begun elsewhere");
    assert!(visitor(&service, &elsewhere).await.is_none());
    assert!(visitor(&service, &ada).await.is_some(), "what came by a code goes on");
    assert!(location(&elsewhere.sign_in(&passkey, &said).await).ends_with("&fault=wrong-passkey-unknown"));
    service.deliver_notices().await;
    service.clock.advance(120);
    service.deliver_notices().await;
    let told = service.last_message().text;
    assert!(told.contains("removed") && told.contains("203.0.113.0/24"), "{told}");

    let by = visitor(&service, &ada).await.unwrap();
    let again = accounts(&service).remove_passkey(&by, id, HERE, service.clock.now()).await.unwrap();
    assert_eq!(again, 0, "it may be asked for again");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_last_passkey_the_demand_goes_that_nothing_would_meet() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    StoredAccount::of(&service, &ada.account().unwrap().to_string()).demand_second_step().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    assert_eq!(service.verify(&challenge, &code).await.status, 403);

    let by = visitor(&service, &ada).await.unwrap();
    let id = keyring().passkey(&passkey.id);
    accounts(&service).remove_passkey(&by, id, HERE, service.clock.now()).await.unwrap();
    service.clock.advance(61);
    let (challenge, code) = service.challenge("ada@example.org").await;
    assert_eq!(service.verify(&challenge, &code).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_lost_an_answer_comes_once_more_and_ends_what_was_left() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let (mut elsewhere, said) = (ada.elsewhere(&service), ada.honest());
    let id = keyring().passkey(&passkey.id);
    elsewhere.sign_in(&passkey, &said).await;
    let by = visitor(&service, &ada).await.unwrap();
    // As if the end of the sessions had failed: the change alone.
    let factors = by.factors.as_ref().unwrap().state.without_passkey(id).unwrap();
    let changed = Changed {
        account: by.account.state.clone(),
        factors,
        session: None,
        agreed_from: Timestamp::from_unix(0),
        passkeys: Vec::new(),
    };
    let event = AccountEvent::FactorsChanged { change: FactorsChange::PasskeyRemoved, network: None };
    let flow = ada.change(&service, AccountChange::RemovePasskey(id));
    let actor = Actor::Owner { language: "en" };
    accounts(&service).change_factors(&by, changed, event, actor, service.clock.now()).await.unwrap();
    assert!(visitor(&service, &elsewhere).await.is_some());
    let answer = ada.browser.send(Method::POST, "/signin/account/change", Some(&[("flow", &flow)]), true).await;
    assert_eq!(location(&answer), "/signin/account");
    assert!(visitor(&service, &elsewhere).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_agreed_to_before_an_account_had_another_method_adds_no_passkey() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let flow = ada.agreed_by_code(&service).await;
    let by = visitor(&service, &ada).await.unwrap();
    let (ceremony, options) = ada.new_options(&flow).await;
    let passkey = SoftPasskey::of(&options);
    let account = StoredAccount::of(&service, &ada.account().unwrap().to_string());
    account.give_passkey().await;
    let new = NewPasskey {
        id: keyring().passkey(&passkey.id),
        name: SealedName::new("Phone", by.cookie.account, &keyring(), [1; 12]).unwrap(),
        credential: Vec::new(),
        counter: 0,
    };
    let now = service.clock.now();
    let (codes, _) = new_recovery_codes(by.cookie.account, &keyring(), now).unwrap();
    let refused = accounts(&service).add_passkey(&by, &new, &codes, HERE, now).await;
    assert!(matches!(refused, Err(FactorsChangeRefused::Ended)), "{refused:?}");
    let late = ada.register(&flow, &ceremony, &passkey.registration(&options, &ada.honest())).await;
    assert!(location(&late).contains("fault="), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_removed_by_a_session_that_has_ended_meanwhile() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let by = visitor(&service, &ada).await.unwrap();
    store(&service).end(&[by.sid()], service.clock.now()).await.unwrap();
    let id = keyring().passkey(&passkey.id);
    let refused = accounts(&service).remove_passkey(&by, id, HERE, service.clock.now()).await;
    assert!(matches!(refused, Err(FactorsChangeRefused::Ended)), "{refused:?}");
    let said = ada.honest();
    assert!(location(&ada.sign_in(&passkey, &said).await).starts_with("/signin/continue"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_removes_or_renames_the_passkey_of_somebody_else() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let bob = PasskeyOwner::signed_in(&service, "bob@example.org").await;
    let by = visitor(&service, &bob).await.unwrap();
    let (id, accounts) = (keyring().passkey(&passkey.id), accounts(&service));
    assert_eq!(accounts.remove_passkey(&by, id, HERE, service.clock.now()).await.unwrap(), 0);
    let name = accounts.factors(ada.account().unwrap()).await.unwrap().unwrap().state.passkeys[0].name.clone();
    let refused = accounts.rename_passkey(bob.account().unwrap(), id, &name).await;
    assert!(matches!(refused, Err(FactorsChangeRefused::List(PasskeysRefused::Unknown))), "{refused:?}");
    accounts.rename_passkey(ada.account().unwrap(), id, &name).await.unwrap();
    let said = ada.honest();
    assert!(location(&ada.sign_in(&passkey, &said).await).starts_with("/signin/continue"));
}
