//! The languages of messages.

use crate::typed::trim;

/// A language that messages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// English, also for languages that are not here.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
}

impl Locale {
    /// The language that fits best what a caller's system calls its own: a tag of BCP 47 (`de-CH`), a locale of POSIX
    /// (`de_CH.UTF-8`), a list of either. It is for looks, so no text is wrong.
    pub fn best_for(text: &str) -> Self {
        let known = |name: &str| {
            let language = name.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
            // ISO 639-1, and both forms of ISO 639-2.
            match language.to_lowercase().as_str() {
                "en" | "eng" => Some(Self::English),
                "de" | "deu" | "ger" => Some(Self::German),
                "fr" | "fra" | "fre" => Some(Self::French),
                "es" | "spa" => Some(Self::Spanish),
                _ => None,
            }
        };
        text.split([',', ';', ':', ' ']).map(trim).find_map(known).unwrap_or_default()
    }
}

impl Locale {
    /// Every language, for tests that hold for all of them.
    #[cfg(test)]
    pub(super) const ALL: [Self; 4] = [Self::English, Self::German, Self::French, Self::Spanish];
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn the_best_language_is_found_in_whatever_names_it() {
        for (text, language) in [
            ("de", Locale::German),
            ("DE", Locale::German),
            ("de-CH", Locale::German),
            ("de_CH", Locale::German),
            ("de-DE-u-co-phonebk-ca-gregory-nu-latn-hc-h23", Locale::German),
            ("de_DE.UTF-8", Locale::German),
            ("de_DE@euro", Locale::German),
            ("deu", Locale::German),
            (" fr\u{a0}", Locale::French),
            ("fr-Latn-CA", Locale::French),
            ("fre", Locale::French),
            ("es-419", Locale::Spanish),
            ("es_MX.ISO8859-1", Locale::Spanish),
            ("pt-BR,es;q=0.8,en;q=0.5", Locale::Spanish),
            ("en, de", Locale::English),
            ("ja;q=0.9 fr", Locale::French),
            ("sv_SE:de_DE", Locale::German),
            ("en_US.UTF-8", Locale::English),
            ("ja-JP", Locale::English),
            ("gsw", Locale::English),
            ("dessert", Locale::English),
            ("x-de", Locale::English),
            ("C", Locale::English),
            ("POSIX", Locale::English),
            ("*", Locale::English),
            ("", Locale::English),
            ("-", Locale::English),
            ("_de", Locale::English),
            ("\u{0}", Locale::English),
            ("日本語", Locale::English),
        ] {
            assert_eq!(Locale::best_for(text), language, "{text:?}");
        }
        assert_eq!(Locale::best_for(&"de-".repeat(4_000)), Locale::German);
    }
}
