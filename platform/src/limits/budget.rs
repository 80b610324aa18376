//! What text messages may cost in a day, over all sandboxes: never exceeded by a cent.

use std::sync::Mutex;

use crate::audit::Act;
use crate::entropy::random;
use crate::limits::TextRefused;
use crate::store::{Charge, Charged, Key, Store, StoreError};
use crate::telemetry::Metric;
use shared::Timestamp;
use shared::bounds::spend::{DailyBudget, Day, Money, Piece, Rooms};

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
    rooms: Rooms,
}

/// What was charged for one message, and where.
#[derive(Debug)]
pub struct Receipt {
    day: Day,
    pieces: Vec<Piece>,
}

impl TextBudget {
    /// Charges to shards in `store`.
    pub fn new(store: Store, budget: DailyBudget) -> Self {
        let (day, since) = (Day::of(Timestamp::default()), Timestamp::default());
        Self { store, budget, known: Mutex::new(Known { day, since, rooms: budget.rooms() }) }
    }

    /// Charges `price` to the day of `now`, or refuses the message.
    pub async fn charge(&self, price: Money, now: Timestamp) -> Result<Receipt, TextRefused> {
        let day = Day::of(now);
        let [start] = random::<1>().map_err(StoreError::from)?;
        for _ in 0..ROUNDS {
            let Some(pieces) = self.rooms(now, |_| ()).pieces(price, usize::from(start)) else { break };
            if let Some(receipt) = self.take(day, pieces, now).await? {
                Metric::SmsSpendMicros.add(price.micros());
                return Ok(receipt);
            }
        }
        Err(Self::spent(now))
    }

    /// Refuses, without a call of anything, what no shard has room for as far as this sandbox knows.
    pub fn recall(&self, price: Money, now: Timestamp) -> Result<(), TextRefused> {
        if self.rooms(now, |_| ()).pieces(price, 0).is_some() {
            return Ok(());
        }
        Err(Self::spent(now))
    }

    fn spent(now: Timestamp) -> TextRefused {
        Act::SmsBudgetSpent.record();
        TextRefused::BudgetSpent { retry_after: Day::of(now).end().since(now) }
    }

    /// Gives back what a message was charged that never left. What cannot be given back stays spent.
    pub(crate) async fn credit(&self, receipt: &Receipt, now: Timestamp) {
        for Piece { shard, amount } in receipt.pieces.iter().copied() {
            match self.store.credit(&Key::spend(receipt.day, shard), SPENT, amount.micros()).await {
                Ok(()) if receipt.day == Day::of(now) => {
                    self.rooms(now, |rooms| rooms.give_back(shard, amount));
                }
                Ok(()) => {}
                Err(error) => {
                    tracing::error!(reason = %error, "the price of a message that never left stays spent");
                }
            }
        }
    }

    /// Takes every piece, or none: `None` where a shard had less than was known.
    async fn take(&self, day: Day, pieces: Vec<Piece>, now: Timestamp) -> Result<Option<Receipt>, StoreError> {
        let mut receipt = Receipt { day, pieces: Vec::new() };
        for piece in pieces {
            let part = self.budget.part(piece.shard);
            let charge = Charge { number: SPENT, amount: piece.amount.micros(), most: Some(part.micros()) };
            let key = Key::spend(day, piece.shard);
            let charged = self.store.charge(&key, &[charge], day.end().plus(KEPT_FOR)).await;
            let learn = |spent| {
                self.rooms(now, |rooms| rooms.learn(piece.shard, part, spent));
            };
            match charged {
                Ok(Charged::Done(numbers)) => {
                    learn(numbers.get(SPENT));
                    receipt.pieces.push(piece);
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
    fn rooms(&self, now: Timestamp, change: impl FnOnce(&mut Rooms)) -> Rooms {
        let day = Day::of(now);
        let Ok(mut known) = self.known.lock() else { return self.budget.rooms() };
        let fresh = known.day == day && known.since <= now && now.since(known.since) < REMEMBERED_FOR;
        if !fresh {
            *known = Known { day, since: now, rooms: self.budget.rooms() };
        }
        change(&mut known.rooms);
        known.rooms.clone()
    }
}
