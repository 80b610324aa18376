//! The loop of every handler: decide, swap, and on a conflict decide again with what came back.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Key, Store, StoreError, Swap};
use crate::entropy::random;
use shared::Timestamp;
use shared::revision::{Revision, Versioned};

/// More rounds than one ledger has guesses a day: whoever loses that often is not losing to guesses.
const ROUNDS: u32 = 32;
/// Longest pause between two rounds, in milliseconds.
const LONGEST_PAUSE: u64 = 64;

/// What a handler believes the table to hold before it has asked.
#[derive(Clone, Debug)]
pub enum Expected<T> {
    /// Nothing.
    Absent,
    /// This state.
    Present(Versioned<T>),
    /// No idea: read first.
    Unknown,
    /// What was read a moment ago.
    Read(Option<Versioned<T>>),
}

/// What a rule made of a state.
#[derive(Clone, Debug)]
pub enum Decision<T, O> {
    /// Write this state; the outcome holds once it is written.
    Write {
        /// The next state.
        next: T,
        /// When the table may forget it.
        expires_at: Timestamp,
        /// What is true once it is written.
        outcome: O,
    },
    /// Leave the state as it is.
    Keep(O),
}

/// A decision that the table has confirmed.
#[derive(Clone, Debug)]
pub struct Settled<T, O> {
    /// What is true now.
    pub outcome: O,
    /// The state that it stands on: the one that was written, or the one that was left as it is.
    pub state: Option<Versioned<T>>,
}

impl Store {
    /// Reads now what [`Store::settle`] would read first, beside other calls that need not wait for it.
    pub async fn expect<T: DeserializeOwned>(
        &self,
        key: &Key,
        expected: Expected<T>,
    ) -> Result<Expected<T>, StoreError> {
        match expected {
            Expected::Unknown => Ok(Expected::Read(self.read(key).await?)),
            guess => Ok(guess),
        }
    }

    /// Decides over the item at `key` until a decision stands. The first decision goes by `expected`, so the usual case
    /// takes one round trip; a wrong expectation costs another one, never a wrong answer.
    pub async fn settle<T, O>(
        &self,
        key: &Key,
        expected: Expected<T>,
        mut decide: impl FnMut(Option<&T>) -> Decision<T, O>,
    ) -> Result<Settled<T, O>, StoreError>
    where
        T: Serialize + DeserializeOwned,
    {
        let (mut state, mut certain) = match expected {
            Expected::Absent => (None, false),
            Expected::Present(state) => (Some(state), false),
            Expected::Unknown => (self.read(key).await?, true),
            Expected::Read(state) => (state, true),
        };
        for round in 0..ROUNDS {
            match decide(state.as_ref().map(|versioned| &versioned.state)) {
                Decision::Keep(outcome) if certain => return Ok(Settled { outcome, state }),
                // A refusal on the strength of a guess might be wrong by now.
                Decision::Keep(_) => state = self.read(key).await?,
                Decision::Write { next, expires_at, outcome } => {
                    let next = Versioned { revision: Revision::from_random(random()?), state: next };
                    let expected = state.as_ref().map(|versioned| versioned.revision);
                    match self.swap(key, expected, &next, expires_at).await? {
                        Swap::Done => return Ok(Settled { outcome, state: Some(next) }),
                        Swap::Conflict(actual) => state = actual,
                    }
                    if certain {
                        pause(round).await?;
                    }
                }
            }
            certain = true;
        }
        Err(StoreError::Contended)
    }
}

/// Waits a random moment, longer with each round, so that losers do not meet again at once.
pub(super) async fn pause(round: u32) -> Result<(), StoreError> {
    let longest = (1_u64 << round.min(6)).min(LONGEST_PAUSE);
    let [share, ..] = random::<1>()?;
    tokio::time::sleep(Duration::from_micros(longest * 1_000 * u64::from(share) / 255)).await;
    Ok(())
}
