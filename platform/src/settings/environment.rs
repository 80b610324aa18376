//! The variables that a process was started with.

use std::collections::HashMap;

/// The variables that a process was started with.
#[derive(Clone, Default)]
pub struct Environment(HashMap<String, String>);

impl Environment {
    /// The variables of this process.
    #[expect(clippy::disallowed_methods, reason = "this module is the one that asks")]
    pub fn of_process() -> Self {
        // A variable that is not Unicode counts as missing, and its reader says so by name.
        Self(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
        )
    }

    /// These variables and no others.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// A variable's value; an empty one counts as not set, since templates cannot leave a variable out.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether a variable is there, even empty: whoever fills in defaults must not switch on what was switched off so.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}
