//! `admin parameters …`: writes parameters of a deployment into `samconfig.toml`, so that the next plain `sam deploy` has them,
//! too. What is given on the command line of one deployment alone, the next one from saved values takes back.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::Map;
use toml_edit::{Array, DocumentMut, Item, Table, Value};

/// Sets parameters of a deployment in `samconfig.toml`, and leaves all else of it as it is. Of `Settings`, members that are given
/// take the place of those of their names; `null` takes one out.
#[derive(Debug, Args)]
pub struct ParametersCommand {
    /// The deployment: what `sam deploy --config-env` names
    environment: String,
    /// Parameters and their values, each as Name=Value
    #[arg(required = true, value_name = "NAME=VALUE")]
    parameters: Vec<String>,
    /// The file
    #[arg(long, default_value = "samconfig.toml")]
    file: PathBuf,
}

/// Why a file stays as it is.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParametersFault {
    /// Not TOML.
    #[error("the file is no TOML: {0}")]
    Malformed(String),
    /// No such deployment.
    #[error("the file has no [{0}.deploy.parameters]")]
    Unknown(String),
    /// Something else than a list of texts.
    #[error("parameter_overrides of [{0}.deploy.parameters] is no list of texts")]
    Unreadable(String),
    /// Not `Name=Value`.
    #[error("{0} must be Name=Value, the name of letters and digits")]
    Shape(String),
    /// Settings that are no JSON object, as given or as they stand there.
    #[error("Settings must be a JSON object")]
    Settings,
    /// A value that SAM could not read back.
    #[error("the value of {0} must not have both kinds of quotes, nor a backslash")]
    Quotes(String),
}

impl ParametersCommand {
    /// Carries the command out, in one line.
    pub fn run(&self) -> Result<(), Box<dyn Error>> {
        let Self { environment, parameters, file } = self;
        let at = |error: io::Error| format!("{}: {error}", file.display());
        let text = fs::read_to_string(file).map_err(at)?;
        let text = with(&text, environment, parameters)?;
        // Whole or not at all.
        let unfinished = file.with_extension("unfinished");
        fs::write(&unfinished, text).and_then(|()| fs::rename(&unfinished, file)).map_err(at)?;
        let names: Vec<&str> = parameters.iter().filter_map(|parameter| Some(parameter.split_once('=')?.0)).collect();
        writeln!(io::stdout(), "{}: {} of {environment}", file.display(), names.join(", "))?;
        Ok(())
    }
}

/// The text of a file in which a deployment has these parameters beside its others.
pub fn with(text: &str, environment: &str, parameters: &[String]) -> Result<String, ParametersFault> {
    let mut document: DocumentMut = text.parse().map_err(|error| ParametersFault::Malformed(format!("{error}")))?;
    let table = |item: &mut Item, name: &str| item.as_table_like().and_then(|table| table.get(name)).is_some();
    let mut item = document.as_item_mut();
    for name in [environment, "deploy", "parameters"] {
        if !table(item, name) {
            return Err(ParametersFault::Unknown(environment.to_owned()));
        }
        item = item.get_mut(name).ok_or_else(|| ParametersFault::Unknown(environment.to_owned()))?;
    }
    let unreadable = || ParametersFault::Unreadable(environment.to_owned());
    let settings: &mut Table = item.as_table_mut().ok_or_else(unreadable)?;
    let overrides = settings.entry("parameter_overrides").or_insert_with(|| Array::new().into());
    let overrides = overrides.as_array_mut().ok_or_else(unreadable)?;
    for parameter in parameters {
        set(overrides, parameter)?;
    }
    Ok(document.to_string())
}

fn set(overrides: &mut Array, parameter: &str) -> Result<(), ParametersFault> {
    let is_name = |name: &&str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let named = parameter.split_once('=').filter(|(name, _)| is_name(name));
    let (name, value) = named.ok_or_else(|| ParametersFault::Shape(parameter.to_owned()))?;
    let of_it = |value: &Value| value.as_str().is_some_and(|text| text.starts_with(&format!("{name}=")));
    let position = overrides.iter().position(of_it);
    let before =
        position.and_then(|position| overrides.get(position)?.as_str()?.split_once('=')).map(|(_, value)| value);
    let value = if name == "Settings" { &merged(before.unwrap_or_default(), value)? } else { value };
    let entry = format!("{name}={}", quoted(value).ok_or_else(|| ParametersFault::Quotes(name.to_owned()))?);
    if let Some(position) = position {
        overrides.replace(position, entry);
    } else {
        let mut entry = Value::from(entry);
        // A line of its own, as the others have.
        entry.decor_mut().set_prefix("\n  ");
        overrides.push_formatted(entry);
        overrides.set_trailing_comma(true);
        if overrides.trailing().as_str().is_none_or(|trailing| !trailing.contains('\n')) {
            overrides.set_trailing("\n");
        }
    }
    Ok(())
}

/// Settings with some members changed.
fn merged(before: &str, given: &str) -> Result<String, ParametersFault> {
    let object = |text: &str| match text.trim_matches(['\'', '"']) {
        "" => Ok(Map::new()),
        text => serde_json::from_str::<Map<String, serde_json::Value>>(text).map_err(|_| ParametersFault::Settings),
    };
    let mut settings = object(before)?;
    settings.extend(object(given)?);
    settings.retain(|_, value| !value.is_null());
    Ok(if settings.is_empty() { String::new() } else { serde_json::Value::Object(settings).to_string() })
}

/// A value as SAM reads it back: in quotes where it has blanks, commas or quotes.
fn quoted(value: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/@+".contains(&byte);
    if !value.is_empty() && value.bytes().all(is_plain) {
        return Some(value.to_owned());
    }
    let quote = ['\'', '"'].into_iter().find(|quote| !value.contains(*quote)).filter(|_| !value.contains('\\'))?;
    Some(format!("{quote}{value}{quote}"))
}

#[cfg(test)]
#[path = "parameters_tests.rs"]
mod tests;
