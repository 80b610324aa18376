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

/// The sentences of a message. `{name}` and `{minutes}` are filled in.
pub(super) struct Sentences {
    pub(super) language: &'static str,
    pub(super) subject: &'static str,
    pub(super) lead: &'static str,
    pub(super) lifetime: &'static str,
    pub(super) warning: &'static str,
    pub(super) text: &'static str,
    /// For a long code, which leaves no room for a warning within one part.
    pub(super) long_text: &'static str,
}

impl Locale {
    /// Every language, for tests that hold for all of them.
    #[cfg(test)]
    pub(super) const ALL: [Self; 4] = [Self::English, Self::German, Self::French, Self::Spanish];

    pub(super) const fn sentences(self) -> Sentences {
        match self {
            Self::English => Sentences {
                language: "en",
                subject: "Your sign-in code for {name}",
                lead: "Your code for {name}:",
                lifetime: "It is valid for {minutes} minutes and works once.",
                warning: "Nobody will ever ask you for this code. If you did not try to sign in, ignore this message.",
                text: "{name} code: {code}. Valid {minutes} min. Do not share it.",
                long_text: "{name} code: {code}. Valid {minutes} min.",
            },
            Self::German => Sentences {
                language: "de",
                subject: "Ihr Anmeldecode für {name}",
                lead: "Ihr Code für {name}:",
                lifetime: "Er gilt {minutes} Minuten und nur einmal.",
                warning: "Niemand wird Sie je nach diesem Code fragen. Wenn Sie sich nicht anmelden wollten, ignorieren Sie diese Nachricht.",
                text: "{name} Code: {code}. Gilt {minutes} Min. Nicht weitergeben.",
                long_text: "{name} Code: {code}. Gilt {minutes} Min.",
            },
            Self::French => Sentences {
                language: "fr",
                subject: "Votre code de connexion pour {name}",
                lead: "Votre code pour {name} :",
                lifetime: "Il est valable {minutes} minutes et une seule fois.",
                warning: "Personne ne vous demandera jamais ce code. Si vous n'avez pas essayé de vous connecter, ignorez ce message.",
                text: "{name} code : {code}. Valable {minutes} min. Ne le partagez pas.",
                long_text: "{name} code : {code}. Valable {minutes} min.",
            },
            Self::Spanish => Sentences {
                language: "es",
                subject: "Su código de acceso para {name}",
                lead: "Su código para {name}:",
                lifetime: "Es válido durante {minutes} minutos y una sola vez.",
                warning: "Nadie le pedirá nunca este código. Si no ha intentado acceder, ignore este mensaje.",
                text: "{name} clave: {code}. Vale {minutes} min. No la comparta.",
                long_text: "{name} clave: {code}. Vale {minutes} min.",
            },
        }
    }
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
