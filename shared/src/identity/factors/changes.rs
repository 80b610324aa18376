//! How often what an account may be proven by is changed: every identifier is told of each change, and whoever could make as many as
//! they like would fill its owner's mailboxes, and keep others from being told.

use super::Factors;
use crate::Timestamp;
use crate::bounds::spend::Day;

/// Most changes of one account in a day (UTC).
pub const MOST_CHANGES: u32 = 20;

/// An account was changed as often in a day as it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the account was changed as often in a day as it may be")]
pub struct TooManyChanges {
    /// Seconds to wait.
    pub retry_after: u64,
}

impl Factors {
    /// When the next change may be agreed to from: what was agreed to until the last one is used up.
    pub fn agreeable_from(&self, now: Timestamp) -> Timestamp {
        self.changed_at.map_or(now, |changed_at| now.max(changed_at.plus(1)))
    }

    /// The same, as it is once it was changed `now`.
    pub fn changed(self, now: Timestamp) -> Result<Self, TooManyChanges> {
        // Each is later than the one before, also in one second and where a clock is slow: what was agreed to is used up by it.
        let changed_at = self.agreeable_from(now);
        let day = Day::of(changed_at);
        let is_of_that_day = self.changed_at.is_some_and(|before| Day::of(before) == day);
        let changes = if is_of_that_day { self.changes } else { 0 };
        if changes >= MOST_CHANGES {
            return Err(TooManyChanges { retry_after: day.end().since(now) });
        }
        Ok(Self { changed_at: Some(changed_at), changes: changes + 1, ..self })
    }
}

#[cfg(test)]
#[path = "changes_tests.rs"]
mod tests;
