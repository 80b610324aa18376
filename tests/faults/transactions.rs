//! Items that change together or not at all, against the real engine.

use platform::aws::Aws;
use platform::settings::{AwsSettings, Environment, FromEnvironment};
use platform::store::{Key, Lost, Step, Store, StoreError, Transacted};
use shared::identity::IdentityKey;
use shared::identity::account::{AccountId, Identity};
use shared::revision::Revision;
use shared::tokens::session::SubjectKey;
use tests::service::PATIENCE;
use tests::{Fault, Service};
use tokio::task::JoinSet;

const IDENTITY: IdentityKey = IdentityKey::from_hash([1; 16]);

/// A service whose database a store speaks to through its proxy.
async fn start() -> (Service, Store) {
    let service = Service::start().await;
    let environment = Environment::from_pairs([
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL_DYNAMODB", service.proxy.url()),
        PATIENCE,
    ]);
    let client = Aws::new(AwsSettings::read(&environment).unwrap()).dynamodb();
    let store = Store::new(client, service.database.table().to_owned());
    (service, store)
}

fn account(number: u8) -> AccountId {
    AccountId::from_random([number; 16])
}

fn belongs(number: u8) -> Identity {
    Identity::Belongs { account: account(number), second_step: false, disabled: false, only_way: true }
}

/// What makes `number` the owner of the one identifier, and writes an item of its own beside it.
fn claim(number: u8, expected: Option<Revision>) -> [Step; 2] {
    [
        Step::swap(&Key::identity(IDENTITY), expected, &belongs(number), None).unwrap(),
        Step::swap(&Key::account(account(number)), None, &belongs(number), None).unwrap(),
    ]
}

async fn owner(store: &Store) -> Option<Identity> {
    store.read(&Key::identity(IDENTITY)).await.unwrap().map(|found| found.state)
}

async fn beside(store: &Store, number: u8) -> bool {
    store.read::<Identity>(&Key::account(account(number))).await.unwrap().is_some()
}

fn lost(transacted: Transacted) -> Lost {
    match transacted {
        Transacted::Lost(lost) => lost,
        Transacted::Done => panic!("done"),
    }
}

#[tokio::test]
async fn both_items_are_written_or_none_and_who_loses_learns_what_won() {
    let (_service, store) = start().await;
    assert!(matches!(store.transact(&claim(1, None)).await.unwrap(), Transacted::Done));
    let second = lost(store.transact(&claim(2, None)).await.unwrap());
    assert!(second.at(0) && !second.at(1));
    let winner = second.winner::<Identity>(0).unwrap().unwrap();
    assert_eq!(winner.state, belongs(1));
    assert!(!beside(&store, 2).await, "none of them is written");
    // By what won, the next decision holds.
    assert!(matches!(store.transact(&claim(2, Some(winner.revision))).await.unwrap(), Transacted::Done));
    assert_eq!(owner(&store).await, Some(belongs(2)));
    let third = lost(store.transact(&claim(2, Some(winner.revision))).await.unwrap());
    assert!(third.at(0) && third.at(1));
    let gone = Step::swap(&Key::account(account(9)), Some(winner.revision), &belongs(9), None).unwrap();
    let nothing = lost(store.transact(&[gone]).await.unwrap());
    assert!(nothing.at(0) && nothing.winner::<Identity>(0).unwrap().is_none(), "nothing stands there");
}

#[tokio::test]
async fn only_what_has_an_end_is_forgotten_by_the_table() {
    let (service, store) = start().await;
    let until = tests::service::START.plus(60);
    let steps = [
        Step::swap(&Key::identity(IDENTITY), None, &Identity::Vacated, Some(until)).unwrap(),
        Step::swap(&Key::account(account(1)), None, &belongs(1), None).unwrap(),
    ];
    assert!(matches!(store.transact(&steps).await.unwrap(), Transacted::Done));
    let items = service.items().await;
    let ends: Vec<_> = items.iter().filter_map(|item| Some(item.get("expires_at")?.as_n().unwrap().clone())).collect();
    assert_eq!((items.len(), ends), (2, vec![until.as_unix().to_string()]));
}

#[tokio::test]
async fn re_01_a_transaction_whose_answer_was_lost_has_succeeded_once() {
    for fault in [Fault::LostAnswer, Fault::ServerErrorAfterwards, Fault::Throttled, Fault::Disconnected] {
        let (service, store) = start().await;
        let mut spoilt = false;
        service.proxy.plan(move |call| {
            let first = call.operation == "TransactWriteItems" && !std::mem::replace(&mut spoilt, true);
            if first { fault } else { Fault::None }
        });
        assert!(matches!(store.transact(&claim(1, None)).await.unwrap(), Transacted::Done), "{fault:?}");
        assert_eq!(owner(&store).await, Some(belongs(1)), "{fault:?}");
    }
}

#[tokio::test]
async fn re_03_while_the_database_fails_a_transaction_is_none() {
    let (service, store) = start().await;
    service.proxy.plan(|_| Fault::ServerError);
    assert!(matches!(store.transact(&claim(1, None)).await, Err(StoreError::Unavailable(_))));
    service.proxy.plan(|_| Fault::None);
    assert_eq!((owner(&store).await, beside(&store, 1).await), (None, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_100_parallel_transactions_on_one_item_exactly_one_wins_and_all_know_it() {
    let (service, store) = start().await;
    let mut tasks = JoinSet::new();
    for number in 1..=100 {
        let store = store.clone();
        tasks.spawn(async move { (number, store.transact(&claim(number, None)).await.unwrap()) });
    }
    let (mut winners, mut told) = (Vec::new(), Vec::new());
    for (number, transacted) in tasks.join_all().await {
        match transacted {
            Transacted::Done => winners.push(number),
            Transacted::Lost(lost) => told.push(lost.winner::<Identity>(0).unwrap().unwrap().state),
        }
    }
    assert_eq!(winners.len(), 1);
    assert!(told.len() == 99 && told.iter().all(|state| *state == belongs(winners[0])));
    assert_eq!(service.items().await.len(), 2, "the losers have written nothing");
    assert!(service.of_subjects("session#").await.is_empty() && SubjectKey::of(account(1)).account() == account(1));
}
