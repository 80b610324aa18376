//! Arbitrary events under arbitrary small policies, against an independent memory of what was sent and judged.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::examples::{Desk, START, Verdict, code_of, count, default_policy, other_than};
use super::{DAY, FailureBudget, HOUR, IssueRefused, Issued, Ledger, MONTH, Policy, RUN_REMEMBERED, SendBudget};
use crate::clock::Timestamp;
use crate::hotp::Digits;
use crate::identifier::Channel;

mod interleaving;

/// No event ever sends a first code for it.
const UNKNOWN: u8 = 255;

#[derive(Clone, Debug)]
enum Event {
    SendNew,
    SendAgain(usize),
    SendFailed { pick: usize, counters_ago: u64 },
    Guess(usize, Presented),
    Wait(u64),
    /// Until a number of seconds before or after what was promised last.
    WaitAsPromised { early: u64 },
    /// The clock of another machine, this far behind.
    Behind(u64),
    /// DynamoDB deletes the item, if it has expired.
    TimeToLive,
}

#[derive(Clone, Copy, Debug)]
enum Presented {
    Latest,
    Miss,
    Earlier(u64),
    OfAnother(usize),
}

fn waits() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => 0..60_u64,
        3 => (0..90_u64).prop_map(|minutes| minutes * 60),
        2 => (1..30_u64).prop_map(|hours| hours * HOUR),
        1 => (1..40_u64).prop_map(|days| days * DAY),
        2 => (prop::sample::select(vec![HOUR, DAY, MONTH, RUN_REMEMBERED]), 0..3_u64).prop_map(|(at, off)| at + 1 - off),
    ]
}

fn events(furthest_behind: u64) -> impl Strategy<Value = Vec<Event>> {
    let pick = || 0..12_usize;
    let presented = prop_oneof![
        2 => Just(Presented::Latest),
        6 => Just(Presented::Miss),
        1 => (0..3_u64).prop_map(Presented::Earlier),
        1 => pick().prop_map(Presented::OfAnother),
    ];
    let event = prop_oneof![
        5 => Just(Event::SendNew),
        4 => pick().prop_map(Event::SendAgain),
        2 => (pick(), 0..2_u64).prop_map(|(pick, counters_ago)| Event::SendFailed { pick, counters_ago }),
        12 => (pick(), presented).prop_map(|(pick, presented)| Event::Guess(pick, presented)),
        4 => waits().prop_map(Event::Wait),
        2 => (0..=1_u64).prop_map(|early| Event::WaitAsPromised { early }),
        1 => (0..=furthest_behind).prop_map(Event::Behind),
        1 => Just(Event::TimeToLive),
    ];
    prop::collection::vec(event, 1..120)
}

pub(super) fn small_policies() -> impl Strategy<Value = Policy> {
    let sends = || (1..=3_u32, 0..=3_u32);
    let failures = (1..=5_u32, 0..=5_u32, 1..=8_u32);
    (6..=8_u8, 30..=600_u64, 30..=600_u64, 1..=3_u32, 1..=100_u64, sends(), sends(), failures).prop_map(
        |(digits, email_code_life, sms_code_life, guesses, resend_after, email, sms, (per_day, more, in_a_row))| {
            let budget = |(per_hour, more)| SendBudget { per_hour: count(per_hour), per_day: count(per_hour + more) };
            Policy {
                digits: Digits::try_from(digits).unwrap(),
                email_code_life,
                sms_code_life,
                guesses_per_code: count(guesses),
                resend_after,
                email_sends: budget(email),
                sms_sends: budget(sms),
                failures: FailureBudget {
                    per_day: count(per_day),
                    per_month: count(per_day + more),
                    in_a_row: count(in_a_row),
                },
            }
        },
    )
}

pub(super) fn channels() -> impl Strategy<Value = Channel> {
    prop::sample::select(vec![Channel::Email, Channel::Sms])
}

