//! The rules of challenges, as pure functions over one record per identifier.
//!
//! `(ledger, event, policy, now) -> (next ledger, outcome)`: no I/O, no clock, no randomness. The store writes the
//! next ledger only if nobody changed it meanwhile, so what holds here holds under any number of parallel requests.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bytes::deserialize_array;
use crate::clock::Timestamp;
use crate::hotp::Digits;

mod erase;
#[cfg(test)]
mod examples;
mod issue;
mod judge;
mod policy;
#[cfg(test)]
mod properties;

pub use erase::erase;
pub use issue::{Issue, IssueRefused, Issued, issue, send_failed};
pub use judge::{Guess, Judgement, judge};
pub use policy::{
    FailureBudget, LONGEST_CODE_LIFE, MOST_A_DAY, MOST_FAILURES_IN_A_ROW, MOST_GUESSES_PER_CODE, MOST_SENDS_PER_HOUR,
    Policy, SendBudget,
};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const MONTH: u64 = 30 * DAY;
/// How far machines' clocks may differ: what still counts for a slow one must not be forgotten by a fast one.
const CLOCKS_DIFFER_BY: u64 = 60;
/// A run of wrong guesses is forgotten a year after its last one, so that a ledger can end.
const RUN_REMEMBERED: u64 = 365 * DAY;

/// Everything remembered about one identifier: its live challenges, its sends of a day, its wrong guesses of 30 days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    challenges: Vec<Challenge>,
    /// When a code was sent, oldest first; nothing older than a day.
    sends: Vec<Timestamp>,
    /// When a wrong code was judged, oldest first; nothing older than 30 days.
    failures: Vec<Timestamp>,
    /// Wrong guesses since the last right one.
    failures_in_a_row: u32,
    last_failure: Option<Timestamp>,
}

/// One attempt to prove an identifier: the code sent last is HOTP(key of `id`, `counter`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Challenge {
    id: ChallengeId,
    counter: u64,
    digits: Digits,
    expires_at: Timestamp,
    sent_at: Timestamp,
    /// Codes that left for this attempt; decides how long the next one has to wait.
    sends: u32,
    /// Wrong codes judged; resending does not reset it.
    failures: u32,
    /// The call that had the last code sent.
    sent_by: AttemptId,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// A code is on its way.
    Open,
    /// The last code never left; it may be sent again at once.
    Undelivered,
    /// The right code was judged, by this attempt.
    Used(AttemptId),
}

/// Names a challenge; 128 random bits, which also make its HOTP key (RFC 4226 §7.5) different from all others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ChallengeId([u8; 16]);

/// Names one call of a handler, so that a call that lost an answer recognises its own earlier write. 64 random bits,
/// compared within one ledger only.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptId(u64);

impl ChallengeId {
    /// Takes 16 fresh random bytes.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the derivation of the challenge's key.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl AttemptId {
    /// Takes 8 fresh random bytes.
    pub const fn from_random(bytes: [u8; 8]) -> Self {
        Self(u64::from_le_bytes(bytes))
    }
}

impl Ledger {
    /// When nothing in it matters any more and the table may forget it.
    pub fn expires_at(&self) -> Timestamp {
        let challenges = self.challenges.iter().map(|challenge| challenge.expires_at);
        let sends = self.sends.iter().map(|at| at.plus(DAY + CLOCKS_DIFFER_BY));
        let failures = self.failures.iter().map(|at| at.plus(MONTH + CLOCKS_DIFFER_BY));
        let run = self.last_failure.iter().filter(|_| self.failures_in_a_row > 0).map(|at| at.plus(RUN_REMEMBERED));
        challenges.chain(sends).chain(failures).chain(run).max().unwrap_or_default()
    }

    /// Drops what no longer matters. An expired item that DynamoDB has not deleted yet thereby equals no item at all.
    fn without_the_past(&self, now: Timestamp) -> Self {
        let within = |at: &&Timestamp, window| now.since(**at) < window + CLOCKS_DIFFER_BY;
        let remembers_run = self.last_failure.is_some_and(|at| now.since(at) < RUN_REMEMBERED);
        Self {
            challenges: self.challenges.iter().filter(|challenge| now < challenge.expires_at).cloned().collect(),
            sends: self.sends.iter().filter(|at| within(at, DAY)).copied().collect(),
            failures: self.failures.iter().filter(|at| within(at, MONTH)).copied().collect(),
            failures_in_a_row: if remembers_run { self.failures_in_a_row } else { 0 },
            last_failure: self.last_failure.filter(|_| remembers_run),
        }
    }

    fn challenge(&self, id: ChallengeId) -> Option<&Challenge> {
        self.challenges.iter().find(|challenge| challenge.id == id)
    }

    fn challenge_mut(&mut self, id: ChallengeId) -> Option<&mut Challenge> {
        self.challenges.iter_mut().find(|challenge| challenge.id == id)
    }

    /// Seconds until another guess may be judged; `None` where one may be judged now.
    fn guesses_spent(&self, policy: &Policy, now: Timestamp) -> Option<u64> {
        let budget = &policy.failures;
        let run = self.last_failure.filter(|_| self.failures_in_a_row >= budget.in_a_row.get());
        [
            window_spent(&self.failures, now, DAY, budget.per_day.get()),
            window_spent(&self.failures, now, MONTH, budget.per_month.get()),
            run.map(|last| last.plus(RUN_REMEMBERED).since(now)),
        ]
        .into_iter()
        .flatten()
        .max()
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

impl Serialize for ChallengeId {
    /// As bytes: a list of 16 numbers would cost the item three times the space.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for ChallengeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_array(deserializer).map(Self)
    }
}

impl fmt::Debug for ChallengeId {
    /// Enough to follow an attempt through the log, too little to name it elsewhere.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(formatter, "{a:02x}{b:02x}{c:02x}{d:02x}…")
    }
}

impl fmt::Debug for AttemptId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AttemptId")
    }
}
