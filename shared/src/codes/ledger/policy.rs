//! The numbers that the rules of challenges go by.

use std::num::NonZeroU32;

use crate::codes::hotp::Digits;
use crate::codes::purpose::CodePurpose;
use crate::identity::identifier::Channel;

/// Longest life of a code: the ceiling of NIST SP 800-63B-4 and ASVS 6.5.5, in seconds.
pub const LONGEST_CODE_LIFE: u64 = 600;
/// RFC 4226 §7.3 leaves the cap to the service; beyond ten guesses a six-digit code is no longer worth its name.
pub const MOST_GUESSES_PER_CODE: u32 = 10;
/// Most sends in one hour: with codes that live ten minutes, a ledger then never has more live challenges than fit an item
/// of a few write units.
pub const MOST_SENDS_PER_HOUR: u32 = 20;
/// Most events of one kind in one day or month: each is remembered by its time.
pub const MOST_A_DAY: u32 = 200;
/// NIST SP 800-63B-4 §3.2.2: no more than 100 consecutive failures of a code below 64 bits.
pub const MOST_FAILURES_IN_A_ROW: u32 = 100;

/// Everything that decides how many codes are sent and judged.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Digits of new short codes.
    pub digits: Digits,
    /// Life of a code sent by email, in seconds.
    pub email_code_life: u64,
    /// Life of a code sent by SMS, in seconds.
    pub sms_code_life: u64,
    /// Wrong codes judged per challenge, however often it is sent again.
    pub guesses_per_code: NonZeroU32,
    /// Seconds before the first resend; doubles with each further one.
    pub resend_after: u64,
    /// Codes sent by email to one address, for strangers and each known device.
    pub email_sends: SendBudget,
    /// Codes sent by SMS to one number, likewise.
    pub sms_sends: SendBudget,
    /// Wrong guesses at one identifier's short codes, likewise.
    pub failures: FailureBudget,
    /// Whether emails that bring a code to sign in bring a link as well.
    pub links: bool,
}

/// How many codes a pool may have sent to one identifier.
#[derive(Clone, Debug)]
pub struct SendBudget {
    /// In any hour.
    pub per_hour: NonZeroU32,
    /// In any 24 hours.
    pub per_day: NonZeroU32,
}

impl SendBudget {
    /// The same without its last send; one of a single send stays as it is.
    pub(super) fn but_one(&self) -> Self {
        let less = |count: NonZeroU32| NonZeroU32::new(count.get() - 1).unwrap_or(count);
        Self { per_hour: less(self.per_hour), per_day: less(self.per_day) }
    }
}

/// How many wrong short codes of a pool may be judged for one identifier.
#[derive(Clone, Debug)]
pub struct FailureBudget {
    /// In any 24 hours.
    pub per_day: NonZeroU32,
    /// In any 30 days.
    pub per_month: NonZeroU32,
    /// Without a right one in between.
    pub in_a_row: NonZeroU32,
}

impl Policy {
    /// The life of a code on `channel`, in seconds.
    pub(crate) const fn code_life(&self, channel: Channel) -> u64 {
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

    /// Whether a message that brings a code for `purpose` by `channel` brings a link as well.
    pub fn has_link(&self, channel: Channel, purpose: CodePurpose) -> bool {
        self.links && channel == Channel::Email && purpose == CodePurpose::SignIn
    }

    /// Seconds to wait before the next resend, after `sends` codes of one attempt: 30, 60, 120 … with the default.
    pub(super) const fn cooldown(&self, sends: u32) -> u64 {
        let doublings = if sends > 16 { 16 } else { sends.saturating_sub(1) };
        self.resend_after.saturating_mul(1 << doublings)
    }
}
