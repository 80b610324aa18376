//! The parameters of an authorization request, as they were sent: names and values, decoded.

/// Ours are a dozen; others are ignored (RFC 6749 §3.1), and what makes up many more is no client.
const MOST: usize = 64;

/// The parameters of one call.
#[derive(Clone, Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

/// A parameter stands there twice (RFC 6749 §3.1), or there are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A parameter must not stand there twice, and there may be 64 of them.")]
pub struct Doubled;

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

    /// Whether a parameter is there more than once.
    pub fn is_doubled(&self, name: &str) -> bool {
        self.0.iter().filter(|(found, _)| found == name).nth(1).is_some()
    }

    /// Refuses doubled parameters of any name.
    pub fn check(&self) -> Result<(), Doubled> {
        let doubled = |position: usize, name: &str| self.0.iter().skip(position + 1).any(|(other, _)| other == name);
        let any = self.0.len() > MOST || self.0.iter().enumerate().any(|(position, (name, _))| doubled(position, name));
        if any { Err(Doubled) } else { Ok(()) }
    }

    /// The pairs, in the order of the call.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
