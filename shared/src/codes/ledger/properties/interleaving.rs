//! Many handlers at one record, each with a stale copy of it, under an arbitrary schedule.

use proptest::prelude::*;

use super::super::examples::{Desk, START, challenge_id, code_of, device, other_than};
use super::super::{
    AttemptId, Challenge, Guess, Issue, Judgement, Ledger, Policy, Pool, State, issue, judge, send_failed,
};
use super::events::{channels, small_policies};
use crate::Timestamp;
use crate::codes::hotp::{Code, CodeForm, Key};
use crate::codes::purpose::CodePurpose;
use crate::identity::identifier::Channel;

/// The first two challenges stand before any handler starts: one of a stranger, one of a device.
const STANDING: u8 = 2;

#[derive(Clone, Copy, Debug)]
enum Task {
    SendNew { failing: bool, by_device: bool },
    SendAgain(u8),
    GuessRight(u8),
    GuessWrong(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Sent { challenge: u8, counter: u64, pool: Pool },
    TakenBack { was_booked: bool },
    Right(u8),
    Wrong { challenge: u8, long: bool },
    Nothing,
}

/// What the table holds, with the write that it came from.
type Cell = Option<(u64, Ledger)>;

enum Step {
    Write(Ledger, Told),
    Keep(Told),
}

/// One call: it decides over what it has seen, writes where that still stands, and decides again where it does not.
struct Handler {
    name: u8,
    task: Task,
    now: Timestamp,
    seen: Cell,
    certain: bool,
    decided: Option<(Ledger, Told)>,
    /// The revision of an own write whose answer was lost.
    lost: Option<u64>,
    has_lost: bool,
    /// A send that failed has to be taken back.
    failed: Option<u64>,
    told: Vec<Told>,
    done: bool,
}

struct Table {
    cell: Cell,
    writes: u64,
    policy: Policy,
    channel: Channel,
}

impl Handler {
    fn new(name: u8, task: Task, now: Timestamp, seen: Cell) -> Self {
        let (decided, lost, failed) = (None, None, None);
        Self {
            name,
            task,
            now,
            seen,
            certain: false,
            decided,
            lost,
            has_lost: false,
            failed,
            told: vec![],
            done: false,
        }
    }

    fn attempt(&self) -> AttemptId {
        AttemptId::from_random([self.name; 8])
    }

    fn decide(&self, table: &Table) -> Step {
        let ledger = self.seen.as_ref().map(|(_, ledger)| ledger);
        if let Some(counter) = self.failed {
            return match send_failed(ledger, challenge_id(self.name), counter, self.now) {
                Some(next) => Step::Write(next, Told::TakenBack { was_booked: true }),
                None => Step::Keep(Told::TakenBack { was_booked: false }),
            };
        }
        match self.task {
            Task::SendNew { by_device, .. } => self.decide_to_send(table, self.name, false, by_device),
            Task::SendAgain(challenge) => self.decide_to_send(table, challenge, true, false),
            Task::GuessRight(challenge) => self.decide_on(table, challenge, &self.latest(challenge)),
            Task::GuessWrong(challenge) => self.decide_on(table, challenge, &other_than(&self.latest(challenge))),
        }
    }

    /// What this handler sees of a challenge.
    fn sees(&self, challenge: u8) -> Option<&Challenge> {
        self.seen.as_ref().and_then(|(_, ledger)| ledger.challenge(challenge_id(challenge)))
    }

    /// The code that was sent last, as far as this handler sees.
    fn latest(&self, challenge: u8) -> Code {
        let (counter, form) =
            self.sees(challenge).map_or((0, CodeForm::Long), |challenge| (challenge.counter, challenge.form));
        code_of(challenge, counter, form)
    }

