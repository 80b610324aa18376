//! Many guesses at one code at once.

use futures_util::future::join_all;
use tests::service::code_in;

use crate::attacker::Address;
use crate::report::Row;
use crate::size::Size;
use crate::target::Target;

const GUESSES: usize = 10_000;
const ROUNDS: usize = 20;
/// Calls in flight at once, each from a machine of its own: so many that no limit by address is reached.
const AT_ONCE: usize = 400;
/// Machines that present one and the same code.
const PRESENTERS: usize = 50;

/// 10,000 guesses at one challenge, the right one among them, from as many addresses as the attacker likes.
pub(crate) async fn parallel_guesses(target: &Target, size: Size) -> Row {
    let guesses = size.of(GUESSES);
    let rounds = size.of(ROUNDS).max(2);
    let machines = Address::many(AT_ONCE);
    let (mut taken_over, mut most, mut before) = (0, 0, 0);
    for round in 0..rounds {
        let victim = format!("victim{round}@example.org");
        let attempt = target.request(&Address::number(round), &victim).await.expect("a first code");
        let right: usize = code_in(&target.message_to(&victim).text).parse().expect("a code");
        // The range is the attacker's luck; where in it the right one comes differs from round to round.
        let first = 1_000_000 + right - (guesses * (2 * round + 1)) / (2 * rounds);
        let codes = (0..guesses).map(|offset| format!("{:06}", (first + offset) % 1_000_000)).collect();
        let accepted = all_at_once(target, &machines, &attempt.challenge, codes).await;
        taken_over += usize::from(accepted > 0);
        // The clock stands still, so the rounds before are among them.
        let wrong = target.judged_now(guesses + before).await - before;
        before += wrong;
        most = most.max(wrong + accepted);
    }
    Row {
        attack: format!("{guesses} parallel guesses at one challenge, the right one among them, {rounds} times"),
        bound: "5 guesses are judged: the right one is among the first 5 of 10,000 by a chance of 0.05 %".to_owned(),
        got: format!("{taken_over} of {rounds} accounts, at most {most} guesses judged"),
        cost: target.cost(false),
        broken: most == 0 || most > 5,
    }
}

/// The right code, presented fifty times at once, again and again: each machine keeps its connection, so that the calls
/// meet.
pub(crate) async fn parallel_right_codes(target: &Target, size: Size) -> Row {
    let rounds = size.of(20).max(8);
    let machines = Address::many(PRESENTERS);
    let mut most = 0;
    for round in 0..rounds {
        let victim = format!("victim{round}@example.org");
        let attempt = target.request(&Address::number(round), &victim).await.expect("a first code");
        let code = code_in(&target.message_to(&victim).text);
        most = most.max(all_at_once(target, &machines, &attempt.challenge, vec![code; PRESENTERS]).await);
    }
    Row {
        attack: format!("the right code presented {PRESENTERS} times at once, {rounds} times"),
        bound: "one session each".to_owned(),
        got: format!("at most {most} sessions by one code"),
        cost: target.cost(false),
        broken: most != 1,
    }
}

/// Presents codes, many at once; how many were accepted.
async fn all_at_once(target: &Target, machines: &[Address], challenge: &str, codes: Vec<String>) -> usize {
    let mut accepted = 0;
    for chunk in codes.chunks(machines.len()) {
        let calls = chunk.iter().zip(machines).map(|(code, machine)| target.verify(machine, challenge, code));
        accepted += join_all(calls).await.iter().filter(|answer| answer.status == 200).count();
    }
    accepted
}
