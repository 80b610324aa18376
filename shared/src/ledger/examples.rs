use std::num::NonZeroU32;

use super::{
    AttemptId, Challenge, ChallengeId, DAY, FailureBudget, Guess, HOUR, Issue, IssueRefused, Issued, Judgement, Ledger,
    MONTH, Policy, PolicyFault, RUN_REMEMBERED, SendBudget, State, issue, judge, send_failed,
};
use crate::clock::Timestamp;
use crate::hotp::{Code, Digits, Key, hotp};
use crate::identifier::Channel;

pub(super) const START: u64 = 1_800_000_000;

pub(super) fn count(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

pub(super) fn default_policy() -> Policy {
    Policy {
        digits: Digits::SIX,
        email_code_life: 600,
        sms_code_life: 300,
        guesses_per_code: count(5),
        resend_after: 30,
        email_sends: SendBudget { per_hour: count(5), per_day: count(10) },
        sms_sends: SendBudget { per_hour: count(3), per_day: count(6) },
        failures: FailureBudget { per_day: count(20), per_month: count(50), in_a_row: count(100) },
    }
}

/// A judgement without its ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Right,
    Wrong,
    RightBefore,
    Refused,
}

/// One identifier at a clock: what the rules accept is written at once.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) policy: Policy,
    pub(super) channel: Channel,
    pub(super) ledger: Option<Ledger>,
    pub(super) now: u64,
    pub(super) calls: u64,
}

pub(super) fn challenge_id(name: u8) -> ChallengeId {
    ChallengeId::from_random([name; 16])
}

pub(super) fn code_of(name: u8, counter: u64, digits: Digits) -> Code {
    hotp(&Key::new(vec![name; 20]).unwrap(), counter, digits)
}

/// A code that differs from the given one.
pub(super) fn other_than(code: &Code, digits: Digits) -> Code {
    let next = (code.expose().parse::<u32>().unwrap() + 1) % 10_u32.pow(u32::from(digits.get()));
    Code::parse(&format!("{next:0width$}", width = usize::from(digits.get())), digits).unwrap()
}

impl Desk {
    pub(super) fn new(channel: Channel, policy: Policy) -> Self {
        Self { policy, channel, ledger: None, now: START, calls: 0 }
    }

    fn email() -> Self {
        Self::new(Channel::Email, default_policy())
    }

    pub(super) fn at(&self) -> Timestamp {
        Timestamp::from_unix(self.now)
    }

    fn call(&mut self) -> AttemptId {
        self.calls += 1;
        AttemptId::from_random(self.calls.to_le_bytes())
    }

    pub(super) fn ask(&mut self, name: u8, resend: bool) -> Result<Issued, IssueRefused> {
        let event = Issue { channel: self.channel, attempt: self.call(), challenge: challenge_id(name), resend };
        let (next, issued) = issue(self.ledger.as_ref(), &event, &self.policy, self.at())?;
        self.ledger = Some(next);
        Ok(issued)
    }

    fn send(&mut self, name: u8) -> Result<Issued, IssueRefused> {
        self.ask(name, false)
    }

    fn resend(&mut self, name: u8) -> Result<Issued, IssueRefused> {
        self.ask(name, true)
    }

    /// Whether there was anything to take back.
    pub(super) fn fail_to_send(&mut self, name: u8, counter: u64) -> bool {
        let next = send_failed(self.ledger.as_ref(), challenge_id(name), counter, self.at());
        let taken_back = next.is_some();
        self.ledger = next.or(self.ledger.take());
        taken_back
    }

    fn present_as(&mut self, attempt: AttemptId, name: u8, code: &Code) -> Verdict {
        let key = Key::new(vec![name; 20]).unwrap();
        let guess = Guess { challenge: challenge_id(name), attempt, key: &key, code };
        let (verdict, next) = match judge(self.ledger.as_ref(), &guess, &self.policy, self.at()) {
            Judgement::Right(next) => (Verdict::Right, next),
            Judgement::Wrong(next) => (Verdict::Wrong, next),
            Judgement::RightBefore => return Verdict::RightBefore,
            Judgement::Refused => return Verdict::Refused,
        };
        self.ledger = Some(next);
        verdict
    }

    pub(super) fn present(&mut self, name: u8, code: &Code) -> Verdict {
        let attempt = self.call();
        self.present_as(attempt, name, code)
    }

    /// Presents the code with this counter.
    fn guess(&mut self, name: u8, counter: u64) -> Verdict {
        self.present(name, &code_of(name, counter, self.policy.digits))
    }

    /// Presents a code that is not the one with this counter.
    fn miss(&mut self, name: u8, counter: u64) -> Verdict {
        self.present(name, &other_than(&code_of(name, counter, self.policy.digits), self.policy.digits))
    }

    /// Sends new codes and misses each as often as the rules judge it; how many misses were judged.
    fn miss_often(&mut self, times: u32) -> u32 {
        let mut judged = 0;
        while judged < times && self.send(200).is_ok() {
            while judged < times && self.miss(200, 0) == Verdict::Wrong {
                judged += 1;
            }
            self.now += self.policy.email_code_life;
        }
        judged
    }

