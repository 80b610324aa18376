//! Which keys are held, and when they may be asked for again.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::future::Shared;

use super::{FETCH_INTERVAL, FIRST_FETCH_INTERVAL, LONGEST_FETCH};
use crate::{KeysUnavailable, Timestamp, Verifier};

/// A fetch that books its own result.
pub(super) type PendingFetch = Pin<Box<dyn Future<Output = Result<(), KeysUnavailable>> + Send>>;
/// The same for everybody who drives it or waits for it.
pub(super) type SharedFetch = Shared<PendingFetch>;

#[derive(Default)]
pub(super) struct State {
    held: Option<Held>,
    asked: Option<Asked>,
    /// The fetch under way.
    pub(super) pending: Option<SharedFetch>,
}

/// The last good set.
struct Held {
    verifier: Arc<Verifier>,
    /// What the verifier was made from.
    document: String,
    fetched: Timestamp,
}

/// The last fetch.
#[derive(Clone, Copy)]
struct Asked {
    number: u64,
    at: Timestamp,
}

impl State {
    pub(super) fn held_for_less_than(&self, seconds: u64, now: Timestamp) -> Option<Arc<Verifier>> {
        let held = self.held.as_ref().filter(|held| now.since(held.fetched) < seconds)?;
        Some(Arc::clone(&held.verifier))
    }

    pub(super) fn other_than(&self, known: &Arc<Verifier>) -> Option<Arc<Verifier>> {
        let held = self.held.as_ref().filter(|held| !Arc::ptr_eq(&held.verifier, known))?;
        Some(Arc::clone(&held.verifier))
    }

    /// The fetch under way, but for one that should have ended long ago by the clock of those who check tokens.
    pub(super) fn under_way(&self, now: Timestamp) -> Option<SharedFetch> {
        let asked = self.asked.filter(|asked| now.since(asked.at) <= LONGEST_FETCH);
        asked.and(self.pending.clone())
    }

    /// Whether a fetch may begin: none is under way, and the last one began long enough ago.
    pub(super) fn may_ask(&self, now: Timestamp) -> bool {
        let interval = if self.held.is_some() { FETCH_INTERVAL } else { FIRST_FETCH_INTERVAL };
        self.under_way(now).is_none() && self.asked.is_none_or(|asked| now.since(asked.at) >= interval)
    }

    /// Books the beginning of a fetch, and gives its number.
    pub(super) fn book_begin(&mut self, now: Timestamp) -> u64 {
        let number = self.asked.map_or(0, |asked| asked.number.wrapping_add(1));
        self.asked = Some(Asked { number, at: now });
        number
    }

    /// Books the end of the fetch that began at `began`.
    pub(super) fn book_end(
        &mut self,
        number: u64,
        began: Timestamp,
        fetched: Result<(String, Verifier), KeysUnavailable>,
    ) -> Result<(), KeysUnavailable> {
        // One that was given up for lost would bring older keys than its successor.
        if self.asked.is_none_or(|asked| asked.number != number) {
            return Ok(());
        }
        self.pending = None;
        let (document, verifier) = fetched?;
        match &mut self.held {
            // The same keys: what was remembered under them stays good.
            Some(held) if held.document == document => held.fetched = began,
            held => *held = Some(Held { verifier: Arc::new(verifier), document, fetched: began }),
        }
        Ok(())
    }
}
