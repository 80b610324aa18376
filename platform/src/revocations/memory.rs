//! The revocations of subjects that were asked for a moment ago.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};

use lru::LruCache;
use shared::Timestamp;
use shared::tokens::Claims;
use shared::tokens::revocation::Revocation;
use shared::tokens::session::{Sid, SubjectKey};

use super::RevocationRefused;

/// Most subjects that are remembered.
const MOST_SUBJECTS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(999);
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

/// Answers about subjects, each for a few seconds from when it was asked for. The one that was not used for the longest
/// gives way.
#[derive(Debug)]
pub(crate) struct Memory {
    seconds: u64,
    answers: Mutex<Answers>,
}

#[derive(Debug)]
struct Answers {
    known: LruCache<SubjectKey, Known>,
    bytes: usize,
}

#[derive(Debug)]
struct Known {
    asked_at: Timestamp,
    revoked: Revoked,
}

impl Memory {
    pub(crate) fn lasting(seconds: u64) -> Self {
        Self { seconds, answers: Mutex::new(Answers { known: LruCache::new(MOST_SUBJECTS), bytes: 0 }) }
    }

    /// What was found out about a subject less than so many seconds ago. A clock that was set back makes it unknown.
    pub(crate) fn recall(&self, subject: SubjectKey, now: Timestamp) -> Option<Revoked> {
        // Where a thread died over it, nothing is remembered.
        let mut answers = self.answers.lock().ok()?;
        let known = answers.known.get(&subject)?;
        let fresh = known.asked_at <= now && now.since(known.asked_at) < self.seconds;
        fresh.then(|| known.revoked.clone())
    }

    /// Remembers an answer that was asked for at `asked_at`, unless it takes too much room. One that is beyond a page
    /// takes none, and would be the dearest to ask for again.
    pub(crate) fn remember(&self, subject: SubjectKey, asked_at: Timestamp, revoked: &Revoked) {
        if revoked.bytes() > MOST_BYTES_OF_A_SUBJECT {
            return;
        }
        if let Ok(mut answers) = self.answers.lock() {
            answers.push(subject, Known { asked_at, revoked: revoked.clone() });
        }
    }
}

impl Answers {
    fn push(&mut self, subject: SubjectKey, known: Known) {
        self.bytes += known.revoked.bytes();
        // An earlier answer about the same subject, or the one that makes room for this one.
        if let Some((_, gone)) = self.known.push(subject, known) {
            self.bytes -= gone.revoked.bytes();
        }
        while self.bytes > MOST_BYTES {
            let Some((_, gone)) = self.known.pop_lru() else { return };
            self.bytes -= gone.revoked.bytes();
        }
    }
}

impl Revoked {
    pub(super) fn lets_pass(&self, claims: &Claims, sid: &Sid) -> Result<(), RevocationRefused> {
        match self {
            Self::TooMany => Err(RevocationRefused::TooMany),
            Self::These(some) if some.iter().any(|revocation| revocation.revokes(claims, sid)) => {
                Err(RevocationRefused::Revoked)
            }
            Self::These(_) => Ok(()),
        }
    }

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
