//! What functions are told by variables, and what parameters take.

use std::collections::{BTreeMap, BTreeSet};

use serde_norway::Value;

use super::{document, functions, referred};
use crate::deployed::stack::inputs::SAMPLES;
use crate::deployed::stack::parameters::violated;
use crate::repository::settings::{declared_by, read};

/// What no parameter sets, as the comment below the template's parameters says.
const LEFT_AS_THEY_ARE: [&str; 16] = [
    "ADDRESS_WINDOW_SECONDS",
    "CALL_TIMEOUT_MILLISECONDS",
    "CLIENT_ID",
    "CLOCK_SKEW_SECONDS",
    "GUESSES_PER_CODE",
    "HTTP_API_BAD_TOKENS",
    "HTTP_API_RESPONSES",
    "METRICS",
    "RESEND_SECONDS",
    "SESSION_CALLS",
    "SUPPRESSION_BOUNCE_SECONDS",
    "SUPPRESSION_COMPLAINT_SECONDS",
    "TOKEN_BINDING",
    "WRONG_GUESSES_IN_A_ROW",
    "WRONG_GUESSES_PER_DAY",
    "WRONG_GUESSES_PER_MONTH",
];

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
fn each_variable_of_the_template_is_declared_and_each_declared_one_is_set_or_left_on_purpose() {
    let document = document();
    let mut left = BTreeSet::new();
    for (function, set) in set_by(&document) {
        let declared: BTreeSet<&str> = declared_by(function).into_iter().map(|setting| setting.name).collect();
        let set: BTreeSet<&str> = set.keys().copied().collect();
        assert!(set.is_subset(&declared), "{function}: {:?} is not declared", set.difference(&declared));
        left.extend(declared.difference(&set).copied());
        for required in required_by(function) {
            assert!(set.contains(required.as_str()), "{function} needs {required}");
        }
    }
    assert_eq!(left, BTreeSet::from(LEFT_AS_THEY_ARE), "or one that is set for one function and not for another");
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
fn a_parameter_takes_what_its_variable_takes_and_no_number_more() {
    let document = document();
    let parameters = &document["Parameters"];
    let mut judged = BTreeSet::new();
    for (function, set) in set_by(&document) {
        for (variable, value) in set {
            let Some(parameter) = referred(value).filter(|name| parameters.get(*name).is_some()) else { continue };
            judged.insert(parameter.to_owned());
            let said = &parameters[parameter];
            let text = |value: &Value| match value {
                Value::Number(number) => number.to_string(),
                value => value.as_str().unwrap().to_owned(),
            };
            let takes = |value: &str| takes(function, variable, value);
            if let Some(default) = said.get("Default").map(text).filter(|default| !counts_as_another(value, default)) {
                assert!(takes(&default), "{parameter}: {default}");
            }
            for allowed in said.get("AllowedValues").and_then(Value::as_sequence).into_iter().flatten().map(text) {
                assert!(takes(&allowed), "{parameter}: {allowed}");
            }
            if let Some(most) = said.get("MaxValue").and_then(Value::as_u64) {
                let least = said["MinValue"].as_u64().unwrap();
                assert!(takes(&least.to_string()) && takes(&most.to_string()), "{parameter}: {least} to {most}");
                assert!(least == 0 || !takes(&(least - 1).to_string()), "{parameter} takes no less than {least}");
                // The gateway may reuse an answer for longer than a template of ours says.
                let beyond = variable == "AUTHORIZER_RESULT_TTL_SECONDS" || !takes(&(most + 1).to_string());
                assert!(beyond, "{parameter} takes no more than {most}");
            }
        }
    }
    assert!(judged.len() > 30, "{judged:?}");
}

/// What a pattern cannot tell from what is good: the function refuses it when it starts.
const REFUSED_AT_THE_START: [(&str, &str, &str); 2] =
    [("RouteRules", "ROUTE_RULES", "[]"), ("RouteRules", "ROUTE_RULES", "{}")];

/// What a parameter refuses although its function would start with it: an empty variable is one that is not set.
const STRICTER_THAN_THE_READER: [(&str, &str); 3] = [("Audience", "two\nlines"), ("Scope", ""), ("SmsMaxPrice", "")];

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
    assert_eq!(taken, BTreeSet::from(STRICTER_THAN_THE_READER), "refused by the parameter alone");
    assert!(judged.len() > 8, "{judged:?}");
    for (parameter, variable, text) in REFUSED_AT_THE_START {
        assert_eq!(violated(&document["Parameters"][parameter], text), None, "{parameter}: {text}");
        let reads = |function: &&str| declared_by(function).iter().any(|known| known.name == variable);
        for function in functions(&document).keys().copied().filter(reads) {
            assert!(!takes(function, variable, text), "{function} {variable}={text}");
        }
    }
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
    assert!(names.len() <= 200, "CloudFormation takes no more");
    for (name, parameter) in parameters {
        let told = parameter["Description"].as_str().unwrap();
        assert!(told.ends_with('.') && told.len() <= 4_000, "{name:?}: {told}");
        let constraints = ["AllowedPattern", "AllowedValues", "MinValue", "MinLength"];
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
