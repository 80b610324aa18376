//! Budgets, to the second.

use super::{Desk, SIX, START, Verdict, code_of, count, default_policy};
use crate::codes::hotp::CodeForm;
use crate::codes::ledger::{DAY, FailureBudget, HOUR, IssueRefused, MONTH, Policy, Pool, RUN_REMEMBERED, SendBudget};
use crate::identity::identifier::Channel;

fn too_soon(retry_after: u64) -> IssueRefused {
    IssueRefused::TooSoon { retry_after }
}

fn sends_spent(retry_after: u64) -> IssueRefused {
    IssueRefused::SendsSpent { retry_after, pool: Pool::Strangers }
}

#[test]
fn an_attempt_is_sent_again_after_30_then_60_then_120_seconds() {
    let mut desk = Desk::email();
    let mut resend_in = desk.send(1).unwrap().resend_in;
    for wait in [30, 60, 120, 240] {
        assert_eq!((resend_in, desk.resend(1)), (wait, Err(too_soon(wait))));
        desk.now += wait - 1;
        assert_eq!(desk.resend(1), Err(too_soon(1)));
        desk.now += 1;
        resend_in = desk.resend(1).unwrap().resend_in;
    }
    for sends in [17, 18, 64, u32::MAX] {
        assert_eq!(default_policy().cooldown(sends), 30 << 16, "doubling has an end");
    }
}

#[test]
fn sends_of_an_hour_are_spent_until_the_first_of_them_is_an_hour_old() {
    for (channel, per_hour) in [(Channel::Email, 5), (Channel::Sms, 3)] {
        let mut desk = Desk::new(channel, default_policy());
        for name in 0..per_hour {
            desk.send(name).unwrap();
            desk.now += 7;
        }
        desk.refuses_until(START + HOUR, 100, sends_spent);
        desk.refuses_until(START + 7 + HOUR, 101, sends_spent);
    }
}

#[test]
fn sends_of_a_day_are_spent_until_the_first_of_them_is_a_day_old() {
    for (channel, per_day) in [(Channel::Email, 10), (Channel::Sms, 6)] {
        let mut desk = Desk::new(channel, default_policy());
        for name in 0..per_day {
            desk.send(name).unwrap();
            desk.now += HOUR / 2;
        }
        desk.refuses_until(START + DAY, 100, sends_spent);
        desk.refuses_until(START + HOUR / 2 + DAY, 101, sends_spent);
    }
}

#[test]
fn where_two_budgets_are_spent_the_longer_wait_is_promised() {
    let email_sends = SendBudget { per_hour: count(1), per_day: count(1) };
    let mut desk = Desk::new(Channel::Email, Policy { email_sends, ..default_policy() });
    desk.send(1).unwrap();
    assert_eq!(desk.send(2), Err(sends_spent(DAY)));
}

#[test]
fn resends_spend_the_budget_of_the_identifier_too() {
    let mut desk = Desk::new(Channel::Sms, default_policy());
    desk.send(1).unwrap();
    for wait in [30, 60, 120] {
        desk.now += wait;
        let _ = desk.resend(1);
    }
    assert_eq!(desk.resend(1), Err(sends_spent(START + HOUR - desk.now)));
}

#[test]
fn otp_07_twenty_wrong_guesses_a_day_survive_resends_successes_and_new_challenges() {
    let mut desk = Desk::email();
    assert_eq!(desk.miss_often(16), 16);
    desk.now += HOUR;
    desk.send(1).unwrap();
    assert_eq!([desk.miss(1, 0), desk.miss(1, 0)], [Verdict::Wrong; 2]);
    desk.now += 30;
    desk.resend(1).unwrap();
    assert_eq!(desk.guess(1, 1), Verdict::Right);
    desk.send(2).unwrap();
    desk.send(3).unwrap();
    assert_eq!([desk.miss(2, 0), desk.miss(3, 0)], [Verdict::Wrong; 2]);
    assert_eq!([desk.guess(2, 0), desk.guess(3, 0)], [Verdict::Refused; 2]);
    desk.sends_long_codes_until(START + DAY);
}

#[test]
fn otp_07_in_the_second_in_which_a_failure_is_a_day_old_a_new_code_counts_and_no_code_that_was_refused_before() {
    let mut desk = Desk::email();
    assert_eq!(desk.miss_often(1), 1);
    desk.now = START + DAY - 2 * HOUR;
    assert_eq!(desk.miss_often(18), 18);
    desk.now = START + DAY - 100;
    desk.send(1).unwrap();
    assert_eq!(desk.miss(1, 0), Verdict::Wrong);
    desk.now = START + DAY - 1;
    assert_eq!(desk.guess(1, 0), Verdict::Refused);
    assert_eq!(desk.resend(1), Err(IssueRefused::UnknownChallenge));
    desk.now = START + DAY;
    // Otherwise whoever could tell refusals apart would have had a day's guesses at it for nothing.
    assert_eq!(desk.guess(1, 0), Verdict::Refused);
    assert_eq!(desk.resend(1), Err(IssueRefused::UnknownChallenge));
    desk.send(2).unwrap();
    assert_eq!(desk.guess(2, 0), Verdict::Right);
}

