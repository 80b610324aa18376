use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::{AUDIENCE, ISSUER, KEY, NOW, SKEW, TestKey, claims};
use crate::remote::deadline::{Deadline, Expiry};
use crate::{
    Background, CheckFailed, CheckToken, DEFAULT_KEEPING, DEFAULT_MAX_AGE, FETCH_INTERVAL, FIRST_FETCH_INTERVAL,
    Issuer, KeySet, KeySetFault, KeysUnavailable, LONGEST_DOCUMENT, LONGEST_FETCH, RemoteKeys, SHORTEST_MAX_AGE,
    Timestamp, TokenRefused,
};

mod documents;
mod flights;
mod waiting;

/// The age from which on keys are fetched anew.
const REFRESH_AGE: u64 = DEFAULT_MAX_AGE / 5 * 4;

/// An issuer whose documents a test changes, and which counts how often it is asked for its metadata.
#[derive(Clone)]
struct Published {
    documents: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    asked: Arc<AtomicUsize>,
    /// Documents that were given.
    answered: Arc<AtomicUsize>,
    /// The bounds of its fetches, each of which passes when a test rings it.
    bounds: Arc<Mutex<Vec<Arc<Expiry>>>>,
    /// Answers wait for a permit.
    gate: Arc<Semaphore>,
}

const METADATA: &str = "https://login.example.org/.well-known/openid-configuration";
const KEYS: &str = "https://login.example.org/.well-known/jwks.json";

impl Published {
    fn new() -> Self {
        let gate = Arc::new(Semaphore::new(Semaphore::MAX_PERMITS));
        let published = Self {
            documents: Arc::default(),
            asked: Arc::default(),
            answered: Arc::default(),
            bounds: Arc::default(),
            gate,
        };
        published.says(METADATA, &json!({ "issuer": ISSUER, "jwks_uri": KEYS, "response_types_supported": [] }));
        published.shows(&[&KEY]);
        published
    }

    fn says(&self, url: &str, document: &impl ToString) {
        self.documents.lock().unwrap().insert(url.to_owned(), document.to_string().into_bytes());
    }

    fn shows(&self, keys: &[&TestKey]) {
        self.says(KEYS, &KeySet::of(keys.iter().map(|key| key.jwk())).unwrap().publish());
    }

    fn is_down(&self) {
        self.documents.lock().unwrap().remove(KEYS);
    }

    /// How often it was asked since the last question.
    fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::SeqCst)
    }

    /// Of a service whose runtime rests between calls.
    fn remote_keys(&self) -> RemoteKeys {
        self.remote_keys_spawning(drop)
    }

    fn remote_keys_spawning(&self, spawn: impl Fn(Background) + Send + Sync + 'static) -> RemoteKeys {
        let issuer = Issuer::parse(ISSUER).unwrap();
        let published = self.clone();
        let bounds = Arc::clone(&self.bounds);
        let bounded_by = move || {
            let (deadline, expiry) = Deadline::by_hand();
            bounds.lock().unwrap().push(expiry);
            deadline
        };
        let fetch = move |url| {
            let published = published.clone();
            if url == METADATA {
                published.asked.fetch_add(1, Ordering::SeqCst);
            }
            async move {
                published.gate.acquire().await.unwrap().forget();
                published.answered.fetch_add(1, Ordering::SeqCst);
                published.documents.lock().unwrap().get(&url).cloned().ok_or("404")
            }
        };
        RemoteKeys::new(issuer, AUDIENCE.to_owned(), SKEW, fetch, spawn).bounded_by(bounded_by)
    }

    /// The time of every fetch so far is over.
    fn rings(&self) {
        self.bounds.lock().unwrap().iter().for_each(|expiry| expiry.pass());
    }
}

/// The usual claims, with a life that spans the test.
fn lasting() -> Value {
    let mut claims = claims("jti-1");
    claims["exp"] = json!(NOW.plus(1_000_000));
    claims
}

/// One use, and no wait for the fetch that it may have begun.
async fn outcome(keys: &RemoteKeys, key: &TestKey, now: Timestamp) -> Result<(), CheckFailed> {
    keys.check_token(&key.token_saying(&lasting()), now).await.map(|_| ())
}

/// One use, and the end of the fetch that it may have begun.
async fn settled(keys: &RemoteKeys, key: &TestKey, now: Timestamp) -> Result<(), CheckFailed> {
    let outcome = outcome(keys, key, now).await;
    keys.settled(now).await;
    outcome
}

fn unknown_key() -> Result<(), CheckFailed> {
    Err(CheckFailed::Token(TokenRefused::UnknownKey))
}

fn not_found() -> Result<(), CheckFailed> {
    Err(CheckFailed::NoKeys(KeysUnavailable::Fetch("404".to_owned())))
}

#[tokio::test]
async fn keys_are_fetched_at_first_use_and_again_in_the_last_fifth_of_their_age() {
    let published = Published::new();
    let keys = published.remote_keys();
    assert_eq!(published.asked(), 0, "nothing before the first use");
    let ages = [(0, 1), (0, 0), (REFRESH_AGE - 1, 0), (REFRESH_AGE, 1), (REFRESH_AGE + 1, 0), (DEFAULT_MAX_AGE, 0)];
    for (after, fetches) in ages {
        assert_eq!(settled(&keys, &KEY, NOW.plus(after)).await, Ok(()));
        assert_eq!(published.asked(), fetches, "{after} s later");
    }
    for shortest in [3, SHORTEST_MAX_AGE] {
        let keys = published.remote_keys().max_age(shortest);
        for (after, fetches) in [(0, 1), (FETCH_INTERVAL - 1, 0), (FETCH_INTERVAL, 1)] {
            assert_eq!(settled(&keys, &KEY, NOW.plus(after)).await, Ok(()));
            assert_eq!(published.asked(), fetches, "{after} s later, where {shortest} seconds were asked for");
        }
    }
}

