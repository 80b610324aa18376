//! What CloudFormation takes as parameters of a template, before anything is made.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use serde_norway::{Mapping, Value};

use super::intrinsics::Resolver;
use super::resources::{ACCOUNT, STACK, arn};

/// Parameters as given or by default, and what CloudFormation itself knows; what is wrong with one that is refused.
pub(super) fn references(declared: &Mapping, given: &[(&str, &str)]) -> Result<BTreeMap<String, Json>, String> {
    let pseudo = [
        ("AWS::AccountId", ACCOUNT.to_owned()),
        ("AWS::Partition", "aws".to_owned()),
        ("AWS::Region", super::moto::REGION.to_owned()),
        ("AWS::StackId", arn("cloudformation", &format!("stack/{STACK}/1"))),
        ("AWS::StackName", STACK.to_owned()),
        ("AWS::URLSuffix", "amazonaws.com".to_owned()),
    ];
    let mut references: BTreeMap<_, _> =
        pseudo.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    if let Some((name, _)) = given.iter().find(|(name, _)| !declared.contains_key(*name)) {
        return Err(format!("the template has no parameter {name}"));
    }
    for (name, parameter) in declared {
        let name = name.as_str().unwrap();
        // The last one counts, so that a list can be changed by what is added.
        let given = given.iter().rfind(|(given, _)| *given == name).map(|(_, value)| (*value).to_owned());
        let default = || parameter.get("Default").map(written);
        let text = given.or_else(default).ok_or_else(|| format!("the parameter {name} is not given"))?;
        if let Some(constraint) = violated(parameter, &text) {
            return Err(format!("{name}: {constraint}: {text:?}"));
        }
        references.insert(name.to_owned(), json!(text));
    }
    Ok(references)
}

/// The constraint of a parameter that a value does not keep.
pub(crate) fn violated(parameter: &Value, text: &str) -> Option<&'static str> {
    let number = |constraint: &str| Some(written(parameter.get(constraint)?).parse::<f64>().unwrap());
    let length = || text.chars().count();
    let size = |constraint: &str| Some(written(parameter.get(constraint)?).parse::<usize>().unwrap());
    let kind = parameter["Type"].as_str().unwrap();
    let as_number = (kind == "Number").then(|| text.parse::<f64>());
    let pattern = |pattern: &Value| {
        jsonschema::is_valid(&json!({ "type": "string", "pattern": pattern.as_str().unwrap() }), &json!(text))
    };
    let allowed = |values: &Value| values.as_sequence().unwrap().iter().any(|value| written(value) == text);
    let kept = [
        ("Type", matches!(kind, "String" | "Number") && !matches!(as_number, Some(Err(_)))),
        ("MinLength", size("MinLength").is_none_or(|least| length() >= least)),
        ("MaxLength", size("MaxLength").is_none_or(|most| length() <= most)),
        ("MinValue", number("MinValue").is_none_or(|least| matches!(as_number, Some(Ok(value)) if value >= least))),
        ("MaxValue", number("MaxValue").is_none_or(|most| matches!(as_number, Some(Ok(value)) if value <= most))),
        ("AllowedPattern", parameter.get("AllowedPattern").is_none_or(pattern)),
        ("AllowedValues", parameter.get("AllowedValues").is_none_or(allowed)),
    ];
    kept.into_iter().find(|(_, kept)| !kept).map(|(constraint, _)| constraint)
}

/// What the section `Rules` says against the parameters.
pub(super) fn broken_rules(rules: &Mapping, resolver: &Resolver) -> Vec<String> {
    let mut broken = Vec::new();
    for (_, rule) in rules {
        if !rule.get("RuleCondition").is_none_or(|condition| resolver.truth(condition)) {
            continue;
        }
        let assertions = rule["Assertions"].as_sequence().unwrap().iter();
        let failed = assertions.filter(|assertion| !resolver.truth(&assertion["Assert"]));
        broken.extend(failed.map(|assertion| assertion["AssertDescription"].as_str().unwrap().to_owned()));
    }
    broken
}

/// A scalar as CloudFormation writes it.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_json::to_value(other).unwrap().to_string(),
    }
}
