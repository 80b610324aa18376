use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

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
    assert_eq!(outcome(&keys, &KEY, NOW.plus(FETCH_INTERVAL - 1)).await, Ok(()));
    assert_eq!(published.asked(), 1);
}

#[tokio::test]
async fn a_fetch_that_hangs_is_given_up_for_lost_and_does_not_come_back() {
    let (published, rotated) = (Published::new(), TestKey::new());
    published.gate.forget_permits(Semaphore::MAX_PERMITS);
    let keys = published.remote_keys();
    let mut hanging = Box::pin(outcome(&keys, &KEY, NOW));
    assert!(is_pending(&mut hanging).await);
    published.shows(&[&rotated]);
    let later = NOW.plus(FETCH_INTERVAL);
    let mut second = Box::pin(outcome(&keys, &rotated, later));
    assert!(is_pending(&mut second).await);
    published.gate.add_permits(4);
    let (_, second) = tokio::join!(hanging, second);
    assert_eq!(second, Ok(()));
    assert_eq!(outcome(&keys, &rotated, later).await, Ok(()));
    assert_eq!(published.asked(), 2);
}
