//! Arbitrary events under arbitrary small policies, against an independent memory of what was sent and judged.

use std::collections::BTreeMap;

use proptest::prelude::*;

use self::events::{Event, Presented, channels, events, small_policies};
use super::examples::{Desk, START, Verdict, code_of, default_policy, device, other_than};
use super::issue::UNDELIVERED_KEPT;
use super::{CLOCKS_DIFFER_BY, DAY, HOUR, IssueRefused, Issued, Ledger, MONTH, Policy, RUN_REMEMBERED, SendBudget};
use crate::Timestamp;
use crate::codes::hotp::CodeForm;
use crate::identity::identifier::Channel;

mod events;
mod interleaving;
mod links;
mod pools;

/// No event ever sends a first code for it.
const UNKNOWN: u8 = 255;
/// Strangers, and two devices.
const POOLS: usize = 3;
/// A patient caller waits no longer than a code can live.
const LONG: u64 = 600;

/// What was sent for one challenge, and what became of it.
#[derive(Clone, Debug, Default)]
struct Remembered {
    /// Whose budgets it spends: 0 for strangers, 1 and 2 for devices.
    pool: usize,
    /// Whether its last code was a long one.
    long: bool,
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

/// The wrong guesses at short codes of one pool.
#[derive(Clone, Debug, Default)]
struct Guesses {
    wrong: Vec<u64>,
    /// Those since the last right one.
    in_a_row: Vec<u64>,
}

/// The desk under test, beside everything that ever happened at it.
struct Run {
    desk: Desk,
    challenges: BTreeMap<u8, Remembered>,
    guesses: [Guesses; POOLS],
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
            guesses: Default::default(),
            order: vec![],
            last_sent,
            promised: 0,
            latest_clock: START,
            skew,
        }
    }

    /// The times of all sends of a pool that were not taken back.
    fn sends(&self, pool: usize) -> Vec<u64> {
        let of_pool = self.challenges.values().filter(|challenge| challenge.pool == pool);
        of_pool.flat_map(|challenge| challenge.sends.iter().flatten().copied()).collect()
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

    /// Whether a short code of this pool may be judged.
    fn may_guess_at(&self, pool: usize, now: u64) -> bool {
        let (budget, Guesses { wrong, in_a_row }) = (&self.desk.policy.failures, &self.guesses[pool]);
        let run_lives = in_a_row.last().is_some_and(|last| last + RUN_REMEMBERED > now);
        below(recent(DAY, wrong, now), budget.per_day)
            && below(recent(MONTH, wrong, now), budget.per_month)
            && (!run_lives || below(in_a_row.len(), budget.in_a_row))
    }

    fn may_send(&self, pool: usize, name: u8, again: bool) -> bool {
        let (budget, now) = (self.budget(), self.desk.now);
        let sends = self.sends(pool);
        let has_waited = |challenge: &Remembered| {
            let left = challenge.sends.iter().flatten().count();
            let wait = self.desk.policy.resend_after << (left.max(1) - 1);
            challenge.undelivered || now >= self.last_sent[&name] + wait
        };
        below(recent(HOUR, &sends, now), budget.per_hour)
            && below(recent(DAY, &sends, now), budget.per_day)
            && (!again || self.alive(name).is_some_and(has_waited))
    }

    /// `pool` asks; an attempt that is sent again for stays its own pool's.
    fn send(&mut self, pool: usize, name: u8, again: bool) {
        self.desk.device = [None, Some(device(1)), Some(device(2))][pool];
        let pool = self.challenges.get(&name).map_or(pool, |challenge| challenge.pool);
        let allowed = self.may_send(pool, name, again);
        let long = !self.may_guess_at(pool, self.desk.now);
        let answer = self.desk.ask(name, again);
        if self.skew == 0 {
            assert_eq!(answer.is_ok(), allowed, "{answer:?}");
            assert!(
                answer.is_err() || answer.is_ok_and(|issued| (issued.form == CodeForm::Long) == long),
                "{answer:?}"
            );
        }
        match answer {
            Ok(issued) => self.remember_send(pool, name, &issued),
            Err(refused) => self.hold_to_its_promise(name, again, refused),
        }
    }

    fn remember_send(&mut self, pool: usize, name: u8, issued: &Issued) {
        let waiting = |other: &&u8| {
            let challenge = &self.challenges[*other];
            let waits = challenge.undelivered && !challenge.dropped && challenge.right == 0;
            **other != name && challenge.pool == pool && waits
        };
        let surplus: Vec<u8> = self.order.iter().rev().filter(waiting).skip(UNDELIVERED_KEPT).copied().collect();
        for other in surplus {
            self.challenges.get_mut(&other).unwrap().dropped = true;
        }
        self.order.retain(|other| *other != name);
        self.order.push(name);
        let challenge = self.challenges.entry(name).or_default();
        (challenge.undelivered, challenge.dropped) = (false, false);
        (challenge.pool, challenge.long) = (pool, issued.form == CodeForm::Long);
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
            IssueRefused::SendsSpent { retry_after, .. } => Some((1, retry_after)),
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
        let form = self.desk.form(name);
        let (pool, latest) = self.challenges.get(&name).map_or((0, 0), |known| (known.pool, known.latest()));
        let code = match presented {
            Presented::Latest => code_of(name, latest, form),
            Presented::Miss => other_than(&code_of(name, latest, form)),
            Presented::Earlier(by) => code_of(name, latest.saturating_sub(by), form),
            Presented::OfAnother(pick) => code_of(self.name(pick), latest, form),
        };
        let fits = code.expose() == code_of(name, latest, form).expose();
        let long = self.challenges.get(&name).is_some_and(|challenge| challenge.long);
        let judged = (long || self.may_guess_at(pool, self.desk.now)) && self.alive(name).is_some();
        let verdict = self.desk.present(name, &code);
        if self.skew == 0 {
            assert_eq!(verdict != Verdict::Refused, judged, "{verdict:?}");
        }
        match verdict {
            Verdict::Right => {
                assert!(fits, "right, but not the latest code");
                self.challenges.get_mut(&name).unwrap().right += 1;
                self.guesses[pool].in_a_row.clear();
            }
            Verdict::Wrong => {
                assert!(!fits, "wrong, but the latest code");
                self.challenges.get_mut(&name).unwrap().wrong += 1;
                if !long {
                    self.remember_miss(pool);
                }
            }
            Verdict::Refused => {}
            Verdict::RightBefore => panic!("every guess here is a call of its own"),
        }
    }

    fn remember_miss(&mut self, pool: usize) {
        let (now, latest_clock) = (self.desk.now, self.latest_clock);
        let Guesses { wrong, in_a_row } = &mut self.guesses[pool];
        if in_a_row.last().is_some_and(|last| last + RUN_REMEMBERED <= latest_clock) {
            in_a_row.clear();
        }
        wrong.push(now);
        in_a_row.push(now);
        if !self.may_guess_at(pool, now.saturating_sub(CLOCKS_DIFFER_BY)) {
            let most = self.desk.policy.guesses_per_code.get();
            let of_pool = self.challenges.values_mut().filter(|challenge| challenge.pool == pool && !challenge.long);
            of_pool.for_each(|challenge| challenge.wrong = most);
        }
    }

    fn step(&mut self, event: &Event) {
        match *event {
            Event::SendNew(pool) => self.send(pool, u8::try_from(self.challenges.len()).unwrap(), false),
            Event::SendAgain(pool, pick, patient) => {
                let name = self.name(pick);
                self.send(pool, name, true);
                if patient && self.promised <= LONG {
                    self.desk.now += std::mem::take(&mut self.promised);
                    self.send(pool, name, true);
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
        let policy = &self.desk.policy;
        let within = |window, moments: &[u64], limit: std::num::NonZeroU32| {
            assert!(
                most_within(window, moments) <= limit.get() as usize,
                "over {limit} within {window} s: {moments:?}"
            );
        };
        let budget = self.budget();
        for (pool, Guesses { wrong, in_a_row }) in self.guesses.iter().enumerate() {
            let sends = self.sends(pool);
            within(HOUR, &sends, budget.per_hour);
            within(DAY, &sends, budget.per_day);
            within(DAY, wrong, policy.failures.per_day);
            within(MONTH, wrong, policy.failures.per_month);
            assert!(
                in_a_row.len() <= policy.failures.in_a_row.get() as usize,
                "wrong {} times in a row",
                in_a_row.len()
            );
        }
        for challenge in self.challenges.values() {
            assert!(challenge.wrong <= policy.guesses_per_code.get() && challenge.right <= 1, "{challenge:?}");
        }
        let Some(ledger) = &self.desk.ledger else { return };
        // A code that was taken back and then used, left after all; it costs no send.
        let free = self.challenges.values().filter(|challenge| challenge.undelivered && challenge.right > 0).count();
        let most = POOLS * (budget.per_hour.get() as usize + UNDELIVERED_KEPT) + free;
        assert!(ledger.challenges.len() <= most, "{ledger:?}");
        // What is kept for slow clocks beyond its window happened within a minute.
        let (day, month) = (budget.per_day, policy.failures.per_month);
        for spent in ledger.all_spent() {
            assert!(spent.sends.len() <= (day.get() + budget.per_hour.get()) as usize, "{ledger:?}");
            assert!(spent.failures.len() <= (month.get() + policy.failures.per_day.get()) as usize, "{ledger:?}");
        }
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
