//! What text messages cost, and how much of it a day may cost.

use std::fmt;
use std::str::FromStr;

use crate::Timestamp;

mod shards;

pub use shards::{BudgetShare, DailyBudget, Remaining, ShardCharge};

const MICROS: u64 = 1_000_000;
const DAY: u64 = 86_400;

/// US dollars, exact to the millionth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(u64);

/// Not dollars as a plain decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be US dollars as a plain decimal with at most six decimals")]
pub struct NoMoney;

/// What the price of a message goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tariff {
    /// The country of the number, ISO 3166-1 alpha-2.
    Country(String),
    /// Nothing: of the number's range nothing is known, so it counts as the dearest there is.
    Dearest,
}

/// What a message to each country counts for.
#[derive(Clone, Debug)]
pub struct Prices {
    listed: Vec<(String, Money)>,
    most: Money,
}

/// A day in UTC, over which a budget runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(u64);

impl Money {
    /// So many millionths of a dollar.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// In millionths of a dollar.
    pub const fn micros(self) -> u64 {
        self.0
    }
}

impl FromStr for Money {
    type Err = NoMoney;

    fn from_str(text: &str) -> Result<Self, NoMoney> {
        let (dollars, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        // At most a billion dollars: the sum of a year still fits.
        if !digits(dollars) || !digits(decimals) || dollars.len() > 9 || decimals.len() > 6 {
            return Err(NoMoney);
        }
        let whole: u64 = dollars.parse().map_err(|_| NoMoney)?;
        let parts: u64 = format!("{decimals:0<6}").parse().map_err(|_| NoMoney)?;
        Ok(Self(whole * MICROS + parts))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{:06}", self.0 / MICROS, self.0 % MICROS)
    }
}

impl Prices {
    /// Prices by country; what is not listed counts as `most`, which SNS itself lets no message exceed.
    pub const fn new(listed: Vec<(String, Money)>, most: Money) -> Self {
        Self { listed, most }
    }

    /// What a message of this tariff counts for.
    pub fn of(&self, tariff: &Tariff) -> Money {
        let Tariff::Country(country) = tariff else { return self.most };
        self.listed.iter().find(|(listed, _)| listed == country).map_or(self.most, |(_, price)| *price)
    }

    /// The most that any message counts for.
    pub const fn most(&self) -> Money {
        self.most
    }
}

impl Day {
    /// The day of a moment.
    pub const fn of(now: Timestamp) -> Self {
        Self(now.as_unix() / DAY)
    }

    /// Counts up from 1 January 1970, as 0.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The first second of the next day.
    pub const fn end(self) -> Timestamp {
        Timestamp::from_unix((self.0 + 1) * DAY)
    }
}

#[cfg(test)]
#[path = "spend_tests.rs"]
mod tests;
