//! What text messages may cost in a day, over all sandboxes: never exceeded by a cent.

use std::sync::Mutex;

use crate::audit::Act;
use crate::entropy::random;
use crate::store::{Charge, Charged, Key, Store, StoreError};
use crate::telemetry::Metric;
use shared::Timestamp;
use shared::bounds::spend::{DailyBudget, Day, Money, Remaining, ShardCharge};

/// The number in each shard: millionths of a dollar.
const SPENT: &str = "spent";
/// The table keeps a day's shards for so many seconds after it.
const KEPT_FOR: u64 = 7 * 86_400;
/// Seconds for which a sandbox remembers what shards have left: others may have given some back.
const REMEMBERED_FOR: u64 = 60;
/// Each round that fails has found a shard with less than was known; more than this is a crowd at the last cents.
const ROUNDS: usize = 32;

/// Charges messages to the day.
#[derive(Debug)]
pub struct TextBudget {
    store: Store,
    budget: DailyBudget,
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    day: Day,
    since: Timestamp,
    remaining: Remaining,
}

/// What was charged for one message, and where.
#[derive(Debug)]
pub struct Receipt {
    day: Day,
    charges: Vec<ShardCharge>,
}

/// Why a message is not paid for.
#[derive(Debug, thiserror::Error)]
pub enum BudgetRefused {
    /// The day's money is spent.
    #[error("the day's budget for text messages is spent")]
    Spent {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// It could not be booked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TextBudget {
    /// Charges to shards in `store`.
    pub fn new(store: Store, budget: DailyBudget) -> Self {
        let (day, since) = (Day::of(Timestamp::default()), Timestamp::default());
        Self { store, budget, known: Mutex::new(Known { day, since, remaining: budget.remaining() }) }
    }

    /// Charges `price` to the day of `now`, or refuses the message.
    pub async fn charge(&self, price: Money, now: Timestamp) -> Result<Receipt, BudgetRefused> {
        let day = Day::of(now);
        let [start] = random::<1>().map_err(StoreError::from)?;
        for _ in 0..ROUNDS {
            let Some(charges) = self.remaining(now, |_| ()).charges(price, usize::from(start)) else { break };
            if let Some(receipt) = self.take(day, charges, now).await? {
                Metric::SmsSpendMicros.add(price.micros());
                return Ok(receipt);
            }
        }
        Err(Self::spent(now))
    }

    /// Refuses, without a call of anything, what no shard has room for as far as this sandbox knows.
    pub fn recall(&self, price: Money, now: Timestamp) -> Result<(), BudgetRefused> {
        if self.remaining(now, |_| ()).charges(price, 0).is_some() {
            return Ok(());
        }
        Err(Self::spent(now))
    }

    fn spent(now: Timestamp) -> BudgetRefused {
        Act::SmsBudgetSpent.record();
        BudgetRefused::Spent { retry_after: Day::of(now).end().since(now) }
    }

    /// Gives back what a message was charged that never left. What cannot be given back stays spent.
    pub async fn credit(&self, receipt: &Receipt, now: Timestamp) {
        for ShardCharge { shard, amount } in receipt.charges.iter().copied() {
            match self.store.credit(&Key::spend(self.budget.share(), receipt.day, shard), SPENT, amount.micros()).await
            {
                Ok(()) if receipt.day == Day::of(now) => {
                    self.remaining(now, |remaining| remaining.give_back(shard, amount));
                }
                Ok(()) => {}
                Err(error) => {
                    tracing::error!(reason = %error, "the price of a message that never left stays spent");
                }
            }
        }
    }

    /// Takes every charge, or none: `None` where a shard had less than was known.
    async fn take(&self, day: Day, charges: Vec<ShardCharge>, now: Timestamp) -> Result<Option<Receipt>, StoreError> {
        let mut receipt = Receipt { day, charges: Vec::new() };
        for charge in charges {
            let part = self.budget.part(charge.shard);
            let booked = Charge { number: SPENT, amount: charge.amount.micros(), most: Some(part.micros()) };
            let key = Key::spend(self.budget.share(), day, charge.shard);
            let answer = self.store.charge(&key, &[booked], day.end().plus(KEPT_FOR)).await;
            let learn = |spent| {
                self.remaining(now, |remaining| remaining.learn(charge.shard, part, spent));
            };
            match answer {
                Ok(Charged::Done(numbers)) => {
                    learn(numbers.get(SPENT));
                    receipt.charges.push(charge);
                }
                Ok(Charged::Refused(numbers)) => {
                    learn(numbers.get(SPENT));
                    self.credit(&receipt, now).await;
                    return Ok(None);
                }
                Err(error) => {
                    self.credit(&receipt, now).await;
                    return Err(error);
                }
            }
        }
        Ok(Some(receipt))
    }

    /// What this sandbox knows to be left of the day of `now`, changed by what it has just learned.
    fn remaining(&self, now: Timestamp, change: impl FnOnce(&mut Remaining)) -> Remaining {
        let day = Day::of(now);
        let Ok(mut known) = self.known.lock() else { return self.budget.remaining() };
        let fresh = known.day == day && known.since <= now && now.since(known.since) < REMEMBERED_FOR;
        if !fresh {
            *known = Known { day, since: now, remaining: self.budget.remaining() };
        }
        change(&mut known.remaining);
        known.remaining.clone()
    }
}
