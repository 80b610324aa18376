//! What a text message has to pass: the breaker of its block of numbers, then the budget of the day.

use crate::breaker::BreakerPolicy;
use crate::clock::Timestamp;
use crate::identifier::PhoneNumber;
use crate::limits::{NumberBlocks, Receipt, TextBudget};
use crate::spend::Prices;
use crate::store::StoreError;

/// Charges text messages before they leave.
#[derive(Debug)]
pub struct TextMessages {
    blocks: NumberBlocks,
    breaker: BreakerPolicy,
    budget: TextBudget,
    prices: Prices,
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

impl TextMessages {
    /// Charges by these rules.
    pub const fn new(blocks: NumberBlocks, breaker: BreakerPolicy, budget: TextBudget, prices: Prices) -> Self {
        Self { blocks, breaker, budget, prices }
    }

    /// Refuses, without a call of anything, what this sandbox knows that no money is left for.
    pub fn recall(&self, country: &str, now: Timestamp) -> Result<(), TextRefused> {
        self.budget.recall(self.prices.of(country), now)
    }

    /// Books a message to `number` in `country`, or refuses it and books nothing. A number's `known` device is let through
    /// where its block is stopped, and counts in it all the same: otherwise whoever asks for fifty codes would keep every
    /// owner of such a number out.
    pub async fn charge(
        &self,
        number: &PhoneNumber,
        country: &str,
        known: bool,
        now: Timestamp,
    ) -> Result<Receipt, TextRefused> {
        match self.blocks.send(number, &self.breaker, now).await {
            Err(TextRefused::BlockStopped { .. }) if known => {}
            sent => sent?,
        }
        let charged = self.budget.charge(self.prices.of(country), now).await;
        if charged.is_err() {
            self.blocks.take_back(number, now, now).await;
        }
        charged
    }

    /// Takes back what was booked for a message that never left.
    pub async fn take_back(&self, number: &PhoneNumber, receipt: &Receipt, now: Timestamp) {
        tokio::join!(self.blocks.take_back(number, now, now), self.budget.credit(receipt, now));
    }
}