    fn decide_to_send(&self, table: &Table, challenge: u8, resend: bool, by_device: bool) -> Step {
        let (attempt, device) = (self.attempt(), by_device.then(|| device(1)));
        let event = Issue {
            purpose: CodePurpose::SignIn,
            is_tagged: false,
            channel: table.channel,
            attempt,
            challenge: challenge_id(challenge),
            resend,
            device,
        };
        let ledger = self.seen.as_ref().map(|(_, ledger)| ledger);
        match issue(ledger, &event, &table.policy, self.now) {
            Ok((next, issued)) => {
                Step::Write(next, Told::Sent { challenge, counter: issued.counter, pool: issued.pool })
            }
            Err(_) => Step::Keep(Told::Nothing),
        }
    }

    fn decide_on(&self, table: &Table, challenge: u8, code: &Code) -> Step {
        let key = Key::new(&[challenge; 20]).unwrap();
        let guess = Guess { challenge: challenge_id(challenge), attempt: self.attempt(), key: &key, code };
        match judge(self.seen.as_ref().map(|(_, ledger)| ledger), &guess, &table.policy, self.now) {
            Judgement::Right(next) => Step::Write(next, Told::Right(challenge)),
            Judgement::Wrong(next) => {
                let long = self.sees(challenge).is_some_and(|challenge| challenge.form == CodeForm::Long);
                Step::Write(next, Told::Wrong { challenge, long })
            }
            Judgement::RightBefore => Step::Keep(Told::Right(challenge)),
            Judgement::Refused => Step::Keep(Told::Nothing),
        }
    }

    /// Half a round: deciding, or trying to write what was decided.
    fn step(&mut self, table: &mut Table, lose_the_answer: bool) {
        let Some((next, told)) = self.decided.take() else {
            match self.decide(table) {
                Step::Write(next, told) => self.decided = Some((next, told)),
                Step::Keep(told) if self.certain => self.settle(told),
                Step::Keep(_) => self.see(table),
            }
            return;
        };
        let lost = self.lost.take();
        if lost.is_some() && lost == table.revision() {
            self.see(table);
            self.settle(told);
        } else if table.revision() != self.revision() {
            self.see(table);
        } else {
            table.writes += 1;
            table.cell = Some((table.writes, next.clone()));
            if lose_the_answer && !self.has_lost && self.failed.is_none() {
                // It tries the same write again, and meets its own success or what others wrote on top.
                (self.decided, self.lost, self.has_lost) = (Some((next, told)), Some(table.writes), true);
            } else {
                self.see(table);
                self.settle(told);
            }
        }
    }

    fn revision(&self) -> Option<u64> {
        self.seen.as_ref().map(|(revision, _)| *revision)
    }

    fn see(&mut self, table: &Table) {
        self.seen.clone_from(&table.cell);
        self.certain = true;
    }

