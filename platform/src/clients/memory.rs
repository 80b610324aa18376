//! What was found, or not found, a moment ago.

use std::hash::Hash;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};

use lru::LruCache;
use shared::Timestamp;

use super::REMEMBERED_FOR;

/// Most that are remembered as found. A client takes 2 kB as a rule, with a logo up to 6, and 60 kB at most.
const MOST_FOUND: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);
/// Most that are remembered as not found: names alone, of some hundred bytes.
const MOST_UNKNOWN: NonZeroUsize = NonZeroUsize::MIN.saturating_add(999);

/// Answers, each for [`REMEMBERED_FOR`] seconds from when it was asked for. The one that was not used for the longest gives
/// way.
#[derive(Debug)]
pub(super) struct Memory<I: Hash + Eq, T>(Mutex<Answers<I, T>>);

#[derive(Debug)]
struct Answers<I: Hash + Eq, T> {
    found: LruCache<I, (Timestamp, Arc<T>)>,
    unknown: LruCache<I, Timestamp>,
}

/// What the table said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer<T> {
    /// This.
    Found(Arc<T>),
    /// That there is none.
    NotThere,
}

impl<T> Answer<T> {
    pub(super) fn found(self) -> Option<Arc<T>> {
        match self {
            Self::Found(found) => Some(found),
            Self::NotThere => None,
        }
    }
}

impl<I: Hash + Eq + Clone, T> Memory<I, T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Answers { found: LruCache::new(MOST_FOUND), unknown: LruCache::new(MOST_UNKNOWN) }))
    }

    /// What is known; `None` where the table has to be asked. A clock that was set back makes it unknown.
    pub(super) fn recall(&self, id: &I, now: Timestamp) -> Option<Answer<T>> {
        let fresh = |asked_at: Timestamp| asked_at <= now && now.since(asked_at) < REMEMBERED_FOR;
        // Where a thread died over it, nothing is remembered.
        let mut answers = self.0.lock().ok()?;
        if let Some((asked_at, found)) = answers.found.get(id) {
            return fresh(*asked_at).then(|| Answer::Found(Arc::clone(found)));
        }
        answers.unknown.get(id).filter(|asked_at| fresh(**asked_at)).map(|_| Answer::NotThere)
    }

    /// Remembers an answer in place of the one before.
    pub(super) fn remember(&self, id: &I, found: Option<Arc<T>>, now: Timestamp) {
        let Ok(mut answers) = self.0.lock() else { return };
        if let Some(found) = found {
            answers.unknown.pop(id);
            answers.found.push(id.clone(), (now, found));
        } else {
            answers.found.pop(id);
            answers.unknown.push(id.clone(), now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    #[test]
    fn an_answer_counts_for_a_minute_whatever_it_was() {
        let memory = Memory::new();
        memory.remember(&1, Some(Arc::new("one")), NOW);
        memory.remember(&2, None, NOW);
        assert_eq!(memory.recall(&1, NOW.plus(59)), Some(Answer::Found(Arc::new("one"))));
        assert_eq!(memory.recall(&2, NOW.plus(59)), Some(Answer::NotThere));
        for later in [NOW.plus(60), Timestamp::from_unix(NOW.as_unix() - 1)] {
            assert_eq!((memory.recall(&1, later), memory.recall(&2, later)), (None, None));
        }
        assert_eq!(memory.recall(&3, NOW), None);
    }

    #[test]
    fn a_later_answer_takes_the_place_of_the_earlier_one() {
        let memory = Memory::new();
        memory.remember(&1, Some(Arc::new("one")), NOW);
        memory.remember(&1, None, NOW.plus(1));
        assert_eq!(memory.recall(&1, NOW.plus(2)), Some(Answer::NotThere));
        memory.remember(&1, Some(Arc::new("again")), NOW.plus(3));
        assert_eq!(memory.recall(&1, NOW.plus(4)), Some(Answer::Found(Arc::new("again"))));
    }

    #[test]
    fn names_that_strangers_make_up_push_out_only_each_other() {
        let memory = Memory::new();
        memory.remember(&0, Some(Arc::new("one")), NOW);
        for unknown in 1..=10_000 {
            memory.remember(&unknown, None, NOW);
        }
        assert_eq!(memory.recall(&0, NOW), Some(Answer::Found(Arc::new("one"))));
        assert_eq!((memory.recall(&1, NOW), memory.recall(&10_000, NOW)), (None, Some(Answer::NotThere)));
    }
}
