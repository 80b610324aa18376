//! Whose budgets a challenge spends, and what has been spent of them.
//!
//! Whoever knows an address can ask for codes and guess at them. A device on which its owner has signed in before proves
//! it, and has budgets of its own: what strangers spend changes nothing for it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CLOCKS_DIFFER_BY, Challenge, DAY, FailureBudget, HOUR, Ledger, MONTH, RUN_REMEMBERED, SendBudget};
use crate::Timestamp;

/// So many devices of one identifier have budgets at a time; each further one counts as a stranger meanwhile. Without an
/// end to it, whoever owns an address could have any number of messages sent and make its ledger any size.
pub(super) const MOST_DEVICES: usize = 8;

/// Whose budgets a challenge spends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pool {
    /// Everybody who does not prove to be a known device.
    Strangers,
    /// One device on which the identifier's owner has signed in before.
    Device(DeviceId),
}

/// Names a device on which somebody has signed in. 64 random bits, compared within one ledger only.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceId([u8; 8]);

/// What a pool has spent of its budgets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spent {
    /// When a code was sent, oldest first; nothing older than a day.
    pub(super) sends: Vec<Timestamp>,
    /// When a wrong short code was judged, oldest first; nothing older than 30 days.
    pub(super) failures: Vec<Timestamp>,
    /// Wrong short codes since the last right one.
    pub(super) failures_in_a_row: u32,
    pub(super) last_failure: Option<Timestamp>,
}

/// What a known device has spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KnownDevice {
    pub(super) id: DeviceId,
    pub(super) spent: Spent,
}

impl DeviceId {
    /// Takes 8 fresh random bytes.
    pub const fn from_random(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// The bytes, for what is counted beside the ledger.
    pub const fn to_bytes(self) -> [u8; 8] {
        self.0
    }
}

impl Pool {
    /// The device, if it is one's.
    pub const fn device(self) -> Option<DeviceId> {
        match self {
            Self::Strangers => None,
            Self::Device(id) => Some(id),
        }
    }
}

impl Ledger {
    /// The pool of somebody who proves to be `device`, or nobody; remembers a device that is new here.
    pub(super) fn admit(&mut self, device: Option<DeviceId>) -> Pool {
        let Some(id) = device else { return Pool::Strangers };
        if !self.devices.iter().any(|known| known.id == id) {
            if self.devices.len() >= MOST_DEVICES {
                return Pool::Strangers;
            }
            self.devices.push(KnownDevice { id, spent: Spent::default() });
        }
        Pool::Device(id)
    }

    pub(super) fn spent(&self, pool: Pool) -> &Spent {
        let known = self.devices.iter().find(|known| Pool::Device(known.id) == pool);
        known.map_or(&self.strangers, |known| &known.spent)
    }

    pub(super) fn spent_mut(&mut self, pool: Pool) -> &mut Spent {
        match self.devices.iter_mut().find(|known| Pool::Device(known.id) == pool) {
            Some(known) => &mut known.spent,
            None => &mut self.strangers,
        }
    }

    /// What each pool has spent.
    pub(super) fn all_spent(&self) -> impl Iterator<Item = &Spent> {
        [&self.strangers].into_iter().chain(self.devices.iter().map(|known| &known.spent))
    }
}

impl KnownDevice {
    /// The device without its past; `None` where nothing is left of it and no live challenge is its own.
    pub(super) fn without_the_past(&self, live: &[Challenge], now: Timestamp) -> Option<Self> {
        let spent = self.spent.without_the_past(now);
        let needed = spent != Spent::default() || live.iter().any(|challenge| challenge.pool == Pool::Device(self.id));
        needed.then_some(Self { id: self.id, spent })
    }
}

impl Spent {
    /// When nothing of it matters any more.
    pub(super) fn expires_at(&self) -> Timestamp {
        let sends = self.sends.iter().map(|at| at.plus(DAY + CLOCKS_DIFFER_BY));
        let failures = self.failures.iter().map(|at| at.plus(MONTH + CLOCKS_DIFFER_BY));
        let run = self.last_failure.iter().filter(|_| self.failures_in_a_row > 0).map(|at| at.plus(RUN_REMEMBERED));
        sends.chain(failures).chain(run).max().unwrap_or_default()
    }

    pub(super) fn without_the_past(&self, now: Timestamp) -> Self {
        let within = |at: &&Timestamp, window| now.since(**at) < window + CLOCKS_DIFFER_BY;
        let remembers_run = self.last_failure.is_some_and(|at| now.since(at) < RUN_REMEMBERED);
        Self {
            sends: self.sends.iter().filter(|at| within(at, DAY)).copied().collect(),
            failures: self.failures.iter().filter(|at| within(at, MONTH)).copied().collect(),
            failures_in_a_row: if remembers_run { self.failures_in_a_row } else { 0 },
            last_failure: self.last_failure.filter(|_| remembers_run),
        }
    }

    /// A right one ends the wrong guesses in a row.
    pub(super) fn end_run(&mut self) {
        self.failures_in_a_row = 0;
        self.last_failure = None;
    }

    /// Seconds until another code may be sent; `None` where one may be sent now.
    pub(super) fn sends_spent(&self, budget: &SendBudget, now: Timestamp) -> Option<u64> {
        window_spent(&self.sends, now, HOUR, budget.per_hour.get()).max(window_spent(
            &self.sends,
            now,
            DAY,
            budget.per_day.get(),
        ))
    }

    /// Whether no short code may be judged now.
    pub(super) fn guesses_spent(&self, budget: &FailureBudget, now: Timestamp) -> bool {
        let run_lives = self.last_failure.is_some_and(|last| now.since(last) < RUN_REMEMBERED);
        window_spent(&self.failures, now, DAY, budget.per_day.get()).is_some()
            || window_spent(&self.failures, now, MONTH, budget.per_month.get()).is_some()
            || (run_lives && self.failures_in_a_row >= budget.in_a_row.get())
    }
}

/// Seconds until fewer than `limit` of `events` lie within the last `window` seconds.
fn window_spent(events: &[Timestamp], now: Timestamp, window: u64, limit: u32) -> Option<u64> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut recent: Vec<_> = events.iter().copied().filter(|at| now.since(*at) < window).collect();
    // Clocks differ, and a call that lost a race books the moment at which it began: the last one booked need not be
    // the latest.
    recent.sort_unstable();
    // The event whose leaving makes room: with exactly `limit` recent ones it is the oldest of them.
    let leaving = recent.iter().rev().nth(limit.checked_sub(1)?)?;
    Some(leaving.plus(window).since(now))
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DeviceId")
    }
}
