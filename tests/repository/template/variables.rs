//! What functions are told by variables, and what parameters take.

use std::collections::{BTreeMap, BTreeSet};

use serde_norway::Value;

use super::{document, functions, referred};
use crate::deployed::settings_function::variables;
use crate::deployed::stack::inputs::SAMPLES;
use crate::repository::settings::{declared_by, read};

/// The variables that the template sets, by function, with what they are set to.
fn set_by(document: &Value) -> BTreeMap<&str, BTreeMap<&str, &Value>> {
    let everywhere = document["Globals"]["Function"]["Environment"]["Variables"].as_mapping().unwrap();
    functions(document)
        .into_iter()
        .map(|(name, function)| {
            let own = function["Properties"].get("Environment").map(|environment| &environment["Variables"]);
            let all = own.and_then(Value::as_mapping).into_iter().chain([everywhere]).flatten();
            (name, all.map(|(variable, value)| (variable.as_str().unwrap(), value)).collect())
        })
        .collect()
}

#[test]
fn each_variable_of_the_template_is_declared_and_every_other_one_can_stand_in_settings() {
    let document = document();
    let mut of_template = BTreeSet::new();
    for (function, set) in set_by(&document) {
        let declared: BTreeSet<&str> = declared_by(function).into_iter().map(|setting| setting.name).collect();
        let set: BTreeSet<&str> = set.keys().copied().collect();
        assert!(set.is_subset(&declared), "{function}: {:?} is not declared", set.difference(&declared));
        for required in required_by(function) {
            assert!(set.contains(required.as_str()), "{function} needs {required}");
        }
        let asked = ["keys", "settings"].contains(&function);
        assert_eq!(set.contains("SETTINGS"), !asked, "{function}");
        of_template.extend(set);
        for name in declared {
            let refused = refused(&format!(r#"{{"{name}":"é"}}"#));
            // Whatever is wrong with such a value, the name is known, or the template's alone.
            assert!(!refused.iter().any(|fault| fault.contains("is no setting")), "{name}: {refused:?}");
        }
    }
    let alone = |name: &&str| {
        let why = refused(&format!(r#"{{"{name}":"x"}}"#));
        let of_template = ["parameter", "follows from", "is made by", "name of the stack"];
        why.iter().any(|fault| of_template.iter().any(|told| fault.contains(told)))
    };
    let free: Vec<&str> = of_template.into_iter().filter(|name| !alone(name)).collect();
    assert_eq!(
        free,
        ["AUDIENCE", "AUTHORIZER_RESULT_TTL_SECONDS", "EMAIL_CONFIGURATION_SET", "SERVICE_HOST"],
        "what a setting comes before"
    );
}

/// What is wrong with a text of `Settings`.
fn refused(text: &str) -> Vec<String> {
    settings::judge(&serde_json::json!({ "Settings": text, "Variables": variables() })).err().unwrap_or_default()
}

/// What a function names as missing when it is started with Lambda's own variables alone.
fn required_by(function: &str) -> Vec<String> {
    faults(function, &[]).iter().filter_map(|line| line.strip_suffix(" is not set").map(str::to_owned)).collect()
}

/// What is wrong with these variables, besides those that are missing.
fn faults(function: &str, variables: &[(&str, &str)]) -> Vec<String> {
    use platform::settings::{Environment, FromEnvironment, TelemetrySettings};
    let lambda = [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")];
    let environment = Environment::from_pairs(lambda.iter().chain(variables).copied());
    let own = read(function, &environment).err();
    let every = TelemetrySettings::read(&environment).err();
    own.into_iter().chain(every).flat_map(|faults| faults.lines().to_vec()).collect()
}

/// Whether a function starts with this value, as far as this variable is concerned.
fn takes(function: &str, variable: &str, value: &str) -> bool {
    // What two variables must be to each other is another matter.
    let of_it = |line: &String| line.starts_with(&format!("{variable} ")) && !line.contains("must not be below");
    // Other variables of text messages are nothing without these.
    let texted = [("SMS_COUNTRIES", "US,DE"), ("SMS_DAILY_BUDGET", "5"), (variable, value)];
    !faults(function, &texted).iter().any(of_it)
}

/// Whether what counts for an empty parameter follows from others: it is judged where it is resolved.
fn counts_as_another(value: &Value, text: &str) -> bool {
    text.is_empty() && matches!(value, Value::Tagged(tagged) if tagged.tag == "If")
}

#[test]
fn what_a_parameter_refuses_its_variable_refuses_too_and_what_it_takes_is_taken() {
    let document = document();
    let (mut judged, mut taken) = (BTreeSet::new(), BTreeSet::new());
    for (function, set) in set_by(&document) {
        for (variable, value) in set {
            let Some(samples) = referred(value).and_then(|name| SAMPLES.iter().find(|known| known.parameter == name))
            else {
                continue;
            };
            let parameter = samples.parameter;
            judged.insert(parameter);
            for good in samples.good.iter().filter(|good| !counts_as_another(value, good)) {
                assert!(takes(function, variable, good), "{function} {variable}={good}");
            }
            let stricter = samples.bad.iter().filter(|bad| takes(function, variable, bad));
            taken.extend(stricter.map(|bad| (parameter, *bad)));
        }
    }
    assert_eq!(taken, BTreeSet::new(), "refused by the parameter alone");
    assert_eq!(
        judged,
        BTreeSet::from(["AllowedOrigins", "EmailFrom", "Issuer", "ServiceName", "SmsCountries", "SmsDailyBudget"])
    );
}

#[test]
fn every_parameter_is_described_constrained_in_a_group_and_used() {
    let document = document();
    let groups = &document["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"];
    let mut grouped = Vec::new();
    for group in groups.as_sequence().unwrap() {
        assert!(group["Label"]["default"].is_string());
        grouped.extend(group["Parameters"].as_sequence().unwrap().iter().map(|name| name.as_str().unwrap()));
    }
    let parameters = document["Parameters"].as_mapping().unwrap();
    let names: Vec<&str> = parameters.keys().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(grouped, names, "groups and parameters have the same order");
    assert!(names.len() <= 25, "what an architect decides; the rest stands in Settings");
    for (name, parameter) in parameters {
        let told = parameter["Description"].as_str().unwrap();
        assert!(told.ends_with('.') && told.len() <= 4_000, "{name:?}: {told}");
        let constraints = ["AllowedPattern", "AllowedValues", "MinValue", "MaxLength"];
        assert!(constraints.iter().any(|constraint| parameter.get(*constraint).is_some()), "{name:?}");
        let name = name.as_str().unwrap();
        let used = [format!("!Ref {name}"), format!("${{{name}}}")].iter().any(|used| super::TEMPLATE.contains(used));
        assert!(used, "{name}");
    }
}

/// Whoever may call `lambda:GetFunctionConfiguration` reads a function's environment, and old versions keep theirs.
#[test]
fn no_secret_stands_in_the_environment_of_a_function() {
    assert!(!super::TEMPLATE.contains("{{resolve:"), "a reference that CloudFormation replaces by a secret");
    let document = document();
    let hidden = |name: &str| document["Parameters"][name].get("NoEcho").is_some();
    assert!(!document["Parameters"].as_mapping().unwrap().keys().any(|name| hidden(name.as_str().unwrap())));
    let mut named = BTreeSet::new();
    for (function, set) in set_by(&document) {
        for (variable, value) in set {
            let text = serde_norway::to_string(value).unwrap();
            if variable == "MASTER_SECRET" {
                // `2:${Second},1n:${First}` and the names of conditions, and nothing else.
                for word in text.split_whitespace().filter(|word| word.contains(['$', ':'])) {
                    for pair in word.trim_matches(['\'', '"']).split(',') {
                        let (version, name) = pair.split_once(':').unwrap();
                        assert!(version.trim_end_matches('n').parse::<u8>().is_ok(), "{function}: {pair}");
                        let name = name.strip_prefix("${").and_then(|name| name.strip_suffix('}'));
                        named.insert(name.unwrap_or_else(|| panic!("{function}: {pair}")).to_owned());
                    }
                }
            }
            assert!(!text.contains("SecretString") && !text.contains("BEGIN"), "{function} {variable}");
        }
    }
    // `!Ref` of a secret is its ARN.
    assert_eq!(named, BTreeSet::from(["MasterSecret", "SecondMasterSecret"].map(str::to_owned)));
    for secret in &named {
        assert_eq!(document["Resources"][secret.as_str()]["Type"], "AWS::SecretsManager::Secret");
    }
}

#[test]
fn every_function_is_deployed() {
    let document = document();
    assert_eq!(
        functions(&document).keys().map(ToString::to_string).collect::<Vec<_>>(),
        crate::repository::settings::functions()
    );
}
