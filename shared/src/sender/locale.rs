//! The languages of messages.

use std::str::FromStr;

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

/// The text is no language tag.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a language tag such as en or de-CH")]
pub struct LocaleFault;

impl FromStr for Locale {
    type Err = LocaleFault;

    /// Reads a tag of BCP 47's shape and goes by its first subtag.
    fn from_str(tag: &str) -> Result<Self, LocaleFault> {
        let well_formed =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let language = tag.split('-').next().unwrap_or_default();
        let alphabetic = (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
        if tag.len() > 35 || !alphabetic || !tag.split('-').all(well_formed) {
            return Err(LocaleFault);
        }
        Ok(match language.to_ascii_lowercase().as_str() {
            "de" => Self::German,
            "fr" => Self::French,
            "es" => Self::Spanish,
            _ => Self::English,
        })
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