#[test]
fn otp_07_fifty_wrong_guesses_are_the_end_until_the_first_is_30_days_old() {
    let mut desk = Desk::email();
    for (day, misses) in [(0, 20), (2, 20), (4, 10)] {
        desk.now = START + day * DAY;
        assert_eq!(desk.miss_often(misses), misses);
    }
    desk.sends_long_codes_until(START + MONTH);
}

/// Misses whatever the rules judge, for 100 days; how many were judged, and when the last one was.
fn miss_for_100_days(desk: &mut Desk) -> (u32, u64) {
    let (mut judged, mut last) = (0, 0);
    for _ in 0..100 {
        let today = desk.miss_often(u32::MAX);
        judged += today;
        last = if today > 0 { desk.written().strangers.failures.last().unwrap().as_unix() } else { last };
        desk.now += DAY;
    }
    (judged, last)
}

#[test]
fn otp_08_after_100_wrong_guesses_in_a_row_no_short_code_is_sent_or_judged_for_365_days() {
    let mut desk = Desk::email();
    let (judged, last) = miss_for_100_days(&mut desk);
    assert_eq!(judged, 100);
    desk.sends_long_codes_until(last + RUN_REMEMBERED);
    desk.now = last + RUN_REMEMBERED;
    desk.send(1).unwrap();
    assert_eq!(desk.miss(1, 0), Verdict::Wrong);
    assert_eq!(desk.written().strangers.failures_in_a_row, 1, "the run is forgotten");
    assert_eq!(desk.guess(1, 0), Verdict::Right);
}

#[test]
fn otp_08_a_right_long_code_ends_the_run_of_100_wrong_guesses() {
    let mut desk = Desk::email();
    let (_, last) = miss_for_100_days(&mut desk);
    desk.now = last + MONTH;
    desk.send(1).unwrap();
    assert_eq!(desk.form(1), CodeForm::Long);
    assert_eq!(
        desk.present(1, &code_of(1, 0, SIX)),
        Verdict::Wrong,
        "the HOTP value with this counter is not the code"
    );
    assert_eq!(desk.guess(1, 0), Verdict::Right);
    assert_eq!(desk.written().strangers.failures_in_a_row, 0);
    assert_eq!(desk.send(2).unwrap().form, SIX);
}

#[test]
fn otp_08_the_hundredth_wrong_guess_stops_the_right_code_too() {
    let policy =
        Policy { failures: FailureBudget { in_a_row: count(3), ..default_policy().failures }, ..default_policy() };
    let mut desk = Desk::new(Channel::Email, policy);
    desk.send(1).unwrap();
    assert_eq!([desk.miss(1, 0), desk.miss(1, 0), desk.miss(1, 0)], [Verdict::Wrong; 3]);
    assert_eq!(desk.guess(1, 0), Verdict::Refused);
}

#[test]
fn otp_08_a_success_ends_the_run_and_nothing_else() {
    let mut desk = Desk::email();
    assert_eq!(desk.miss_often(7), 7);
    desk.now = START + HOUR;
    desk.send(1).unwrap();
    assert_eq!(desk.guess(1, 0), Verdict::Right);
    let ledger = desk.written();
    let spent = &ledger.strangers;
    assert_eq!((spent.failures_in_a_row, spent.last_failure, spent.failures.len()), (0, None, 7));
}

#[test]
fn re_04_a_clock_60_seconds_behind_grants_no_send_and_no_guess_more() {
    let mut desk = Desk::email();
    for name in 1..=5 {
        desk.send(name).unwrap();
    }
    assert_eq!([1, 1, 1, 1].map(|name| desk.miss(name, 0)), [Verdict::Wrong; 4]);
    desk.now -= 60;
    assert!(matches!(desk.send(6), Err(IssueRefused::SendsSpent { .. })));
    assert!(matches!(desk.resend(2), Err(IssueRefused::TooSoon { .. })));
    assert_eq!(desk.miss(1, 0), Verdict::Wrong);
    assert_eq!(desk.guess(1, 0), Verdict::Refused);
    assert_eq!(desk.guess(2, 0), Verdict::Right, "a code from a clock that is ahead");
    desk.now += 60;
    assert_eq!(desk.guess(2, 0), Verdict::Refused);
    assert_eq!((desk.written().strangers.sends.len(), desk.written().strangers.failures.len()), (5, 5));
}

#[test]
fn re_04_a_send_booked_by_a_slow_clock_breaks_no_promise_about_the_others() {
    let mut desk = Desk::new(Channel::Sms, default_policy());
    for (name, second) in [(1, 10), (2, 0), (3, 20), (4, HOUR)] {
        desk.now = START + second;
        desk.send(name).unwrap();
    }
    desk.now = START + HOUR + 5;
    desk.refuses_until(START + HOUR + 10, 5, sends_spent);
}

#[test]
fn re_04_a_wait_is_counted_from_the_clock_that_sent() {
    let mut desk = Desk::email();
    desk.send(1).unwrap();
    desk.now = START - 60;
    assert_eq!(desk.resend(1), Err(too_soon(90)));
}
