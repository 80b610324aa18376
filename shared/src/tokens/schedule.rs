//! When which key signs: one key of each algorithm at a time, and rotation with overlap, so that nobody meets a signature of
//! a key that they could not know.

use super::{Algorithm, SigningKeysFault};
use crate::Timestamp;

/// The longest that a verifier is known to keep a JWK set, in seconds: API Gateway's HTTP APIs keep it for two hours.
pub const LONGEST_CACHE: u64 = 7_200;

/// From when a key is published, and from when it signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The first moment at which the key is published.
    pub announced: Timestamp,
    /// The first moment at which it signs.
    pub active: Timestamp,
}

impl Turn {
    /// Whether there is anything to say: a key without times was always there.
    pub fn is_named(self) -> bool {
        self != Self { announced: Timestamp::default(), active: Timestamp::default() }
    }
}

/// One key of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheduled {
    /// Its algorithm. Keys of which it is not known follow each other as if they had one in common.
    pub algorithm: Option<Algorithm>,
    /// Its time.
    pub turn: Turn,
}

/// What a published key does at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It does not sign yet: caches get to know it.
    Announced,
    /// It is the one that signs with its algorithm.
    Active,
    /// It signs no more: its last tokens run out.
    Retired,
}

/// The turns of all keys, in the order of their `active`; never empty. Only keys of one algorithm follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule(Vec<Scheduled>);

impl Schedule {
    /// Takes keys in the order of their `active`. Every key that follows another of its algorithm is announced for as long
    /// as caches live; so is the first of a further algorithm, unless nothing is said of its times: it was always there.
    pub fn new(keys: Vec<Scheduled>) -> Result<Self, SigningKeysFault> {
        let mut faults = SigningKeysFault::default();
        if keys.is_empty() {
            faults.add("must have at least one key");
        }
        let mut earlier: Vec<Scheduled> = Vec::new();
        for (number, key) in (1..).zip(&keys) {
            let Turn { announced, active } = key.turn;
            let before = earlier.iter().rfind(|earlier| earlier.algorithm == key.algorithm);
            if before.is_some_and(|before| active <= before.turn.active) {
                faults.add(format!("entry {number} must become active later than the one before it of its algorithm"));
            }
            let was_there = before.is_none() && (earlier.is_empty() || !key.turn.is_named());
            if !was_there && active < announced.plus(LONGEST_CACHE) {
                faults.add(format!("entry {number} must be announced at least {LONGEST_CACHE} s before it is active"));
            }
            earlier.push(*key);
        }
        faults.or(Self(keys))
    }

    /// Which key signs with `algorithm` at `now`: the latest whose time has come; `None` where none's has.
    pub fn active(&self, algorithm: Algorithm, now: Timestamp) -> Option<usize> {
        self.latest(Some(algorithm), now)
    }

    /// Which key signs access tokens at `now`, unless an algorithm is asked for: the latest active one, and RS256 only where
    /// there is no other, since ASVS 11.6.1 has its padding on the list of what is not to be used any more.
    pub fn for_access_tokens(&self, now: Timestamp) -> Option<usize> {
        let is_active = |position: usize| self.state(position, now) == KeyState::Active;
        let active = || self.0.iter().enumerate().filter(|(position, _)| is_active(*position)).rev();
        let preferred = active().find(|(_, key)| key.algorithm != Some(Algorithm::Rs256));
        preferred.or_else(|| active().next()).map(|(position, _)| position)
    }

    /// The algorithms that a key is active for at `now`, each once.
    pub fn algorithms(&self, now: Timestamp) -> Vec<Algorithm> {
        let active = self.0.iter().enumerate().filter(|(position, _)| self.state(*position, now) == KeyState::Active);
        active.filter_map(|(_, key)| key.algorithm).collect()
    }

    /// What the key at `position` does at `now`.
    pub fn state(&self, position: usize, now: Timestamp) -> KeyState {
        let active = self.0.get(position).and_then(|key| self.latest(key.algorithm, now));
        match active.map(|active| position.cmp(&active)) {
            Some(std::cmp::Ordering::Less) => KeyState::Retired,
            Some(std::cmp::Ordering::Equal) => KeyState::Active,
            Some(std::cmp::Ordering::Greater) | None => KeyState::Announced,
        }
    }

    /// The moment from which the key at `position` signs no more; `None` while no other key of its algorithm follows it.
    pub fn superseded(&self, position: usize) -> Option<Timestamp> {
        let mut followers = self.0.iter().skip(position);
        let key = followers.next()?;
        followers.find(|later| later.algorithm == key.algorithm).map(|next| next.turn.active)
    }

    /// The latest key of an algorithm whose time has come. That of the list's first key has, whatever its `active` says:
    /// without it nothing could be signed at all.
    fn latest(&self, algorithm: Option<Algorithm>, now: Timestamp) -> Option<usize> {
        let has_come = |(position, key): &(usize, &Scheduled)| {
            key.algorithm == algorithm && (*position == 0 || key.turn.active <= now)
        };
        self.0.iter().enumerate().rfind(has_come).map(|(position, _)| position)
    }
}
