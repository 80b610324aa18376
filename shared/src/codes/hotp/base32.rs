//! Crockford's base32, for codes that people type: no letter is taken for a digit, and case does not matter.

use data_encoding::Encoding;
use data_encoding_macro::new_encoding;

/// 80 bits in characters of five bits.
pub(super) const CHARACTERS: u8 = 16;

/// `O` is read as 0, `I` and `L` as 1.
pub(in crate::codes) const CROCKFORD: Encoding = new_encoding! {
    symbols: "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
    translate_from: "abcdefghjkmnpqrstvwxyzOoIiLl",
    translate_to: "ABCDEFGHJKMNPQRSTVWXYZ001111",
};
