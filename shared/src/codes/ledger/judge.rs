//! Judging: right or wrong, each booked before it is told.

use super::{AttemptId, CLOCKS_DIFFER_BY, ChallengeId, Ledger, MOST_GUESSES_PER_CODE, Policy, Pool, State};
use crate::Timestamp;
use crate::codes::hotp::{self, Code, CodeForm, Key};

/// Somebody presents a code.
#[derive(Clone, Debug)]
pub struct Guess<'a> {
    /// The challenge it is for.
    pub challenge: ChallengeId,
    /// The call that presents it.
    pub attempt: AttemptId,
    /// The challenge's key.
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
    let pool = next.challenge(guess.challenge).map_or(Pool::Strangers, |challenge| challenge.pool);
    let guesses_spent = next.spent(pool).guesses_spent(&policy.failures, now);
    let Some(challenge) = next.challenge_mut(guess.challenge).filter(|challenge| now < challenge.expires_at) else {
        return Judgement::Refused;
    };
    match challenge.state {
        State::Used(attempt) if attempt == guess.attempt => return Judgement::RightBefore,
        State::Used(_) => return Judgement::Refused,
        State::Open | State::Undelivered | State::UsedByLink(_) => {}
    }
    // A long code is judged whatever the pool has spent: nobody can guess it.
    let short = challenge.form != CodeForm::Long;
    if (short && guesses_spent) || challenge.failures >= policy.guesses_per_code.get() {
        return Judgement::Refused;
    }
    let matches = hotp::code(guess.key, challenge.counter, challenge.form).matches(guess.code);
    // A code whose link was used is as wrong as any other: a refusal that is not booked would tell whoever asked for the code
    // that its owner has signed in.
    let right = matches && !matches!(challenge.state, State::UsedByLink(_));
    if right {
        challenge.state = State::Used(guess.attempt);
        next.spent_mut(pool).end_run();
        Judgement::Right(next)
    } else {
        challenge.failures += 1;
        // Wrong guesses at a long code spend nothing: otherwise the window would never pass, and short codes not come
        // back.
        if short {
            next.book_failure(pool, policy, now);
        }
        Judgement::Wrong(next)
    }
}

impl Ledger {
    /// Whether the wrong guesses of a challenge's pool are spent, so that it gets long codes.
    pub fn is_locked_to_long_codes(&self, challenge: ChallengeId, policy: &Policy, now: Timestamp) -> bool {
        self.challenge(challenge).is_some_and(|found| self.spent(found.pool).guesses_spent(&policy.failures, now))
    }

    fn book_failure(&mut self, pool: Pool, policy: &Policy, now: Timestamp) {
        let spent = self.spent_mut(pool);
        spent.failures.push(now);
        spent.failures_in_a_row += 1;
        spent.last_failure = Some(now);
        // A machine whose clock is slow may still count a failure that this one no longer counts.
        let slowest = Timestamp::from_unix(now.as_unix().saturating_sub(CLOCKS_DIFFER_BY));
        if spent.guesses_spent(&policy.failures, slowest) {
            // What is refused stays refused: a refusal may take longer for the right code than for a wrong one, since a
            // session is begun while the verdict is booked. Were these codes judged again once the window has passed,
            // whoever measures that could learn one for nothing meanwhile.
            let of_pool = self.challenges.iter_mut().filter(|challenge| challenge.pool == pool);
            for challenge in of_pool.filter(|challenge| challenge.form != CodeForm::Long) {
                challenge.failures = MOST_GUESSES_PER_CODE;
            }
        }
    }
}
