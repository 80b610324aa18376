//! A year of patience against one account.

use crate::attacker::Address;
use crate::report::Row;
use crate::size::Size;
use crate::target::{Attempt, Target};

const VICTIM: &str = "ada@example.org";
const DAY: u64 = 86_400;
/// What is tried each day: new codes, and guesses at each.
const CODES_A_DAY: usize = 12;
const GUESSES_A_CODE: usize = 10;
/// Guesses before the code is sent again for the same attempt.
const BEFORE_RESEND: usize = 3;
/// A resend is asked for once the wait is over.
const WAIT: u64 = 60;
/// Wrong guesses that are judged in 30 days.
const JUDGED_IN_30_DAYS: usize = 50;

/// Every day of a year: as many codes as are sent, each sent again for the same attempt, ten wrong guesses at each, from new
/// addresses all the time.
pub(crate) async fn a_year(target: &Target, size: Size) -> Row {
    let days = size.of(365).max(31);
    let machines = Address::many(40);
    let mut machine = machines.iter().cycle();
    // A guess at a code that has not been used up is worth one of all codes.
    let (mut chance, mut codes) = (0.0, 0);
    let (mut long, mut judged_in_all) = (0, 0);
    for _ in 0..days {
        for _ in 0..CODES_A_DAY {
            let from = machine.next().expect("a machine");
            let Some(attempt) = target.request(from, VICTIM).await else { break };
            codes += 1;
            let mut attempt = Some(attempt);
            for guesses in [BEFORE_RESEND, GUESSES_A_CODE - BEFORE_RESEND] {
                let Some(Attempt { challenge, digits }) = attempt else { break };
                let Some(digits) = digits else {
                    long += 1;
                    break;
                };
                let guess = "0".repeat(usize::try_from(digits).expect("a length"));
                for _ in 0..guesses {
                    target.verify(from, &challenge, &guess).await;
                }
                let judged = target.judged_now(guesses).await;
                judged_in_all += judged;
                chance += f64::from(u32::try_from(judged).expect("a count")) / 10_f64.powi(digits.cast_signed());
                target.clock.advance(WAIT);
                attempt = target.resend(from, VICTIM, &challenge).await;
                codes += usize::from(attempt.is_some());
            }
            target.clock.advance(3_600);
        }
        target.clock.advance(DAY - 12 * 3_600);
    }
    // A window of 30 days that has only begun may be used up as well.
    let bound = JUDGED_IN_30_DAYS * (days / 30 + 1);
    Row {
        attack: format!(
            "new codes for one account, sent again and again, and {GUESSES_A_CODE} guesses at each, all through {days} days"
        ),
        bound: format!("{JUDGED_IN_30_DAYS} wrong guesses in 30 days, {bound} in these: 0.065 % a year"),
        got: format!(
            "{judged_in_all} guesses judged, a chance of {:.4} %, from {codes} codes, {long} of them long",
            chance * 100.0
        ),
        cost: target.cost(false),
        // None at all would mean that nobody looked.
        broken: judged_in_all > bound || judged_in_all == 0,
    }
}
