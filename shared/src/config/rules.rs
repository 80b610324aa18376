//! The numbers of the ledger's policy, shared by the functions that send and that judge.

use std::num::NonZeroU32;

use super::environment::Reader;
use crate::hotp::Digits;
use crate::ledger::{
    FailureBudget, LONGEST_CODE_LIFE, MOST_A_DAY, MOST_FAILURES_IN_A_ROW, MOST_GUESSES_PER_CODE, MOST_SENDS_PER_HOUR,
    Policy, SendBudget,
};

/// Reads the policy; every variable has the default of the documentation.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Policy> {
    let digits = reader.number("CODE_DIGITS", 6, 6..=8).and_then(|count| Digits::try_from(count).ok());
    let email_code_life = reader.number("EMAIL_CODE_SECONDS", 600, 30..=LONGEST_CODE_LIFE);
    let sms_code_life = reader.number("SMS_CODE_SECONDS", 300, 30..=LONGEST_CODE_LIFE);
    let guesses_per_code = count(reader, "GUESSES_PER_CODE", 5, MOST_GUESSES_PER_CODE);
    let resend_after = reader.number("RESEND_SECONDS", 30, 1..=600);
    let email_sends = ("EMAIL_SENDS_PER_HOUR", 5, "EMAIL_SENDS_PER_DAY", 10);
    let email_sends = sends(reader, email_sends);
    let sms_sends = sends(reader, ("SMS_SENDS_PER_HOUR", 3, "SMS_SENDS_PER_DAY", 6));
    let failures = failures(reader);
    Some(Policy {
        digits: digits?,
        email_code_life: email_code_life?,
        sms_code_life: sms_code_life?,
        guesses_per_code: guesses_per_code?,
        resend_after: resend_after?,
        email_sends: email_sends?,
        sms_sends: sms_sends?,
        failures: failures?,
    })
}

/// Reads how long a device is known, in seconds: at most the 400 days for which browsers keep a cookie; 0 for never.
pub(super) fn device_life(reader: &mut Reader<'_>) -> Option<u64> {
    reader.number("DEVICE_SECONDS", 7_776_000, 0..=34_560_000)
}

fn sends(reader: &mut Reader<'_>, (hour, by_hour, day, by_day): (&str, u32, &str, u32)) -> Option<SendBudget> {
    let per_hour = count(reader, hour, by_hour, MOST_SENDS_PER_HOUR);
    let per_day = count(reader, day, by_day, MOST_A_DAY);
    let budget = SendBudget { per_hour: per_hour?, per_day: per_day? };
    if budget.per_day < budget.per_hour {
        reader.fault(day, format_args!("must not be below {hour}"));
    }
    Some(budget)
}

fn failures(reader: &mut Reader<'_>) -> Option<FailureBudget> {
    let per_day = count(reader, "WRONG_GUESSES_PER_DAY", 20, MOST_A_DAY);
    let per_month = count(reader, "WRONG_GUESSES_PER_MONTH", 50, MOST_A_DAY);
    let in_a_row = count(reader, "WRONG_GUESSES_IN_A_ROW", 100, MOST_FAILURES_IN_A_ROW);
    let budget = FailureBudget { per_day: per_day?, per_month: per_month?, in_a_row: in_a_row? };
    if budget.per_month < budget.per_day {
        reader.fault("WRONG_GUESSES_PER_MONTH", "must not be below WRONG_GUESSES_PER_DAY");
    }
    Some(budget)
}

fn count(reader: &mut Reader<'_>, name: &str, default: u32, most: u32) -> Option<NonZeroU32> {
    reader.number(name, default, 1..=most).and_then(NonZeroU32::new)
}
