//! The link in a message: another way to present its code, for whoever has the message before them.
//!
//! It cannot be guessed, so no budget of guesses bounds it, and no wrong guess ends it. Using the link or the code uses up both.

use super::{AttemptId, Challenge, ChallengeId, DAY, Judgement, Ledger, LinkLife, SendBudget, State};
use crate::Timestamp;

/// Somebody presents a link.
#[derive(Clone, Copy, Debug)]
pub struct LinkUse {
    /// The challenge that it was sent for.
    pub challenge: ChallengeId,
    /// The counter of the code that it was sent beside: a newer message has a newer link.
    pub counter: u64,
    /// The call that presents it.
    pub attempt: AttemptId,
}

/// Judges a link, which is never wrong: it counts, or it is refused.
pub fn redeem(ledger: Option<&Ledger>, link: &LinkUse, now: Timestamp) -> Judgement {
    let Some(mut next) = ledger.map(|ledger| ledger.without_the_past(now)) else { return Judgement::Refused };
    let Some(challenge) = next.challenge_mut(link.challenge).filter(|found| found.counter == link.counter) else {
        return Judgement::Refused;
    };
    match challenge.state {
        State::UsedByLink(attempt) if attempt == link.attempt => return Judgement::RightBefore,
        State::Open | State::Undelivered if challenge.link_counts(now) => {}
        State::Used(_) | State::UsedByLink(_) | State::Open | State::Undelivered => return Judgement::Refused,
    }
    challenge.state = State::UsedByLink(link.attempt);
    let pool = challenge.pool;
    next.spent_mut(pool).end_run();
    Judgement::Right(next)
}

impl Ledger {
    /// Books that strangers have a message with a link sent now, after its send: how long its link counts, and that no other one
    /// counts longer than its code. What a known device has sent changes nothing of it.
    pub(super) fn strangers_link(&mut self, budget: &SendBudget, now: Timestamp) -> LinkLife {
        for earlier in &mut self.challenges {
            earlier.link = earlier.link.at_most_code();
        }
        let is_last = self.strangers.sends_spent(budget, now).is_some();
        if is_last { LinkLife::NextSend } else { LinkLife::Code }
    }

    /// Whether the link that was sent beside code `counter` of a challenge counts, as far as this ledger is the last one.
    pub fn takes_link(&self, challenge: ChallengeId, counter: u64, now: Timestamp) -> bool {
        let sent = self.challenge(challenge).filter(|found| found.counter == counter);
        sent.is_some_and(|found| matches!(found.state, State::Open | State::Undelivered) && found.link_counts(now))
    }
}

impl LinkLife {
    /// No longer than the code, which is booked where no link has to outlive it any more.
    pub(super) const fn at_most_code(self) -> Self {
        match self {
            Self::NextSend => Self::Code,
            other => other,
        }
    }
}

impl Challenge {
    /// The first moment at which neither its code nor its link counts.
    pub(super) fn forgotten_at(&self) -> Timestamp {
        self.expires_at.max(self.link_expires_at())
    }

    fn link_counts(&self, now: Timestamp) -> bool {
        now < self.link_expires_at()
    }

    fn link_expires_at(&self) -> Timestamp {
        match self.link {
            LinkLife::None => Timestamp::default(),
            LinkLife::Code => self.expires_at,
            LinkLife::NextSend => self.sent_at.plus(DAY),
        }
    }
}
