//! Recovery codes: 125 random bits that their owner keeps on paper, for the day on which everything else is lost.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::codes::hotp::CROCKFORD;
use crate::typed;

/// Characters of a code, of five bits each.
pub const LENGTH: usize = 25;
/// Characters of a group, in which a code is shown.
const GROUP: usize = 5;
/// Bytes that hold a code; the last three bits are none of it.
const BYTES: usize = 16;
/// What makes of a code's characters a whole number of bytes.
const FILL: &str = "0000000";
/// Longest text that is read as a code, in characters: twice as many separators as characters is nobody's typing.
const LONGEST_TEXT: usize = 75;

/// A recovery code. It has no `==`, and what is stored of it is a keyed hash.
#[derive(Clone)]
pub struct RecoveryCode(Zeroizing<[u8; BYTES]>);

/// The text is no recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 25 letters and digits, with or without hyphens")]
pub struct RecoveryCodeMalformed;

impl RecoveryCode {
    /// Takes 16 fresh random bytes, of which 125 bits are used.
    pub fn from_random(mut bytes: [u8; BYTES]) -> Self {
        let [.., last] = &mut bytes;
        *last &= 0b1111_1000;
        Self(Zeroizing::new(bytes))
    }

    /// Reads a code as people type and paste it: in either case, full width or not, with blanks, invisible marks and dashes
    /// between its characters. `O` is read as 0, `I` and `L` as 1.
    pub fn parse(text: &str) -> Result<Self, RecoveryCodeMalformed> {
        if text.chars().nth(LONGEST_TEXT).is_some() {
            return Err(RecoveryCodeMalformed);
        }
        let meant = |character: &char| !typed::is_blank(*character) && !typed::is_dash(*character);
        let mut characters: Zeroizing<String> = Zeroizing::new(text.chars().filter(meant).map(typed::plain).collect());
        if characters.len() != LENGTH {
            return Err(RecoveryCodeMalformed);
        }
        characters.push_str(FILL);
        let decoded = CROCKFORD.decode(characters.as_bytes()).map(Zeroizing::new);
        let decoded = decoded.map_err(|_| RecoveryCodeMalformed)?;
        decoded.first_chunk().map(|bytes| Self(Zeroizing::new(*bytes))).ok_or(RecoveryCodeMalformed)
    }

    /// The bytes, to be hashed.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Shows it to its owner, once: `7M3K2-9QXA4-…`.
    pub fn expose_in_groups(&self) -> String {
        let characters = Zeroizing::new(CROCKFORD.encode(&[self.as_bytes(), &[0; 4]].concat()));
        let mut text: String = characters.chars().take(LENGTH).collect();
        for place in (GROUP..LENGTH).step_by(GROUP).rev() {
            text.insert(place, '-');
        }
        text
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RecoveryCode(redacted)")
    }
}

#[cfg(test)]
#[path = "recovery_tests.rs"]
mod tests;
