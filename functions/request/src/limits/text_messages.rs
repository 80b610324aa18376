//! What a text message has to pass: the breaker of its block of numbers, then the budget of the day.

use platform::limits::{BlockRefused, BudgetRefused, NumberBlocks, Receipt, TextBudget};
use platform::store::{Expected, StoreError};
use shared::Timestamp;
use shared::bounds::breaker::{Breaker, BreakerPolicy};
use shared::bounds::spend::{Prices, Tariff};
use shared::identity::identifier::PhoneNumber;

/// Charges text messages before they leave.
#[derive(Debug)]
pub(super) struct TextMessages {
    blocks: NumberBlocks,
    breaker: BreakerPolicy,
    budget: TextBudget,
    prices: Prices,
}

/// What was booked for one message.
#[derive(Debug)]
pub(super) struct Booking {
    /// Whether its block has counted it.
    in_block: bool,
    receipt: Receipt,
}

/// Why no text message may leave.
#[derive(Debug, thiserror::Error)]
pub enum TextRefused {
    /// The day's money is spent.
    #[error("the day's budget for text messages is spent")]
    BudgetSpent {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// Too few codes came back from numbers like this one.
    #[error("text messages to this block of numbers are stopped")]
    BlockStopped {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// It could not be booked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<BlockRefused> for TextRefused {
    fn from(refused: BlockRefused) -> Self {
        match refused {
            BlockRefused::Stopped { retry_after } => Self::BlockStopped { retry_after },
            BlockRefused::Store(error) => Self::Store(error),
        }
    }
}

impl From<BudgetRefused> for TextRefused {
    fn from(refused: BudgetRefused) -> Self {
        match refused {
            BudgetRefused::Spent { retry_after } => Self::BudgetSpent { retry_after },
            BudgetRefused::Store(error) => Self::Store(error),
        }
    }
}

impl TextMessages {
    /// Charges by these rules.
    pub(super) const fn new(blocks: NumberBlocks, breaker: BreakerPolicy, budget: TextBudget, prices: Prices) -> Self {
        Self { blocks, breaker, budget, prices }
    }

    /// Refuses, without a call of anything, what this sandbox knows that no money is left for.
    pub(super) fn recall(&self, tariff: &Tariff, now: Timestamp) -> Result<(), TextRefused> {
        Ok(self.budget.recall(self.prices.of(tariff), now)?)
    }

    /// Reads what is known of the block of `number`, for [`TextMessages::charge`].
    pub(super) async fn block(&self, number: &PhoneNumber) -> Result<Expected<Breaker>, StoreError> {
        self.blocks.read(number).await
    }

    /// Books a message to `number` at its `tariff`, or refuses it and books nothing. A number's `known` device is let through
    /// where its block is stopped, which counts no more: otherwise whoever asks for fifty codes would keep every owner of
    /// such a number out.
    pub(super) async fn charge(
        &self,
        number: &PhoneNumber,
        tariff: &Tariff,
        block: Expected<Breaker>,
        known: bool,
        now: Timestamp,
    ) -> Result<Booking, TextRefused> {
        let in_block = match self.blocks.send(number, block, &self.breaker, now).await {
            Err(BlockRefused::Stopped { .. }) if known => false,
            sent => sent.map(|()| true)?,
        };
        match self.budget.charge(self.prices.of(tariff), now).await {
            Ok(receipt) => Ok(Booking { in_block, receipt }),
            Err(refused) => {
                self.leave_block(number, in_block, now).await;
                Err(refused.into())
            }
        }
    }

    async fn leave_block(&self, number: &PhoneNumber, in_block: bool, now: Timestamp) {
        // What was not counted there would take somebody else's send off.
        if in_block {
            self.blocks.take_back(number, now, now).await;
        }
    }

    /// Takes back what was booked for a message that never left.
    pub(super) async fn take_back(&self, number: &PhoneNumber, booking: &Booking, now: Timestamp) {
        let Booking { in_block, receipt } = booking;
        tokio::join!(self.leave_block(number, *in_block, now), self.budget.credit(receipt, now));
    }
}
