//! What a sandbox remembers to spare calls: names, each until a moment.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;

use shared::Timestamp;

/// Most names that are remembered.
const MOST: usize = 1_024;

/// Names with a deadline each. Where it is full, further names are not remembered, which costs calls and nothing else.
#[derive(Debug)]
pub(super) struct Deadlines<N>(Mutex<HashMap<N, Timestamp>>);

impl<N: Eq + Hash> Deadlines<N> {
    pub(super) fn new() -> Self {
        Self(Mutex::default())
    }

    /// Seconds for which a name is still remembered; 0 for others, and where a thread died over it.
    pub(super) fn left(&self, name: &N, now: Timestamp) -> u64 {
        let known = self.0.lock().ok().and_then(|names| names.get(name).copied());
        known.map_or(0, |until| until.since(now))
    }

    pub(super) fn remember(&self, name: N, until: Timestamp, now: Timestamp) {
        let Ok(mut names) = self.0.lock() else { return };
        if names.len() >= MOST {
            names.retain(|_, until| now < *until);
        }
        if names.len() < MOST {
            names.insert(name, until);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Deadlines, MOST};
    use shared::Timestamp;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    #[test]
    fn a_name_is_remembered_until_its_moment_and_never_more_than_1_024_at_once() {
        let known = Deadlines::new();
        for name in 0..MOST {
            known.remember(name, NOW.plus(10), NOW);
        }
        known.remember(MOST, NOW.plus(10), NOW);
        assert_eq!((known.left(&0, NOW), known.left(&0, NOW.plus(9)), known.left(&0, NOW.plus(10))), (10, 1, 0));
        assert_eq!(known.left(&MOST, NOW), 0, "there was no room");
        known.remember(MOST, NOW.plus(30), NOW.plus(20));
        assert_eq!(known.left(&MOST, NOW.plus(20)), 10, "the others had lapsed");
    }
}
