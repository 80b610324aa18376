use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;

use super::*;

/// Polls once.
async fn is_pending(future: &mut (impl Future + Unpin)) -> bool {
    poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context).is_pending())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_who_need_keys_at_once_share_one_fetch() {
    let published = Published::new();
    published.gate.forget_permits(Semaphore::MAX_PERMITS);
    let keys = published.remote_keys();
    let callers: Vec<_> = (0..50)
        .map(|_| {
            let keys = keys.clone();
            tokio::spawn(async move { outcome(&keys, &KEY, NOW).await })
        })
        .collect();
    while published.asked.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    published.gate.add_permits(2);
    for caller in join_all(callers).await {
        assert_eq!(caller.unwrap(), Ok(()));
    }
    assert_eq!(published.asked(), 1);
}

#[tokio::test]
async fn a_caller_that_leaves_ends_no_fetch_and_makes_none_due() {
    let published = Published::new();
    published.gate.forget_permits(Semaphore::MAX_PERMITS);
    let keys = published.remote_keys();
    for _ in 0..5 {
        let mut impatient = Box::pin(outcome(&keys, &KEY, NOW));
        assert!(is_pending(&mut impatient).await);
    }
    published.gate.add_permits(2);
    assert_eq!(outcome(&keys, &KEY, NOW.plus(LONGEST_FETCH)).await, Ok(()));
    assert_eq!(published.asked(), 1);
}

#[tokio::test]
async fn a_fetch_that_never_ends_is_given_up_in_time_and_its_waiters_are_told() {
    let published = Published::new();
    published.gate.forget_permits(Semaphore::MAX_PERMITS);
    let keys = published.remote_keys();
    let late = Err(CheckFailed::NoKeys(KeysUnavailable::Late));
    let mut waiting = Box::pin(join_all((0..20).map(|_| outcome(&keys, &KEY, NOW))));
    assert!(is_pending(&mut waiting).await);
    published.rings();
    let outcomes = waiting.await;
    assert!(outcomes.iter().all(|outcome| *outcome == late), "{outcomes:?}");
    assert_eq!(published.asked(), 1);
    published.gate.add_permits(2);
    assert_eq!(outcome(&keys, &KEY, NOW.plus(FIRST_FETCH_INTERVAL)).await, Ok(()), "the next one is another fetch");
    assert_eq!(published.asked(), 1);
}

#[tokio::test]
async fn the_bound_of_a_fetch_passes_by_itself() {
    Deadline::after(Duration::ZERO).await;
    assert_eq!(Deadline::after(Duration::from_secs(LONGEST_FETCH)).now_or_never(), None);
}

#[tokio::test]
async fn a_fetch_that_hangs_is_given_up_for_lost_and_does_not_come_back() {
    let (published, rotated) = (Published::new(), TestKey::new());
    published.gate.forget_permits(Semaphore::MAX_PERMITS);
    let keys = published.remote_keys();
    let mut hanging = Box::pin(outcome(&keys, &KEY, NOW));
    assert!(is_pending(&mut hanging).await);
    published.shows(&[&rotated]);
    // The clock of the service has moved on, as after a pause of the whole machine; its timers have not.
    let later = NOW.plus(LONGEST_FETCH + 1);
    let mut second = Box::pin(outcome(&keys, &rotated, later));
    assert!(is_pending(&mut second).await);
    published.gate.add_permits(4);
    let (_, second) = tokio::join!(hanging, second);
    assert_eq!(second, Ok(()));
    assert_eq!(outcome(&keys, &rotated, later).await, Ok(()));
    assert_eq!(published.asked(), 2);
}

#[tokio::test]
async fn a_fetch_that_panics_fails_like_any_other_and_brings_nobody_down() {
    let issuer = Issuer::parse(ISSUER).unwrap();
    let fetch = |url: String| async move {
        assert!(url.is_empty(), "a fault of the function that fetches");
        Ok::<_, String>(Vec::new())
    };
    let keys = RemoteKeys::new(issuer, AUDIENCE.to_owned(), SKEW, fetch, drop);
    assert_eq!(outcome(&keys, &KEY, NOW).await, Err(CheckFailed::NoKeys(KeysUnavailable::Panicked)));
    assert_eq!(outcome(&keys, &KEY, NOW).await, Err(CheckFailed::NoKeys(KeysUnavailable::AskedAlready)));
}

#[test]
fn a_fetch_needs_no_runtime_but_the_one_that_it_brings_along() {
    let (published, rotated) = (Published::new(), TestKey::new());
    let keys = published.remote_keys();
    assert_eq!(outcome(&keys, &KEY, NOW).now_or_never(), Some(Ok(())));
    published.shows(&[&rotated]);
    assert_eq!(outcome(&keys, &rotated, NOW.plus(REFRESH_AGE)).now_or_never(), Some(Ok(())));
}

#[tokio::test]
async fn a_fetch_that_was_handed_over_goes_on_while_no_token_comes_in() {
    let (published, rotated) = (Published::new(), TestKey::new());
    let keys = published.remote_keys_spawning(|fetch| drop(tokio::spawn(fetch)));
    assert_eq!(outcome(&keys, &KEY, NOW).await, Ok(()));
    published.shows(&[&rotated]);
    published.gate.forget_permits(Semaphore::MAX_PERMITS);
    let later = NOW.plus(REFRESH_AGE);
    assert_eq!(outcome(&keys, &KEY, later).now_or_never(), Some(Ok(())));
    published.gate.add_permits(2);
    while published.answered.load(Ordering::SeqCst) < 4 {
        tokio::task::yield_now().await;
    }
    assert_eq!(outcome(&keys, &KEY, later).now_or_never(), Some(unknown_key()), "the new keys have come");
    assert_eq!(published.asked(), 2);
}
