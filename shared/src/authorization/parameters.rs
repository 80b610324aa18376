//! The parameters of an OAuth request, as they were sent: names and values, decoded.

use std::collections::BTreeSet;

/// Ours are a dozen; others are ignored (RFC 6749 §3.1), and what makes up many more is no client.
const MOST: usize = 64;

/// The parameters of one call.
#[derive(Clone, Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

/// Why parameters are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParametersFault {
    /// More than any request of ours has.
    TooMany,
    /// One stands there twice (RFC 6749 §3.1).
    Doubled,
}

impl ParametersFault {
    /// The rule that they break, as a sentence.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::TooMany => "There are too many parameters.",
            Self::Doubled => "A parameter must not stand there twice.",
        }
    }
}

impl Parameters {
    /// Takes decoded pairs in the order of the call.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The value of a parameter, if it is there once; one without a value counts as missing (RFC 6749 §3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str());
        let first = values.next()?;
        (values.next().is_none() && !first.is_empty()).then_some(first)
    }

    /// Refuses doubled parameters of any name, and more than 64.
    pub fn check(&self) -> Result<(), ParametersFault> {
        if self.0.len() > MOST {
            return Err(ParametersFault::TooMany);
        }
        let mut seen = BTreeSet::new();
        if self.0.iter().all(|(name, _)| seen.insert(name)) { Ok(()) } else { Err(ParametersFault::Doubled) }
    }

    /// The pairs, in the order of the call.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
