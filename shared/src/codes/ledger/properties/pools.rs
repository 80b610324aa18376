//! What happens in one pool is what would have happened if there were no other.

use proptest::prelude::*;

use super::super::examples::{Desk, Verdict, code_of, default_policy, device, other_than};
use super::super::{IssueRefused, Issued, Policy};
use super::POOLS;
use super::events::{channels, small_policies};
use crate::identity::identifier::Channel;

#[derive(Clone, Debug)]
enum Act {
    SendNew,
    SendAgain(u8),
    SendFailed(u8),
    Right(u8),
    Wrong(u8),
}

/// An act of one pool, or everybody waits.
#[derive(Clone, Debug)]
enum Event {
    Act(usize, Act),
    Wait(u64),
}

#[derive(Debug, PartialEq)]
enum Told {
    Sent(Result<Issued, IssueRefused>),
    TakenBack(bool),
    Judged(Verdict),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let pick = || 0..4_u8;
    let act = prop_oneof![
        3 => Just(Act::SendNew),
        3 => pick().prop_map(Act::SendAgain),
        1 => pick().prop_map(Act::SendFailed),
        2 => pick().prop_map(Act::Right),
        8 => pick().prop_map(Act::Wrong),
    ];
    let waits = prop_oneof![0..60_u64, 60..7_200_u64, 7_200..3_000_000_u64];
    let event = prop_oneof![
        6 => (0..POOLS, act).prop_map(|(pool, act)| Event::Act(pool, act)),
        1 => waits.prop_map(Event::Wait),
    ];
    prop::collection::vec(event, 1..150)
}

/// Does it at `desk`, where `pool` has sent for `sent` attempts before.
fn carry_out(desk: &mut Desk, pool: usize, sent: u8, act: &Act) -> Told {
    desk.device = [None, Some(device(1)), Some(device(2))][pool];
    let name = |number: u8| u8::try_from(pool).unwrap() * 80 + number;
    let picked = |pick: u8| name(sent.saturating_sub(pick + 1));
    let latest = |desk: &Desk, name| code_of(name, desk.counter(name), desk.form(name));
    match *act {
        Act::SendNew => Told::Sent(desk.ask(name(sent), false)),
        Act::SendAgain(pick) => Told::Sent(desk.ask(picked(pick), true)),
        Act::SendFailed(pick) => Told::TakenBack(desk.fail_to_send(picked(pick), desk.counter(picked(pick)))),
        Act::Right(pick) => Told::Judged(desk.present(picked(pick), &latest(desk, picked(pick)))),
        Act::Wrong(pick) => Told::Judged(desk.present(picked(pick), &other_than(&latest(desk, picked(pick))))),
    }
}

fn run(policy: &Policy, channel: Channel, events: &[Event]) {
    let mut together = Desk::new(channel, policy.clone());
    let mut alone = [(); POOLS].map(|()| (Desk::new(channel, policy.clone()), 0));
    for event in events {
        match event {
            Event::Wait(seconds) => {
                together.now += seconds;
                for (desk, _) in &mut alone {
                    desk.now += seconds;
                }
            }
            Event::Act(pool, act) => {
                let (desk, sent) = &mut alone[*pool];
                let told = carry_out(desk, *pool, *sent, act);
                assert_eq!(carry_out(&mut together, *pool, *sent, act), told);
                *sent += u8::from(matches!((act, told), (Act::SendNew, Told::Sent(Ok(_)))));
            }
        }
    }
}

proptest! {
    #[test]
    fn otp_07_no_event_in_one_pool_changes_what_another_one_may_do(
        policy in small_policies(), channel in channels(), events in events(),
    ) {
        run(&policy, channel, &events);
    }

    #[test]
    fn otp_07_nor_does_it_under_the_default_policy(channel in channels(), events in events()) {
        run(&default_policy(), channel, &events);
    }
}