#[tokio::test]
async fn a_token_of_a_new_key_has_the_set_fetched_anew() {
    let (published, rotated) = (Published::new(), TestKey::new());
    let keys = published.remote_keys();
    assert_eq!(outcome(&keys, &KEY, NOW).await, Ok(()));
    published.shows(&[&rotated]);
    assert_eq!(outcome(&keys, &rotated, NOW.plus(FETCH_INTERVAL)).await, Ok(()));
    assert_eq!(published.asked(), 2);
    assert_eq!(outcome(&keys, &KEY, NOW.plus(FETCH_INTERVAL)).await, unknown_key(), "the old key is gone");
}

#[tokio::test]
async fn jwt_02_forged_key_names_cause_one_fetch_a_minute() {
    let published = Published::new();
    let keys = published.remote_keys();
    for second in 0..600 {
        for _ in 0..3 {
            assert_eq!(settled(&keys, &TestKey::new(), NOW.plus(second)).await, unknown_key());
        }
        assert_eq!(settled(&keys, &KEY, NOW.plus(second)).await, Ok(()));
    }
    assert_eq!(published.asked(), 10);
}

#[tokio::test]
async fn a_withdrawn_key_is_remembered_no_longer_than_its_set() {
    let (published, rotated) = (Published::new(), TestKey::new());
    let keys = published.remote_keys().remembering(64);
    assert_eq!(settled(&keys, &KEY, NOW).await, Ok(()));
    published.shows(&[&rotated]);
    assert_eq!(settled(&keys, &KEY, NOW.plus(REFRESH_AGE - 1)).await, Ok(()), "not known yet");
    assert_eq!(settled(&keys, &KEY, NOW.plus(REFRESH_AGE)).await, unknown_key());
}

#[tokio::test]
async fn what_is_remembered_outlives_a_fetch_that_brings_the_same_keys() {
    let published = Published::new();
    let keys = published.remote_keys().remembering(64);
    let token = KEY.token_saying(&lasting());
    let first = keys.check_token(&token, NOW).await.unwrap();
    assert_eq!(settled(&keys, &KEY, NOW.plus(REFRESH_AGE)).await, Ok(()));
    let second = keys.check_token(&token, NOW.plus(REFRESH_AGE)).await.unwrap();
    assert_eq!(published.asked(), 2);
    assert!(Arc::ptr_eq(&first, &second));
}

#[tokio::test]
async fn the_last_good_set_is_used_for_a_bounded_time_while_the_issuer_is_down() {
    let published = Published::new();
    let keys = published.remote_keys();
    assert_eq!(settled(&keys, &KEY, NOW).await, Ok(()));
    published.is_down();
    let end = DEFAULT_MAX_AGE + DEFAULT_KEEPING;
    for after in [REFRESH_AGE, DEFAULT_MAX_AGE, DEFAULT_MAX_AGE + 1, end / 2, end - 1] {
        assert_eq!(settled(&keys, &KEY, NOW.plus(after)).await, Ok(()), "{after} s later");
    }
    let soon = settled(&keys, &KEY, NOW.plus(end)).await;
    assert_eq!(soon, Err(CheckFailed::NoKeys(KeysUnavailable::AskedAlready)), "one second after the last attempt");
    assert_eq!(settled(&keys, &KEY, NOW.plus(end + FETCH_INTERVAL)).await, not_found());
    published.shows(&[&KEY]);
    assert_eq!(settled(&keys, &KEY, NOW.plus(end + 2 * FETCH_INTERVAL)).await, Ok(()), "and it is back");

    let strict = published.remote_keys().keeping(0);
    assert_eq!(settled(&strict, &KEY, NOW).await, Ok(()));
    published.is_down();
    let end = DEFAULT_MAX_AGE;
    assert_eq!(settled(&strict, &KEY, NOW.plus(end - 1)).await, Ok(()));
    let soon = settled(&strict, &KEY, NOW.plus(end)).await;
    assert_eq!(soon, Err(CheckFailed::NoKeys(KeysUnavailable::AskedAlready)));
    assert_eq!(settled(&strict, &KEY, NOW.plus(end + FETCH_INTERVAL)).await, not_found());
}

#[tokio::test]
async fn an_issuer_that_is_down_is_asked_no_more_often() {
    let published = Published::new();
    published.is_down();
    let keys = published.remote_keys();
    for second in 0..60 {
        assert!(settled(&keys, &KEY, NOW.plus(second)).await.is_err());
    }
    assert_eq!(u64::try_from(published.asked()).unwrap(), 60 / FIRST_FETCH_INTERVAL, "as long as there is no set");
    published.shows(&[&KEY]);
    let keys = published.remote_keys();
    assert_eq!(settled(&keys, &KEY, NOW).await, Ok(()));
    published.is_down();
    published.asked();
    for second in 0..600 {
        assert_eq!(settled(&keys, &KEY, NOW.plus(DEFAULT_MAX_AGE + second)).await, Ok(()));
    }
    assert_eq!(published.asked(), 10);
}
