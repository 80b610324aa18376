//! How much the proofs of a sign-in add up to.

use serde::{Deserialize, Serialize};

/// A value of `acr`, the least one first. Each counts where a lesser one is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// One code.
    #[default]
    #[serde(rename = "otp")]
    Otp,
    /// A code that was sent, and one of an authenticator app.
    #[serde(rename = "2sv")]
    TwoStep,
    /// A passkey, whose user was verified.
    #[serde(rename = "phr")]
    PhishingResistant,
}

impl Level {
    /// Every level, the least one first.
    pub const ALL: [Self; 3] = [Self::Otp, Self::TwoStep, Self::PhishingResistant];

    /// The values of `acr`.
    pub const NAMES: [&str; 3] = [Self::Otp.name(), Self::TwoStep.name(), Self::PhishingResistant.name()];

    /// The value of `acr`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Otp => "otp",
            Self::TwoStep => "2sv",
            Self::PhishingResistant => "phr",
        }
    }

    /// The level that a value of `acr` names.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// The level of a token that says this in `acr`: the least one, where it says nothing or nothing that is known.
    pub fn of_token(acr: Option<&str>) -> Self {
        acr.and_then(Self::named).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn levels_have_an_order_and_what_is_unknown_is_the_least() {
        assert!(Level::ALL.is_sorted());
        for level in Level::ALL {
            assert_eq!(Level::of_token(Some(level.name())), level);
            assert_eq!(serde_json::to_string(&level).unwrap(), format!("\"{}\"", level.name()));
        }
        for unknown in [None, Some(""), Some("PHR"), Some("urn:mace:incommon:iap:silver"), Some("phr 2sv")] {
            assert_eq!(Level::of_token(unknown), Level::Otp);
        }
    }
}
