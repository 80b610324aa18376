//! The rules of a phone number, a sentence for each. No sentence has a number in it: they go into logs.

use super::PhoneNumber;
use crate::typed::shown;

/// Which rule a number breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFault {
    /// A national number, or none.
    #[error("must begin with + and the country code, as in +12025550143")]
    NoPlus,
    /// More than anybody writes for one number.
    #[error("must be one number, of at most 64 characters beside blanks and dashes")]
    TooMuchText,
    /// Something that people do not put into numbers.
    #[error("must have nothing but digits after the +, not {}", shown(*.0))]
    Character(char),
    /// No country's.
    #[error("must begin with + and the code of a country")]
    CallingCode,
    /// Shorter than every mobile number of its country.
    #[error("has too few digits for a mobile number of its country")]
    TooShort,
    /// Longer than every mobile number of its country, or than any number (ITU-T E.164).
    #[error("has too many digits for a mobile number of its country")]
    TooLong,
    /// Neither the shortest nor the longest, and none in between.
    #[error("must have as many digits as mobile numbers of its country")]
    Length,
    /// No number of the plan can be so.
    #[error("must be a number that its country's numbering plan can have")]
    Plan,
    /// A trunk prefix where the plan has none.
    #[error("must not have a 0 after the country code")]
    TrunkZero(PhoneNumber),
    /// Written as within its country; abroad it is nobody's number, or another person's.
    #[error("must be written as it is dialled from abroad")]
    Habit(PhoneNumber),
}

impl PhoneFault {
    /// The number that was most likely meant: for the caller, never to send to.
    pub const fn likely(&self) -> Option<&PhoneNumber> {
        match self {
            Self::TrunkZero(likely) | Self::Habit(likely) => Some(likely),
            Self::NoPlus
            | Self::TooMuchText
            | Self::Character(_)
            | Self::CallingCode
            | Self::TooShort
            | Self::TooLong
            | Self::Length
            | Self::Plan => None,
        }
    }
}
