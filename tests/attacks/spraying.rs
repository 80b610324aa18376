//! A few guesses at each of very many accounts: no budget of one account sees it.

use futures_util::StreamExt;
use futures_util::stream::iter;

use crate::attacker::Address;
use crate::report::Row;
use crate::size::Size;
use crate::target::Target;

const ACCOUNTS: usize = 100_000;
const GUESSES: usize = 5;
/// Each machine asks for so many codes in a window of five minutes, which is what one address may.
const CODES_A_WINDOW: usize = 10;
const MACHINES: usize = 1_000;
const AT_ONCE: usize = 64;
const WINDOW: u64 = 300;

/// Five guesses at each of 100,000 accounts from 1,000 addresses, as fast as addresses may.
pub(crate) async fn spray(target: &Target, size: Size) -> Row {
    let accounts = size.of(ACCOUNTS);
    let machines = Address::many(size.of(MACHINES));
    let (mut chance, mut sprayed) = (0.0, 0);
    let mut codes = [0; 9];
    while sprayed < accounts {
        let now = (machines.len() * CODES_A_WINDOW).min(accounts - sprayed);
        let calls = (0..now).map(|account| {
            let from = &machines[account % machines.len()];
            attack(target, from, format!("user{}@example.org", sprayed + account))
        });
        let digits: Vec<Option<u32>> = iter(calls).buffer_unordered(AT_ONCE).collect().await;
        for digits in digits.into_iter().flatten() {
            codes[usize::try_from(digits).expect("a length")] += 1;
            chance += f64::from(u32::try_from(GUESSES).expect("a count")) / 10_f64.powi(digits.cast_signed());
        }
        sprayed += now;
        target.clock.advance(WINDOW);
    }
    // The first window's codes are short; from then on the pressure is known.
    let short = f64::from(u32::try_from(machines.len() * CODES_A_WINDOW).expect("a count"));
    let rest = f64::from(u32::try_from(accounts).expect("a count")) - short;
    let bound = 5.0 * (short / 1e6 + rest.max(0.0) / 1e8) * 1.05;
    Row {
        attack: format!("{GUESSES} guesses at each of {accounts} accounts, from {} addresses", machines.len()),
        bound: format!("{bound:.4} accounts: codes grow to 8 digits after the first window"),
        got: format!("{chance:.4} accounts expected ({} codes of 6 digits, {} of 8)", codes[6], codes[8]),
        cost: target.cost(false),
        broken: chance > bound,
    }
}

/// Asks for a code and guesses at it; how long the code was.
async fn attack(target: &Target, from: &Address, account: String) -> Option<u32> {
    let attempt = target.request(from, &account).await?;
    let digits = attempt.digits?;
    // Different guesses: a run of one and the same would be worth one.
    for guess in 0..GUESSES {
        let guess = format!("{guess:0width$}", width = usize::try_from(digits).expect("a length"));
        target.verify(from, &attempt.challenge, &guess).await;
    }
    Some(digits)
}
