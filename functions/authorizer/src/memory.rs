//! The revocations of subjects that were asked for a moment ago.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use shared::Timestamp;
use shared::tokens::revocation::Revocation;
use shared::tokens::session::SubjectKey;

/// Most subjects that are remembered.
const MOST_SUBJECTS: usize = 1_000;
/// Most bytes of one remembered answer: twice what a subject's tokens and sessions take that are revoked within the life of
/// a revocation. Whoever has more is asked about each time.
const MOST_BYTES_OF_A_SUBJECT: usize = 32_768;
/// Most bytes of all of them. One account must not be able to have every call ask, and many together must not fill a
/// function's memory.
const MOST_BYTES: usize = 4_194_304;

/// What is revoked of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Revoked {
    /// All of it.
    These(Arc<[Revocation]>),
    /// More than one answer of DynamoDB holds.
    TooMany,
}

/// Answers about subjects, each for a few seconds from when it was asked for.
///
/// Two generations: new answers go to the young one; once that has half of the room, of subjects or of bytes, it becomes the
/// old one, and what was old is forgotten.
#[derive(Debug)]
pub(crate) struct Memory {
    seconds: u64,
    generations: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generation {
    known: HashMap<SubjectKey, Known>,
    bytes: usize,
}

#[derive(Debug, Default)]
struct Generations {
    young: Generation,
    old: Generation,
}

#[derive(Debug)]
struct Known {
    asked_at: Timestamp,
    revoked: Revoked,
}

impl Memory {
    pub(crate) fn lasting(seconds: u64) -> Self {
        Self { seconds, generations: Mutex::default() }
    }

    /// What was found out about a subject less than so many seconds ago. A clock that was set back makes it unknown.
    pub(crate) fn recall(&self, subject: SubjectKey, now: Timestamp) -> Option<Revoked> {
        // Where a thread died over it, nothing is remembered.
        let generations = self.generations.lock().ok()?;
        let known = generations.young.known.get(&subject).or_else(|| generations.old.known.get(&subject))?;
        let fresh = known.asked_at <= now && now.since(known.asked_at) < self.seconds;
        fresh.then(|| known.revoked.clone())
    }

    /// Remembers an answer that was asked for at `asked_at`, unless it takes too much room. One that is beyond a page
    /// takes none, and would be the dearest to ask for again.
    pub(crate) fn remember(&self, subject: SubjectKey, asked_at: Timestamp, revoked: &Revoked) {
        let bytes = revoked.bytes();
        let Ok(mut generations) = self.generations.lock() else { return };
        if bytes > MOST_BYTES_OF_A_SUBJECT {
            return;
        }
        if generations.young.is_full(subject, bytes) {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(subject, Known { asked_at, revoked: revoked.clone() });
    }
}

impl Generation {
    fn is_full(&self, subject: SubjectKey, more: usize) -> bool {
        let one_too_many = self.known.len() >= MOST_SUBJECTS / 2 && !self.known.contains_key(&subject);
        one_too_many || self.bytes + more > MOST_BYTES / 2
    }

    fn insert(&mut self, subject: SubjectKey, known: Known) {
        self.bytes += known.revoked.bytes();
        if let Some(earlier) = self.known.insert(subject, known) {
            self.bytes -= earlier.revoked.bytes();
        }
    }
}

impl Revoked {
    fn bytes(&self) -> usize {
        match self {
            Self::These(some) => some.iter().map(size).sum(),
            Self::TooMany => 0,
        }
    }
}

fn size(revocation: &Revocation) -> usize {
    let name = if let Revocation::Token { jti, .. } = revocation { jti.len() } else { 0 };
    size_of::<Revocation>() + name
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
