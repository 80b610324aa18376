//! A bound on time that needs no runtime: a thread that sleeps, and wakes whoever waits.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use futures_util::task::AtomicWaker;

/// Ready once its time has passed. Its thread ends with it.
pub(crate) struct Deadline {
    expiry: Arc<Expiry>,
    _needed: Sender<()>,
}

#[derive(Default)]
pub(crate) struct Expiry {
    passed: AtomicBool,
    waker: AtomicWaker,
}

impl Deadline {
    /// Where the system has no thread left, it is never ready: the clock of those who check tokens bounds a fetch, too.
    pub(crate) fn after(time: Duration) -> Self {
        let (needed, ended) = channel();
        let deadline = Self { expiry: Arc::default(), _needed: needed };
        let expiry = Arc::clone(&deadline.expiry);
        let sleep = move || {
            if ended.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
                expiry.pass();
            }
        };
        _ = thread::Builder::new().name("fetch deadline".to_owned()).spawn(sleep);
        deadline
    }

    /// One that passes when a test says so.
    #[cfg(test)]
    pub(crate) fn by_hand() -> (Self, Arc<Expiry>) {
        let expiry: Arc<Expiry> = Arc::default();
        (Self { expiry: Arc::clone(&expiry), _needed: channel().0 }, expiry)
    }
}

impl Expiry {
    pub(crate) fn pass(&self) {
        self.passed.store(true, Ordering::Release);
        self.waker.wake();
    }
}

impl Future for Deadline {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        // In this order: an expiry in between is seen by the one or the other.
        self.expiry.waker.register(context.waker());
        if self.expiry.passed.load(Ordering::Acquire) { Poll::Ready(()) } else { Poll::Pending }
    }
}
