//! ECDSA signatures as JWS wants them: r and s of 32 bytes each (RFC 7518 §3.4), not the DER of KMS and X.509.

use super::der::{SEQUENCE, only_element, positive_integer};

/// Turns the DER of an ECDSA signature on P-256 (RFC 3279 §2.2.3) into the 64 bytes of JWS; `None` where it is not
/// exactly one well-formed signature. Short numbers are padded on the left.
pub fn raw_signature(der: &[u8]) -> Option<[u8; 64]> {
    let (r, rest) = positive_integer(only_element(SEQUENCE, der)?)?;
    let (s, rest) = positive_integer(rest)?;
    if !rest.is_empty() {
        return None;
    }
    let mut raw = [0; 64];
    let (left, right) = raw.split_at_mut(32);
    for (number, half) in [(r, left), (s, right)] {
        let padding = 32_usize.checked_sub(number.len())?;
        half.get_mut(padding..)?.copy_from_slice(number);
    }
    Some(raw)
}
