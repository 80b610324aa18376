//! When which key signs: rotation with overlap, so that nobody meets a signature of a key that they could not know.

use super::SigningKeysFault;
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
    /// Whether there is anything to say: the only key of a list was always there.
    pub(super) fn is_named(self) -> bool {
        self != Self { announced: Timestamp::default(), active: Timestamp::default() }
    }
}

/// What a published key does at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It does not sign yet: caches get to know it.
    Announced,
    /// It signs.
    Active,
    /// It signs no more: its last tokens run out.
    Retired,
}

/// The turns of all keys, in the order in which they sign; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule(Vec<Turn>);

impl Schedule {
    /// Takes turns in the order of their `active`. Every key but the first is announced for as long as caches live.
    pub fn new(turns: Vec<Turn>) -> Result<Self, SigningKeysFault> {
        let mut faults = SigningKeysFault::default();
        if turns.is_empty() {
            faults.add("must have at least one key");
        }
        for (number, pair) in (2..).zip(turns.windows(2)) {
            let [earlier, later] = pair else { continue };
            if later.active <= earlier.active {
                faults.add(format!("entry {number} must become active later than the one before it"));
            }
            if later.active < later.announced.plus(LONGEST_CACHE) {
                faults.add(format!("entry {number} must be announced at least {LONGEST_CACHE} s before it is active"));
            }
        }
        faults.or(Self(turns))
    }

    /// Which key signs at `now`: the latest whose time has come. The first one's has, whatever its `active` says:
    /// without it nothing could be signed at all.
    pub fn active(&self, now: Timestamp) -> usize {
        self.0.iter().skip(1).take_while(|turn| turn.active <= now).count()
    }

    /// What the key at `position` does at `now`.
    pub fn state(&self, position: usize, now: Timestamp) -> KeyState {
        match position.cmp(&self.active(now)) {
            std::cmp::Ordering::Less => KeyState::Retired,
            std::cmp::Ordering::Equal => KeyState::Active,
            std::cmp::Ordering::Greater => KeyState::Announced,
        }
    }

    /// The moment from which the key at `position` signs no more; `None` while no other key follows it.
    pub fn superseded(&self, position: usize) -> Option<Timestamp> {
        self.0.get(position.saturating_add(1)).map(|next| next.active)
    }
}
