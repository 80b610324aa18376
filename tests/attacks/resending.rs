//! A year of patience against one account.

use crate::attacker::Address;
use crate::report::Row;
use crate::size::Size;
use crate::target::Target;

const VICTIM: &str = "ada@example.org";
const DAY: u64 = 86_400;
/// What is tried each day: new codes, and guesses at each.
const CODES_A_DAY: usize = 12;
const GUESSES_A_CODE: usize = 10;
/// What the service promises for a year, with the defaults.
const BOUND: f64 = 0.000_7;

/// Every day of a year: as many codes as are sent, ten wrong guesses at each, with new codes and new addresses all the time.
pub(crate) async fn a_year(target: &Target, size: Size) -> Row {
    let days = size.of(365).max(31);
    let machines = Address::many(40);
    let mut machine = machines.iter().cycle();
    // A guess at a code that has not been used up is worth one of all codes.
    let (mut chance, mut codes) = (0.0, 0);
    let mut long = 0;
    for _ in 0..days {
        for _ in 0..CODES_A_DAY {
            let from = machine.next().expect("a machine");
            let Some(attempt) = target.request(from, VICTIM).await else { break };
            codes += 1;
            let Some(digits) = attempt.digits else {
                long += 1;
                continue;
            };
            let guess = "0".repeat(usize::try_from(digits).expect("a length"));
            for _ in 0..GUESSES_A_CODE {
                target.verify(from, &attempt.challenge, &guess).await;
            }
            let judged = target.judged_now(GUESSES_A_CODE).await;
            chance += f64::from(u32::try_from(judged).expect("a count")) / 10_f64.powi(digits.cast_signed());
            target.clock.advance(3_600);
        }
        target.clock.advance(DAY - 12 * 3_600);
    }
    let bound = BOUND * f64::from(u32::try_from(days).expect("a count")) / 365.0 + 0.000_05;
    Row {
        attack: format!("new codes for one account and {GUESSES_A_CODE} guesses at each, all through {days} days"),
        bound: "50 wrong guesses in 30 days: 0.06 % a year".to_owned(),
        got: format!("a chance of {:.4} %, from {codes} codes, {long} of them long", chance * 100.0),
        cost: target.cost(false),
        broken: chance > bound,
    }
}