    /// A new code is refused until `deadline`, with the exact wait promised, and sent from then on.
    fn refuses_until(&mut self, deadline: u64, name: u8, refusal: fn(u64) -> IssueRefused) {
        assert_eq!(self.send(name), Err(refusal(deadline - self.now)));
        self.now = deadline - 1;
        assert_eq!(self.send(name), Err(refusal(1)));
        self.now = deadline;
        assert!(self.send(name).is_ok());
    }

    fn written(&self) -> &Ledger {
        self.ledger.as_ref().unwrap()
    }
}

fn too_soon(retry_after: u64) -> IssueRefused {
    IssueRefused::TooSoon { retry_after }
}

fn sends_spent(retry_after: u64) -> IssueRefused {
    IssueRefused::SendsSpent { retry_after }
}

fn guesses_spent(retry_after: u64) -> IssueRefused {
    IssueRefused::GuessesSpent { retry_after }
}

#[test]
fn otp_04_a_code_is_right_in_its_last_second_and_refused_in_the_next_one() {
    for (channel, life) in [(Channel::Email, 600), (Channel::Sms, 300)] {
        let mut desk = Desk::new(channel, default_policy());
        assert_eq!(desk.send(1).unwrap().expires_at.as_unix(), START + life);
        desk.now = START + life;
        assert_eq!(desk.guess(1, 0), Verdict::Refused);
        assert_eq!(desk.resend(1), Err(IssueRefused::UnknownChallenge));
        assert_eq!(desk.written().challenges.len(), 1, "refused although the record is still there");
        desk.now -= 1;
        assert_eq!(desk.guess(1, 0), Verdict::Right);
    }
}

#[test]
fn otp_05_a_used_code_is_refused_and_only_the_call_that_used_it_sees_its_success_again() {
    let mut desk = Desk::email();
    desk.send(1).unwrap();
    let (attempt, code) = (desk.call(), code_of(1, 0, Digits::SIX));
    assert_eq!(desk.present_as(attempt, 1, &code), Verdict::Right);
    assert_eq!(desk.present_as(attempt, 1, &code), Verdict::RightBefore);
    assert_eq!(desk.guess(1, 0), Verdict::Refused);
    assert_eq!(desk.miss(1, 0), Verdict::Refused);
    assert_eq!(desk.resend(1), Err(IssueRefused::UnknownChallenge), "a used attempt has come to its end");
    assert!(desk.written().failures.is_empty(), "what is not judged is no failure");
}

#[test]
fn otp_06_after_five_wrong_guesses_the_right_code_is_refused() {
    let mut desk = Desk::email();
    desk.send(1).unwrap();
    for _ in 0..5 {
        assert_eq!(desk.miss(1, 0), Verdict::Wrong);
    }
    assert_eq!(desk.guess(1, 0), Verdict::Refused);
    desk.now += 30;
    assert_eq!(desk.resend(1), Err(IssueRefused::UnknownChallenge), "a new code for it would be worth nothing");
}

#[test]
fn otp_07_a_resend_raises_the_counter_kills_the_earlier_code_and_keeps_the_failures() {
    let mut desk = Desk::email();
    assert_eq!(desk.send(1).unwrap().counter, 0);
    desk.miss(1, 0);
    desk.now += 30;
    let issued = desk.resend(1).unwrap();
    assert_eq!((issued.counter, issued.expires_at.as_unix()), (1, START + 630));
    assert_eq!(desk.guess(1, 0), Verdict::Wrong, "the earlier code is dead");
    assert_eq!([desk.miss(1, 1), desk.miss(1, 1)], [Verdict::Wrong; 2]);
    assert_eq!(desk.clone().guess(1, 1), Verdict::Right, "four of five guesses are gone");
    assert_eq!(desk.miss(1, 1), Verdict::Wrong);
    assert_eq!(desk.guess(1, 1), Verdict::Refused);
}

#[test]
fn an_attempt_is_sent_again_after_30_then_60_then_120_seconds() {
    let mut desk = Desk::email();
    let mut resend_in = desk.send(1).unwrap().resend_in;
    for wait in [30, 60, 120, 240] {
        assert_eq!((resend_in, desk.resend(1)), (wait, Err(too_soon(wait))));
        desk.now += wait - 1;
        assert_eq!(desk.resend(1), Err(too_soon(1)));
        desk.now += 1;
        resend_in = desk.resend(1).unwrap().resend_in;
    }
    assert_eq!(default_policy().cooldown(u32::MAX), 30 << 16, "doubling has an end");
}

#[test]
fn sends_of_an_hour_are_spent_until_the_first_of_them_is_an_hour_old() {
    for (channel, per_hour) in [(Channel::Email, 5), (Channel::Sms, 3)] {
        let mut desk = Desk::new(channel, default_policy());
        for name in 0..per_hour {
            desk.send(name).unwrap();
            desk.now += 7;
        }
        desk.refuses_until(START + HOUR, 100, sends_spent);
        desk.refuses_until(START + 7 + HOUR, 101, sends_spent);
    }
}

