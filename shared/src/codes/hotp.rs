//! One-time codes: HOTP, RFC 4226, over HMAC-SHA-1, and long codes from the same keys.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha1::Sha1;

mod base32;
mod code;

pub(super) use base32::CROCKFORD;
pub use code::{Code, CodeForm, CodeMalformed, UnknownForm};

/// Stands before the counter of a long code: no HOTP value, whose message is the counter's eight bytes alone, tells
/// anything about one.
const LONG_CODE: &[u8] = b"long code";

/// The shared secret K (RFC 4226 §5.1), at least 128 bits (R6), as HMAC takes it.
#[derive(Clone)]
pub struct Key(Hmac<Sha1>);

/// The key is shorter than RFC 4226's R6 allows.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a HOTP key has at least 16 bytes")]
pub struct KeyTooShort;

impl Key {
    /// Takes key bytes; refuses fewer than 16.
    pub fn new(bytes: &[u8]) -> Result<Self, KeyTooShort> {
        if bytes.len() < 16 {
            return Err(KeyTooShort);
        }
        // HMAC itself takes keys of every length.
        Hmac::new_from_slice(bytes).map(Self).map_err(|_| KeyTooShort)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(redacted)")
    }
}

/// How many decimal digits a code has: 6 to 8 (RFC 4226 R4 asks for at least 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Digits(u8);

/// A code length outside 6 to 8.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has 6 to 8 digits")]
pub struct DigitsOutOfRange;

impl Digits {
    /// Six digits, the default.
    pub const SIX: Self = Self(6);
    /// Eight digits, the most.
    pub const EIGHT: Self = Self(8);

    /// The length as a number.
    pub const fn get(self) -> u8 {
        self.0
    }

    const fn modulus(self) -> u32 {
        10_u32.pow(self.0 as u32)
    }
}

impl TryFrom<u8> for Digits {
    type Error = DigitsOutOfRange;

    fn try_from(count: u8) -> Result<Self, DigitsOutOfRange> {
        if (6..=8).contains(&count) { Ok(Self(count)) } else { Err(DigitsOutOfRange) }
    }
}

impl From<Digits> for u8 {
    fn from(digits: Digits) -> Self {
        digits.0
    }
}

/// The code of a form with this counter.
pub fn code(key: &Key, counter: u64, form: CodeForm) -> Code {
    match form {
        CodeForm::Digits(digits) => hotp(key, counter, digits),
        CodeForm::Long => {
            let [bytes @ .., _, _, _, _, _, _, _, _, _, _] = hmac_sha1(key, LONG_CODE, counter);
            Code::long(bytes)
        }
    }
}

/// HOTP(K, C) of RFC 4226 §5.3.
pub fn hotp(key: &Key, counter: u64, digits: Digits) -> Code {
    Code::of_digits(truncate(&hmac_sha1(key, b"", counter)) % digits.modulus(), digits)
}

/// Step 1: HMAC-SHA-1(K, C), the counter as eight bytes, most significant first; behind the name of another use, if any.
fn hmac_sha1(key: &Key, name: &[u8], counter: u64) -> [u8; 20] {
    let mut mac = key.0.clone();
    mac.update(name);
    mac.update(&counter.to_be_bytes());
    mac.finalize().into_bytes().into()
}

/// Step 2: dynamic truncation to 31 bits. The last nibble points at four bytes, offset 0 to 15.
fn truncate(digest: &[u8; 20]) -> u32 {
    let offset = usize::from(digest[19] & 0x0f);
    let word = digest.iter().skip(offset).take(4).fold(0_u32, |word, byte| (word << 8) | u32::from(*byte));
    word & 0x7fff_ffff
}

#[cfg(test)]
#[path = "hotp_tests.rs"]
mod tests;
