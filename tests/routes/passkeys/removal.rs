//! How an account loses a passkey, and what ends with it.

use http::{HeaderMap, HeaderValue};
use platform::accounts::{Accounts, MadeFrom, PasskeyChangeRefused};
use platform::store::Store;
use platform::visitor::{Visitor, Visitors};
use shared::identity::factors::PasskeysRefused;
use shared::tokens::session::SessionPolicy;
use tests::passkey_owner::{REGION, keyring, location};
use tests::{PasskeyOwner, Service};

const POLICY: SessionPolicy = SessionPolicy { idle: 1_209_600, absolute: 2_592_000, grace: 10 };
const HERE: MadeFrom<'_> = MadeFrom { network: Some("203.0.113.0/24"), language: "en" };

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

    let again = accounts(&service).remove_passkey(&by, id, HERE, service.clock.now()).await.unwrap();
    assert_eq!(again, 0, "it may be asked for again");
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
    assert!(matches!(refused, Err(PasskeyChangeRefused::Ended)), "{refused:?}");
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
    assert!(matches!(refused, Err(PasskeyChangeRefused::List(PasskeysRefused::Unknown))), "{refused:?}");
    accounts.rename_passkey(ada.account().unwrap(), id, &name).await.unwrap();
    let said = ada.honest();
    assert!(location(&ada.sign_in(&passkey, &said).await).starts_with("/signin/continue"));
}
