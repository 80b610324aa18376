//! Reading variables, and collecting what is wrong with them.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;

use super::ConfigFaults;
use crate::secret::Secret;

/// The variables that a process was started with.
#[derive(Clone, Default)]
pub struct Environment(HashMap<String, String>);

impl Environment {
    /// The variables of this process.
    #[expect(clippy::disallowed_methods, reason = "this room is the one that asks")]
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

/// Reads one configuration and remembers every fault on the way.
pub(super) struct Reader<'a> {
    environment: &'a Environment,
    faults: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(environment: &'a Environment) -> Self {
        Self { environment, faults: Vec::new() }
    }

    /// Notes a fault of `name`.
    pub(super) fn fault(&mut self, name: &str, rule: impl Display) {
        self.faults.push(format!("{name} {rule}"));
    }

    /// A variable that must be set, read by `parse`.
    pub(super) fn required<T, E: Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let Some(text) = self.environment.get(name) else {
            self.fault(name, "is not set");
            return None;
        };
        match parse(text) {
            Ok(value) => Some(value),
            Err(rule) => {
                self.fault(name, rule);
                None
            }
        }
    }

    /// A variable that must be set, as text.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.required(name, |text| Ok::<_, String>(text.to_owned()))
    }

    /// A secret that must be set.
    pub(super) fn secret(&mut self, name: &str) -> Option<Secret> {
        self.required(name, |text| Ok::<_, String>(Secret::new(text.as_bytes().to_vec())))
    }

    /// A variable that may be missing, as text.
    pub(super) fn optional_text(&self, name: &str) -> Option<String> {
        self.environment.get(name).map(str::to_owned)
    }

    /// A variable that may be missing, read by `parse`.
    pub(super) fn or_else<T, E: Display>(
        &mut self,
        name: &str,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.environment.get(name).is_none() {
            return Some(default);
        }
        self.required(name, parse)
    }

    /// A whole number that may be missing, within `range`.
    pub(super) fn number<T>(&mut self, name: &str, default: T, range: std::ops::RangeInclusive<T>) -> Option<T>
    where
        T: FromStr + PartialOrd + Display,
    {
        self.or_else(name, default, |text| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            let value = text.parse().ok().filter(|value| digits && range.contains(value));
            value.ok_or_else(|| format!("must be a whole number from {} to {}", range.start(), range.end()))
        })
    }

    /// The configuration, or everything that is wrong with it. `built` is `None` where a needed value is missing.
    pub(super) fn finish<T>(self, built: Option<T>) -> Result<T, ConfigFaults> {
        built.filter(|_| self.faults.is_empty()).ok_or(ConfigFaults(self.faults))
    }
}
