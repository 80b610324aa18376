//! Known devices: budgets of their own.

use super::{Desk, SIX, START, Verdict, device};
use crate::codes::hotp::CodeForm;
use crate::codes::ledger::pool::MOST_DEVICES;
use crate::codes::ledger::{DAY, HOUR, IssueRefused, Pool, erase};

/// A stranger has spent every budget; a device with this name is asking now.
fn after_a_stranger(name: u8) -> Desk {
    let mut desk = Desk::email();
    assert_eq!(desk.miss_often(u32::MAX), 20);
    assert!(matches!(desk.send(91), Err(IssueRefused::SendsSpent { .. })));
    desk.device = Some(device(name));
    desk
}

#[test]
fn otp_07_a_stranger_who_spends_everything_changes_nothing_for_a_known_device() {
    let mut desk = after_a_stranger(1);
    let issued = desk.send(1).unwrap();
    assert_eq!((issued.form, issued.pool), (SIX, Pool::Device(device(1))));
    assert_eq!(desk.miss(1, 0), Verdict::Wrong);
    assert_eq!(desk.guess(1, 0), Verdict::Right);
    let strangers = &desk.written().strangers;
    assert_eq!((strangers.failures.len(), strangers.failures_in_a_row), (20, 20), "nor does its success for strangers");
}

#[test]
fn otp_07_the_guess_that_spends_a_budget_ends_the_codes_of_its_pool_alone() {
    let mut desk = Desk::email();
    desk.miss_often(17);
    desk.now = START + 2 * HOUR;
    for (name, who) in [(1, None), (2, None), (3, Some(device(1))), (4, Some(device(2)))] {
        desk.device = who;
        desk.send(name).unwrap();
    }
    assert_eq!([0; 3].map(|counter| desk.miss(1, counter)), [Verdict::Wrong; 3]);
    assert_eq!([2, 3, 4].map(|name| desk.guess(name, 0)), [Verdict::Refused, Verdict::Right, Verdict::Right]);
}

#[test]
fn otp_07_otp_20_a_device_has_the_budgets_of_everybody_and_no_more() {
    let mut desk = Desk::email();
    desk.device = Some(device(1));
    assert_eq!(desk.miss_often(u32::MAX), 20);
    assert_eq!(desk.form_at(desk.now), CodeForm::Long);
    assert!(matches!(desk.send(2), Err(IssueRefused::SendsSpent { .. })), "five an hour");
    desk.device = None;
    assert_eq!(desk.send(3).unwrap().form, SIX, "strangers have theirs");
}

#[test]
fn an_attempt_spends_its_own_pool_whoever_sends_it_again() {
    let mut desk = Desk::email();
    desk.device = Some(device(1));
    desk.send(1).unwrap();
    desk.now += 30;
    desk.device = None;
    assert_eq!(desk.resend(1).unwrap().pool, Pool::Device(device(1)));
    assert_eq!((desk.written().strangers.sends.len(), desk.written().devices[0].spent.sends.len()), (0, 2));
    assert!(desk.fail_to_send(1, 1));
    assert_eq!(desk.written().devices[0].spent.sends.len(), 1);
}

#[test]
fn a_ninth_device_counts_as_a_stranger_while_eight_others_have_a_past() {
    let mut desk = Desk::email();
    for name in 0..=8 {
        desk.device = Some(device(name));
        let pool = desk.send(name).unwrap().pool;
        let known = usize::from(name) < MOST_DEVICES;
        assert_eq!(pool, if known { Pool::Device(device(name)) } else { Pool::Strangers });
        desk.now += 1;
    }
    desk.device = Some(device(0));
    assert_eq!(desk.send(100).unwrap().pool, Pool::Device(device(0)), "those that are known stay so");
    desk.device = Some(device(8));
    desk.now = START + DAY + 61;
    assert_eq!(desk.send(101).unwrap().pool, Pool::Device(device(8)), "the second one's day is over");
    assert_eq!(desk.written().devices.len(), MOST_DEVICES);
}

#[test]
fn a_pool_without_a_past_vanishes_but_not_before_its_last_challenge() {
    let mut desk = Desk::email();
    desk.device = Some(device(1));
    desk.send(1).unwrap();
    assert!(desk.fail_to_send(1, 0));
    desk.device = None;
    desk.send(2).unwrap();
    assert_eq!(desk.written().devices.len(), 1, "it may be sent again for");
    assert_eq!(desk.resend(1).unwrap().pool, Pool::Device(device(1)));
    assert!(desk.fail_to_send(1, 1));
    desk.now += 600;
    desk.send(3).unwrap();
    assert_eq!(desk.written().devices, []);
}

#[test]
fn failed_sends_of_strangers_end_no_attempt_of_a_device() {
    let mut desk = Desk::email();
    desk.device = Some(device(1));
    desk.send(1).unwrap();
    assert!(desk.fail_to_send(1, 0));
    desk.device = None;
    for name in 2..20 {
        desk.send(name).unwrap();
        assert!(desk.fail_to_send(name, 0));
    }
    assert!(desk.resend(1).is_ok());
}

#[test]
fn what_erasure_leaves_are_the_times_of_a_days_sends_of_every_pool() {
    let mut desk = after_a_stranger(1);
    for name in 1..=3 {
        desk.device = Some(device(name));
        desk.send(name).unwrap();
        desk.miss(name, 0);
    }
    assert!(desk.fail_to_send(3, 0));
    let sends = |ledger: &crate::codes::ledger::Ledger| -> Vec<usize> {
        ledger.all_spent().map(|spent| spent.sends.len()).filter(|count| *count > 0).collect()
    };
    let (before, erased) = (desk.written().clone(), erase(desk.written(), desk.at()));
    assert_eq!((sends(&before), sends(&erased)), (vec![5, 1, 1], vec![5, 1, 1]));
    assert_eq!((erased.devices.len(), erased.challenges.len()), (2, 0));
    assert!(erased.all_spent().all(|spent| spent.failures.is_empty() && spent.last_failure.is_none()));
    assert!(erased.all_spent().all(|spent| spent.failures_in_a_row == 0));
    assert!(erase(&before, desk.at().plus(DAY + 60)).expires_at().as_unix() == 0, "a day later nothing is left");
}
