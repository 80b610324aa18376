//! Sending: a first code, the next code of an attempt, and taking back what could not be sent.

use super::{AttemptId, Challenge, ChallengeId, DAY, HOUR, Ledger, Policy, State, window_spent};
use crate::clock::Timestamp;
use crate::hotp::Digits;
use crate::identifier::Channel;

/// So many attempts whose send failed stay resendable beside a new one.
pub(super) const UNDELIVERED_KEPT: usize = 2;

/// Somebody asks for a code.
#[derive(Clone, Copy, Debug)]
pub struct Issue {
    /// How the code would travel.
    pub channel: Channel,
    /// The call that asks.
    pub attempt: AttemptId,
    /// A fresh id for a new attempt, or the attempt to send again for.
    pub challenge: ChallengeId,
    /// Whether `challenge` exists already.
    pub resend: bool,
}

/// A code may be sent: HOTP(key of the challenge, `counter`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The moving factor of RFC 4226.
    pub counter: u64,
    /// Its length.
    pub digits: Digits,
    /// The first moment at which the code is refused.
    pub expires_at: Timestamp,
    /// Seconds until this attempt may be sent again.
    pub resend_in: u64,
}

/// Why no code is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueRefused {
    /// The attempt to send again for is unknown, expired or used.
    #[error("no such attempt to send again for")]
    UnknownChallenge,
    /// The last code of this attempt is too recent.
    #[error("the last code was sent too recently")]
    TooSoon {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// The identifier's sends of the hour or day are spent.
    #[error("the send budget is spent")]
    SendsSpent {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// The identifier's wrong guesses are spent: a code could be sent but not used.
    #[error("the guess budget is spent")]
    GuessesSpent {
        /// Seconds to wait.
        retry_after: u64,
    },
}

/// Decides whether a code is sent, and books the send.
pub fn issue(
    ledger: Option<&Ledger>,
    event: &Issue,
    policy: &Policy,
    now: Timestamp,
) -> Result<(Ledger, Issued), IssueRefused> {
    let mut next = ledger.map(|ledger| ledger.without_the_past(now)).unwrap_or_default();
    if let Some(issued) = next.challenge(event.challenge).filter(|challenge| challenge.sent_by == event.attempt) {
        // Our own write, whose answer was lost and which somebody has written on top of: booked once is enough.
        let issued = issued.issued(policy);
        return Ok((next, issued));
    }
    if let Some(retry_after) = next.guesses_spent(policy, now) {
        return Err(IssueRefused::GuessesSpent { retry_after });
    }
    let spent = window_spent(&next.sends, now, HOUR, policy.sends(event.channel).per_hour.get()).max(window_spent(
        &next.sends,
        now,
        DAY,
        policy.sends(event.channel).per_day.get(),
    ));
    if event.resend {
        let challenge = next.challenge(event.challenge).ok_or(IssueRefused::UnknownChallenge)?;
        let wait = challenge.sent_at.plus(policy.cooldown(challenge.sends)).since(now);
        match challenge.state {
            // Exhausted or used, a new code for this attempt would be worth nothing.
            State::Used(_) => return Err(IssueRefused::UnknownChallenge),
            _ if challenge.failures >= policy.guesses_per_code.get() => return Err(IssueRefused::UnknownChallenge),
            State::Open if wait > 0 => return Err(IssueRefused::TooSoon { retry_after: wait }),
            State::Open | State::Undelivered => {}
        }
    }
    if let Some(retry_after) = spent {
        return Err(IssueRefused::SendsSpent { retry_after });
    }
    next.sends.push(now);
    let previous = next.challenge(event.challenge).cloned();
    next.challenges.retain(|other| other.id != event.challenge);
    next.drop_undelivered();
    let challenge = Challenge {
        id: event.challenge,
        counter: previous.as_ref().map_or(0, |previous| previous.counter + 1),
        digits: policy.digits,
        expires_at: now.plus(policy.code_life(event.channel)),
        sent_at: now,
        sends: previous.as_ref().map_or(1, |previous| previous.sends + 1),
        failures: previous.map_or(0, |previous| previous.failures),
        sent_by: event.attempt,
        state: State::Open,
    };
    let issued = challenge.issued(policy);
    next.challenges.push(challenge);
    Ok((next, issued))
}

impl Ledger {
    /// Keeps the newest attempts whose send failed, and drops the others: failed sends cost no budget, so nothing else
    /// would keep a ledger from growing by them.
    fn drop_undelivered(&mut self) {
        let undelivered = self.challenges.iter().filter(|challenge| challenge.state == State::Undelivered).count();
        let mut surplus = undelivered.saturating_sub(UNDELIVERED_KEPT);
        self.challenges.retain(|challenge| {
            let dropped = surplus > 0 && challenge.state == State::Undelivered;
            surplus -= usize::from(dropped);
            !dropped
        });
    }
}

impl Challenge {
    fn issued(&self, policy: &Policy) -> Issued {
        Issued {
            counter: self.counter,
            digits: self.digits,
            expires_at: self.expires_at,
            resend_in: policy.cooldown(self.sends),
        }
    }
}

/// Takes back the send of code `counter`: it costs no budget, and the attempt may be sent again at once. `None` where
/// the ledger has moved on and there is nothing to take back.
pub fn send_failed(ledger: Option<&Ledger>, challenge: ChallengeId, counter: u64, now: Timestamp) -> Option<Ledger> {
    let mut next = ledger?.without_the_past(now);
    let failed =
        next.challenge_mut(challenge).filter(|failed| failed.counter == counter && failed.state == State::Open)?;
    failed.state = State::Undelivered;
    failed.sends -= 1;
    let sent_at = failed.sent_at;
    let charged = next.sends.iter().rposition(|at| *at == sent_at)?;
    next.sends.remove(charged);
    Some(next)
}
