//! The alphabet of text messages (3GPP TS 23.038): within it, 160 characters fit one part; outside it, 70.

/// Most septets in a message of one part.
#[cfg(test)]
pub(super) const ONE_PART: usize = 160;

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Take two septets each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

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
    use super::septets;

    #[test]
    fn basic_characters_count_once_and_extended_ones_twice() {
        assert_eq!(septets("Grüße @ 5$"), Some(10));
        assert_eq!(septets("[5 €]"), Some(8));
        assert_eq!(septets("ê"), None);
        assert_eq!(septets("“"), None);
    }
}
