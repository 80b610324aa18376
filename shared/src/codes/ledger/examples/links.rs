//! The link in a message, beside its code.

use super::{Desk, START, Verdict, challenge_id, count, default_policy, device};
use crate::codes::hotp::CodeForm;
use crate::codes::ledger::{DAY, Issue, IssueRefused, LinkUse, Policy, SendBudget, issue, redeem};
use crate::codes::purpose::CodePurpose;
use crate::identity::identifier::Channel;

impl Desk {
    pub(in crate::codes::ledger) fn open_link(&mut self, name: u8, counter: u64) -> Verdict {
        let link = LinkUse { challenge: challenge_id(name), counter, attempt: self.call() };
        let judgement = redeem(self.ledger.as_ref(), &link, self.at());
        self.write(judgement)
    }

    /// Asks for a code that brings no sign-in of this very address: for something else, or to another spelling of it.
    pub(in crate::codes::ledger) fn ask_for(
        &mut self,
        name: u8,
        purpose: CodePurpose,
        is_tagged: bool,
    ) -> Result<(), IssueRefused> {
        let (attempt, device) = (self.call(), self.device);
        let challenge = challenge_id(name);
        let event = Issue { channel: self.channel, purpose, is_tagged, attempt, challenge, resend: false, device };
        let (next, _) = issue(self.ledger.as_ref(), &event, &self.policy, self.at())?;
        self.ledger = Some(next);
        Ok(())
    }
}

#[test]
fn otp_05_using_link_or_code_uses_up_both() {
    let mut desk = Desk::email();
    desk.send(1).unwrap();
    let mut by_code = desk.clone();
    assert_eq!(desk.open_link(1, 0), Verdict::Right);
    assert_eq!(desk.open_link(1, 0), Verdict::Refused);
    assert_eq!(desk.guess(1, 0), Verdict::Wrong, "like any other code");
    assert_eq!(by_code.guess(1, 0), Verdict::Right);
    assert_eq!(by_code.open_link(1, 0), Verdict::Refused);
}

#[test]
fn otp_05_the_call_that_used_a_link_sees_its_success_again_and_no_other_one_does() {
    let mut desk = Desk::email();
    desk.send(1).unwrap();
    let link = LinkUse { challenge: challenge_id(1), counter: 0, attempt: desk.call() };
    for expected in [Verdict::Right, Verdict::RightBefore] {
        let judgement = redeem(desk.ledger.as_ref(), &link, desk.at());
        assert_eq!(desk.write(judgement), expected);
    }
    assert_eq!(desk.open_link(1, 0), Verdict::Refused);
}

#[test]
fn otp_04_otp_07_a_link_counts_as_long_as_its_code_and_no_longer_than_until_a_newer_one() {
    let mut desk = Desk::email();
    desk.send(1).unwrap();
    desk.now = START + 599;
    assert_eq!(desk.clone().open_link(1, 0), Verdict::Right);
    let mut later = desk.clone();
    later.now += 1;
    assert_eq!(later.open_link(1, 0), Verdict::Refused, "its life is over");
    desk.resend(1).unwrap();
    assert_eq!(desk.open_link(1, 0), Verdict::Refused, "there is a newer one");
    assert_eq!([desk.clone().open_link(1, 2), desk.clone().open_link(9, 0)], [Verdict::Refused; 2]);
    assert_eq!(desk.open_link(1, 1), Verdict::Right);
}

#[test]
fn otp_06_neither_wrong_guesses_nor_a_spent_budget_of_guesses_end_a_link() {
    let mut desk = Desk::email();
    desk.send(1).unwrap();
    for _ in 0..5 {
        assert_eq!(desk.miss(1, 0), Verdict::Wrong);
    }
    assert_eq!(desk.guess(1, 0), Verdict::Refused);
    assert_eq!(desk.clone().open_link(1, 0), Verdict::Right);
    desk.policy.failures.per_day = count(5);
    desk.send(2).unwrap();
    assert_eq!(desk.form(2), CodeForm::Long);
    assert_eq!(desk.open_link(2, 0), Verdict::Right);
}

#[test]
fn otp_08_a_link_ends_the_wrong_guesses_in_a_row_as_a_code_does() {
    let mut desk = Desk::email();
    desk.send(1).unwrap();
    desk.miss(1, 0);
    assert_eq!(desk.written().strangers.failures_in_a_row, 1);
    assert_eq!(desk.open_link(1, 0), Verdict::Right);
    let spent = &desk.written().strangers;
    assert_eq!((spent.failures_in_a_row, spent.failures.len()), (0, 1), "the day's and the month's stay");
}

#[test]
fn otp_20_once_strangers_have_spent_every_send_the_last_link_counts_until_the_next_one_is_sent() {
    let mut desk = Desk::email();
    for name in 1..=5 {
        desk.send(name).unwrap();
        desk.now += 60;
    }
    desk.now += 1_000;
    assert!(matches!(desk.send(6), Err(IssueRefused::SendsSpent { .. })));
    for earlier in 1..=4 {
        assert_eq!(desk.clone().open_link(earlier, 0), Verdict::Refused, "as long as its code");
    }
    assert_eq!(desk.guess(5, 0), Verdict::Refused, "the code is over");
    assert_eq!(desk.clone().open_link(5, 0), Verdict::Right);
    // The first send is an hour old: there is room for one more.
    desk.now = START + 3_600;
    assert_eq!(desk.clone().open_link(5, 0), Verdict::Right, "until the next one");
    desk.send(6).unwrap();
    assert_eq!(desk.clone().open_link(5, 0), Verdict::Refused);
    desk.now += 3_000;
    assert_eq!(desk.open_link(6, 0), Verdict::Right, "the newest one spent the last send again");
}

