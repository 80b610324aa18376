//! A daily budget in shards: each an item with a part of the cap, so that no item has to take every send.

use super::Money;

/// An item of DynamoDB takes 1,000 writes a second; so many take any flood that a budget can pay for. Always the same
/// number: were it to follow a setting, whoever changes that at noon would have what the morning spent cut anew, and paid
/// for again.
const SHARDS: u64 = 16;

/// What a part of a day's money is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetShare {
    /// Codes, which strangers ask for.
    Codes,
    /// What owners of accounts are told: strangers' codes do not spend it, and it does not pay for more than it has.
    Notices,
}

/// How much of a day's money one share may spend, and how it is split.
#[derive(Clone, Copy, Debug)]
pub struct DailyBudget {
    share: BudgetShare,
    cap: Money,
}

/// What one shard pays of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardCharge {
    /// The shard, from 0.
    pub shard: usize,
    /// How much.
    pub amount: Money,
}

/// How much each shard may still pay, as far as is known: never less than the truth, but for what others gave back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remaining(pub(super) Vec<u64>);

impl DailyBudget {
    /// The `share` of `total`: a tenth is for notices. Both are together exactly the total, and follow no other setting, or
    /// whoever changes that at noon would have the morning paid for again.
    pub const fn of(share: BudgetShare, total: Money) -> Self {
        let notices = total.0 / 10;
        let cap = match share {
            BudgetShare::Codes => Money(total.0.saturating_sub(notices)),
            BudgetShare::Notices => Money(notices),
        };
        Self { share, cap }
    }

    /// What it is for.
    pub const fn share(&self) -> BudgetShare {
        self.share
    }

    /// The part of one shard. The parts are together exactly the cap.
    pub fn part(&self, shard: usize) -> Money {
        u64::try_from(shard).map_or(Money(0), |shard| self.part_of(shard))
    }

    const fn part_of(self, shard: u64) -> Money {
        if shard >= SHARDS {
            return Money(0);
        }
        let rest = if shard < self.cap.0 % SHARDS { 1 } else { 0 };
        Money(self.cap.0 / SHARDS + rest)
    }

    /// What may be spent while nothing is known to be spent.
    pub fn remaining(&self) -> Remaining {
        Remaining((0..SHARDS).map(|shard| self.part_of(shard).0).collect())
    }
}

impl Remaining {
    /// Learns how much of a shard's part is spent.
    pub fn learn(&mut self, shard: usize, part: Money, spent: u64) {
        if let Some(left) = self.0.get_mut(shard) {
            *left = part.0.saturating_sub(spent);
        }
    }

    /// Learns that an amount was given back.
    pub fn give_back(&mut self, shard: usize, amount: Money) {
        if let Some(left) = self.0.get_mut(shard) {
            *left = left.saturating_add(amount.0);
        }
    }

    /// Who pays `price`: the first shard from `start` on that has enough for all of it, else several with what they have
    /// left, so that the budget is of use to its last message. `None` where all of them together have too little.
    pub fn charges(&self, price: Money, start: usize) -> Option<Vec<ShardCharge>> {
        let from_start = || {
            let shards = self.0.iter().copied().enumerate();
            let start = start.checked_rem(self.0.len()).unwrap_or_default();
            shards.clone().skip(start).chain(shards.take(start))
        };
        if let Some((shard, _)) = from_start().find(|(_, left)| *left >= price.0) {
            return Some(vec![ShardCharge { shard, amount: price }]);
        }
        let mut missing = price.0;
        let mut charges = Vec::new();
        for (shard, left) in from_start().filter(|(_, left)| *left > 0) {
            let amount = left.min(missing);
            charges.push(ShardCharge { shard, amount: Money(amount) });
            missing -= amount;
            if missing == 0 {
                return Some(charges);
            }
        }
        None
    }
}
