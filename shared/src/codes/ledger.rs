//! The rules of challenges, as pure functions over one record per identifier.
//!
//! `(ledger, event, policy, now) -> (next ledger, outcome)`: no I/O, no clock, no randomness. The store writes the
//! next ledger only if nobody changed it meanwhile, so what holds here holds under any number of parallel requests.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::codes::hotp::CodeForm;

mod erase;
#[cfg(test)]
mod examples;
mod issue;
mod judge;
mod link;
mod policy;
mod pool;
#[cfg(test)]
mod properties;

pub use erase::erase;
pub use issue::{Issue, IssueRefused, Issued, issue, send_failed};
pub use judge::{Guess, Judgement, judge};
pub use link::{LinkUse, redeem};
pub use policy::{
    FailureBudget, LONGEST_CODE_LIFE, MOST_A_DAY, MOST_FAILURES_IN_A_ROW, MOST_GUESSES_PER_CODE, MOST_SENDS_PER_HOUR,
    Policy, SendBudget,
};
pub use pool::{DeviceId, Pool};

use pool::{KnownDevice, Spent};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const MONTH: u64 = 30 * DAY;
/// How far machines' clocks may differ: what still counts for a slow one must not be forgotten by a fast one.
const CLOCKS_DIFFER_BY: u64 = 60;
/// A run of wrong guesses is forgotten a year after its last one, so that a ledger can end.
const RUN_REMEMBERED: u64 = 365 * DAY;

/// Everything remembered about one identifier: its live challenges, and for strangers and each known device the sends of
/// a day and the wrong guesses of 30 days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    challenges: Vec<Challenge>,
    strangers: Spent,
    /// Devices with a past, or with a live challenge.
    devices: Vec<KnownDevice>,
}

/// One attempt to prove an identifier: the code sent last comes from the key of `id` and from `counter`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Challenge {
    id: ChallengeId,
    /// Whose budgets it spends.
    pool: Pool,
    counter: u64,
    form: CodeForm,
    expires_at: Timestamp,
    sent_at: Timestamp,
    /// Codes that left for this attempt; decides how long the next one has to wait.
    sends: u32,
    /// Wrong codes judged; resending does not reset it.
    failures: u32,
    /// The call that had the last code sent.
    sent_by: AttemptId,
    state: State,
    link: LinkLife,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// A code is on its way.
    Open,
    /// The last code never left; it may be sent again at once.
    Undelivered,
    /// The right code was judged, by this attempt.
    Used(AttemptId),
    /// The message's link was, by this attempt. Whoever asked for the code has not seen it: to them the challenge looks as before.
    UsedByLink(AttemptId),
}

/// How long the link in a challenge's last message counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum LinkLife {
    /// It has none.
    None,
    /// As long as its code.
    Code,
    /// Until strangers have another message with a link sent, and a day at most: it spent the last send that they had, so its owner
    /// can ask for no other one on a new device.
    NextSend,
}

/// Names a challenge; 128 random bits, which also make its HOTP key (RFC 4226 §7.5) different from all others.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

    /// What an attempt is followed by through logs and between tabs: the first four bytes in hexadecimal digits, too few to name
    /// it elsewhere.
    pub fn short_name(&self) -> String {
        let [a, b, c, d, ..] = self.0;
        format!("{a:02x}{b:02x}{c:02x}{d:02x}")
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
        let challenges = self.challenges.iter().map(Challenge::forgotten_at);
        challenges.chain(self.all_spent().map(Spent::expires_at)).max().unwrap_or_default()
    }

    /// Drops what no longer matters. An expired item that DynamoDB has not deleted yet thereby equals no item at all.
    fn without_the_past(&self, now: Timestamp) -> Self {
        let challenges: Vec<_> =
            self.challenges.iter().filter(|challenge| now < challenge.forgotten_at()).cloned().collect();
        let devices = self.devices.iter().filter_map(|known| known.without_the_past(&challenges, now)).collect();
        Self { devices, challenges, strangers: self.strangers.without_the_past(now) }
    }

    fn challenge(&self, id: ChallengeId) -> Option<&Challenge> {
        self.challenges.iter().find(|challenge| challenge.id == id)
    }

    fn challenge_mut(&mut self, id: ChallengeId) -> Option<&mut Challenge> {
        self.challenges.iter_mut().find(|challenge| challenge.id == id)
    }
}

impl fmt::Debug for ChallengeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}…", self.short_name())
    }
}

impl fmt::Debug for AttemptId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AttemptId")
    }
}
