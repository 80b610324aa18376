//! Phone numbers in E.164, checked against libphonenumber's numbering plans.

use std::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};
use serde::{Deserialize, Serialize};

/// Longest number: 15 digits and the plus (ITU-T E.164).
const LONGEST_NUMBER: usize = 16;

/// Digits of a block of numbers.
const BLOCK_DIGITS: usize = 7;

/// One number as `+` and digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneNumber {
    e164: String,
    calling_code_length: u8,
}

/// What the numbering plan says about a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFacts {
    /// ISO 3166-1 alpha-2; `001` for numbers of no country.
    pub country: String,
    /// What the number is for.
    pub kind: NumberKind,
}

/// What a number is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// Mobile, or fixed line where the plan does not tell the two apart.
    Reachable,
    /// Fixed line, which takes no text messages.
    FixedLine,
    /// Costs more than an ordinary message, or nothing, or reaches no person: never texted.
    Special,
}

/// Which rule a number breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFault {
    /// Not `+` followed by 7 to 15 digits.
    #[error("must be in E.164 form: a plus sign and 7 to 15 digits, nothing else")]
    Shape,
    /// No numbering plan has it.
    #[error("must be a number that exists in its country's numbering plan")]
    Unassigned,
}

impl PhoneNumber {
    /// Reads `+` and digits; no blanks, letters, extensions or national prefixes.
    pub fn parse(text: &str) -> Result<(Self, NumberFacts), PhoneFault> {
        let digits = text.strip_prefix('+').ok_or(PhoneFault::Shape)?;
        if text.len() > LONGEST_NUMBER || digits.len() < 7 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PhoneFault::Shape);
        }
        let number = PHONE_NUMBER_UTIL.parse(text, None).map_err(|_| PhoneFault::Unassigned)?;
        if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
            return Err(PhoneFault::Unassigned);
        }
        let region = PHONE_NUMBER_UTIL.get_region_for_number(&number).ok_or(PhoneFault::Unassigned)?;
        let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned();
        // Only the canonical spelling is taken, so that one number has one budget.
        if e164 != text {
            return Err(PhoneFault::Shape);
        }
        let kind = match PHONE_NUMBER_UTIL.get_number_type(&number) {
            // Numbers of no country are satellite and the like: "mobile", at several dollars a message.
            _ if region == Region::World => NumberKind::Special,
            PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile => NumberKind::Reachable,
            PhoneNumberType::FixedLine => NumberKind::FixedLine,
            _ => NumberKind::Special,
        };
        let calling_code_length = number.country_code.to_string().len().try_into().unwrap_or(1);
        Ok((Self { e164, calling_code_length }, NumberFacts { country: region.to_string(), kind }))
    }

    /// The number as `+14155550100`.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The first seven digits: a block as operators hold them, and as those rent them who are paid for messages.
    pub fn block(&self) -> &str {
        let digits = self.e164.trim_start_matches('+');
        digits.get(..BLOCK_DIGITS).unwrap_or(digits)
    }
}

impl fmt::Display for PhoneNumber {
    /// Masks all but the calling code and the last three digits: `+1•••••••100`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown_from = self.e164.len().saturating_sub(3);
        for (position, character) in self.e164.chars().enumerate() {
            let shown = position <= usize::from(self.calling_code_length) || position >= shown_from;
            write!(formatter, "{}", if shown { character } else { '•' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PhoneNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{NumberFacts, NumberKind, PhoneFault, PhoneNumber};

    #[test]
    fn numbers_come_with_country_and_kind() {
        for (text, region, kind, masked) in [
            ("+14155550100", "US", NumberKind::Reachable, "+1•••••••100"),
            ("+4915123456789", "DE", NumberKind::Reachable, "+49••••••••789"),
            ("+41446681800", "CH", NumberKind::FixedLine, "+41••••••800"),
            ("+449012345678", "GB", NumberKind::Special, "+44•••••••678"),
            ("+870773111632", "001", NumberKind::Special, "+870••••••632"),
        ] {
            let (number, facts) = PhoneNumber::parse(text).unwrap();
            assert_eq!(number.e164(), text);
            assert_eq!(facts, NumberFacts { country: region.to_owned(), kind });
            assert_eq!(number.to_string(), masked);
            assert_eq!(format!("{number:?}"), format!("PhoneNumber({masked})"));
        }
    }

    /// A number of each class of which libphonenumber knows, from its own examples; none of them is a person's phone.
    #[test]
    fn otp_22_no_number_of_a_class_that_costs_extra_is_texted() {
        for (class, text) in [
            ("premium", "+19002345678"),
            ("premium", "+449012345678"),
            ("premium", "+499001234567"),
            ("toll free", "+18002345678"),
            ("toll free", "+448001234567"),
            ("shared cost", "+448431234567"),
            ("shared cost", "+4918012345"),
            ("voice over IP", "+445612345678"),
            ("personal", "+447012345678"),
            ("pager", "+447640123456"),
            ("universal access", "+445512345678"),
            ("voicemail", "+49177991234567"),
            ("satellite", "+870773111632"),
            ("satellite", "+881612345678"),
            ("satellite", "+8823421234"),
            ("international toll free", "+80012345678"),
            ("international shared cost", "+80812345678"),
            ("international premium", "+979123456789"),
        ] {
            let kind = PhoneNumber::parse(text).map(|(_, facts)| facts.kind);
            assert_eq!(kind, Ok(NumberKind::Special), "{class}: {text}");
        }
        for (class, text) in [("emergency", "+112"), ("short code", "+12345"), ("short code", "+4972455")] {
            assert!(PhoneNumber::parse(text).is_err(), "{class}: {text}");
        }
    }

    #[test]
    fn otp_22_a_block_is_the_first_seven_digits() {
        for (text, block) in [("+14155550100", "1415555"), ("+4915123456789", "4915123"), ("+447400123456", "4474001")]
        {
            assert_eq!(PhoneNumber::parse(text).unwrap().0.block(), block);
        }
    }

    #[test]
    fn otp_17_only_the_canonical_spelling_is_taken() {
        for text in [
            "",
            "+",
            "4155550100",
            "14155550100",
            "+1 415 555 0100",
            "+1-415-555-0100",
            "+1(415)5550100",
            "++14155550100",
            "+14155550100;ext=1",
            "+14155550100,+14155550101",
            "+14155550100\r\n",
            "＋14155550100",
            "+１４１５５５５０１００",
            "+1415555010x",
            "tel:+14155550100",
            "+1415555010012345678",
            "0014155550100",
            "+123456",
        ] {
            assert_eq!(PhoneNumber::parse(text).unwrap_err(), PhoneFault::Shape, "{text:?}");
        }
    }

    #[test]
    fn numbers_that_no_plan_has_are_refused() {
        for text in ["+19999999999", "+11111111111", "+999123456789", "+49151", "+4401632960001"] {
            assert!(PhoneNumber::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in "\\PC{0,30}|\\+[0-9]{0,17}") {
            if let Ok((number, _)) = PhoneNumber::parse(&text) {
                prop_assert_eq!(number.e164(), text.as_str());
            }
        }
    }
}
