//! The numbers that the rules of challenges go by.

use std::num::NonZeroU32;

use crate::hotp::Digits;
use crate::identifier::Channel;

/// Longest life of a code: the ceiling of NIST SP 800-63B-4 and ASVS 6.5.5, in seconds.
const LONGEST_CODE_LIFE: u64 = 600;
/// RFC 4226 §7.3 leaves the cap to the service; beyond ten guesses a six-digit code is no longer worth its name.
const MOST_GUESSES_PER_CODE: u32 = 10;
/// More sends than this in one hour would let a ledger outgrow the write unit that it is priced by.
const MOST_SENDS_PER_HOUR: u32 = 20;
/// NIST SP 800-63B-4 §3.2.2: no more than 100 consecutive failures.
const MOST_FAILURES_IN_A_ROW: u32 = 100;

/// Everything that decides how many codes are sent and judged.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Digits of new codes.
    pub digits: Digits,
    /// Life of a code sent by email, in seconds.
    pub email_code_life: u64,
    /// Life of a code sent by SMS, in seconds.
    pub sms_code_life: u64,
    /// Wrong codes judged per challenge, however often it is sent again.
    pub guesses_per_code: NonZeroU32,
    /// Seconds before the first resend; doubles with each further one.
    pub resend_after: u64,
    /// Codes sent by email to one address.
    pub email_sends: SendBudget,
    /// Codes sent by SMS to one number.
    pub sms_sends: SendBudget,
    /// Wrong guesses at one identifier's codes.
    pub failures: FailureBudget,
}

/// How many codes may be sent to one identifier.
#[derive(Clone, Debug)]
pub struct SendBudget {
    /// In any hour.
    pub per_hour: NonZeroU32,
    /// In any 24 hours.
    pub per_day: NonZeroU32,
}

/// How many wrong codes may be judged for one identifier.
#[derive(Clone, Debug)]
pub struct FailureBudget {
    /// In any 24 hours.
    pub per_day: NonZeroU32,
    /// In any 30 days.
    pub per_month: NonZeroU32,
    /// Without a right one in between.
    pub in_a_row: NonZeroU32,
}

/// A number that would break a promise of the service.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// A code would live longer than ten minutes, or not at all.
    #[error("a code lives 30 to 600 seconds")]
    CodeLife,
    /// More guesses than a short code can bear.
    #[error("at most 10 guesses per code")]
    GuessesPerCode,
    /// Too many sends for one identifier.
    #[error("at most 20 sends an hour per identifier, and no fewer a day than an hour")]
    Sends,
    /// A failure budget that bounds nothing.
    #[error("at most 100 wrong guesses in a row, and no fewer a month than a day")]
    Failures,
}

impl Policy {
    /// The life of a code on `channel`, in seconds.
    pub const fn code_life(&self, channel: Channel) -> u64 {
        match channel {
            Channel::Email => self.email_code_life,
            Channel::Sms => self.sms_code_life,
        }
    }

    /// The send budget on `channel`.
    pub const fn sends(&self, channel: Channel) -> &SendBudget {
        match channel {
            Channel::Email => &self.email_sends,
            Channel::Sms => &self.sms_sends,
        }
    }

    /// Seconds to wait before the next resend, after `sends` codes of one attempt: 30, 60, 120 … with the default.
    pub(super) const fn cooldown(&self, sends: u32) -> u64 {
        let doublings = if sends > 16 { 16 } else { sends.saturating_sub(1) };
        self.resend_after.saturating_mul(1 << doublings)
    }

    /// Every promise that these numbers would break.
    pub fn faults(&self) -> Vec<PolicyFault> {
        let life = 30..=LONGEST_CODE_LIFE;
        let bounded =
            |budget: &SendBudget| budget.per_hour.get() <= MOST_SENDS_PER_HOUR && budget.per_hour <= budget.per_day;
        let checks = [
            (life.contains(&self.email_code_life) && life.contains(&self.sms_code_life), PolicyFault::CodeLife),
            (self.guesses_per_code.get() <= MOST_GUESSES_PER_CODE, PolicyFault::GuessesPerCode),
            (bounded(&self.email_sends) && bounded(&self.sms_sends), PolicyFault::Sends),
            (
                self.failures.in_a_row.get() <= MOST_FAILURES_IN_A_ROW
                    && self.failures.per_day <= self.failures.per_month,
                PolicyFault::Failures,
            ),
        ];
        checks.into_iter().filter(|(holds, _)| !holds).map(|(_, fault)| fault).collect()
    }
}
