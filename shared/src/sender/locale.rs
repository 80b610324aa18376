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

impl Locale {
    /// Every language, for tests that hold for all of them.
    #[cfg(test)]
    pub(super) const ALL: [Self; 4] = [Self::English, Self::German, Self::French, Self::Spanish];
}
