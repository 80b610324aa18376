//! Whatever strangers do at an address, its owner has a way in: a code may be sent, or the link in the last message counts.

use proptest::prelude::*;

use super::super::IssueRefused;
use super::super::examples::{Desk, Verdict, count, device};
use super::events::small_policies;
use crate::codes::ledger::Policy;
use crate::codes::purpose::CodePurpose;
use crate::identity::identifier::Channel;

#[derive(Clone, Copy, Debug)]
enum Event {
    /// By a stranger or by a device, to sign in with this very address.
    Send {
        by_device: bool,
    },
    /// For something else, or to another spelling of it.
    SendOther {
        tagged: bool,
        by_device: bool,
    },
    Miss,
    OpenLast,
    OpenEarlier(u8),
    Wait(u64),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        6 => prop::bool::weighted(0.2).prop_map(|by_device| Event::Send { by_device }),
        4 => (any::<bool>(), prop::bool::weighted(0.2)).prop_map(|(tagged, by_device)| Event::SendOther { tagged, by_device }),
        2 => Just(Event::Miss),
        2 => Just(Event::OpenLast),
        1 => (1..6_u8).prop_map(Event::OpenEarlier),
        4 => prop_oneof![0..120_u64, 500..700_u64, 3_000..4_000_u64, 40_000..90_000_u64].prop_map(Event::Wait),
    ];
    prop::collection::vec(event, 1..80)
}

/// The last message with a link to this very address, and those before it.
#[derive(Default)]
struct Sent {
    names: Vec<u8>,
    used: Vec<u8>,
}

fn step(desk: &mut Desk, event: Event, name: u8, sent: &mut Sent) {
    let of = |by_device: bool| by_device.then(|| device(1));
    match event {
        Event::Send { by_device } => {
            desk.device = of(by_device);
            if desk.ask(name, false).is_ok() {
                sent.names.push(name);
            }
        }
        Event::SendOther { tagged, by_device } => {
            desk.device = of(by_device);
            let purpose = if tagged { CodePurpose::SignIn } else { CodePurpose::NewIdentifier };
            let _ = desk.ask_for(name, purpose, tagged);
        }
        Event::Miss => {
            if let Some(last) = sent.names.last() {
                let form = desk.form(*last);
                let wrong = super::other_than(&super::code_of(*last, 0, form));
                desk.present(*last, &wrong);
            }
        }
        Event::OpenLast => open(desk, sent, 0),
        Event::OpenEarlier(by) => open(desk, sent, usize::from(by)),
        Event::Wait(seconds) => desk.now += seconds,
    }
}

fn open(desk: &mut Desk, sent: &mut Sent, ago: usize) {
    let Some(name) = sent.names.iter().rev().nth(ago).copied() else { return };
    if desk.open_link(name, 0) == Verdict::Right {
        assert!(!sent.used.contains(&name), "a link counts once");
        sent.used.push(name);
    }
}

proptest! {
    #[test]
    fn otp_20_whatever_strangers_send_the_owner_may_ask_for_a_code_or_has_a_link(
        policy in small_policies(), least in 2..5_u32, more in 0..6_u32, events in events(),
    ) {
        let mut policy = Policy { links: true, ..policy };
        (policy.email_sends.per_hour, policy.email_sends.per_day) = (count(least), count(least + more));
        let mut desk = Desk::new(Channel::Email, policy);
        let mut sent = Sent::default();
        for (name, event) in (0_u8..).zip(events) {
            step(&mut desk, event, name, &mut sent);
            let mut owner = desk.clone();
            owner.device = None;
            if let Err(IssueRefused::SendsSpent { .. }) = owner.ask(255, false) {
                let last = *sent.names.last().unwrap();
                // As often as there are sends in a day.
                let has_had_enough = sent.used.len() >= owner.policy.email_sends.per_day.get() as usize;
                let is_right = owner.open_link(last, 0) == Verdict::Right;
                prop_assert!(is_right || has_had_enough && sent.used.contains(&last), "the last link of {:?}", sent.names);
            }
        }
    }
}
