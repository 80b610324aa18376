//! Judging: right or wrong, each booked before it is told.

use super::{AttemptId, CLOCKS_DIFFER_BY, ChallengeId, Ledger, MOST_GUESSES_PER_CODE, Policy, State};
use crate::clock::Timestamp;
use crate::hotp::{Code, Key, hotp};

/// Somebody presents a code.
#[derive(Clone, Debug)]
pub struct Guess<'a> {
    /// The challenge it is for.
    pub challenge: ChallengeId,
    /// The call that presents it.
    pub attempt: AttemptId,
    /// The challenge's HOTP key.
    pub key: &'a Key,
    /// The code.
    pub code: &'a Code,
}

/// What becomes of a guess. `Right` and `Wrong` hold only once their ledger is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// The code is right: this ledger books its one use.
    Right(Ledger),
    /// The code is wrong: this ledger books the failure.
    Wrong(Ledger),
    /// This very call has booked the use already, by a write whose answer was lost.
    RightBefore,
    /// Not judged at all: unknown, expired, used, or a budget is spent. Nothing to write.
    Refused,
}

/// Judges a code. The comparison runs before anything branches on it, in constant time.
pub fn judge(ledger: Option<&Ledger>, guess: &Guess<'_>, policy: &Policy, now: Timestamp) -> Judgement {
    let Some(mut next) = ledger.map(|ledger| ledger.without_the_past(now)) else { return Judgement::Refused };
    let budget_spent = next.guesses_spent(policy, now).is_some();
    let Some(challenge) = next.challenge_mut(guess.challenge) else { return Judgement::Refused };
    match challenge.state {
        State::Used(attempt) if attempt == guess.attempt => return Judgement::RightBefore,
        State::Used(_) => return Judgement::Refused,
        State::Open | State::Undelivered => {}
    }
    if budget_spent || challenge.failures >= policy.guesses_per_code.get() {
        return Judgement::Refused;
    }
    let right = hotp(guess.key, challenge.counter, challenge.digits).matches(guess.code);
    if right {
        challenge.state = State::Used(guess.attempt);
        next.failures_in_a_row = 0;
        next.last_failure = None;
        Judgement::Right(next)
    } else {
        challenge.failures += 1;
        next.failures.push(now);
        next.failures_in_a_row += 1;
        next.last_failure = Some(now);
        // A machine whose clock is slow may still count a failure that this one no longer counts.
        let slowest = Timestamp::from_unix(now.as_unix().saturating_sub(CLOCKS_DIFFER_BY));
        if next.guesses_spent(policy, slowest).is_some() {
            // What is refused stays refused: a refusal may take longer for the right code than for a wrong one, since a
            // session is begun while the verdict is booked. Were these codes judged again once the window has passed,
            // whoever measures that could learn one for nothing meanwhile.
            for challenge in &mut next.challenges {
                challenge.failures = MOST_GUESSES_PER_CODE;
            }
        }
        Judgement::Wrong(next)
    }
}
