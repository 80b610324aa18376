//! Codes as people get and type them: six to eight digits, or 80 bits in base32.

use std::fmt;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::{Digits, base32};
use crate::typed;

/// Longest text that is read as a code, in characters: twice as many separators as characters is nobody's typing.
const LONGEST_TEXT: usize = 48;
/// A long code is shown in groups of so many characters.
const GROUP: usize = 4;

/// What a code looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum CodeForm {
    /// Decimal digits, for the few guesses that a budget allows.
    Digits(Digits),
    /// 80 bits as 16 characters of Crockford's base32: too many for any number of guesses (NIST SP 800-63B-4 asks for no
    /// limit of guesses from 64 bits on).
    Long,
}

impl CodeForm {
    /// How many characters a code of this form has, separators not counted.
    pub const fn length(self) -> u8 {
        match self {
            Self::Digits(digits) => digits.get(),
            Self::Long => base32::CHARACTERS,
        }
    }

    /// The word for its characters in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Digits(_) => "digits",
            Self::Long => "base32",
        }
    }
}

impl fmt::Display for CodeForm {
    /// The rule that a text of this form follows.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits(digits) => write!(formatter, "{} digits", digits.get()),
            Self::Long => formatter.write_str("16 letters and digits, with or without hyphens"),
        }
    }
}

/// A length that no form of code has.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no code has this length")]
pub struct UnknownForm;

impl TryFrom<u8> for CodeForm {
    type Error = UnknownForm;

    /// A form is told by its length.
    fn try_from(length: u8) -> Result<Self, UnknownForm> {
        if length == Self::Long.length() {
            return Ok(Self::Long);
        }
        Digits::try_from(length).map(Self::Digits).map_err(|_| UnknownForm)
    }
}

impl From<CodeForm> for u8 {
    fn from(form: CodeForm) -> Self {
        form.length()
    }
}

/// A one-time code. It has no `==`: compare with [`Code::matches`], which takes the same time for every pair of a form.
///
/// ```compile_fail,E0369
/// fn otp_15(one: shared::codes::hotp::Code, other: shared::codes::hotp::Code) -> bool {
///     one == other
/// }
/// ```
#[derive(Clone)]
pub struct Code(Value);

#[derive(Clone)]
enum Value {
    Digits(u32, Digits),
    Long([u8; 10]),
}

/// The text is no code at all.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 6 to 8 digits, or 16 letters and digits")]
pub struct CodeMalformed;

impl Code {
    pub(super) const fn of_digits(value: u32, digits: Digits) -> Self {
        Self(Value::Digits(value, digits))
    }

    pub(super) const fn long(bytes: [u8; 10]) -> Self {
        Self(Value::Long(bytes))
    }

    /// Reads a code of either form as people type and paste it: in any script's digits, full width or not, in either
    /// case, with blanks, invisible marks and dashes between its characters. A dash before the first one is a sign.
    pub fn parse(text: &str) -> Result<Self, CodeMalformed> {
        if text.chars().nth(LONGEST_TEXT).is_some() || typed::trim(text).starts_with(typed::is_dash) {
            return Err(CodeMalformed);
        }
        let meant = |character: &char| !typed::is_blank(*character) && !typed::is_dash(*character);
        let characters: String = text.chars().filter(meant).map(typed::plain).collect();
        let digits = u8::try_from(characters.len()).ok().and_then(|length| Digits::try_from(length).ok());
        if let Some(digits) = digits.filter(|_| characters.bytes().all(|byte| byte.is_ascii_digit())) {
            return characters.parse().map(|value| Self::of_digits(value, digits)).map_err(|_| CodeMalformed);
        }
        let bytes = base32::CROCKFORD.decode(characters.as_bytes()).map_err(|_| CodeMalformed)?;
        bytes.try_into().map(Self::long).map_err(|_| CodeMalformed)
    }

    /// What it looks like, which is no secret.
    pub const fn form(&self) -> CodeForm {
        match self.0 {
            Value::Digits(_, digits) => CodeForm::Digits(digits),
            Value::Long(_) => CodeForm::Long,
        }
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Value::Digits(ours, of_ours), Value::Digits(theirs, of_theirs)) => {
                (ours.ct_eq(theirs) & of_ours.get().ct_eq(&of_theirs.get())).into()
            }
            (Value::Long(ours), Value::Long(theirs)) => ours.ct_eq(theirs).into(),
            (Value::Digits(..), Value::Long(_)) | (Value::Long(_), Value::Digits(..)) => false,
        }
    }

    /// Shows the code to a program: zero-padded digits, or base32 without separators.
    pub fn expose(&self) -> String {
        match self.0 {
            Value::Digits(value, digits) => format!("{value:0width$}", width = usize::from(digits.get())),
            Value::Long(bytes) => base32::CROCKFORD.encode(&bytes),
        }
    }

    /// Shows the code to a person: a long one in groups, `7M3K-9QXA-…`.
    pub fn expose_in_groups(&self) -> String {
        let mut text = self.expose();
        if let Value::Long(_) = self.0 {
            for place in (GROUP..text.len()).step_by(GROUP).rev() {
                text.insert(place, '-');
            }
        }
        text
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Code(redacted)")
    }
}
