//! The variables that a process was started with.

use std::collections::HashMap;

use super::{Setting, SettingsFaults};

/// Whatever else a stack sets: its custom resource judged it, and hands each function the part that it reads.
pub const SETTINGS: Setting = Setting::optional(
    "SETTINGS",
    "a JSON object of texts",
    "more of these variables, out of the stack's parameter Settings; they come before those beside it",
);

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

    /// The variables, and those within [`SETTINGS`].
    pub fn with_settings(mut self) -> Result<Self, SettingsFaults> {
        if let Some(text) = self.get(SETTINGS.name) {
            let told: HashMap<String, String> = serde_json::from_str(text)
                .map_err(|_| SettingsFaults::of(vec![format!("{} must be a JSON object of texts", SETTINGS.name)]))?;
            self.0.extend(told);
        }
        Ok(self)
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