#[test]
fn sends_of_a_day_are_spent_until_the_first_of_them_is_a_day_old() {
    for (channel, per_day) in [(Channel::Email, 10), (Channel::Sms, 6)] {
        let mut desk = Desk::new(channel, default_policy());
        for name in 0..per_day {
            desk.send(name).unwrap();
            desk.now += HOUR / 2;
        }
        desk.refuses_until(START + DAY, 100, sends_spent);
        desk.refuses_until(START + HOUR / 2 + DAY, 101, sends_spent);
    }
}

#[test]
fn resends_spend_the_budget_of_the_identifier_too() {
    let mut desk = Desk::new(Channel::Sms, default_policy());
    desk.send(1).unwrap();
    for wait in [30, 60, 120] {
        desk.now += wait;
        let _ = desk.resend(1);
    }
    assert_eq!(desk.resend(1), Err(sends_spent(START + HOUR - desk.now)));
}

#[test]
fn otp_07_twenty_wrong_guesses_a_day_survive_resends_successes_and_new_challenges() {
    let mut desk = Desk::email();
    assert_eq!(desk.miss_often(16), 16);
    desk.now += HOUR;
    desk.send(1).unwrap();
    assert_eq!([desk.miss(1, 0), desk.miss(1, 0)], [Verdict::Wrong; 2]);
    desk.now += 30;
    desk.resend(1).unwrap();
    assert_eq!(desk.guess(1, 1), Verdict::Right);
    desk.send(2).unwrap();
    desk.send(3).unwrap();
    assert_eq!([desk.miss(2, 0), desk.miss(3, 0)], [Verdict::Wrong; 2]);
    assert_eq!([desk.guess(2, 0), desk.guess(3, 0)], [Verdict::Refused; 2]);
    desk.refuses_until(START + DAY, 4, guesses_spent);
}

#[test]
fn otp_07_a_right_code_is_judged_again_in_the_second_in_which_a_failure_is_a_day_old() {
    let mut desk = Desk::email();
    assert_eq!(desk.miss_often(1), 1);
    desk.now = START + DAY - 2 * HOUR;
    assert_eq!(desk.miss_often(18), 18);
    desk.now = START + DAY - 100;
    desk.send(1).unwrap();
    assert_eq!(desk.miss(1, 0), Verdict::Wrong);
    desk.now = START + DAY - 1;
    assert_eq!(desk.guess(1, 0), Verdict::Refused);
    desk.now = START + DAY;
    assert_eq!(desk.guess(1, 0), Verdict::Right);
}

#[test]
fn otp_07_fifty_wrong_guesses_are_the_end_until_the_first_is_30_days_old() {
    let mut desk = Desk::email();
    for (day, misses) in [(0, 20), (2, 20), (4, 10)] {
        desk.now = START + day * DAY;
        assert_eq!(desk.miss_often(misses), misses);
    }
    desk.refuses_until(START + MONTH, 1, guesses_spent);
}

/// Misses whatever the rules judge, for 100 days; how many were judged, and when the last one was.
fn miss_for_100_days(desk: &mut Desk) -> (u32, u64) {
    let (mut judged, mut last) = (0, 0);
    for _ in 0..100 {
        let today = desk.miss_often(u32::MAX);
        judged += today;
        last = if today > 0 { desk.written().failures.last().unwrap().as_unix() } else { last };
        desk.now += DAY;
    }
    (judged, last)
}

#[test]
fn otp_08_after_100_wrong_guesses_in_a_row_nothing_is_sent_or_judged_for_365_days() {
    let mut desk = Desk::email();
    let (judged, last) = miss_for_100_days(&mut desk);
    assert_eq!(judged, 100);
    desk.refuses_until(last + RUN_REMEMBERED, 1, guesses_spent);
    assert_eq!(desk.miss(1, 0), Verdict::Wrong);
    assert_eq!(desk.written().failures_in_a_row, 1, "the run is forgotten");
    assert_eq!(desk.guess(1, 0), Verdict::Right);
}

#[test]
fn otp_08_the_hundredth_wrong_guess_stops_the_right_code_too() {
    let policy = Policy { failures: FailureBudget { in_a_row: count(3), ..default_policy().failures }, ..default_policy() };
    let mut desk = Desk::new(Channel::Email, policy);
    desk.send(1).unwrap();
    assert_eq!([desk.miss(1, 0), desk.miss(1, 0), desk.miss(1, 0)], [Verdict::Wrong; 3]);
    assert_eq!(desk.guess(1, 0), Verdict::Refused);
}

#[test]
fn otp_08_a_success_ends_the_run_and_nothing_else() {
    let mut desk = Desk::email();
    assert_eq!(desk.miss_often(7), 7);
    desk.now = START + HOUR;
    desk.send(1).unwrap();
    assert_eq!(desk.guess(1, 0), Verdict::Right);
    let ledger = desk.written();
    assert_eq!((ledger.failures_in_a_row, ledger.last_failure, ledger.failures.len()), (0, None, 7));
}

