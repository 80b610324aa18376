//! What may happen at one identifier, and under which numbers.

use proptest::prelude::*;

use super::super::examples::count;
use super::super::{DAY, FailureBudget, HOUR, MONTH, Policy, RUN_REMEMBERED, SendBudget};
use crate::codes::hotp::Digits;
use crate::identity::identifier::Channel;

#[derive(Clone, Debug)]
pub(super) enum Event {
    /// By this pool.
    SendNew(usize),
    /// By this pool, for an attempt of any; at once, or after the wait that is asked for.
    SendAgain(usize, usize, bool),
    /// Of the code sent last, or of one so many counters ago.
    SendFailed(usize, u64),
    Guess(usize, Presented),
    Wait(u64),
    /// As long as was promised last, or that many seconds less.
    WaitAsPromised(u64),
    /// The clock of another machine, this far behind.
    Behind(u64),
    /// DynamoDB deletes the item, if it has expired.
    TimeToLive,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Presented {
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

pub(super) fn events(furthest_behind: u64) -> impl Strategy<Value = Vec<Event>> {
    let pick = || 0..12_usize;
    let pool = || 0..super::POOLS;
    let presented = prop_oneof![
        2 => Just(Presented::Latest),
        6 => Just(Presented::Miss),
        1 => (0..3_u64).prop_map(Presented::Earlier),
        1 => pick().prop_map(Presented::OfAnother),
    ];
    let event = prop_oneof![
        4 => pool().prop_map(Event::SendNew),
        6 => (pool(), pick(), any::<bool>()).prop_map(|(pool, pick, patient)| Event::SendAgain(pool, pick, patient)),
        2 => (pick(), 0..2_u64).prop_map(|(pick, counters_ago)| Event::SendFailed(pick, counters_ago)),
        12 => (pick(), presented).prop_map(|(pick, presented)| Event::Guess(pick, presented)),
        4 => waits().prop_map(Event::Wait),
        2 => (0..=1_u64).prop_map(Event::WaitAsPromised),
        1 => (0..=furthest_behind).prop_map(Event::Behind),
        1 => Just(Event::TimeToLive),
    ];
    prop::collection::vec(event, 1..120)
}

pub(super) fn small_policies() -> impl Strategy<Value = Policy> {
    let sends = || (1..=5_u32, 0..=3_u32);
    let failures = (1..=8_u32, 0..=5_u32, 1..=8_u32);
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
                links: true,
            }
        },
    )
}

pub(super) fn channels() -> impl Strategy<Value = Channel> {
    prop::sample::select(vec![Channel::Email, Channel::Sms])
}
