//! `template.yaml`, the configuration and the routers say the same.

use std::collections::BTreeMap;

use serde_norway::Value;
use serde_norway::value::TaggedValue;

mod alarms;
mod chains;
mod deployer;
mod permissions;
mod routes;
mod variables;

const TEMPLATE: &str = include_str!("../../template.yaml");

fn document() -> Value {
    serde_norway::from_str(TEMPLATE).unwrap()
}

/// Every function by the name of its binary.
fn functions(document: &Value) -> BTreeMap<&str, &Value> {
    let functions = of_type(document, "AWS::Serverless::Function");
    functions
        .map(|(_, function)| (function["Metadata"]["BuildProperties"]["Binary"].as_str().unwrap(), function))
        .collect()
}

/// Every resource of a type by its logical name.
fn of_type<'a>(document: &'a Value, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let resources = document["Resources"].as_mapping().unwrap().iter();
    resources.filter(move |(_, resource)| resource["Type"] == kind).map(|(name, value)| (name.as_str().unwrap(), value))
}

/// What is left of a value where these conditions hold and no others: `!If` is decided, and `AWS::NoValue` is gone.
fn where_hold(value: &Value, conditions: &[&str]) -> Option<Value> {
    Some(match value {
        Value::Tagged(tagged) if tagged.tag == "If" => {
            let holds = conditions.contains(&tagged.value[0].as_str().unwrap());
            return where_hold(&tagged.value[if holds { 1 } else { 2 }], conditions);
        }
        Value::Tagged(tagged) if tagged.tag == "Ref" && tagged.value == "AWS::NoValue" => return None,
        Value::Tagged(tagged) => {
            let value = where_hold(&tagged.value, conditions)?;
            Value::Tagged(Box::new(TaggedValue { tag: tagged.tag.clone(), value }))
        }
        Value::Sequence(values) => values.iter().filter_map(|value| where_hold(value, conditions)).collect(),
        Value::Mapping(members) => {
            let kept = members.iter().filter_map(|(name, value)| Some((name.clone(), where_hold(value, conditions)?)));
            Value::Mapping(kept.collect())
        }
        plain => plain.clone(),
    })
}

/// The name in `!Ref name`.
fn referred(value: &Value) -> Option<&str> {
    let Value::Tagged(tagged) = value else { return None };
    // A parameter that may be empty, and what counts then.
    if let Some([_, given, _]) = tagged.value.as_sequence().map(Vec::as_slice).filter(|_| tagged.tag == "If") {
        return referred(given);
    }
    Some(tagged).filter(|tagged| tagged.tag == "Ref").and_then(|tagged| tagged.value.as_str())
}

/// One text, or a list of them.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Sequence(values) => values.iter().map(|value| value.as_str().unwrap()).collect(),
        value => vec![value.as_str().unwrap()],
    }
}
