//! Stops text messages to a block of numbers where codes are sent and hardly any comes back: somebody is paid for them.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::bounds::network::Window;

/// Seconds of one bucket.
const BUCKET: u64 = 300;
/// Seconds that are looked back upon, by whole buckets. As long as a block is stopped: afterwards it begins anew.
const LOOKED_BACK: u64 = 3_600;
/// Seconds for which a block is stopped.
const STOPPED_FOR: u64 = 3_600;

/// When a block of numbers is stopped.
#[derive(Clone, Copy, Debug)]
pub struct BreakerPolicy {
    /// Sends in an hour below which nothing is concluded.
    pub sends: NonZeroU32,
    /// Fewer verified codes than so many percent of the sends stop the block; 0 never does.
    pub verified_percent: u32,
}

/// The last hour of one block of numbers, in buckets of five minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaker {
    buckets: Vec<Bucket>,
    stopped_until: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Bucket {
    start: Timestamp,
    sends: u32,
    verified: u32,
}

/// Whether a text message may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permit {
    /// It may, once this is written.
    Open(Breaker),
    /// Too few codes came back: nothing leaves, once this is written.
    Stopping(Breaker),
    /// Nothing leaves yet.
    Stopped,
}

impl Breaker {
    /// When the table may forget it.
    pub fn expires_at(&self) -> Timestamp {
        let buckets = self.buckets.iter().map(|bucket| bucket.start.plus(LOOKED_BACK + 2 * BUCKET));
        buckets.chain(self.stopped_until).max().unwrap_or_default()
    }

    /// Seconds until messages may leave again.
    pub fn stopped_for(&self, now: Timestamp) -> u64 {
        self.stopped_until.map_or(0, |until| until.since(now))
    }

    fn without_the_past(&self, now: Timestamp) -> Self {
        let recent = |bucket: &&Bucket| now.since(bucket.start) < LOOKED_BACK;
        Self {
            buckets: self.buckets.iter().filter(recent).cloned().collect(),
            stopped_until: self.stopped_until.filter(|until| now < *until),
        }
    }

    fn count(&mut self, now: Timestamp, sends: u32, verified: u32) {
        let start = Window::at(now, BUCKET).start();
        if let Some(bucket) = self.buckets.iter_mut().find(|bucket| bucket.start == start) {
            bucket.sends = bucket.sends.saturating_add(sends);
            bucket.verified = bucket.verified.saturating_add(verified);
        } else {
            self.buckets.push(Bucket { start, sends, verified });
        }
    }
}

/// Decides over one more send to a block, and books it.
pub fn send(breaker: Option<&Breaker>, policy: &BreakerPolicy, now: Timestamp) -> Permit {
    let mut next = breaker.map(|breaker| breaker.without_the_past(now)).unwrap_or_default();
    if next.stopped_until.is_some() {
        return Permit::Stopped;
    }
    let sum = |count: fn(&Bucket) -> u32| next.buckets.iter().map(|bucket| u64::from(count(bucket))).sum::<u64>();
    let (sends, verified) = (sum(|bucket| bucket.sends), sum(|bucket| bucket.verified));
    if sends >= u64::from(policy.sends.get()) && verified * 100 < sends * u64::from(policy.verified_percent) {
        next.stopped_until = Some(now.plus(STOPPED_FOR));
        return Permit::Stopping(next);
    }
    next.count(now, 1, 0);
    Permit::Open(next)
}

/// Books that a code which was sent to the block came back.
pub fn verified(breaker: Option<&Breaker>, now: Timestamp) -> Breaker {
    let mut next = breaker.map(|breaker| breaker.without_the_past(now)).unwrap_or_default();
    next.count(now, 0, 1);
    next
}

/// Takes back a send of the moment `at` that never left; `None` where it is too long ago to count.
pub fn send_failed(breaker: Option<&Breaker>, at: Timestamp, now: Timestamp) -> Option<Breaker> {
    let mut next = breaker?.without_the_past(now);
    let start = Window::at(at, BUCKET).start();
    let bucket = next.buckets.iter_mut().find(|bucket| bucket.start == start && bucket.sends > 0)?;
    bucket.sends -= 1;
    Some(next)
}

#[cfg(test)]
#[path = "breaker_tests.rs"]
mod tests;
