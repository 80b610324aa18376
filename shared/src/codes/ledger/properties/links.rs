//! Whatever strangers do at an address, its owner has a way in: a code may be sent, or the link in the last message that they had
//! sent counts, unless its owner has used it.

use proptest::prelude::*;

use super::super::IssueRefused;
use super::super::examples::{Desk, Verdict, code_of, count, device, other_than};
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
    /// Once more for the attempt so many before the last one.
    Resend(u8),
    /// For something else, or to another spelling of it.
    SendOther {
        tagged: bool,
        by_device: bool,
    },
    /// The last one did not leave.
    Fail,
    Miss(u8),
    /// Its owner types the code, or opens the link, of the attempt so many before the last one.
    Enter(u8),
    Open(u8),
    Wait(u64),
}

/// An attempt to sign in with this very address.
struct Sent {
    name: u8,
    counter: u64,
    by_device: bool,
    used: bool,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let by_device = || prop::bool::weighted(0.2);
    let ago = || 0..4_u8;
    let event = prop_oneof![
        6 => by_device().prop_map(|by_device| Event::Send { by_device }),
        2 => ago().prop_map(Event::Resend),
        4 => (any::<bool>(), by_device()).prop_map(|(tagged, by_device)| Event::SendOther { tagged, by_device }),
        1 => Just(Event::Fail),
        2 => ago().prop_map(Event::Miss),
        1 => ago().prop_map(Event::Enter),
        2 => ago().prop_map(Event::Open),
        4 => prop_oneof![0..120_u64, 500..700_u64, 3_000..4_000_u64, 40_000..90_000_u64].prop_map(Event::Wait),
    ];
    prop::collection::vec(event, 1..80)
}

/// The messages in the order in which they left: the last of strangers is the one that counts.
struct Mailbox {
    desk: Desk,
    sent: Vec<Sent>,
}

impl Mailbox {
    fn ago(&self, by: u8) -> Option<usize> {
        self.sent.len().checked_sub(usize::from(by) + 1)
    }

    fn step(&mut self, event: Event, name: u8) {
        let of = |by_device: bool| by_device.then(|| device(1));
        match event {
            Event::Send { by_device } => {
                self.desk.device = of(by_device);
                if let Ok(issued) = self.desk.ask(name, false) {
                    self.sent.push(Sent { name, counter: issued.counter, by_device, used: false });
                }
            }
            Event::Resend(by) => {
                let Some(place) = self.ago(by) else { return };
                let (name, by_device) = (self.sent[place].name, self.sent[place].by_device);
                if let Ok(issued) = self.desk.ask(name, true) {
                    self.sent.remove(place);
                    self.sent.push(Sent { name, counter: issued.counter, by_device, used: false });
                }
            }
            Event::SendOther { tagged, by_device } => {
                self.desk.device = of(by_device);
                let purpose = if tagged { CodePurpose::SignIn } else { CodePurpose::NewIdentifier };
                let _ = self.desk.ask_for(name, purpose, tagged);
            }
            Event::Fail => {
                let Some(last) = self.sent.last() else { return };
                if self.desk.fail_to_send(last.name, last.counter) {
                    self.sent.pop();
                }
            }
            Event::Miss(by) => {
                let Some(place) = self.ago(by) else { return };
                let (name, counter) = (self.sent[place].name, self.sent[place].counter);
                let wrong = other_than(&code_of(name, counter, self.desk.form(name)));
                self.desk.present(name, &wrong);
            }
            Event::Enter(by) => {
                let Some(place) = self.ago(by) else { return };
                let (name, counter) = (self.sent[place].name, self.sent[place].counter);
                let right = self.desk.present(name, &code_of(name, counter, self.desk.form(name))) == Verdict::Right;
                self.used(place, right);
            }
            Event::Open(by) => {
                let Some(place) = self.ago(by) else { return };
                let right = self.desk.open_link(self.sent[place].name, self.sent[place].counter) == Verdict::Right;
                self.used(place, right);
            }
            Event::Wait(seconds) => self.desk.now += seconds,
        }
    }

    fn used(&mut self, place: usize, right: bool) {
        assert!(!(right && self.sent[place].used), "a link and its code count once");
        self.sent[place].used |= right;
    }
}

proptest! {
    #[test]
    fn otp_20_whatever_strangers_send_the_owner_may_ask_for_a_code_or_has_a_link(
        policy in small_policies(), least in 2..5_u32, more in 0..6_u32, events in events(),
    ) {
        let mut policy = Policy { links: true, ..policy };
        (policy.email_sends.per_hour, policy.email_sends.per_day) = (count(least), count(least + more));
        let mut mailbox = Mailbox { desk: Desk::new(Channel::Email, policy), sent: Vec::new() };
        for (name, event) in (0_u8..).zip(events) {
            mailbox.step(event, name);
            let mut owner = Desk { device: None, ..mailbox.desk.clone() };
            if let Err(IssueRefused::SendsSpent { .. }) = owner.ask(255, false) {
                let last = mailbox.sent.iter().rev().find(|sent| !sent.by_device).unwrap();
                let expected = if last.used { Verdict::Refused } else { Verdict::Right };
                prop_assert_eq!(owner.open_link(last.name, last.counter), expected);
            }
        }
    }
}
