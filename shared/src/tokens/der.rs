//! The little of DER (X.690) that keys and signatures of KMS need. Strict: one value has one encoding.

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const SEQUENCE: u8 = 0x30;

/// The content of the element of this tag that `der` begins with, and what follows it.
pub(super) fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = match der.strip_prefix(&[tag])? {
        [short, rest @ ..] if *short < 0x80 => (usize::from(*short), rest),
        // A longer form of a length that has a shorter one is another encoding of the same value.
        [0x81, long, rest @ ..] if *long >= 0x80 => (usize::from(*long), rest),
        [0x82, high, low, rest @ ..] if *high > 0 => (usize::from(u16::from_be_bytes([*high, *low])), rest),
        _ => return None,
    };
    rest.split_at_checked(length)
}

/// The content of the one element of this tag that `der` is.
pub(super) fn only_element(tag: u8, der: &[u8]) -> Option<&[u8]> {
    element(tag, der).and_then(|(content, rest)| rest.is_empty().then_some(content))
}

/// The positive integer that `der` begins with, big-endian without leading zeros, and what follows it.
pub(super) fn positive_integer(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (content, rest) = element(INTEGER, der)?;
    match content {
        // A zero byte stands where the number would be negative without it, and nowhere else.
        [0, magnitude @ ..] if magnitude.first().is_some_and(|first| *first >= 0x80) => Some((magnitude, rest)),
        [first, ..] if (0x01..0x80).contains(first) => Some((content, rest)),
        _ => None,
    }
}
