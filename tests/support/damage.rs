//! Tokens, handles and signatures, damaged for certain.

/// `text` with one character changed that counts. It lies in the middle of the last part: of a JWT in the signature, of
/// a sealed text in what is sealed. The last character will not do, since base64url may leave bits of it unused; nor will
/// any fixed replacement, since the text may have that character anyway.
pub fn damaged(text: &str) -> String {
    let start = text.rfind('.').map_or(0, |dot| dot + 1);
    let middle = start + (text.len() - start) / 2;
    assert!(middle + 1 < text.len(), "too short to be damaged: {text}");
    damaged_at(text, middle)
}

/// `text` with another character at `position`. Where that is the last one, whoever ignores the bits that base64url
/// leaves unused may read the same bytes.
pub fn damaged_at(text: &str, position: usize) -> String {
    let other = if text.as_bytes()[position] == b'A' { "B" } else { "A" };
    let mut damaged = text.to_owned();
    damaged.replace_range(position..=position, other);
    damaged
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::{damaged, damaged_at};

    #[test]
    fn every_text_of_every_length_is_other_bytes_once_it_is_damaged() {
        for length in 2..200 {
            for byte in [0, 1, 16, 65, 255] {
                let text = URL_SAFE_NO_PAD.encode(vec![byte; length]);
                let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.rsplit('.').next().unwrap()).unwrap();
                assert_ne!(bytes(&damaged(&text)), bytes(&text), "{length} times {byte}");
                let token = format!("AAAA.AAAA.{text}");
                assert_ne!(bytes(&damaged(&token)), bytes(&token), "{length} times {byte}");
                assert!(damaged(&token).starts_with("AAAA.AAAA."), "in the signature");
            }
        }
    }

    #[test]
    fn every_place_is_changed_and_no_other() {
        let text = "AB_z";
        for position in 0..text.len() {
            let changed = damaged_at(text, position);
            let places: Vec<usize> =
                (0..text.len()).filter(|place| changed.as_bytes()[*place] != text.as_bytes()[*place]).collect();
            assert_eq!((places, changed.len()), (vec![position], text.len()));
        }
    }
}
