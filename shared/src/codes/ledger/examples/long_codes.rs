//! Long codes: in place of a lock, as long as the lock would have lasted.

use super::{Desk, SIX, START, Verdict, code_of, default_policy, other_than};
use crate::codes::hotp::CodeForm;
use crate::codes::ledger::{DAY, HOUR, IssueRefused, Policy, SendBudget};
use crate::identity::identifier::Channel;

/// Twenty wrong guesses, and sends that are no bound.
fn spent() -> Desk {
    let plenty = SendBudget { per_hour: super::count(20), per_day: super::count(200) };
    let policy = Policy { email_sends: plenty.clone(), sms_sends: plenty, ..default_policy() };
    let mut desk = Desk::new(Channel::Email, policy);
    assert_eq!(desk.miss_often(u32::MAX), 20);
    desk.now = START + HOUR;
    desk
}

#[test]
fn otp_07_where_the_guesses_are_spent_a_long_code_is_sent_and_works() {
    let mut desk = spent();
    assert_eq!(desk.send(1).unwrap().form, CodeForm::Long);
    assert_eq!(desk.present(1, &code_of(1, 0, SIX)), Verdict::Wrong, "no short code is right");
    assert_eq!(desk.guess(1, 0), Verdict::Right);
    assert_eq!(desk.guess(1, 0), Verdict::Refused, "once");
    assert_eq!(desk.send(2).unwrap().form, CodeForm::Long, "a success gives no guess back");
}

#[test]
fn otp_06_of_a_long_code_five_guesses_are_judged_resends_included() {
    let mut desk = spent();
    desk.send(1).unwrap();
    assert_eq!([0; 3].map(|counter| desk.miss(1, counter)), [Verdict::Wrong; 3]);
    desk.now += 30;
    assert_eq!(desk.resend(1).unwrap().counter, 1);
    assert_eq!(desk.guess(1, 0), Verdict::Wrong, "the earlier code is dead");
    assert_eq!(desk.clone().guess(1, 1), Verdict::Right);
    assert_eq!(desk.miss(1, 1), Verdict::Wrong);
    assert_eq!(desk.guess(1, 1), Verdict::Refused);
    assert_eq!(desk.resend(1), Err(IssueRefused::UnknownChallenge));
}

#[test]
fn otp_07_wrong_guesses_at_long_codes_do_not_keep_short_ones_away() {
    let mut desk = spent();
    let before = desk.written().strangers.clone();
    for name in 1..=5 {
        desk.send(name).unwrap();
        while desk.miss(name, 0) == Verdict::Wrong {}
    }
    let after = &desk.written().strangers;
    assert_eq!((&after.failures, after.last_failure), (&before.failures, before.last_failure));
    // The twentieth guess was made with the fourth code.
    desk.sends_long_codes_until(START + DAY);
}

#[test]
fn otp_07_the_guess_that_spends_the_budget_ends_every_open_short_code_and_no_long_one() {
    let mut desk = Desk::email();
    desk.miss_often(17);
    desk.now = START + 2 * HOUR;
    desk.send(1).unwrap();
    desk.send(2).unwrap();
    assert_eq!([0; 3].map(|counter| desk.miss(1, counter)), [Verdict::Wrong; 3]);
    assert_eq!([desk.guess(1, 0), desk.guess(2, 0)], [Verdict::Refused; 2]);
    let mut desk = spent();
    desk.now = START + DAY - 20;
    desk.send(3).unwrap();
    desk.now = START + DAY;
    // By a clock that is a minute slow the day is not over, so that one more guess spends the budget.
    desk.send(4).unwrap();
    assert_eq!((desk.form(3), desk.form(4)), (CodeForm::Long, SIX));
    assert_eq!(desk.miss(4, 0), Verdict::Wrong);
    assert_eq!([desk.guess(4, 0), desk.guess(3, 0)], [Verdict::Refused, Verdict::Right]);
}

#[test]
fn an_attempt_takes_the_form_of_its_time_when_it_is_sent_again() {
    let mut desk = spent();
    desk.now = START + DAY - 10;
    desk.send(1).unwrap();
    let long = code_of(1, 0, CodeForm::Long);
    assert_eq!(desk.present(1, &other_than(&long)), Verdict::Wrong);
    desk.now += 100;
    assert_eq!(desk.clone().present(1, &long), Verdict::Right, "a long code outlives the lack of short ones");
    assert_eq!(desk.resend(1).unwrap().form, SIX);
    assert_eq!(desk.present(1, &long), Verdict::Wrong);
    assert_eq!(desk.clone().guess(1, 1), Verdict::Right);
    assert_eq!([1; 3].map(|counter| desk.miss(1, counter)), [Verdict::Wrong; 3]);
    assert_eq!(desk.guess(1, 1), Verdict::Refused, "guesses at either form count");
}
