//! The alphabet of text messages (3GPP TS 23.038): within it, 160 characters fit one part; outside it, 70.

/// Most septets in a message of one part.
const ONE_PART: usize = 160;
/// Most 16-bit units in a message of one part, where the alphabet does not do.
const ONE_PART_OF_OTHERS: usize = 70;

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Take two septets each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// Whether a text is one message, which is what is paid for.
pub(super) fn fits_one_part(text: &str) -> bool {
    septets(text).map_or_else(|| text.encode_utf16().count() <= ONE_PART_OF_OTHERS, |septets| septets <= ONE_PART)
}

/// How many septets a text takes; `None` where a character is outside the alphabet.
pub(super) fn septets(text: &str) -> Option<usize> {
    text.chars().try_fold(0, |total, character| {
        let cost = if BASIC.contains(character) {
            1
        } else if EXTENSION.contains(character) {
            2
        } else {
            return None;
        };
        Some(total + cost)
    })
}

#[cfg(test)]
mod tests {
    use super::{fits_one_part, septets};

    #[test]
    fn basic_characters_count_once_and_extended_ones_twice() {
        assert_eq!(septets("Grüße @ 5$"), Some(10));
        assert_eq!(septets("[5 €]"), Some(8));
        assert_eq!(septets("ê"), None);
        assert_eq!(septets("“"), None);
    }
    #[test]
    fn one_part_has_160_characters_of_the_alphabet_and_70_of_others() {
        for (text, fits) in [("a".repeat(160), true), ("a".repeat(161), false), ("あ".repeat(70), true)] {
            assert_eq!(fits_one_part(&text), fits, "{text}");
        }
        assert!(!fits_one_part(&"あ".repeat(71)) && !fits_one_part(&"😀".repeat(36)));
    }
}
