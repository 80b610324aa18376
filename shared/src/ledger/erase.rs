//! Erasure: what may be forgotten when an identifier's owner asks for it.

use super::Ledger;
use crate::clock::Timestamp;

/// The ledger without everything but the times of a day's sends. Those stay until the day is over: without them,
/// signing in and erasing in turn would send any number of messages at the service's cost. The wrong guesses go: they
/// protect the owner, who has just proven to be one.
#[must_use]
pub fn erase(ledger: &Ledger, now: Timestamp) -> Ledger {
    Ledger { sends: ledger.without_the_past(now).sends, ..Ledger::default() }
}
