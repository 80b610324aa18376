//! Erasure: what may be forgotten when an identifier's owner asks for it.

use super::{KnownDevice, Ledger, Spent};
use crate::Timestamp;

/// The ledger without everything but the times of a day's sends. Those stay until the day is over, for strangers and each
/// known device: without them, signing in and erasing in turn would send any number of messages at the service's cost.
/// The wrong guesses go: they protect the owner, who has just proven to be one.
#[must_use]
pub fn erase(ledger: &Ledger, now: Timestamp) -> Ledger {
    let Ledger { strangers, devices, .. } = ledger.without_the_past(now);
    let sends = |spent: Spent| Spent { sends: spent.sends, ..Spent::default() };
    let devices = devices.into_iter().filter(|known| !known.spent.sends.is_empty());
    Ledger {
        challenges: Vec::new(),
        strangers: sends(strangers),
        devices: devices.map(|known| KnownDevice { id: known.id, spent: sends(known.spent) }).collect(),
    }
}