    fn settle(&mut self, told: Told) {
        self.told.push(told);
        match (self.task, told) {
            (Task::SendNew { failing: true, .. }, Told::Sent { counter, .. }) => self.failed = Some(counter),
            _ => self.done = true,
        }
    }
}

impl Table {
    fn revision(&self) -> Option<u64> {
        self.cell.as_ref().map(|(revision, _)| *revision)
    }
}

fn tasks() -> impl Strategy<Value = Vec<(Task, u64)>> {
    let standing = || 0..STANDING;
    let task = prop_oneof![
        2 => any::<(bool, bool)>().prop_map(|(failing, by_device)| Task::SendNew { failing, by_device }),
        1 => standing().prop_map(Task::SendAgain),
        2 => standing().prop_map(Task::GuessRight),
        4 => standing().prop_map(Task::GuessWrong),
    ];
    prop::collection::vec((task, 0..20_u64), 1..16)
}

/// The pool of the standing challenge with this name.
fn pools() -> [Pool; STANDING as usize] {
    [Pool::Strangers, Pool::Device(device(1))]
}

fn told(handlers: &[Handler], wanted: impl Fn(&Told) -> bool) -> usize {
    handlers.iter().flat_map(|handler| &handler.told).filter(|told| wanted(told)).count()
}

proptest! {
    #[test]
    fn otp_05_otp_06_stale_copies_and_lost_answers_break_no_budget(
        policy in small_policies(),
        channel in channels(),
        tasks in tasks(),
        schedule in prop::collection::vec((0..16_usize, prop::bool::weighted(0.3)), 0..120),
    ) {
        let mut desk = Desk::new(channel, policy.clone());
        for (challenge, pool) in (0..STANDING).zip(pools()) {
            desk.device = pool.device();
            desk.ask(challenge, false).unwrap();
        }
        let cell = desk.ledger.clone().map(|ledger| (0, ledger));
        let mut table = Table { cell: cell.clone(), writes: 0, policy, channel };
        let handler = |(place, (task, late)): (usize, &(Task, u64))| {
            let name = STANDING + u8::try_from(place).unwrap();
            // Some expect no record at all, some the one from the beginning.
            let seen = cell.clone().filter(|_| late % 4 > 0);
            Handler::new(name, *task, Timestamp::from_unix(START + late), seen)
        };
        let mut handlers: Vec<_> = tasks.iter().enumerate().map(handler).collect();
        let fair = (0..handlers.len() * 200).map(|turn| (turn, false));
        for (turn, lose_the_answer) in schedule.into_iter().chain(fair) {
            let turn = turn % handlers.len();
            let handler = &mut handlers[turn];
            if !handler.done {
                handler.step(&mut table, lose_the_answer);
            }
        }
        prop_assert!(handlers.iter().all(|handler| handler.done), "somebody never came to an end");

        let (policy, ledger) = (&table.policy, table.cell.map(|(_, ledger)| ledger).unwrap_or_default());
        let lost = handlers.iter().filter(|handler| handler.has_lost).count();
        for (standing, of_pool) in (0..STANDING).zip(pools()) {
            let sent = 1 + told(&handlers, |told| matches!(told, Told::Sent { pool, .. } if *pool == of_pool));
            let by_pool = |task| matches!(task, Task::SendNew { by_device, .. } if by_device == of_pool.device().is_some());
            let taken_back = Told::TakenBack { was_booked: true };
            let taken_back =
                handlers.iter().filter(|handler| by_pool(handler.task) && handler.told.contains(&taken_back)).count();
            // Unless its answer was lost and somebody sent for the same attempt on top.
            let twice =
                handlers.iter().filter(|handler| handler.has_lost && matches!(handler.task, Task::SendAgain(_)));
            let (booked, spent) = (sent - taken_back..=sent - taken_back + twice.count(), ledger.spent(of_pool));
            prop_assert!(booked.contains(&spent.sends.len()), "{} sends booked, not {booked:?}", spent.sends.len());
            prop_assert!(spent.sends.len() <= policy.sends(channel).per_hour.get() as usize);
            let wrong = told(&handlers, |told| *told == Told::Wrong { challenge: standing, long: false });
            prop_assert!((wrong..=wrong + lost).contains(&spent.failures.len()), "a lost answer may cost a guess");
            prop_assert!(spent.failures.len() <= policy.failures.per_day.get() as usize);
        }
        let used = ledger.challenges.iter().filter(|challenge| matches!(challenge.state, State::Used(_))).count();
        prop_assert_eq!(told(&handlers, |told| matches!(told, Told::Right(_))), used, "every use is told to one");
        for challenge in 0..STANDING {
            prop_assert!(told(&handlers, |told| *told == Told::Right(challenge)) <= 1);
            let wrong = told(&handlers, |told| matches!(told, Told::Wrong { challenge: of, .. } if *of == challenge));
            prop_assert!(wrong <= policy.guesses_per_code.get() as usize);
        }
        let mut counters: Vec<_> = handlers.iter().flat_map(|handler| &handler.told).filter_map(|told| match told {
            Told::Sent { challenge, counter, .. } => Some((*challenge, *counter)),
            _ => None,
        }).collect();
        let all = counters.len();
        counters.sort_unstable();
        counters.dedup();
        prop_assert_eq!(counters.len(), all, "no code is sent by two");
    }
}
