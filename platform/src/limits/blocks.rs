//! The breaker of each block of numbers, in the table.

use crate::audit::Act;
use crate::store::{Decision, Expected, Key, Store, StoreError};
use shared::Timestamp;
use shared::bounds::breaker::{self, Breaker, BreakerPolicy, Permit};
use shared::identity::identifier::{Identifier, PhoneNumber};
use shared::identity::keyring::{Counted, Keyring};

/// Seconds to wait where a block is so contended that nothing can be booked.
const CONTENDED_FOR: u64 = 60;

/// Knows the last hour of every block of numbers.
#[derive(Debug)]
pub struct NumberBlocks {
    store: Store,
    keyring: Keyring,
}

/// Why no message may leave to a block of numbers.
#[derive(Debug, thiserror::Error)]
pub enum BlockRefused {
    /// Too few codes came back from it.
    #[error("text messages to this block of numbers are stopped")]
    Stopped {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// It could not be booked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

enum Outcome {
    Open,
    Stopped { began: bool, retry_after: u64 },
}

impl NumberBlocks {
    /// Keeps its states in `store`, under names that `keyring` makes.
    pub const fn new(store: Store, keyring: Keyring) -> Self {
        Self { store, keyring }
    }

    /// Reads the block of `number`, beside other calls that need not wait for it.
    pub async fn read(&self, number: &PhoneNumber) -> Result<Expected<Breaker>, StoreError> {
        self.store.expect(&self.key(number), Expected::Unknown).await
    }

    /// Books that a message is about to leave, or refuses it; `block` is what was read of it.
    pub async fn send(
        &self,
        number: &PhoneNumber,
        block: Expected<Breaker>,
        policy: &BreakerPolicy,
        now: Timestamp,
    ) -> Result<(), BlockRefused> {
        let write = |next: Breaker, outcome| Decision::Write { expires_at: next.expires_at(), next, outcome };
        let decide = |found: Option<&Breaker>| match breaker::send(found, policy, now) {
            Permit::Open(next) => write(next, Outcome::Open),
            Permit::Stopping(next) => {
                let retry_after = next.stopped_for(now);
                write(next, Outcome::Stopped { began: true, retry_after })
            }
            Permit::Stopped => {
                let retry_after = found.map_or(0, |found| found.stopped_for(now));
                Decision::Keep(Outcome::Stopped { began: false, retry_after })
            }
        };
        match self.store.settle(&self.key(number), block, decide).await {
            Ok(settled) => match settled.outcome {
                Outcome::Open => Ok(()),
                Outcome::Stopped { began, retry_after } => {
                    if began {
                        Act::SmsPrefixStopped { number }.record();
                    }
                    Err(BlockRefused::Stopped { retry_after })
                }
            },
            // So many sends to one block at once are what the breaker is for.
            Err(StoreError::Contended) => Err(BlockRefused::Stopped { retry_after: CONTENDED_FOR }),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes back a send of the moment `at`: the message never left. A failure is only told to the log; the send then
    /// counts as one that was not answered.
    pub async fn take_back(&self, number: &PhoneNumber, at: Timestamp, now: Timestamp) {
        let decide = |found: Option<&Breaker>| match breaker::send_failed(found, at, now) {
            Some(next) => Decision::Write { expires_at: next.expires_at(), next, outcome: () },
            None => Decision::Keep(()),
        };
        if let Err(error) = self.store.settle(&self.key(number), Expected::Unknown, decide).await {
            tracing::error!(reason = %error, "a send could not be taken back from its block of numbers");
        }
    }

    /// Books that a code came back, where it was sent by SMS. A failure is only told to the log: the sign-in stands.
    pub async fn verified(&self, identifier: &Identifier, now: Timestamp) {
        let Identifier::Phone(number) = identifier else { return };
        let decide = |found: Option<&Breaker>| {
            let next = breaker::verified(found, now);
            Decision::Write { expires_at: next.expires_at(), next, outcome: () }
        };
        if let Err(error) = self.store.settle(&self.key(number), Expected::Unknown, decide).await {
            tracing::error!(reason = %error, "a success could not be booked for its block of numbers");
        }
    }

    fn key(&self, number: &PhoneNumber) -> Key {
        Key::block(&self.keyring.count_hash(Counted::NumberBlock, number.block()))
    }
}
