//! The ledger as a record: its end, its forms, its size, its numbers.

use super::{Desk, START, challenge_id, default_policy, device};
use crate::Timestamp;
use crate::codes::hotp::{CodeForm, Digits};
use crate::codes::ledger::pool::MOST_DEVICES;
use crate::codes::ledger::{
    AttemptId, CLOCKS_DIFFER_BY, Challenge, ChallengeId, DAY, Issue, KnownDevice, Ledger, LinkLife, MONTH, Pool,
    RUN_REMEMBERED, Spent, State, issue,
};
use crate::codes::purpose::CodePurpose;
use crate::identity::identifier::Channel;

/// Which of a sent code, a wrong guess and a right one left this ledger, and how long it matters.
fn ledgers_and_their_lives() -> [(&'static str, Ledger, u64); 4] {
    let mut sent = Desk::email();
    sent.send(1).unwrap();
    let mut missed = sent.clone();
    missed.miss(1, 0);
    let mut used = missed.clone();
    used.guess(1, 0);
    let mut undelivered = Desk::email();
    undelivered.send(1).unwrap();
    undelivered.fail_to_send(1, 0);
    [
        ("sent", sent.ledger.unwrap(), DAY + CLOCKS_DIFFER_BY),
        ("missed", missed.ledger.unwrap(), RUN_REMEMBERED),
        ("missed, then used", used.ledger.unwrap(), MONTH + CLOCKS_DIFFER_BY),
        ("undelivered", undelivered.ledger.unwrap(), 600),
    ]
}

#[test]
fn an_item_expires_when_nothing_in_it_matters_and_then_equals_no_item() {
    for (what, ledger, life) in ledgers_and_their_lives() {
        let end = START + life;
        assert_eq!(ledger.expires_at().as_unix(), end, "{what}");
        assert_ne!(ledger.without_the_past(Timestamp::from_unix(end - 1)), Ledger::default(), "{what}");
        assert_eq!(ledger.without_the_past(Timestamp::from_unix(end)), Ledger::default(), "{what}");
        let attempt = AttemptId::from_random([9; 8]);
        let event = Issue {
            purpose: CodePurpose::SignIn,
            is_tagged: false,
            channel: Channel::Email,
            attempt,
            challenge: challenge_id(1),
            resend: false,
            device: None,
        };
        let [late, never] = [Some(&ledger), None]
            .map(|ledger| issue(ledger, &event, &default_policy(), Timestamp::from_unix(end)).unwrap());
        assert_eq!(late, never, "{what}");
    }
    assert_eq!(Ledger::default().expires_at(), Timestamp::default());
}

/// Challenges, sends and wrong guesses of strangers.
fn lengths(desk: &Desk) -> (usize, usize, usize) {
    let Ledger { challenges, strangers, .. } = desk.written();
    (challenges.len(), strangers.sends.len(), strangers.failures.len())
}

#[test]
fn what_is_over_leaves_the_record_at_the_next_write() {
    let mut desk = Desk::email();
    assert_eq!(desk.miss_often(6), 6);
    desk.now = START + DAY + CLOCKS_DIFFER_BY;
    desk.send(1).unwrap();
    assert_eq!(lengths(&desk), (1, 2, 6));
    desk.now = START + MONTH + CLOCKS_DIFFER_BY;
    desk.send(2).unwrap();
    assert_eq!(lengths(&desk), (1, 1, 1));
}

/// More than the rules let come together under the default policy: every list full, every number long.
fn largest(devices: usize) -> Ledger {
    let moment = |second: u32| Timestamp::from_unix(u64::from(u32::MAX) + u64::from(second));
    let longest = AttemptId::from_random([255; 8]);
    let challenge = |name| Challenge {
        id: challenge_id(name),
        pool: Pool::Device(device(name)),
        counter: u64::from(u32::MAX),
        form: CodeForm::Digits(Digits::try_from(8).unwrap()),
        expires_at: moment(600),
        sent_at: moment(0),
        sends: 5,
        failures: 5,
        sent_by: longest,
        state: State::Used(longest),
        link: LinkLife::NextSend,
    };
    let spent = Spent {
        sends: (0..10).map(moment).collect(),
        failures: (0..50).map(moment).collect(),
        failures_in_a_row: 100,
        last_failure: Some(moment(0)),
    };
    let known = |name: usize| KnownDevice { id: device(u8::try_from(name).unwrap()), spent: spent.clone() };
    Ledger {
        challenges: (0..5).map(challenge).collect(),
        strangers: spent.clone(),
        devices: (0..devices).map(known).collect(),
    }
}

#[test]
fn a_ledger_survives_its_record() {
    let ledgers = ledgers_and_their_lives().map(|(_, ledger, _)| ledger);
    for ledger in ledgers.into_iter().chain([Ledger::default(), largest(0), largest(MOST_DEVICES)]) {
        let binary = postcard::to_allocvec(&ledger).unwrap();
        assert_eq!(postcard::from_bytes::<Ledger>(&binary).unwrap(), ledger);
    }
}

#[test]
fn a_typical_ledger_is_some_50_bytes_and_the_largest_one_without_devices_stays_below_a_kibibyte() {
    let size = |ledger: &Ledger| postcard::to_allocvec(ledger).unwrap().len();
    let [(_, sent, _), (_, missed, _), ..] = ledgers_and_their_lives();
    assert!(size(&sent) <= 52, "one code on its way: {} bytes", size(&sent));
    assert!(size(&missed) <= 62, "and one wrong guess: {} bytes", size(&missed));
    assert!(size(&largest(0)) < 1_024, "{} bytes", size(&largest(0)));
    assert!(size(&largest(MOST_DEVICES)) < 4_096, "{} bytes", size(&largest(MOST_DEVICES)));
}

#[test]
fn a_cut_or_foreign_record_is_an_error_and_no_ledger() {
    let binary = postcard::to_allocvec(&largest(2)).unwrap();
    for length in 0..binary.len() {
        assert!(postcard::from_bytes::<Ledger>(&binary[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn otp_13_debug_output_names_no_challenge_and_no_call_in_full() {
    let mut desk = Desk::email();
    desk.calls = 0x1122_3344_5566_7788;
    let id = ChallengeId::from_random(*b"0123456789abcdef");
    let attempt = desk.call();
    let event = Issue {
        purpose: CodePurpose::SignIn,
        is_tagged: false,
        channel: Channel::Email,
        attempt,
        challenge: id,
        resend: false,
        device: None,
    };
    let (ledger, _) = issue(None, &event, &desk.policy, desk.at()).unwrap();
    let shown = format!("{ledger:?} {event:?}");
    assert_eq!(format!("{id:?}"), "30313233…");
    assert!(shown.contains("30313233…") && !shown.contains("3031323334"), "{shown}");
    assert!(!shown.contains("48, 49") && !shown.contains(&desk.calls.to_string()), "{shown}");
}

/// Until 0.2.0 the form may change, and its bytes here with it. From then on whoever changes it gives it another
/// number and reads this one on (docs/decisions/0003-states.md).
#[test]
fn the_form_of_a_ledger_is_the_one_that_is_in_tables() {
    let mut desk = Desk::new(Channel::Email, default_policy());
    desk.send(1).unwrap();
    let binary = postcard::to_allocvec(desk.ledger.as_ref().unwrap()).unwrap();
    let hex = format!("{binary:02x?}").replace(['[', ',', ' ', ']'], "");
    assert_eq!(hex, "0101010101010101010101010101010101000006d8a8a7da0680a4a7da0601000100010180a4a7da0600000000");
}
