//! Nobody waits who holds keys that may still be used.

use futures_util::FutureExt;

use super::*;

/// The outcome of a use that does not wait for anything.
fn at_once(keys: &RemoteKeys, key: &TestKey, now: Timestamp) -> Result<(), CheckFailed> {
    outcome(keys, key, now).now_or_never().expect("a use that does not wait")
}

/// Keys that were fetched at `NOW`, of an issuer that has not answered since.
async fn held() -> (Published, RemoteKeys) {
    let published = Published::new();
    let keys = published.remote_keys();
    assert_eq!(outcome(&keys, &KEY, NOW).await, Ok(()));
    published.gate.forget_permits(Semaphore::MAX_PERMITS);
    published.asked();
    (published, keys)
}

#[tokio::test]
async fn nobody_waits_for_an_issuer_that_does_not_answer_as_long_as_keys_may_be_used() {
    let end = DEFAULT_MAX_AGE + DEFAULT_KEEPING;
    let attempts = (end - REFRESH_AGE).div_ceil(FETCH_INTERVAL);
    for in_time in [true, false] {
        let (published, keys) = held().await;
        for second in 0..end {
            for _ in 0..3 {
                assert_eq!(at_once(&keys, &KEY, NOW.plus(second)), Ok(()), "{second} s later");
            }
            if in_time {
                published.rings();
            }
        }
        let asked = u64::try_from(published.asked()).unwrap();
        assert_eq!(asked, attempts, "one a minute from four fifths of the age on");
    }
}

#[tokio::test]
async fn an_issuer_that_fails_at_once_is_waited_for_by_nobody_either() {
    let (published, keys) = held().await;
    published.gate.add_permits(Semaphore::MAX_PERMITS);
    published.is_down();
    for second in 0..DEFAULT_MAX_AGE + DEFAULT_KEEPING {
        assert_eq!(at_once(&keys, &KEY, NOW.plus(second)), Ok(()), "{second} s later");
    }
}

#[tokio::test]
async fn keys_that_may_be_used_no_longer_are_used_by_nobody_and_waited_for_no_longer_than_a_fetch_may_take() {
    for (keeping, age) in [(DEFAULT_KEEPING, DEFAULT_MAX_AGE + DEFAULT_KEEPING), (0, DEFAULT_MAX_AGE)] {
        let (published, keys) = held().await;
        let keys = keys.keeping(keeping);
        let mut waiting = Box::pin(outcome(&keys, &KEY, NOW.plus(age)));
        assert_eq!((&mut waiting).now_or_never(), None);
        published.rings();
        assert_eq!(waiting.await, Err(CheckFailed::NoKeys(KeysUnavailable::Late)));
    }
}

#[tokio::test]
async fn keys_grow_young_again_though_nobody_waits_for_it() {
    let (published, keys) = held().await;
    let mut now = NOW;
    for _ in 0..100 {
        now = now.plus(REFRESH_AGE);
        assert_eq!(at_once(&keys, &KEY, now), Ok(()));
        for _ in 0..2 {
            published.gate.add_permits(1);
            assert_eq!(at_once(&keys, &KEY, now), Ok(()), "takes the fetch a step further");
        }
        assert_eq!(published.asked(), 1);
        assert_eq!(at_once(&keys, &KEY, now.plus(REFRESH_AGE - 1)), Ok(()));
        assert_eq!(published.asked(), 0, "those are young");
        // tokio lets a task that never yields get nothing from a semaphore any more.
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_idle_service_uses_its_old_keys_until_the_new_ones_have_come_unless_it_was_told_not_to() {
    let (published, keys) = held().await;
    let strict = keys.clone().keeping(0);
    published.shows(&[&TestKey::new()]);
    let later = NOW.plus(DEFAULT_MAX_AGE);
    assert_eq!(at_once(&keys, &KEY, later), Ok(()), "no wait");
    let mut waiting = Box::pin(outcome(&strict, &KEY, later));
    assert_eq!((&mut waiting).now_or_never(), None);
    published.gate.add_permits(2);
    assert_eq!(waiting.await, unknown_key(), "goes by the new keys");
    assert_eq!(at_once(&keys, &KEY, later), unknown_key());
    assert_eq!(published.asked(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_uses_of_old_keys_at_once_begin_one_fetch_and_none_of_them_waits() {
    let (published, keys) = held().await;
    let uses = (0..500).map(|_| {
        let keys = keys.clone();
        tokio::spawn(async move { at_once(&keys, &KEY, NOW.plus(DEFAULT_MAX_AGE)) })
    });
    for outcome in futures_util::future::join_all(uses).await {
        assert_eq!(outcome.unwrap(), Ok(()));
    }
    assert_eq!(published.asked(), 1);
}

#[tokio::test]
async fn a_token_of_a_key_that_is_not_known_waits_no_longer_than_a_fetch_may_take() {
    let (published, keys) = held().await;
    let (forged, soon) = (TestKey::new(), NOW.plus(FETCH_INTERVAL));
    let mut waiting = Box::pin(outcome(&keys, &forged, soon));
    assert_eq!((&mut waiting).now_or_never(), None);
    assert_eq!(at_once(&keys, &KEY, soon), Ok(()), "and delays no other");
    published.rings();
    assert_eq!(waiting.await, unknown_key());
    assert_eq!(at_once(&keys, &forged, soon), unknown_key(), "asked already");
    assert_eq!(published.asked(), 1);
}