/// Whoever asked for a code holds its handle: nothing that they can ask tells them that its owner has used the link.
#[test]
fn otp_12_whoever_asked_for_a_code_does_not_learn_that_its_link_was_used() {
    let mut unused = Desk::email();
    unused.send(1).unwrap();
    let mut used = unused.clone();
    assert_eq!(used.open_link(1, 0), Verdict::Right);
    for after in [1, 30, 599, 600] {
        let asked = [&unused, &used].map(|desk| {
            let mut desk = Desk { now: START + after, ..desk.clone() };
            let resent = desk.clone().resend(1).map(|issued| issued.counter);
            let guessed: Vec<Verdict> = (0..6).map(|_| desk.miss(1, 0)).collect();
            let spent = desk.written().strangers.failures.len();
            (
                resent,
                guessed,
                spent,
                desk.resend(1).map(|issued| issued.counter),
                desk.send(2).map(|issued| issued.form),
            )
        });
        assert_eq!(asked[0], asked[1], "{after} s later");
    }
}

#[test]
fn a_code_that_is_sent_again_for_a_used_link_is_a_new_one() {
    let mut desk = Desk::email();
    desk.send(1).unwrap();
    assert_eq!(desk.open_link(1, 0), Verdict::Right);
    desk.now += 30;
    assert_eq!(desk.resend(1).unwrap().counter, 1);
    assert_eq!(desk.open_link(1, 0), Verdict::Refused, "the earlier one was used");
    assert_eq!(desk.clone().open_link(1, 1), Verdict::Right);
    assert_eq!(desk.guess(1, 1), Verdict::Right);
}

#[test]
fn otp_04_no_link_counts_for_more_than_a_day() {
    let mut desk = Desk::email();
    for name in 1..=5 {
        desk.send(name).unwrap();
    }
    desk.now = START + DAY - 1;
    assert_eq!(desk.clone().open_link(5, 0), Verdict::Right);
    desk.now = START + DAY;
    assert_eq!(desk.open_link(5, 0), Verdict::Refused);
}

#[test]
fn otp_20_neither_other_purposes_nor_other_spellings_take_the_last_send_that_strangers_have() {
    let others =
        [(CodePurpose::NewIdentifier, false), (CodePurpose::RemoveIdentifier, false), (CodePurpose::SignIn, true)];
    for (purpose, is_tagged) in others {
        let mut desk = Desk::email();
        for name in 1..=4 {
            desk.ask_for(name, purpose, is_tagged).unwrap();
        }
        assert!(matches!(
            desk.ask_for(5, purpose, is_tagged),
            Err(IssueRefused::SendsSpent { retry_after: 3_600, .. })
        ));
        desk.send(6).unwrap();
        desk.now += 3_000;
        let mut late = desk.clone();
        late.now = START + 3_600;
        late.ask_for(7, purpose, is_tagged).unwrap();
        for mut desk in [desk, late] {
            assert_eq!(desk.open_link(6, 0), Verdict::Right, "{purpose:?} {is_tagged}");
        }
    }
}

#[test]
fn a_code_for_something_else_has_no_link_and_another_spellings_link_counts_as_long_as_its_code() {
    let mut desk = Desk::email();
    desk.ask_for(1, CodePurpose::AddIdentifier, false).unwrap();
    assert_eq!(desk.open_link(1, 0), Verdict::Refused);
    desk.ask_for(2, CodePurpose::SignIn, true).unwrap();
    assert_eq!(desk.clone().open_link(2, 0), Verdict::Right);
    desk.now += 600;
    assert_eq!(desk.open_link(2, 0), Verdict::Refused);
    let mut phone = Desk::new(Channel::Sms, default_policy());
    phone.send(1).unwrap();
    assert_eq!(phone.open_link(1, 0), Verdict::Refused, "text messages have none");
}

#[test]
fn where_links_are_off_there_is_none_and_every_send_is_everybodys() {
    let mut desk = Desk::new(Channel::Email, Policy { links: false, ..default_policy() });
    for name in 1..=5 {
        desk.ask_for(name, CodePurpose::NewIdentifier, false).unwrap();
    }
    assert!(matches!(desk.send(6), Err(IssueRefused::SendsSpent { .. })));
    assert_eq!(desk.open_link(5, 0), Verdict::Refused);
}

#[test]
fn a_budget_of_one_send_is_for_whatever_is_asked_first() {
    let email_sends = SendBudget { per_hour: count(1), per_day: count(1) };
    let mut desk = Desk::new(Channel::Email, Policy { email_sends, ..default_policy() });
    desk.ask_for(1, CodePurpose::NewIdentifier, false).unwrap();
    assert!(matches!(desk.send(2), Err(IssueRefused::SendsSpent { .. })));
}

#[test]
fn what_a_known_device_is_sent_leaves_the_last_link_of_strangers_as_it_is() {
    let mut desk = Desk::email();
    for name in 1..=5 {
        desk.send(name).unwrap();
    }
    desk.device = Some(device(1));
    desk.now += 700;
    desk.send(6).unwrap();
    assert_eq!(desk.clone().open_link(6, 0), Verdict::Right, "a way in on a further device as well");
    assert_eq!(desk.guess(6, 0), Verdict::Right);
    desk.now += 700;
    assert_eq!(desk.open_link(5, 0), Verdict::Right);
}

#[test]
fn a_send_that_failed_leaves_no_link_that_outlives_its_code() {
    let mut desk = Desk::email();
    for name in 1..=5 {
        desk.send(name).unwrap();
    }
    assert!(desk.fail_to_send(5, 0));
    desk.now += 599;
    assert_eq!(desk.clone().open_link(5, 0), Verdict::Right, "it may have left after all");
    desk.now += 1;
    assert_eq!(desk.open_link(5, 0), Verdict::Refused);
}