/// What was sent for one challenge, and what became of it.
#[derive(Clone, Debug, Default)]
struct Remembered {
    /// When each code was booked, by counter; `None` for one that was taken back.
    sends: Vec<Option<u64>>,
    wrong: u32,
    right: u32,
    /// Its last code did not leave.
    undelivered: bool,
    /// It made room for a newer one.
    dropped: bool,
}

impl Remembered {
    fn latest(&self) -> u64 {
        self.sends.len() as u64 - 1
    }
}

/// The desk under test, beside everything that ever happened at it.
struct Run {
    desk: Desk,
    challenges: BTreeMap<u8, Remembered>,
    wrong: Vec<u64>,
    /// The wrong guesses since the last right one.
    run: Vec<u64>,
    /// When the last send of a challenge was booked, taken back or not.
    last_sent: BTreeMap<u8, u64>,
    promised: u64,
    /// The furthest that any clock has come.
    latest_clock: u64,
    /// How far clocks differ: by so much a window may seem shorter.
    skew: u64,
}

/// The most that any window of this length, from any moment on, has seen.
fn most_within(window: u64, moments: &[u64]) -> usize {
    let from = |start: u64| moments.iter().filter(|at| (start..start + window).contains(at)).count();
    moments.iter().map(|start| from(*start)).max().unwrap_or(0)
}

fn recent(window: u64, moments: &[u64], now: u64) -> usize {
    moments.iter().filter(|at| **at + window > now).count()
}

fn below(number: usize, limit: std::num::NonZeroU32) -> bool {
    number < limit.get() as usize
}

impl Run {
    fn new(policy: Policy, channel: Channel, skew: u64) -> Self {
        let desk = Desk::new(channel, policy);
        let (challenges, last_sent) = (BTreeMap::new(), BTreeMap::new());
        Self { desk, challenges, wrong: vec![], run: vec![], last_sent, promised: 0, latest_clock: START, skew }
    }

    /// The times of all sends that were not taken back.
    fn sends(&self) -> Vec<u64> {
        self.challenges.values().flat_map(|challenge| challenge.sends.iter().flatten().copied()).collect()
    }

    fn name(&self, pick: usize) -> u8 {
        // The newest first, so that most picks are alive; past the oldest comes one that was never sent.
        self.challenges.keys().rev().nth(pick / 2).copied().unwrap_or(UNKNOWN)
    }

    fn alive(&self, name: u8) -> Option<&Remembered> {
        let alive = self.desk.now < self.last_sent.get(&name)? + self.desk.policy.code_life(self.desk.channel);
        let policy = &self.desk.policy;
        self.challenges.get(&name).filter(|challenge| {
            alive && !challenge.dropped && challenge.right == 0 && challenge.wrong < policy.guesses_per_code.get()
        })
    }

    fn may_guess(&self) -> bool {
        let (budget, now) = (&self.desk.policy.failures, self.desk.now);
        let run_lives = self.run.last().is_some_and(|last| last + RUN_REMEMBERED > now);
        below(recent(DAY, &self.wrong, now), budget.per_day)
            && below(recent(MONTH, &self.wrong, now), budget.per_month)
            && (!run_lives || below(self.run.len(), budget.in_a_row))
    }

    fn may_send(&self, name: u8, again: bool) -> bool {
        let (budget, now) = (self.desk.policy.sends(self.desk.channel), self.desk.now);
        let sends = self.sends();
        let has_waited = |challenge: &Remembered| {
            let left = challenge.sends.iter().flatten().count();
            let wait = self.desk.policy.resend_after << (left.max(1) - 1);
            challenge.undelivered || now >= self.last_sent[&name] + wait
        };
        self.may_guess()
            && below(recent(HOUR, &sends, now), budget.per_hour)
            && below(recent(DAY, &sends, now), budget.per_day)
            && (!again || self.alive(name).is_some_and(has_waited))
    }

