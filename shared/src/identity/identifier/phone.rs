//! Phone numbers in E.164, as libphonenumber's numbering plans read them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::typed;

mod fault;
mod habits;
mod north_america;
mod plan;

pub use fault::PhoneFault;

/// Most digits of a number (ITU-T E.164).
const MOST_DIGITS: usize = 15;
/// Most characters that are read for one number, those that do not count left out: a label and a number have less.
const LONGEST_TEXT: usize = 64;
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
    /// As long as a mobile number of its country, in a range of which nothing is known: what is known lags by years.
    Unlisted,
    /// Fixed line, which takes no text messages.
    FixedLine,
    /// Costs more than an ordinary message, or nothing, or reaches no person: never texted.
    Special,
}

impl PhoneNumber {
    /// Reads a number with its country's calling code, as people and address books write it: with blanks, invisible marks,
    /// dashes, dots, slashes and brackets, in the digits of any script, with a trunk prefix where the plan drops it, behind a
    /// label and a colon.
    pub fn parse(text: &str) -> Result<(Self, NumberFacts), PhoneFault> {
        let digits = digits(text)?;
        let number = plan::read(&digits)?;
        let this = Self::of(&number);
        let (country, kind) = plan::facts(&number).ok_or(PhoneFault::CallingCode)?;
        if kind == NumberKind::Unlisted {
            if let Some(likely) = this.likely_mobile() {
                let zero = plan::national(&number).starts_with('0');
                return Err(if zero { PhoneFault::TrunkZero(likely) } else { PhoneFault::Habit(likely) });
            }
            plan::check_length(&number)?;
            north_america::check(&number)?;
        }
        if this.e164.len() > 1 + MOST_DIGITS {
            return Err(PhoneFault::TooLong);
        }
        // Claims are read again: a number that loses a zero each time would be several.
        if plan::read(this.e164.trim_start_matches('+')) != Ok(number) {
            return Err(PhoneFault::Plan);
        }
        Ok((this, NumberFacts { country, kind }))
    }

    fn of(number: &plan::Number) -> Self {
        let calling_code_length = number.country_code.to_string().len().try_into().unwrap_or(1);
        Self { e164: plan::e164(number), calling_code_length }
    }

    /// The number as `+14155550100`.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The mobile number that was most likely meant by this one, which is none, where a habit of its country explains it.
    /// It may be another person's: for a hint, never to send to.
    pub fn likely_mobile(&self) -> Option<Self> {
        let national = self.e164.get(1 + usize::from(self.calling_code_length)..)?;
        let code = self.e164.get(1..)?.strip_suffix(national)?;
        habits::candidates(code, national)
            .iter()
            .find_map(|digits| plan::known_mobile(digits))
            .map(|found| Self::of(&found))
    }

    /// The first seven digits: a block as operators hold them, and as those rent them who are paid for messages.
    pub fn block(&self) -> &str {
        let digits = self.e164.trim_start_matches('+');
        digits.get(..BLOCK_DIGITS).unwrap_or(digits)
    }
}

/// The digits of an international number, calling code first.
fn digits(text: &str) -> Result<String, PhoneFault> {
    let counts = |character: &char| {
        let separates = typed::is_blank(*character) || typed::is_dash(*character) || typed::is_bracket(*character);
        !separates && !".·•․‧・･。｡/⁄∕~∼⁓\u{2800}\u{fffc}".contains(*character)
    };
    let characters: String = text.chars().map(typed::plain).filter(counts).collect();
    if characters.chars().count() > LONGEST_TEXT {
        return Err(PhoneFault::TooMuchText);
    }
    // Copied from a link (`tel:`, RFC 3966), with its label in an address book, or out of a list.
    let is_label = |label: &str| !label.contains(|character: char| character == '+' || character.is_numeric());
    let number =
        characters.rsplit_once(':').filter(|(label, _)| is_label(label)).map_or(&*characters, |(_, rest)| rest);
    let number = number.trim_end_matches([',', ';']);
    // No number begins with what most countries dial to leave them (ITU-T E.164 §7.3.1).
    let abroad = ["+00", "+", "00"].into_iter().find_map(|prefix| number.strip_prefix(prefix));
    let digits = abroad.ok_or(PhoneFault::NoPlus)?;
    match digits.chars().find(|character| !character.is_ascii_digit()) {
        Some(other) => Err(PhoneFault::Character(other)),
        None => Ok(digits.to_owned()),
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
mod tests;
