//! Signatures that were checked before, so that a client's next call with the same token costs a hash.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use lru::LruCache;

use crate::{Claims, Timestamp};

/// SHA-256 of a whole token, signature and all: the memory holds nothing that could be presented anywhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TokenName([u8; 32]);

impl TokenName {
    pub(crate) fn of(token: &str) -> Option<Self> {
        digest(&SHA256, token.as_bytes()).as_ref().try_into().map(Self).ok()
    }
}

/// The claims of tokens whose signature is known to be good. It says nothing about issuer, audience and times: those are
/// checked at every use.
pub(crate) struct Memory {
    entries: NonZeroUsize,
    clock_skew: u64,
    known: Mutex<LruCache<TokenName, Arc<Claims>>>,
}

impl Memory {
    /// Room for so many tokens, each until `clock_skew` seconds after its `exp`; `None` where there is no room.
    pub(crate) fn of(entries: usize, clock_skew: u64) -> Option<Self> {
        let entries = NonZeroUsize::new(entries)?;
        // Grows with its use: a bound that is meant as none takes no memory.
        Some(Self { entries, clock_skew, known: Mutex::new(LruCache::unbounded()) })
    }

    /// The claims of a token whose signature was checked before and whose life is not over.
    pub(crate) fn recall(&self, name: &TokenName, now: Timestamp) -> Option<Arc<Claims>> {
        let is_over = |claims: &Claims| now >= claims.exp.plus(self.clock_skew);
        // Where a thread died over it, nothing is remembered and every signature is checked.
        let mut known = self.known.lock().ok()?;
        // With what has expired go the contacts in its claims. A token that is presented after its end does not become young.
        if known.peek(name).is_some_and(|claims| is_over(claims)) {
            known.pop(name);
        }
        while known.peek_lru().is_some_and(|(_, oldest)| is_over(oldest)) {
            known.pop_lru();
        }
        known.get(name).cloned()
    }

    /// Remembers a token. Only for one whose signature was checked just now.
    pub(crate) fn remember(&self, name: TokenName, claims: &Arc<Claims>) {
        let Ok(mut known) = self.known.lock() else { return };
        known.put(name, Arc::clone(claims));
        while known.len() > self.entries.get() {
            known.pop_lru();
        }
    }

    /// How many tokens are remembered.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.known.lock().unwrap().len()
    }
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Memory").finish_non_exhaustive()
    }
}
