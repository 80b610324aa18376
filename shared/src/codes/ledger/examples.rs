//! One example per rule, in the order of the checks; `budgets`, `long_codes`, `devices` and `records` continue.

use std::num::NonZeroU32;

use super::{
    AttemptId, ChallengeId, DeviceId, FailureBudget, Guess, Issue, IssueRefused, Issued, Judgement, Ledger, Policy,
    SendBudget, issue, judge, send_failed,
};
use crate::Timestamp;
use crate::codes::hotp::{self, Code, CodeForm, Digits, Key};
use crate::codes::purpose::CodePurpose;
use crate::identity::identifier::Channel;

mod budgets;
mod devices;
mod links;
mod long_codes;
mod records;

pub(super) const START: u64 = 1_800_000_000;
const SIX: CodeForm = CodeForm::Digits(Digits::SIX);

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
        links: true,
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
    /// Which known device asks; `None`: a stranger does.
    pub(super) device: Option<DeviceId>,
}

pub(super) fn challenge_id(name: u8) -> ChallengeId {
    ChallengeId::from_random([name; 16])
}

pub(super) fn device(name: u8) -> DeviceId {
    DeviceId::from_random([name; 8])
}

pub(super) fn code_of(name: u8, counter: u64, form: CodeForm) -> Code {
    hotp::code(&Key::new(&[name; 20]).unwrap(), counter, form)
}

/// A code of the same form that differs from the given one.
pub(super) fn other_than(code: &Code) -> Code {
    let text = code.expose();
    let (most, last) = text.split_at(text.len() - 1);
    Code::parse(&format!("{most}{}", if last == "0" { "1" } else { "0" })).unwrap()
}

impl Desk {
    pub(super) fn new(channel: Channel, policy: Policy) -> Self {
        Self { policy, channel, ledger: None, now: START, calls: 0, device: None }
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
        let challenge = challenge_id(name);
        let event = Issue {
            purpose: CodePurpose::SignIn,
            is_tagged: false,
            channel: self.channel,
            attempt: self.call(),
            challenge,
            resend,
            device: self.device,
        };
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
        let key = Key::new(&[name; 20]).unwrap();
        let guess = Guess { challenge: challenge_id(name), attempt, key: &key, code };
        let judgement = judge(self.ledger.as_ref(), &guess, &self.policy, self.at());
        self.write(judgement)
    }

