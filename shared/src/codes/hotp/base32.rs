//! Crockford's base32, for codes that people type: no letter is taken for a digit, and case does not matter.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 80 bits in characters of five bits.
pub(super) const CHARACTERS: u8 = 16;

/// Writes 80 bits, the most significant first.
pub(super) fn encode(bytes: [u8; 10]) -> String {
    let number = bytes.iter().fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    let symbol = |place: usize| {
        let value = usize::try_from((number >> (5 * place)) & 31).ok()?;
        ALPHABET.get(value).copied().map(char::from)
    };
    (0..usize::from(CHARACTERS)).rev().filter_map(symbol).collect()
}

/// Reads 80 bits, of exactly 16 characters: `O` is read as 0, `I` and `L` as 1.
pub(super) fn decode(text: &str) -> Option<[u8; 10]> {
    if text.len() != usize::from(CHARACTERS) {
        return None;
    }
    let number = text.bytes().try_fold(0_u128, |number, byte| Some((number << 5) | u128::from(value(byte)?)))?;
    let [_, _, _, _, _, _, bytes @ ..] = number.to_be_bytes();
    Some(bytes)
}

fn value(byte: u8) -> Option<u8> {
    let canonical = match byte.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    let place = ALPHABET.iter().position(|symbol| *symbol == canonical)?;
    u8::try_from(place).ok()
}
