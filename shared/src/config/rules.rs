//! The numbers of the ledger's policy, shared by the functions that send and that judge.

use std::num::NonZeroU32;

use super::environment::Reader;
use crate::hotp::Digits;
use crate::ledger::{FailureBudget, Policy, SendBudget};

/// Reads the policy; every variable has the default of the documentation.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Policy> {
    let digits = reader.or_else("CODE_DIGITS", Digits::SIX, |text| {
        text.parse::<u8>().ok().and_then(|count| Digits::try_from(count).ok()).ok_or("must be 6, 7 or 8")
    });
    let email_code_life = reader.number("EMAIL_CODE_SECONDS", 600, 30..=600);
    let sms_code_life = reader.number("SMS_CODE_SECONDS", 300, 30..=600);
    let guesses_per_code = count(reader, "GUESSES_PER_CODE", 5);
    let resend_after = reader.number("RESEND_SECONDS", 30, 1..=600);
    let email_sends = SendBudgetNames { per_hour: ("EMAIL_SENDS_PER_HOUR", 5), per_day: ("EMAIL_SENDS_PER_DAY", 10) };
    let email_sends = email_sends.read(reader);
    let sms_sends = SendBudgetNames { per_hour: ("SMS_SENDS_PER_HOUR", 3), per_day: ("SMS_SENDS_PER_DAY", 6) };
    let sms_sends = sms_sends.read(reader);
    let per_day = count(reader, "WRONG_GUESSES_PER_DAY", 20);
    let per_month = count(reader, "WRONG_GUESSES_PER_MONTH", 50);
    let in_a_row = count(reader, "WRONG_GUESSES_IN_A_ROW", 100);
    let policy = Policy {
        digits: digits?,
        email_code_life: email_code_life?,
        sms_code_life: sms_code_life?,
        guesses_per_code: guesses_per_code?,
        resend_after: resend_after?,
        email_sends: email_sends?,
        sms_sends: sms_sends?,
        failures: FailureBudget { per_day: per_day?, per_month: per_month?, in_a_row: in_a_row? },
    };
    for fault in policy.faults() {
        reader.fault("the policy:", fault);
    }
    Some(policy)
}

struct SendBudgetNames {
    per_hour: (&'static str, u32),
    per_day: (&'static str, u32),
}

impl SendBudgetNames {
    fn read(&self, reader: &mut Reader<'_>) -> Option<SendBudget> {
        let per_hour = count(reader, self.per_hour.0, self.per_hour.1);
        let per_day = count(reader, self.per_day.0, self.per_day.1);
        Some(SendBudget { per_hour: per_hour?, per_day: per_day? })
    }
}

fn count(reader: &mut Reader<'_>, name: &str, default: u32) -> Option<NonZeroU32> {
    reader.number(name, default, 1..=1_000).and_then(NonZeroU32::new)
}
