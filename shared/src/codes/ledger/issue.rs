//! Sending: a first code, the next code of an attempt, and taking back what could not be sent.

use super::{AttemptId, Challenge, ChallengeId, DeviceId, Ledger, LinkLife, Policy, Pool, SendBudget, State};
use crate::Timestamp;
use crate::codes::hotp::CodeForm;
use crate::codes::purpose::CodePurpose;
use crate::identity::identifier::Channel;

/// So many attempts of a pool whose send failed stay resendable beside a new one.
pub(super) const UNDELIVERED_KEPT: usize = 2;

/// Somebody asks for a code.
#[derive(Clone, Copy, Debug)]
pub struct Issue {
    /// How the code would travel.
    pub channel: Channel,
    /// What it is for.
    pub purpose: CodePurpose,
    /// Whether its address is one of several spellings that share these budgets (`ada+shop@example.org`).
    pub is_tagged: bool,
    /// The call that asks.
    pub attempt: AttemptId,
    /// A fresh id for a new attempt, or the attempt to send again for.
    pub challenge: ChallengeId,
    /// Whether `challenge` exists already.
    pub resend: bool,
    /// The known device that asks, if it proved to be one. An attempt to send again for stays its own pool's.
    pub device: Option<DeviceId>,
}

/// A code may be sent: the one of the challenge's key with this counter and form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The moving factor of RFC 4226.
    pub counter: u64,
    /// Short, or long where the pool's wrong guesses are spent.
    pub form: CodeForm,
    /// Whose budgets the attempt spends.
    pub pool: Pool,
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
    /// The pool's sends of the hour or day are spent.
    #[error("the send budget is spent")]
    SendsSpent {
        /// Seconds to wait.
        retry_after: u64,
        /// Whose sends they are.
        pool: Pool,
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
    if event.resend {
        let challenge = next.challenge(event.challenge).filter(|challenge| now < challenge.expires_at);
        let challenge = challenge.ok_or(IssueRefused::UnknownChallenge)?;
        let wait = challenge.sent_at.plus(policy.cooldown(challenge.sends)).since(now);
        match challenge.state {
            // Exhausted or used, a new code for this attempt would be worth nothing.
            State::Used(_) => return Err(IssueRefused::UnknownChallenge),
            _ if challenge.failures >= policy.guesses_per_code.get() => return Err(IssueRefused::UnknownChallenge),
            State::Open | State::UsedByLink(_) if wait > 0 => return Err(IssueRefused::TooSoon { retry_after: wait }),
            State::Open | State::Undelivered | State::UsedByLink(_) => {}
        }
    }
    let previous = next.challenge(event.challenge).cloned();
    let pool = previous.as_ref().map_or_else(|| next.admit(event.device), |previous| previous.pool);
    let has_link = policy.has_link(event.channel, event.purpose);
    let budget = budget(policy, event, has_link, pool);
    if let Some(retry_after) = next.spent(pool).sends_spent(&budget, now) {
        return Err(IssueRefused::SendsSpent { retry_after, pool });
    }
    let spent = next.spent_mut(pool);
    spent.sends.push(now);
    // No more short codes would be judged. Nobody is locked out for it: a code that cannot be guessed takes their place
    // until the window has passed.
    let guesses_spent = spent.guesses_spent(&policy.failures, now);
    next.challenges.retain(|other| other.id != event.challenge);
    next.drop_undelivered(pool);
    let link = match (has_link, pool) {
        (false, _) => LinkLife::None,
        (true, Pool::Strangers) if !event.is_tagged => next.strangers_link(policy.sends(event.channel), now),
        (true, _) => LinkLife::Code,
    };
    let challenge = Challenge {
        id: event.challenge,
        pool,
        counter: previous.as_ref().map_or(0, |previous| previous.counter + 1),
        form: if guesses_spent { CodeForm::Long } else { CodeForm::Digits(policy.digits) },
        expires_at: now.plus(policy.code_life(event.channel)),
        sent_at: now,
        sends: previous.as_ref().map_or(1, |previous| previous.sends + 1),
        failures: previous.map_or(0, |previous| previous.failures),
        sent_by: event.attempt,
        state: State::Open,
        link,
    };
    let issued = challenge.issued(policy);
    next.challenges.push(challenge);
    Ok((next, issued))
}

/// What a pool may send. A stranger's message without a link, and one to another spelling, never takes the last send: else
/// whoever spends an address's sends by asking for those would leave its owner no link to sign in by.
fn budget(policy: &Policy, event: &Issue, has_link: bool, pool: Pool) -> SendBudget {
    let whole = policy.sends(event.channel);
    let is_way_in = has_link && !event.is_tagged;
    let keeps_one = policy.links && event.channel == Channel::Email && pool == Pool::Strangers && !is_way_in;
    if keeps_one { whole.but_one() } else { whole.clone() }
}

impl Ledger {
    /// Keeps a pool's newest attempts whose send failed, and drops its others: failed sends cost no budget, so nothing
    /// else would keep a ledger from growing by them.
    fn drop_undelivered(&mut self, pool: Pool) {
        let undelivered = |challenge: &Challenge| challenge.pool == pool && challenge.state == State::Undelivered;
        let count = self.challenges.iter().filter(|challenge| undelivered(challenge)).count();
        let mut surplus = count.saturating_sub(UNDELIVERED_KEPT);
        self.challenges.retain(|challenge| {
            let dropped = surplus > 0 && undelivered(challenge);
            surplus -= usize::from(dropped);
            !dropped
        });
    }
}

impl Challenge {
    fn issued(&self, policy: &Policy) -> Issued {
        Issued {
            counter: self.counter,
            form: self.form,
            pool: self.pool,
            expires_at: self.expires_at,
            resend_in: policy.cooldown(self.sends),
        }
    }
}

/// Takes back the send of code `counter`: it costs no budget, and the attempt may be sent again at once. `None` where
/// the ledger has moved on and there is nothing to take back.
pub fn send_failed(ledger: Option<&Ledger>, challenge: ChallengeId, counter: u64, now: Timestamp) -> Option<Ledger> {
    let mut next = ledger?.without_the_past(now);
    let is_on_its_way =
        |sent: &&mut Challenge| sent.counter == counter && sent.state == State::Open && now < sent.expires_at;
    let failed = next.challenge_mut(challenge).filter(is_on_its_way)?;
    failed.state = State::Undelivered;
    failed.link = failed.link.at_most_code();
    failed.sends -= 1;
    let (pool, sent_at) = (failed.pool, failed.sent_at);
    let sends = &mut next.spent_mut(pool).sends;
    let charged = sends.iter().rposition(|at| *at == sent_at)?;
    sends.remove(charged);
    Some(next)
}
