//! Text messages to a range of numbers whose owner shares in what they cost.

use crate::attacker::Address;
use crate::report::Row;
use crate::size::Size;
use crate::target::Target;

/// A price, so that the bill is the budget's.
pub(crate) const SETTINGS: &[(&str, &str)] = &[("SMS_PRICES", "US:0.05"), ("SMS_DAILY_BUDGET", "50")];

const NUMBERS: usize = 10_000;
const DAY: u64 = 86_400;

/// 10,000 numbers of one prefix within a day, or a part of both, from ever new addresses; none of the codes is ever used.
pub(crate) async fn one_prefix(target: &Target, size: Size) -> Row {
    let numbers = size.of(NUMBERS);
    let machines = Address::many(size.of(1_000).max(10));
    let pause = DAY / u64::try_from(NUMBERS).expect("a count");
    for number in 0..numbers {
        let from = &machines[number % machines.len()];
        target.request(from, &format!("+1415555{number:04}")).await;
        target.clock.advance(pause);
    }
    let sent = target.sent();
    // 50 sends without a success stop the prefix for an hour.
    let hours = (u64::try_from(numbers).expect("a count") * pause).div_ceil(3_600);
    let bound = 50 * hours;
    Row {
        attack: format!("SMS pumping: {numbers} numbers of one prefix within {hours} hours"),
        bound: format!("{bound} messages by the breaker, $50 by the budget"),
        got: format!("{sent} messages"),
        cost: target.cost(true),
        broken: sent > bound,
    }
}