    fn send(&mut self, name: u8, again: bool) {
        let allowed = self.may_send(name, again);
        let answer = self.desk.ask(name, again);
        if self.skew == 0 {
            assert_eq!(answer.is_ok(), allowed, "{answer:?}");
        }
        match answer {
            Ok(issued) => self.remember_send(name, &issued),
            Err(refused) => self.hold_to_its_promise(name, again, refused),
        }
    }

    fn remember_send(&mut self, name: u8, issued: &Issued) {
        for challenge in self.challenges.values_mut().filter(|challenge| challenge.undelivered) {
            challenge.dropped = true;
        }
        let challenge = self.challenges.entry(name).or_default();
        (challenge.undelivered, challenge.dropped) = (false, false);
        challenge.sends.push(Some(self.desk.now));
        self.last_sent.insert(name, self.desk.now);
        assert_eq!(issued.counter, challenge.latest());
        assert_eq!(issued.expires_at.since(self.desk.at()), self.desk.policy.code_life(self.desk.channel));
        assert!(issued.resend_in >= self.desk.policy.resend_after);
    }

    /// A refusal lasts as long as it says, and not a second longer.
    fn hold_to_its_promise(&mut self, name: u8, again: bool, refused: IssueRefused) {
        let wait = |refused| match refused {
            IssueRefused::TooSoon { retry_after } => Some((0, retry_after)),
            IssueRefused::SendsSpent { retry_after } => Some((1, retry_after)),
            IssueRefused::GuessesSpent { retry_after } => Some((2, retry_after)),
            IssueRefused::UnknownChallenge => None,
        };
        let Some((kind, retry_after)) = wait(refused) else { return };
        assert!(retry_after > 0);
        self.promised = retry_after;
        let after = |seconds| {
            let mut later = self.desk.clone();
            later.now += seconds;
            later.ask(name, again)
        };
        match after(retry_after - 1) {
            Err(IssueRefused::UnknownChallenge) => assert!(again),
            still => assert_eq!(still.map_err(wait), Err(Some((kind, 1)))),
        }
        if let Some((other, _)) = after(retry_after).err().and_then(wait) {
            assert!(other < kind || (kind, other) == (0, 1), "{refused:?}, still after the wait");
        }
    }

    fn take_back(&mut self, name: u8, counters_ago: u64) {
        let counter = self.challenges.get(&name).map_or(0, |challenge| challenge.latest().saturating_sub(counters_ago));
        let before = self.desk.ledger.clone();
        if !self.desk.fail_to_send(name, counter) {
            assert_eq!(self.desk.ledger, before);
            return;
        }
        let challenge = self.challenges.get_mut(&name).unwrap();
        assert!(counter == challenge.latest() && !challenge.undelivered && challenge.right == 0);
        challenge.undelivered = true;
        *challenge.sends.last_mut().unwrap() = None;
    }

    fn guess(&mut self, name: u8, presented: Presented) {
        let digits = self.desk.policy.digits;
        let latest = self.challenges.get(&name).map_or(0, Remembered::latest);
        let code = match presented {
            Presented::Latest => code_of(name, latest, digits),
            Presented::Miss => other_than(&code_of(name, latest, digits), digits),
            Presented::Earlier(by) => code_of(name, latest.saturating_sub(by), digits),
            Presented::OfAnother(pick) => code_of(self.name(pick), latest, digits),
        };
        let fits = code.expose() == code_of(name, latest, digits).expose();
        let judged = self.may_guess() && self.alive(name).is_some();
        let verdict = self.desk.present(name, &code);
        if self.skew == 0 {
            assert_eq!(verdict != Verdict::Refused, judged, "{verdict:?}");
        }
        match verdict {
            Verdict::Right => {
                assert!(fits, "right, but not the latest code");
                self.challenges.get_mut(&name).unwrap().right += 1;
                self.run.clear();
            }
            Verdict::Wrong => {
                assert!(!fits, "wrong, but the latest code");
                self.challenges.get_mut(&name).unwrap().wrong += 1;
                if self.run.last().is_some_and(|last| last + RUN_REMEMBERED <= self.latest_clock) {
                    self.run.clear();
                }
                self.wrong.push(self.desk.now);
                self.run.push(self.desk.now);
            }
            Verdict::Refused => {}
            Verdict::RightBefore => panic!("every guess here is a call of its own"),
        }
    }

