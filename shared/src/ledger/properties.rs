//! Arbitrary events under arbitrary small policies, against an independent memory of what was sent and judged.

use std::collections::BTreeMap;

use proptest::prelude::*;

use self::events::{Event, Presented, channels, events, small_policies};
use super::examples::{Desk, START, Verdict, code_of, default_policy, other_than};
use super::issue::UNDELIVERED_KEPT;
use super::{CLOCKS_DIFFER_BY, DAY, HOUR, IssueRefused, Issued, Ledger, MONTH, Policy, RUN_REMEMBERED, SendBudget};
use crate::clock::Timestamp;
use crate::identifier::Channel;

mod events;
mod interleaving;

/// No event ever sends a first code for it.
const UNKNOWN: u8 = 255;
/// A patient caller waits no longer than a code can live.
const LONG: u64 = 600;

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
    in_a_row: Vec<u64>,
    /// The challenges by their last send, the newest one last.
    order: Vec<u8>,
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
        Self {
            desk,
            challenges,
            wrong: vec![],
            in_a_row: vec![],
            order: vec![],
            last_sent,
            promised: 0,
            latest_clock: START,
            skew,
        }
    }

    /// The times of all sends that were not taken back.
    fn sends(&self) -> Vec<u64> {
        self.challenges.values().flat_map(|challenge| challenge.sends.iter().flatten().copied()).collect()
    }

    fn name(&self, pick: usize) -> u8 {
        // The newest first, so that most picks are alive; past the oldest comes one that was never sent.
        self.challenges.keys().rev().nth(pick / 2).copied().unwrap_or(UNKNOWN)
    }

    fn code_life(&self) -> u64 {
        match self.desk.channel {
            Channel::Email => self.desk.policy.email_code_life,
            Channel::Sms => self.desk.policy.sms_code_life,
        }
    }

    fn budget(&self) -> &SendBudget {
        match self.desk.channel {
            Channel::Email => &self.desk.policy.email_sends,
            Channel::Sms => &self.desk.policy.sms_sends,
        }
    }

    fn is_young(&self, name: u8) -> bool {
        self.last_sent.get(&name).is_some_and(|at| self.desk.now < at + self.code_life())
    }

    fn alive(&self, name: u8) -> Option<&Remembered> {
        let alive = self.is_young(name);
        let policy = &self.desk.policy;
        self.challenges.get(&name).filter(|challenge| {
            alive && !challenge.dropped && challenge.right == 0 && challenge.wrong < policy.guesses_per_code.get()
        })
    }

    fn may_guess(&self) -> bool {
        self.may_guess_at(self.desk.now)
    }

    fn may_guess_at(&self, now: u64) -> bool {
        let budget = &self.desk.policy.failures;
        let run_lives = self.in_a_row.last().is_some_and(|last| last + RUN_REMEMBERED > now);
        below(recent(DAY, &self.wrong, now), budget.per_day)
            && below(recent(MONTH, &self.wrong, now), budget.per_month)
            && (!run_lives || below(self.in_a_row.len(), budget.in_a_row))
    }

    fn may_send(&self, name: u8, again: bool) -> bool {
        let (budget, now) = (self.budget(), self.desk.now);
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
        let waiting = |other: &&u8| {
            let challenge = &self.challenges[*other];
            **other != name && challenge.undelivered && !challenge.dropped && challenge.right == 0
        };
        let surplus: Vec<u8> = self.order.iter().rev().filter(waiting).skip(UNDELIVERED_KEPT).copied().collect();
        for other in surplus {
            self.challenges.get_mut(&other).unwrap().dropped = true;
        }
        self.order.retain(|other| *other != name);
        self.order.push(name);
        let challenge = self.challenges.entry(name).or_default();
        (challenge.undelivered, challenge.dropped) = (false, false);
        challenge.sends.push(Some(self.desk.now));
        self.last_sent.insert(name, self.desk.now);
        assert_eq!(issued.counter, challenge.latest());
        assert_eq!(issued.expires_at.as_unix(), self.desk.now + self.code_life());
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
        assert!(self.is_young(name), "its code had expired");
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
                self.in_a_row.clear();
            }
            Verdict::Wrong => {
                assert!(!fits, "wrong, but the latest code");
                self.challenges.get_mut(&name).unwrap().wrong += 1;
                if self.in_a_row.last().is_some_and(|last| last + RUN_REMEMBERED <= self.latest_clock) {
                    self.in_a_row.clear();
                }
                self.wrong.push(self.desk.now);
                self.in_a_row.push(self.desk.now);
                if !self.may_guess_at(self.desk.now.saturating_sub(CLOCKS_DIFFER_BY)) {
                    for challenge in self.challenges.values_mut() {
                        challenge.wrong = self.desk.policy.guesses_per_code.get();
                    }
                }
            }
            Verdict::Refused => {}
            Verdict::RightBefore => panic!("every guess here is a call of its own"),
        }
    }

    fn step(&mut self, event: &Event) {
        match *event {
            Event::SendNew => self.send(u8::try_from(self.challenges.len()).unwrap(), false),
            Event::SendAgain(pick, patient) => {
                let name = self.name(pick);
                self.send(name, true);
                if patient && self.promised <= LONG {
                    self.desk.now += std::mem::take(&mut self.promised);
                    self.send(name, true);
                }
            }
            Event::SendFailed(pick, counters_ago) => self.take_back(self.name(pick), counters_ago),
            Event::Guess(pick, presented) => self.guess(self.name(pick), presented),
            Event::Wait(seconds) => self.desk.now += seconds,
            Event::WaitAsPromised(early) => {
                self.desk.now += std::mem::take(&mut self.promised).saturating_sub(early);
            }
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
            assert!(
                most_within(window, moments) <= limit.get() as usize,
                "over {limit} within {window} s: {moments:?}"
            );
        };
        let budget = self.budget();
        within(HOUR, &sends, budget.per_hour);
        within(DAY, &sends, budget.per_day);
        within(DAY, &self.wrong, policy.failures.per_day);
        within(MONTH, &self.wrong, policy.failures.per_month);
        assert!(
            self.in_a_row.len() <= policy.failures.in_a_row.get() as usize,
            "wrong {} times in a row",
            self.in_a_row.len()
        );
        for challenge in self.challenges.values() {
            assert!(challenge.wrong <= policy.guesses_per_code.get() && challenge.right <= 1, "{challenge:?}");
        }
        let Some(ledger) = &self.desk.ledger else { return };
        // A code that was taken back and then used, left after all; it costs no send.
        let free = self.challenges.values().filter(|challenge| challenge.undelivered && challenge.right > 0).count();
        assert!(ledger.challenges.len() <= budget.per_hour.get() as usize + free + UNDELIVERED_KEPT, "{ledger:?}");
        // What is kept for slow clocks beyond its window happened within a minute.
        let (day, month) = (budget.per_day, policy.failures.per_month);
        assert!(ledger.sends.len() <= (day.get() + budget.per_hour.get()) as usize, "{ledger:?}");
        assert!(ledger.failures.len() <= (month.get() + policy.failures.per_day.get()) as usize, "{ledger:?}");
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
