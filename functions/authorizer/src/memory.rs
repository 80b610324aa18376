//! The revocations of subjects that were asked for a moment ago.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use shared::clock::Timestamp;
use shared::revocation::Revocation;
use shared::session::SubjectKey;

/// Most subjects that are remembered.
const MOST_SUBJECTS: usize = 1_000;
/// Most revocations in one remembered answer, and bytes of their names. Whoever ends sessions by the hundred is asked
/// about each time.
const MOST_REVOCATIONS: usize = 64;
const MOST_BYTES: usize = 4_096;

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
/// Two generations: new answers go to the young one; once that has half of the room it becomes the old one, and what was
/// old is forgotten.
#[derive(Debug)]
pub(crate) struct Memory {
    seconds: u64,
    generations: Mutex<Generations>,
}

type Generation = HashMap<SubjectKey, Known>;

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
        let known = generations.young.get(&subject).or_else(|| generations.old.get(&subject))?;
        let fresh = known.asked_at <= now && now.since(known.asked_at) < self.seconds;
        fresh.then(|| known.revoked.clone())
    }

    /// Remembers an answer that was asked for at `asked_at`, unless it takes too much room. One that is beyond a page
    /// takes none, and would be the dearest to ask for again.
    pub(crate) fn remember(&self, subject: SubjectKey, asked_at: Timestamp, revoked: &Revoked) {
        let Ok(mut generations) = self.generations.lock() else { return };
        if !revoked.is_small() {
            return;
        }
        if generations.young.len() >= MOST_SUBJECTS / 2 && !generations.young.contains_key(&subject) {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(subject, Known { asked_at, revoked: revoked.clone() });
    }
}

impl Revoked {
    fn is_small(&self) -> bool {
        match self {
            Self::These(some) => some.len() <= MOST_REVOCATIONS && some.iter().map(size).sum::<usize>() <= MOST_BYTES,
            Self::TooMany => true,
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