    fn step(&mut self, event: &Event) {
        match *event {
            Event::SendNew => self.send(u8::try_from(self.challenges.len()).unwrap(), false),
            Event::SendAgain(pick) => self.send(self.name(pick), true),
            Event::SendFailed { pick, counters_ago } => self.take_back(self.name(pick), counters_ago),
            Event::Guess(pick, presented) => self.guess(self.name(pick), presented),
            Event::Wait(seconds) => self.desk.now += seconds,
            Event::WaitAsPromised { early } => self.desk.now += std::mem::take(&mut self.promised).saturating_sub(early),
            Event::Behind(seconds) => self.desk.now = self.latest_clock - seconds,
            Event::TimeToLive => {
                let now = Timestamp::from_unix(self.latest_clock);
                self.desk.ledger = self.desk.ledger.take().filter(|ledger| now < ledger.expires_at());
            }
        }
        self.latest_clock = self.latest_clock.max(self.desk.now);
    }

    fn check(&self) {
        let (policy, sends) = (&self.desk.policy, self.sends());
        let within = |window, moments: &[u64], limit: std::num::NonZeroU32| {
            assert!(most_within(window, moments) <= limit.get() as usize, "over {limit} within {window} s: {moments:?}");
        };
        let budget = policy.sends(self.desk.channel);
        within(HOUR, &sends, budget.per_hour);
        within(DAY - self.skew, &sends, budget.per_day);
        within(DAY, &self.wrong, policy.failures.per_day);
        within(MONTH - self.skew, &self.wrong, policy.failures.per_month);
        assert!(self.run.len() <= policy.failures.in_a_row.get() as usize, "wrong {} times in a row", self.run.len());
        for challenge in self.challenges.values() {
            assert!(challenge.wrong <= policy.guesses_per_code.get() && challenge.right <= 1, "{challenge:?}");
        }
        let Some(ledger) = &self.desk.ledger else { return };
        // A code that was taken back and then used, left after all; it costs no send.
        let free = self.challenges.values().filter(|challenge| challenge.undelivered && challenge.right > 0).count();
        assert!(ledger.challenges.len() <= budget.per_hour.get() as usize + free, "{ledger:?}");
        assert!(ledger.sends.len() <= budget.per_day.get() as usize, "{ledger:?}");
        assert!(ledger.failures.len() <= policy.failures.per_month.get() as usize, "{ledger:?}");
        let expired = ledger.without_the_past(ledger.expires_at());
        assert_eq!(expired, Ledger::default());
    }

    /// Whatever is decided next, is decided over what the record says.
    fn write_and_read(&mut self) {
        let Some(ledger) = &self.desk.ledger else { return };
        let binary = postcard::to_allocvec(ledger).unwrap();
        let read = postcard::from_bytes(&binary).unwrap();
        assert_eq!(*ledger, read);
        self.desk.ledger = Some(read);
    }
}

fn run(policy: Policy, channel: Channel, events: &[Event], skew: u64) {
    let mut run = Run::new(policy, channel, skew);
    for event in events {
        run.step(event);
        run.write_and_read();
        run.check();
    }
}

proptest! {
    #[test]
    fn whatever_happens_every_budget_holds_and_every_refusal_has_its_reason_and_its_end(
        policy in small_policies(), channel in channels(), events in events(0),
    ) {
        run(policy, channel, &events, 0);
    }

    #[test]
    fn the_default_policy_keeps_its_budgets(channel in channels(), events in events(0)) {
        run(default_policy(), channel, &events, 0);
    }

    #[test]
    fn re_04_clocks_that_differ_by_a_minute_grant_nothing_more(
        policy in small_policies(), channel in channels(), events in events(60),
    ) {
        run(policy, channel, &events, 60);
    }
}
