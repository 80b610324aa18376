//! Reading declared variables, and collecting what is wrong with them.

use std::fmt::Display;

use secrecy::SecretString;

use super::setting::{Setting, Takes, Unset};
use super::{Environment, SettingsFaults};

/// Reads settings and remembers every fault on the way, and what was declared.
pub struct Reader<'a> {
    environment: &'a Environment,
    faults: Vec<String>,
    declared: Vec<&'static Setting>,
}

/// What a function reads from its environment.
pub trait FromEnvironment: Sized {
    /// Reads every variable, whatever is wrong with another. `None` where one has a fault.
    fn read_with(reader: &mut Reader<'_>) -> Option<Self>;

    /// Reads the settings, or names everything that is wrong with them.
    fn read(environment: &Environment) -> Result<Self, SettingsFaults> {
        let mut reader = Reader::new(environment);
        let settings = Self::read_with(&mut reader);
        settings.filter(|_| reader.faults.is_empty()).ok_or(SettingsFaults::of(reader.faults))
    }

    /// Every variable that is read: what is declared is what an empty environment is asked for, so that no list is kept.
    fn declared() -> Vec<&'static Setting> {
        let environment = Environment::default();
        let mut reader = Reader::new(&environment);
        Self::read_with(&mut reader);
        reader.declared
    }
}

impl<'a> Reader<'a> {
    const fn new(environment: &'a Environment) -> Self {
        Self { environment, faults: Vec::new(), declared: Vec::new() }
    }

    /// Notes that a variable is read under a condition that does not hold now.
    pub fn declare(&mut self, setting: &'static Setting) {
        if !self.declared.contains(&setting) {
            self.declared.push(setting);
        }
    }

    /// Notes a fault of a variable, once: several parts of a function may read it.
    pub fn fault(&mut self, setting: &Setting, rule: impl Display) {
        let fault = format!("{} {rule}", setting.name);
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// What stands in a variable, unless it is empty.
    pub fn get(&mut self, setting: &'static Setting) -> Option<&'a str> {
        self.declare(setting);
        self.environment.get(setting.name)
    }

    /// A variable that may be missing, read by `parse`; `None` within where it is.
    pub fn optional<T, E: Display>(
        &mut self,
        setting: &'static Setting,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        match self.get(setting).map(parse) {
            None => Some(None),
            Some(Ok(value)) => Some(Some(value)),
            Some(Err(rule)) => {
                self.fault(setting, rule);
                None
            }
        }
    }

    /// A variable that has to be set, or has a default, read by `parse`, which tells what is wrong with it.
    pub fn parsed<T, E: Display>(
        &mut self,
        setting: &'static Setting,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = match (self.get(setting), setting.unset) {
            (Some(text), _) => text,
            (None, Unset::Reads(default)) => default,
            (None, Unset::Fault | Unset::None | Unset::Counts(_)) => {
                self.fault(setting, "is not set");
                return None;
            }
        };
        parse(text).map_err(|rule| self.fault(setting, rule)).ok()
    }

    /// The same where `parse` only knows whether the text has the form that is declared.
    pub fn formed<T>(&mut self, setting: &'static Setting, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let rule = form(setting);
        self.parsed(setting, |text| parse(text).ok_or(rule))
    }

    /// A text of any form.
    pub fn text(&mut self, setting: &'static Setting) -> Option<String> {
        self.formed(setting, |text| Some(text.to_owned()))
    }

    /// A text that is not shown.
    pub fn secret(&mut self, setting: &'static Setting) -> Option<SecretString> {
        self.formed(setting, |text| Some(SecretString::from(text)))
    }

    /// A whole number within the range that is declared.
    pub fn number<T: TryFrom<u64>>(&mut self, setting: &'static Setting) -> Option<T> {
        let number = match (self.get(setting), setting.unset, setting.takes) {
            (None, Unset::Counts(default), _) => Some(default),
            (Some(text), _, Takes::Number { least, most, .. }) => {
                let digits = text.bytes().all(|byte| byte.is_ascii_digit());
                text.parse().ok().filter(|value| digits && (least..=most).contains(value))
            }
            (_, _, Takes::Number { .. } | Takes::Text(_)) => None,
        };
        let number = number.and_then(|number| T::try_from(number).ok());
        if number.is_none() {
            self.fault(setting, form(setting));
        }
        number
    }
}

/// The rule that a variable breaks which has not the form that is declared.
fn form(setting: &Setting) -> String {
    match setting.takes {
        Takes::Number { least, most, .. } => format!("must be a whole number from {least} to {most}"),
        Takes::Text(form) => format!("must be {form}"),
    }
}
