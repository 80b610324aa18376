//! CloudFormation's intrinsic functions, as far as a template uses them. What is not known here ends the test.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use serde_norway::{Mapping, Value};

/// Values that a template refers to, by the name in `!Ref`, or by `Logical.Attribute` in `!GetAtt`.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    /// Parameters, pseudo parameters and physical ids.
    pub(super) references: BTreeMap<String, Json>,
    /// What `!GetAtt` gives.
    pub(super) attributes: BTreeMap<String, Json>,
    /// The section `Conditions`.
    pub(super) conditions: Mapping,
    /// The section `Mappings`.
    pub(super) mappings: Mapping,
}

impl Resolver {
    /// The value without functions; `None` for `AWS::NoValue`.
    pub(super) fn resolve(&self, value: &Value) -> Option<Json> {
        if let Some((function, argument)) = intrinsic(value) {
            return self.call(&function, argument);
        }
        Some(match value {
            Value::Sequence(values) => values.iter().filter_map(|value| self.resolve(value)).collect(),
            Value::Mapping(members) => {
                let member = |(name, value): (&Value, &Value)| Some((text(name), self.resolve(value)?));
                Json::Object(members.iter().filter_map(member).collect::<Map<_, _>>())
            }
            plain => serde_json::to_value(plain).unwrap(),
        })
    }

    /// A value that is a text, or a number or boolean that CloudFormation would write as one.
    pub(super) fn text(&self, value: &Value) -> String {
        written(&self.resolve(value).unwrap_or_else(|| panic!("no value where a text is needed: {value:?}")))
    }

    /// Whether a condition of the template holds.
    pub(super) fn holds(&self, condition: &str) -> bool {
        let rule = self.conditions.get(condition).unwrap_or_else(|| panic!("no condition {condition}"));
        self.truth(rule)
    }

    /// Whether a rule of conditions holds.
    pub(super) fn truth(&self, rule: &Value) -> bool {
        let Some((function, argument)) = intrinsic(rule) else { panic!("not a condition: {rule:?}") };
        let arguments = || argument.as_sequence().unwrap_or_else(|| panic!("not a list: {argument:?}")).iter();
        match function.as_str() {
            "Condition" => self.holds(&text(argument)),
            "Not" => !arguments().any(|rule| self.truth(rule)),
            "And" => arguments().all(|rule| self.truth(rule)),
            "Or" => arguments().any(|rule| self.truth(rule)),
            "Equals" => {
                let [left, right] = self.list(argument).try_into().unwrap_or_else(|_| panic!("not two: {argument:?}"));
                written(&left) == written(&right)
            }
            unknown => panic!("a condition made by {unknown}"),
        }
    }

    fn call(&self, function: &str, argument: &Value) -> Option<Json> {
        let part = |index: usize| argument.get(index).unwrap_or_else(|| panic!("!{function} lacks {index}"));
        Some(match function {
            "Ref" if text(argument) == "AWS::NoValue" => return None,
            "Ref" => self.reference(&text(argument)),
            "GetAtt" => self.attribute(&match argument {
                Value::Sequence(names) => names.iter().map(text).collect::<Vec<_>>().join("."),
                name => text(name),
            }),
            "Sub" => json!(self.substitute(argument)),
            "If" => return self.resolve(part(if self.holds(&text(part(0))) { 1 } else { 2 })),
            "Join" => {
                let parts = self.list(part(1));
                json!(parts.iter().map(written).collect::<Vec<_>>().join(&text(part(0))))
            }
            "Split" => json!(self.text(part(1)).split(&text(part(0))).collect::<Vec<_>>()),
            "Select" => {
                let index: usize = self.text(part(0)).parse().unwrap();
                self.list(part(1)).swap_remove(index)
            }
            "FindInMap" => {
                let [map, first, second] = [0, 1, 2].map(|index| self.text(part(index)));
                let found = self.mappings.get(&map).and_then(|map| map.get(&first)).and_then(|map| map.get(&second));
                return self.resolve(found.unwrap_or_else(|| panic!("no {map}.{first}.{second}")));
            }
            "Condition" | "Equals" | "Not" | "And" | "Or" => panic!("{function} outside of the conditions"),
            unknown => panic!("the intrinsic function {unknown} is not known here"),
        })
    }

    /// `${Name}`, `${Logical.Attribute}`, `${Own}` of the second form, and `${!literal}`.
    fn substitute(&self, argument: &Value) -> String {
        let none = Mapping::new();
        let (pattern, own) = match argument {
            Value::Sequence(parts) => (text(&parts[0]), parts[1].as_mapping().unwrap()),
            pattern => (text(pattern), &none),
        };
        let mut pieces = pattern.split("${");
        let mut resolved = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (name, rest) = piece.split_once('}').unwrap_or_else(|| panic!("${{ without }} in {pattern}"));
            match (name.strip_prefix('!'), own.get(name)) {
                (Some(literal), _) => resolved.extend(["${", literal, "}"]),
                (None, Some(own)) => resolved.push_str(&self.text(own)),
                (None, None) if self.references.contains_key(name) => {
                    resolved.push_str(&written(&self.reference(name)));
                }
                (None, None) => resolved.push_str(&written(&self.attribute(name))),
            }
            resolved.push_str(rest);
        }
        resolved
    }

    fn list(&self, value: &Value) -> Vec<Json> {
        match self.resolve(value) {
            Some(Json::Array(values)) => values,
            other => panic!("not a list: {other:?}"),
        }
    }

    fn reference(&self, name: &str) -> Json {
        self.references.get(name).cloned().unwrap_or_else(|| panic!("nothing is known of {name}"))
    }

    fn attribute(&self, name: &str) -> Json {
        self.attributes.get(name).cloned().unwrap_or_else(|| panic!("nothing is known of {name}"))
    }
}

/// The function and its argument: `!Name argument`, or `{ "Fn::Name": argument }`.
fn intrinsic(value: &Value) -> Option<(String, &Value)> {
    match value {
        Value::Tagged(tagged) => Some((tagged.tag.to_string().trim_start_matches('!').to_owned(), &tagged.value)),
        Value::Mapping(members) if members.len() == 1 => {
            let (name, argument) = members.iter().next()?;
            let name = name.as_str()?;
            let long = name.strip_prefix("Fn::").or_else(|| (name == "Ref").then_some(name))?;
            Some((long.to_owned(), argument))
        }
        _ => None,
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value:?}")).to_owned()
}

fn written(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Number(_) | Json::Bool(_) => value.to_string(),
        other => panic!("not a text: {other}"),
    }
}
