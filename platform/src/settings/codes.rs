//! How codes are sent and judged: what the functions `request` and `verify` have in common.

use std::num::NonZeroU32;

use shared::codes::hotp::Digits;
use shared::codes::ledger::{
    FailureBudget, LONGEST_CODE_LIFE, MOST_A_DAY, MOST_FAILURES_IN_A_ROW, MOST_GUESSES_PER_CODE, MOST_SENDS_PER_HOUR,
    Policy, SendBudget,
};

use super::networks::wrong_guesses;
use super::{FromEnvironment, Reader, Setting};

const DIGITS: Setting = Setting::number("CODE_DIGITS", "digits", 6..=8, 6, "digits of a short code");
const EMAIL_LIFE: Setting =
    Setting::number("EMAIL_CODE_SECONDS", "seconds", 30..=LONGEST_CODE_LIFE, 600, "life of a code sent by email");
const SMS_LIFE: Setting =
    Setting::number("SMS_CODE_SECONDS", "seconds", 30..=LONGEST_CODE_LIFE, 300, "life of a code sent by SMS");
const GUESSES: Setting = Setting::number(
    "GUESSES_PER_CODE",
    "guesses",
    1..=MOST_GUESSES_PER_CODE as u64,
    5,
    "wrong codes judged per challenge",
);
const RESEND: Setting =
    Setting::number("RESEND_SECONDS", "seconds", 1..=600, 30, "wait before the first resend; doubles each time");
const EMAIL_SENDS: [Setting; 2] = [
    Setting::number(
        "EMAIL_SENDS_PER_HOUR",
        "codes",
        1..=MOST_SENDS_PER_HOUR as u64,
        5,
        "codes to one address in any hour, for strangers and each known device",
    ),
    Setting::number(
        "EMAIL_SENDS_PER_DAY",
        "codes",
        1..=MOST_A_DAY as u64,
        10,
        "codes to one address in any day, likewise",
    ),
];
const SMS_SENDS: [Setting; 2] = [
    Setting::number(
        "SMS_SENDS_PER_HOUR",
        "codes",
        1..=MOST_SENDS_PER_HOUR as u64,
        3,
        "codes to one number in any hour, likewise",
    ),
    Setting::number("SMS_SENDS_PER_DAY", "codes", 1..=MOST_A_DAY as u64, 6, "codes to one number in any day, likewise"),
];
const WRONG_A_DAY: Setting = Setting::number(
    "WRONG_GUESSES_PER_DAY",
    "guesses",
    1..=MOST_A_DAY as u64,
    20,
    "wrong short codes judged per identifier in any day, likewise",
);
const WRONG_A_MONTH: Setting = Setting::number(
    "WRONG_GUESSES_PER_MONTH",
    "guesses",
    1..=MOST_A_DAY as u64,
    50,
    "wrong short codes judged per identifier in any 30 days, likewise",
);
const WRONG_IN_A_ROW: Setting = Setting::number(
    "WRONG_GUESSES_IN_A_ROW",
    "guesses",
    1..=MOST_FAILURES_IN_A_ROW as u64,
    100,
    "wrong short codes judged per identifier without a right code, likewise",
);
/// At most the 400 days for which browsers keep a cookie.
const DEVICE_LIFE: Setting = Setting::number(
    "DEVICE_SECONDS",
    "seconds",
    0..=34_560_000,
    7_776_000,
    "a device is known so long after a sign-in on it; 0: never",
);

const LINKS: Setting = Setting::text(
    "SIGN_IN_LINKS",
    "on or off",
    "on",
    "emails that bring a code to sign in bring a link to the service's own page as well",
);

/// Reads whether emails bring links.
pub fn sign_in_links(reader: &mut Reader<'_>) -> Option<bool> {
    reader.formed(&LINKS, |text| match text {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    })
}

/// The rules of codes.
#[derive(Clone, Debug)]
pub struct CodeSettings {
    /// How much is sent and judged.
    pub policy: Policy,
    /// How long a device is known after a sign-in on it, in seconds; 0: never.
    pub device_life: u64,
    /// Wrong guesses in a minute that make codes longer; `None`: never.
    pub wrong_guesses_per_minute: Option<NonZeroU32>,
}

impl FromEnvironment for CodeSettings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let policy = policy(reader);
        let device_life = reader.number(&DEVICE_LIFE);
        let wrong_guesses_per_minute = wrong_guesses(reader);
        Some(Self { policy: policy?, device_life: device_life?, wrong_guesses_per_minute: wrong_guesses_per_minute? })
    }
}

fn policy(reader: &mut Reader<'_>) -> Option<Policy> {
    let digits = reader.number::<u8>(&DIGITS).and_then(|count| Digits::try_from(count).ok());
    let email_code_life = reader.number(&EMAIL_LIFE);
    let sms_code_life = reader.number(&SMS_LIFE);
    let guesses_per_code = count(reader, &GUESSES);
    let resend_after = reader.number(&RESEND);
    let email_sends = sends(reader, &EMAIL_SENDS);
    let sms_sends = sends(reader, &SMS_SENDS);
    let failures = failures(reader);
    let links = sign_in_links(reader);
    Some(Policy {
        digits: digits?,
        email_code_life: email_code_life?,
        sms_code_life: sms_code_life?,
        guesses_per_code: guesses_per_code?,
        resend_after: resend_after?,
        email_sends: email_sends?,
        sms_sends: sms_sends?,
        failures: failures?,
        links: links?,
    })
}

fn sends(reader: &mut Reader<'_>, [hour, day]: &'static [Setting; 2]) -> Option<SendBudget> {
    let (per_hour, per_day) = (count(reader, hour), count(reader, day));
    let budget = SendBudget { per_hour: per_hour?, per_day: per_day? };
    if budget.per_day < budget.per_hour {
        reader.fault(day, format_args!("must not be below {}", hour.name));
    }
    Some(budget)
}

fn failures(reader: &mut Reader<'_>) -> Option<FailureBudget> {
    let per_day = count(reader, &WRONG_A_DAY);
    let per_month = count(reader, &WRONG_A_MONTH);
    let in_a_row = count(reader, &WRONG_IN_A_ROW);
    let budget = FailureBudget { per_day: per_day?, per_month: per_month?, in_a_row: in_a_row? };
    if budget.per_month < budget.per_day {
        reader.fault(&WRONG_A_MONTH, format_args!("must not be below {}", WRONG_A_DAY.name));
    }
    Some(budget)
}

fn count(reader: &mut Reader<'_>, setting: &'static Setting) -> Option<NonZeroU32> {
    reader.number(setting).and_then(NonZeroU32::new)
}
