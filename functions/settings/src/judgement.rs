//! The stack's parameter `Settings`: read and judged while the stack is deployed, before any function is replaced, as the
//! functions themselves would read it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use platform::settings::{Environment, FromEnvironment, Setting, SettingsFaults, TelemetrySettings};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::stack::StackSettings;

/// What the template alone sets: by a parameter of its own, or by what it makes.
const OF_THE_TEMPLATE: [(&str, &str); 13] = [
    ("ALLOWED_ORIGINS", "is the parameter AllowedOrigins"),
    ("DEPLOYMENT", "is the name of the stack"),
    ("EMAIL_FROM", "is the parameter EmailFrom"),
    ("ISSUER", "is the parameter Issuer"),
    ("JWKS", "follows from SigningKeys"),
    ("MASTER_SECRET", "follows from MasterSecretVersions"),
    ("NOTICES_QUEUE", "is made by the stack"),
    ("SETTINGS", "is this parameter itself"),
    ("SERVICE_NAME", "is the parameter ServiceName"),
    ("SIGNING_KEYS", "is the parameter SigningKeys"),
    ("SMS_COUNTRIES", "is the parameter SmsCountries"),
    ("SMS_DAILY_BUDGET", "is the parameter SmsDailyBudget"),
    ("TABLE_NAME", "is made by the stack"),
];
/// What a function cannot do without and the stack knows only later: of the right form, and of no account.
const PLACEHOLDERS: [(&str, &str); 10] = [
    ("AWS_REGION", "eu-central-1"),
    ("AWS_ACCESS_KEY_ID", "placeholder"),
    ("AWS_SECRET_ACCESS_KEY", "placeholder"),
    ("ISSUER", "https://login.example.org"),
    ("SERVICE_HOST", "login.example.org"),
    ("JWKS", r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#),
    ("MASTER_SECRET", "1:arn:aws:secretsmanager:eu-central-1:123456789012:secret:placeholder"),
    ("NOTICES_QUEUE", "https://sqs.eu-central-1.amazonaws.com/123456789012/placeholder"),
    (
        "SIGNING_KEYS",
        r#"[{"key":"arn:aws:kms:eu-central-1:123456789012:key/0","kid":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","alg":"RS256"}]"#,
    ),
    ("TABLE_NAME", "placeholder"),
];
/// What is nothing without `SMS_COUNTRIES`.
const OF_TEXT_MESSAGES: [&str; 6] =
    ["SMS_MAX_PRICE", "SMS_NAME", "SMS_PREFIX_SENDS", "SMS_PREFIX_VERIFIED_PERCENT", "SMS_PRICES", "SMS_SENDER_ID"];
/// Longest that the stack's own gateway may reuse an answer of its authorizer, in seconds: a revocation counts so much
/// later.
const LONGEST_RESULT_TTL: u64 = 60;
const RESULT_TTL: &str = "AUTHORIZER_RESULT_TTL_SECONDS";
/// Most that one function is told, in bytes: beside it stand keys, names and ARNs.
const LONGEST_PART: usize = 2_048;
/// What the template takes by `!GetAtt` besides: each with a value where nothing is said.
const EMAIL_CONFIGURATION_SET: &str = "EMAIL_CONFIGURATION_SET";
const AUDIENCE: &str = "AUDIENCE";

/// A function, as far as its settings are concerned.
struct Function {
    /// The attribute that its part of the settings is found by.
    attribute: &'static str,
    declared: fn() -> Vec<&'static Setting>,
    read: fn(&Environment) -> Option<SettingsFaults>,
}

impl Function {
    const fn of<S: FromEnvironment>(attribute: &'static str) -> Self {
        Self { attribute, declared: S::declared, read: |environment| S::read(environment).err() }
    }
}

/// Every function.
const FUNCTIONS: [Function; 11] = [
    Function::of::<me::Settings>("Me"),
    Function::of::<request::Settings>("Request"),
    Function::of::<verify::Settings>("Verify"),
    Function::of::<token::Settings>("Token"),
    Function::of::<sessions::Settings>("Sessions"),
    Function::of::<signin::Settings>("Signin"),
    Function::of::<passkeys::Settings>("Passkeys"),
    Function::of::<authorizer::Settings>("Authorizer"),
    Function::of::<feedback::Settings>("Feedback"),
    Function::of::<notify::Settings>("Notify"),
    Function::of::<discovery::Settings>("Discovery"),
];

/// The text of `Settings`, with every member in its place, doubled ones too.
struct Members(Vec<(String, Value)>);

/// Judges `Settings` beside what the template says itself (`Variables`). Gives what each function is told of it, and what
/// the template needs; or every fault, a line each.
pub fn judge(properties: &Value) -> Result<BTreeMap<&'static str, String>, Vec<String>> {
    let text = properties.get("Settings").and_then(Value::as_str).unwrap_or_default();
    let (given, mut faults) = given(text);
    let variables = properties.get("Variables").and_then(Value::as_object).into_iter().flatten();
    let mut all: BTreeMap<&str, &str> = PLACEHOLDERS.into();
    let told = variables.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    all.extend(told.filter(|(_, value)| !value.is_empty()));
    all.extend(given.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let environment = Environment::from_pairs(all.iter().map(|(name, value)| (*name, *value)));

    for function in &FUNCTIONS {
        faults.extend((function.read)(&environment).iter().flat_map(|faults| faults.lines().to_vec()));
    }
    // What every function reads besides.
    faults.extend(TelemetrySettings::read(&environment).err().iter().flat_map(|faults| faults.lines().to_vec()));
    let stack = StackSettings::read(&environment);
    faults.extend(stack.as_ref().err().iter().flat_map(|faults| faults.lines().to_vec()));
    if environment.get("SMS_COUNTRIES").is_none() {
        let texted = OF_TEXT_MESSAGES.iter().filter(|name| given.contains_key(**name));
        faults.extend(texted.map(|name| format!("{name} needs SmsCountries")));
    }
    // A stack's settings are read by many, and so is a function's environment.
    let origin = environment.get("ORIGIN_SECRETS").into_iter().flat_map(|text| text.split(','));
    if origin.map(str::trim).any(|source| !source.starts_with("arn:") || !source.contains(":secretsmanager:")) {
        faults.push(
            "ORIGIN_SECRETS must name secrets by their ARNs; a secret itself has no place in a template".to_owned(),
        );
    }
    for function in &FUNCTIONS {
        if part(function, &given).len() > LONGEST_PART {
            faults.push(format!(
                "{} would be told more than {LONGEST_PART} bytes, and Lambda takes 4096 for all variables of a function",
                function.attribute
            ));
        }
    }
    let result_ttl = environment.get(RESULT_TTL).unwrap_or("0");
    if result_ttl.parse::<u64>().is_ok_and(|seconds| seconds > LONGEST_RESULT_TTL) {
        faults.push(format!("{RESULT_TTL} must be at most {LONGEST_RESULT_TTL} here"));
    }
    let stack = match stack {
        Ok(StackSettings(stack)) if faults.is_empty() => stack,
        _ => {
            // Several functions have the same to say of what all of them read.
            let mut told = BTreeSet::new();
            faults.retain(|fault| told.insert(fault.clone()));
            return Err(faults);
        }
    };
    let known = |name: &'static str| environment.get(name).unwrap_or_default().to_owned();
    let of_template = [(RESULT_TTL, result_ttl.to_owned())].into_iter();
    let of_template = of_template.chain([EMAIL_CONFIGURATION_SET, AUDIENCE].map(|name| (name, known(name))));
    let of_functions = FUNCTIONS.iter().map(|function| (function.attribute, part(function, &given)));
    Ok(of_functions.chain(stack).chain(of_template).collect())
}

/// What a function is told: of what was given the part that it reads. Empty where that is nothing.
fn part(function: &Function, given: &BTreeMap<String, String>) -> String {
    let declared = (function.declared)().into_iter().chain(TelemetrySettings::declared());
    let told = declared.filter_map(|setting| Some((setting.name.to_owned(), given.get(setting.name)?.clone().into())));
    let told: Map<String, Value> = told.collect();
    if told.is_empty() { String::new() } else { Value::Object(told).to_string() }
}

/// The members of `Settings` by their names, as a variable of the environment would have them, and what is wrong with others.
fn given(text: &str) -> (BTreeMap<String, String>, Vec<String>) {
    let (mut given, mut faults) = (BTreeMap::new(), Vec::new());
    if text.trim().is_empty() {
        return (given, faults);
    }
    let members = match serde_json::from_str(text) {
        Ok(Members(members)) => members,
        Err(error) => return (given, vec![format!("Settings must be a JSON object: {error}")]),
    };
    let known = FUNCTIONS.iter().flat_map(|function| (function.declared)());
    let known = known.chain(TelemetrySettings::declared()).chain(StackSettings::declared());
    let known: BTreeSet<&str> = known.filter(|setting| !setting.is_of_aws()).map(|setting| setting.name).collect();
    for (name, value) in members {
        let text = match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            rules @ (Value::Array(_) | Value::Object(_)) => Some(rules.to_string()),
            Value::Null | Value::Bool(_) => None,
        };
        let fault = match (OF_THE_TEMPLATE.iter().find(|(of_template, _)| *of_template == name), text) {
            (Some((_, why)), _) => format!("{name} {why}"),
            (None, _) if !known.contains(name.as_str()) => format!("{name} is no setting: docs/settings.md lists them"),
            (None, None) => format!("{name} must be a text, a number or a list"),
            (None, Some(text)) if given.insert(name.clone(), text.clone()).is_none() => continue,
            (None, Some(_)) => format!("{name} stands there twice"),
        };
        faults.push(fault);
    }
    (given, faults)
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("settings by their names")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members, M::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
