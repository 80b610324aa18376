//! What keyboards, clipboards and address books put into short texts beside what was meant.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// From a full-width form of an ASCII character to that character.
const FULL_WIDTH: u32 = 0xfee0;

/// White space, and what nobody sees: marks of direction, joiners, byte order marks, soft hyphens.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
        || category(character) == GeneralCategory::Format
}

/// Dashes of every script, the minus sign, and the long-vowel mark that Japanese keyboards have in its place.
pub(crate) fn is_dash(character: char) -> bool {
    category(character) == GeneralCategory::DashPunctuation
        || matches!(character, '\u{2212}' | '\u{2043}' | '\u{30fc}' | '\u{ff70}')
}

/// Brackets of every script.
pub(crate) fn is_bracket(character: char) -> bool {
    matches!(category(character), GeneralCategory::OpenPunctuation | GeneralCategory::ClosePunctuation)
}

/// A text without the blanks around it.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// The ASCII character for its full-width form; every other one as it is.
pub fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - FULL_WIDTH).unwrap_or(character),
        other => other,
    }
}

/// The ASCII character for its full-width form, and `0` to `9` for the decimal digits of every script.
pub fn plain(character: char) -> char {
    let character = narrow(character);
    if character.is_ascii() { character } else { digit(character).unwrap_or(character) }
}

/// A character for people who read why it is refused: itself, or its number where that would show nothing.
pub fn shown(character: char) -> String {
    let visible = character.is_ascii_graphic() || character.is_alphanumeric();
    if visible { character.to_string() } else { format!("U+{:04X}", u32::from(character)) }
}

/// Unicode keeps decimal digits in runs of ten, 0 first, some of them next to each other.
fn digit(character: char) -> Option<char> {
    let is_digit = |character: &char| category(*character) == GeneralCategory::DecimalNumber;
    let before = (0..u32::from(character)).rev().map_while(char::from_u32).take_while(is_digit).count();
    let value = u32::try_from(before % 10).ok()?;
    is_digit(&character).then(|| char::from_digit(value, 10)).flatten()
}

fn category(character: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(character)
}

#[cfg(test)]
mod tests {
    use super::{digit, is_blank, is_bracket, is_dash, narrow, plain, shown, trim};

    #[test]
    fn digits_of_every_script_are_read() {
        for (script, digits) in [
            ("ASCII", "0123456789"),
            ("full-width", "０１２３４５６７８９"),
            ("Arabic-Indic", "٠١٢٣٤٥٦٧٨٩"),
            ("extended Arabic-Indic", "۰۱۲۳۴۵۶۷۸۹"),
            ("Devanagari", "०१२३४५६७८९"),
            ("Bengali", "০১২৩৪৫৬৭৮৯"),
            ("Tamil", "௦௧௨௩௪௫௬௭௮௯"),
            ("Thai", "๐๑๒๓๔๕๖๗๘๙"),
            ("Khmer", "០១២៣៤៥៦៧៨៩"),
            ("Myanmar", "၀၁၂၃၄၅၆၇၈၉"),
            ("Adlam", "𞥐𞥑𞥒𞥓𞥔𞥕𞥖𞥗𞥘𞥙"),
            ("bold", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"),
            ("monospace", "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿"),
        ] {
            assert_eq!(digits.chars().map(plain).collect::<String>(), "0123456789", "{script}");
        }
        for other in ['²', '①', '½', '一', 'Ⅷ', '٪', 'x', 'О'] {
            assert_eq!(plain(other), other, "{other} is no decimal digit");
        }
    }

    #[test]
    fn every_run_of_digits_has_ten_of_them() {
        let digits: Vec<char> = ('\u{80}'..=char::MAX).filter_map(digit).collect();
        assert!(digits.len() > 600 && digits.len().is_multiple_of(10), "{}", digits.len());
        assert!(digits.chunks(10).all(|run| run.iter().collect::<String>() == "0123456789"));
    }

    #[test]
    fn what_nobody_sees_is_blank_and_what_somebody_sees_is_not() {
        let unseen = "\t\n\r\u{b} \u{85}\u{a0}\u{ad}\u{34f}\u{61c}\u{115f}\u{180e}\u{2000}\u{200b}\u{200c}\u{200d}\u{200e}\
            \u{200f}\u{2028}\u{2029}\u{202a}\u{202c}\u{202f}\u{2060}\u{2066}\u{2069}\u{3000}\u{3164}\u{fe0f}\u{feff}\u{e0020}";
        assert_eq!(unseen.chars().find(|character| !is_blank(*character)), None);
        for seen in ['\0', '\u{1b}', '\u{7f}', '-', '.', 'a', '0', 'é', '\u{301}'] {
            assert!(!is_blank(seen), "{seen:?}");
        }
        assert_eq!(trim("\u{feff}\u{202a} a b\u{a0}\u{202c}\r\n"), "a b");
        assert_eq!(trim(" \u{200b} "), "");
    }

    #[test]
    fn dashes_and_brackets_of_every_script_are_told() {
        assert!("-‐‑‒–—―−⁃－﹣﹘ーｰ".chars().all(is_dash));
        assert!("()[]（）［］【】〔〕".chars().all(is_bracket));
        for other in ['+', '.', '_', '~', '/', '一', '<', '\u{ad}'] {
            assert!(!is_dash(other) && !is_bracket(other), "{other:?}");
        }
    }

    #[test]
    fn full_width_forms_are_ascii() {
        assert_eq!("＋１－ａＺ＠．～".chars().map(narrow).collect::<String>(), "+1-aZ@.~");
        assert_eq!(narrow('１'), '1');
        assert_eq!(narrow('١'), '١', "another script's digit is another character");
    }

    #[test]
    fn a_character_is_shown_or_named() {
        for (character, text) in
            [('_', "_"), ('ä', "ä"), (' ', "U+0020"), ('\u{a0}', "U+00A0"), ('\u{200b}', "U+200B"), ('\n', "U+000A")]
        {
            assert_eq!(shown(character), text);
        }
    }
}
