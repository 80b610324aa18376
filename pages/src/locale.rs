//! The languages of messages.

use shared::typed::trim;

/// The weight of a language that none is said for.
const HEAVIEST: f32 = 1.0;

/// A language that pages and messages are written in.
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
    /// Portuguese, as Brazil writes it.
    Portuguese,
    /// Italian.
    Italian,
    /// Dutch.
    Dutch,
    /// Polish.
    Polish,
    /// Turkish.
    Turkish,
    /// Japanese.
    Japanese,
    /// Chinese in simplified characters.
    Chinese,
    /// Arabic, from right to left.
    Arabic,
}

impl Locale {
    /// The language that fits best what a caller's system calls its own: a tag of BCP 47 (`de-CH`), a locale of POSIX
    /// (`de_CH.UTF-8`), a list of either, with weights or without (RFC 9110 §12.4.2). It is for looks, so no text is wrong.
    pub fn best_for(text: &str) -> Self {
        Self::known(text).unwrap_or_default()
    }

    /// The same; `None` where nothing is written in any of them.
    pub fn known(text: &str) -> Option<Self> {
        let mut wanted: Vec<(Option<Self>, f32)> = Vec::new();
        for part in text.split([',', ';', ':', ' ']).map(trim) {
            match part.split_once('=') {
                None => wanted.push((Self::of(part), HEAVIEST)),
                Some(("q" | "Q", weight)) => {
                    let weight = weight.parse().ok().filter(|weight| (0.0..=HEAVIEST).contains(weight));
                    if let Some((last, weight)) = wanted.last_mut().zip(weight) {
                        last.1 = weight;
                    }
                }
                // Another parameter.
                Some(_) => {}
            }
        }
        // Nobody wants what weighs nothing. The order stays where weights are equal.
        wanted.retain(|(_, weight)| *weight > 0.0);
        wanted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        wanted.into_iter().find_map(|(language, _)| language)
    }

    /// The language of one tag, where messages are written in it.
    fn of(tag: &str) -> Option<Self> {
        let language = tag.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
        // ISO 639-1, and both forms of ISO 639-2.
        match language.to_lowercase().as_str() {
            "en" | "eng" => Some(Self::English),
            "de" | "deu" | "ger" => Some(Self::German),
            "fr" | "fra" | "fre" => Some(Self::French),
            "es" | "spa" => Some(Self::Spanish),
            "pt" | "por" => Some(Self::Portuguese),
            "it" | "ita" => Some(Self::Italian),
            "nl" | "nld" | "dut" => Some(Self::Dutch),
            "pl" | "pol" => Some(Self::Polish),
            "tr" | "tur" => Some(Self::Turkish),
            "ja" | "jpn" => Some(Self::Japanese),
            "zh" | "zho" | "chi" => is_simplified(tag).then_some(Self::Chinese),
            "ar" | "ara" => Some(Self::Arabic),
            _ => None,
        }
    }

    /// Its tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt-BR",
            Self::Italian => "it",
            Self::Dutch => "nl",
            Self::Polish => "pl",
            Self::Turkish => "tr",
            Self::Japanese => "ja",
            Self::Chinese => "zh-Hans",
            Self::Arabic => "ar",
        }
    }

    /// How HTML calls its direction.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            Self::English
            | Self::German
            | Self::French
            | Self::Spanish
            | Self::Portuguese
            | Self::Italian
            | Self::Dutch
            | Self::Polish
            | Self::Turkish
            | Self::Japanese
            | Self::Chinese => "ltr",
        }
    }

    /// Every language.
    pub const ALL: [Self; 12] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Portuguese,
        Self::Italian,
        Self::Dutch,
        Self::Polish,
        Self::Turkish,
        Self::Japanese,
        Self::Chinese,
        Self::Arabic,
    ];
}

/// Whether a tag of Chinese is read in simplified characters: it is, unless it names the traditional ones, or a place where those
/// are used without naming any.
fn is_simplified(tag: &str) -> bool {
    let parts: Vec<String> =
        tag.split(|character: char| !character.is_alphanumeric()).skip(1).map(str::to_lowercase).collect();
    let names = |wanted: &[&str]| parts.iter().any(|part| wanted.contains(&part.as_str()));
    names(&["hans"]) || !names(&["hant", "tw", "hk", "mo"])
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
            ("sv,es;q=0.8,en;q=0.5", Locale::Spanish),
            ("en, de", Locale::English),
            ("en;q=0.1,de", Locale::German),
            ("en;q=0.1, de;q=0.2, fr ; Q=0.3", Locale::French),
            ("en;q=0.5,de;q=0.5", Locale::English),
            ("de;q=0, fr", Locale::French),
            ("de;q=0.000, *", Locale::English),
            ("de;q=0", Locale::English),
            ("de;q=x, fr", Locale::German),
            ("fr;q=0.9, de;q=2", Locale::German),
            ("fr;q=0.9, de;q=NaN", Locale::German),
            ("fr;q=0.9, de;q=-1", Locale::German),
            ("de;level=1;q=0.2,fr;q=0.3", Locale::French),
            ("sv,de-CH;q=0.8,en;q=0.7", Locale::German),
            ("sv;q=0.9 fr", Locale::French),
            ("sv_SE:de_DE", Locale::German),
            ("en_US.UTF-8", Locale::English),
            ("ja-JP", Locale::Japanese),
            ("pt-PT", Locale::Portuguese),
            ("zh", Locale::Chinese),
            ("zh-CN", Locale::Chinese),
            ("zh-Hans-HK", Locale::Chinese),
            ("zh_TW.UTF-8", Locale::English),
            ("zh-Hant, ja;q=0.5", Locale::Japanese),
            ("ar-EG", Locale::Arabic),
            ("nl-BE, tr", Locale::Dutch),
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
