//! How many second attempts a client makes while a service is down: every one adds to what the service already cannot do,
//! and to what its own caller waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Fifty second attempts without a success in between, as the SDK has it where a service fails or does not answer.
const MOST: u32 = 500;
const FOR_AN_ATTEMPT: u32 = 10;

/// What is left for second attempts, for all calls of a client.
#[derive(Clone, Debug)]
pub(super) struct Retries(Arc<AtomicU32>);

impl Retries {
    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicU32::new(MOST)))
    }

    /// Takes what an attempt costs; `false` where not enough is left.
    pub(super) fn take(&self) -> bool {
        let taken = |left: u32| left.checked_sub(FOR_AN_ATTEMPT);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok()
    }

    /// A call succeeded: gives back what its last attempt had taken, and a little where that was the first one.
    pub(super) fn succeeded(&self, attempt: u32) {
        let given = if attempt > 1 { FOR_AN_ATTEMPT } else { 1 };
        let more = |left: u32| Some(left.saturating_add(given).min(MOST));
        _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_end_with_what_is_left_and_come_back_with_answers() {
        let retries = Retries::new();
        assert_eq!((0..100).filter(|_| retries.take()).count(), 50);
        (0..9).for_each(|_| retries.succeeded(1));
        assert!(!retries.take());
        retries.succeeded(1);
        assert!(retries.take() && !retries.take());
        retries.succeeded(2);
        assert!(retries.take() && !retries.take());
        (0..1_000).for_each(|_| retries.succeeded(1));
        assert_eq!((0..100).filter(|_| retries.take()).count(), 50, "no more than at first");
    }
}
