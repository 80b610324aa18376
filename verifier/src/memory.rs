//! Signatures that were checked before, so that a client's next call with the same token costs a hash.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};

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
///
/// Two generations: new entries go to the young one; once that has half of the room it becomes the old one, and what was
/// old is forgotten. An old entry that is used becomes young again.
pub(crate) struct Memory {
    /// Room of one generation, at least 1.
    half: usize,
    clock_skew: u64,
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: Generation,
    old: Generation,
}

#[derive(Default)]
struct Generation {
    claims: HashMap<TokenName, Arc<Claims>>,
    /// When the last of its tokens has expired.
    ends: Timestamp,
}

impl Memory {
    /// Room for so many tokens, each until `clock_skew` seconds after its `exp`; `None` for fewer than two.
    pub(crate) fn of(entries: usize, clock_skew: u64) -> Option<Self> {
        let half = entries / 2;
        (half > 0).then(|| Self { half, clock_skew, generations: Mutex::default() })
    }

    /// The claims of a token whose signature was checked before and whose life is not over.
    pub(crate) fn recall(&self, name: &TokenName, now: Timestamp) -> Option<Arc<Claims>> {
        // Where a thread died over it, nothing is remembered and every signature is checked.
        let mut generations = self.generations.lock().ok()?;
        generations.forget_expired(now);
        let known = if let Some(claims) = generations.young.claims.get(name) {
            Arc::clone(claims)
        } else {
            let claims = generations.old.claims.remove(name)?;
            generations.keep(*name, &claims, self.half, self.ends(&claims));
            claims
        };
        (now < self.ends(&known)).then_some(known)
    }

    /// Remembers a token. Only for one whose signature was checked just now.
    pub(crate) fn remember(&self, name: TokenName, claims: &Arc<Claims>) {
        if let Ok(mut generations) = self.generations.lock() {
            generations.keep(name, claims, self.half, self.ends(claims));
        }
    }

    fn ends(&self, claims: &Claims) -> Timestamp {
        claims.exp.plus(self.clock_skew)
    }

    /// How many tokens are remembered.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        let generations = self.generations.lock().unwrap();
        generations.young.claims.len() + generations.old.claims.len()
    }
}

impl Generations {
    fn keep(&mut self, name: TokenName, claims: &Arc<Claims>, half: usize, ends: Timestamp) {
        if self.young.claims.len() >= half && !self.young.claims.contains_key(&name) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.claims.insert(name, Arc::clone(claims));
        self.young.ends = self.young.ends.max(ends);
    }

    /// Lets go of a generation that no longer has a token to answer for, and with it of the contacts in its claims.
    fn forget_expired(&mut self, now: Timestamp) {
        for generation in [&mut self.young, &mut self.old] {
            if now >= generation.ends && !generation.claims.is_empty() {
                *generation = Generation::default();
            }
        }
    }
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Memory").field("entries", &(self.half * 2)).finish_non_exhaustive()
    }
}