    /// Keeps the ledger of a judgement.
    fn write(&mut self, judgement: Judgement) -> Verdict {
        let (verdict, next) = match judgement {
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

    /// What the challenge's code looks like.
    pub(super) fn form(&self, name: u8) -> CodeForm {
        let challenge = self.ledger.as_ref().and_then(|ledger| ledger.challenge(challenge_id(name)));
        challenge.map_or(CodeForm::Digits(self.policy.digits), |challenge| challenge.form)
    }

    /// The counter of the challenge's code.
    pub(super) fn counter(&self, name: u8) -> u64 {
        let challenge = self.ledger.as_ref().and_then(|ledger| ledger.challenge(challenge_id(name)));
        challenge.map_or(0, |challenge| challenge.counter)
    }

    /// Presents the code with this counter.
    fn guess(&mut self, name: u8, counter: u64) -> Verdict {
        self.present(name, &code_of(name, counter, self.form(name)))
    }

    /// Presents a code that is not the one with this counter.
    fn miss(&mut self, name: u8, counter: u64) -> Verdict {
        self.present(name, &other_than(&code_of(name, counter, self.form(name))))
    }

    /// Sends new short codes and misses each as often as the rules judge it; how many misses were judged.
    fn miss_often(&mut self, times: u32) -> u32 {
        let mut judged = 0;
        while judged < times && self.send(200).is_ok_and(|issued| issued.form != CodeForm::Long) {
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

    /// What a new code would look like at another time, if sends were no bound.
    fn form_at(&self, now: u64) -> CodeForm {
        let plenty = SendBudget { per_hour: count(1_000), per_day: count(1_000) };
        let policy = Policy { email_sends: plenty.clone(), sms_sends: plenty, ..self.policy.clone() };
        Self { policy, now, ..self.clone() }.send(99).unwrap().form
    }

    /// New codes are long up to the second before `deadline`, and short from then on.
    fn sends_long_codes_until(&self, deadline: u64) {
        assert_eq!(
            [self.now, deadline - 1, deadline].map(|now| self.form_at(now)),
            [CodeForm::Long, CodeForm::Long, SIX]
        );
    }

    fn written(&self) -> &Ledger {
        self.ledger.as_ref().unwrap()
    }
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
    let (attempt, code) = (desk.call(), code_of(1, 0, SIX));
    assert_eq!(desk.present_as(attempt, 1, &code), Verdict::Right);
    assert_eq!(desk.present_as(attempt, 1, &code), Verdict::RightBefore);
    assert_eq!(desk.guess(1, 0), Verdict::Refused);
    assert_eq!(desk.miss(1, 0), Verdict::Refused);
    assert_eq!(desk.resend(1), Err(IssueRefused::UnknownChallenge), "a used attempt has come to its end");
    assert!(desk.written().strangers.failures.is_empty(), "what is not judged is no failure");
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
fn otp_09_a_code_fits_no_other_challenge_and_the_challenges_of_one_identifier_do_not_disturb_each_other() {
    let mut desk = Desk::email();
    for name in [1, 2, 3] {
        desk.send(name).unwrap();
    }
    assert_eq!(desk.present(1, &code_of(2, 0, SIX)), Verdict::Wrong);
    for _ in 0..4 {
        assert_eq!(desk.miss(1, 0), Verdict::Wrong);
    }
    assert_eq!([desk.guess(1, 0), desk.guess(9, 0)], [Verdict::Refused; 2], "spent, and unknown");
    assert_eq!(desk.guess(2, 0), Verdict::Right);
    desk.now += 30;
    assert_eq!(desk.resend(3).unwrap().counter, 1);
    assert_eq!(desk.guess(3, 1), Verdict::Right);
}

#[test]
fn a_call_whose_answer_was_lost_books_one_send() {
    let mut desk = Desk::email();
    let attempt = desk.call();
    let event = |resend| Issue {
        purpose: CodePurpose::SignIn,
        is_tagged: false,
        channel: Channel::Email,
        attempt,
        challenge: challenge_id(1),
        resend,
        device: None,
    };
    let (first, issued) = issue(None, &event(false), &desk.policy, desk.at()).unwrap();
    desk.ledger = Some(first.clone());
    assert_eq!(issue(Some(&first), &event(false), &desk.policy, desk.at()), Ok((first, issued)));
    desk.miss(1, 0);
    desk.send(2).unwrap();
    desk.now += 5;
    let (again, repeated) = issue(desk.ledger.as_ref(), &event(false), &desk.policy, desk.at()).unwrap();
    assert_eq!((&again, repeated), (desk.written(), issued), "also after others wrote on top");
}

#[test]
fn a_send_that_failed_gives_back_one_send_and_may_be_repeated_at_once() {
    let mut desk = Desk::email();
    for name in 0..5 {
        desk.send(name).unwrap();
        desk.now += 1;
    }
    assert!(desk.fail_to_send(2, 0));
    assert_eq!(desk.written().strangers.sends.iter().map(|at| at.as_unix() - START).collect::<Vec<_>>(), [0, 1, 3, 4]);
    assert!(!desk.fail_to_send(2, 0), "once");
    let issued = desk.resend(2).unwrap();
    assert_eq!((issued.counter, issued.resend_in), (1, 30), "a code that never left lengthens no wait");
    assert_eq!(desk.resend(2), Err(IssueRefused::TooSoon { retry_after: 30 }));
    assert!(matches!(desk.send(6), Err(IssueRefused::SendsSpent { .. })));
    assert_eq!(desk.guess(2, 1), Verdict::Right);
}

#[test]
fn a_send_that_failed_takes_nothing_back_once_the_ledger_has_moved_on() {
    let mut desk = Desk::email();
    assert!(!desk.fail_to_send(1, 0), "no ledger");
    for name in [1, 2, 3] {
        desk.send(name).unwrap();
    }
    assert_eq!(desk.guess(2, 0), Verdict::Right);
    desk.now += 30;
    desk.resend(1).unwrap();
    let before = desk.ledger.clone();
    assert!(!desk.fail_to_send(1, 0), "sent again");
    assert!(!desk.fail_to_send(2, 0), "used");
    assert!(!desk.fail_to_send(9, 0), "unknown");
    desk.now = START + 600;
    assert!(!desk.fail_to_send(3, 0), "expired");
    assert_eq!(desk.ledger, before);
}

#[test]
fn a_resend_that_failed_keeps_the_failures_and_its_code_can_be_judged_if_it_left_after_all() {
    let mut desk = Desk::email();
    desk.send(1).unwrap();
    assert_eq!([desk.miss(1, 0), desk.miss(1, 0)], [Verdict::Wrong; 2]);
    desk.now += 30;
    desk.resend(1).unwrap();
    assert!(desk.fail_to_send(1, 1));
    assert_eq!(desk.clone().guess(1, 1), Verdict::Right);
    assert_eq!(desk.resend(1).unwrap().counter, 2);
    assert_eq!([desk.miss(1, 2), desk.miss(1, 2), desk.miss(1, 2)], [Verdict::Wrong; 3]);
    assert_eq!(desk.guess(1, 2), Verdict::Refused);
}

#[test]
fn a_ledger_does_not_grow_by_sends_that_failed() {
    let mut desk = Desk::email();
    for name in 0..200 {
        assert_eq!(desk.send(name).unwrap().counter, 0);
        assert!(desk.fail_to_send(name, 0));
        assert_eq!(
            (desk.written().challenges.len(), desk.written().strangers.sends.len()),
            (3.min(usize::from(name) + 1), 0)
        );
    }
    assert!(desk.resend(198).is_ok() && desk.resend(197).is_ok(), "somebody else's request does not end an attempt");
    assert_eq!(desk.resend(196).unwrap_err(), IssueRefused::UnknownChallenge);
}
