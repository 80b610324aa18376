//! What `template.yaml` says about routes and tables. Nothing of it is written a second time.

use std::sync::OnceLock;

use serde::Deserialize;
use serde_norway::{Mapping, Value};

/// The template of this repository.
const TEMPLATE: &str = include_str!("../../template.yaml");

/// A parsed template.
#[derive(Debug)]
pub struct Template {
    routes: Vec<Route>,
    table: Table,
}

/// One route of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// `ANY /path`, `DELETE /path/{name}`, or `$default`.
    pub key: String,
    /// The binary that answers.
    pub function: String,
    /// The binary that has to allow it first.
    pub authorizer: Option<String>,
}

/// The table that holds the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its logical name, which is its name locally.
    pub name: String,
    /// Names and types of the key attributes.
    pub attributes: Vec<(String, String)>,
    /// Names and roles of the keys.
    pub keys: Vec<(String, String)>,
    /// The attribute that DynamoDB's TTL goes by.
    pub ttl_attribute: String,
}

/// The template lacks something.
#[derive(Debug, thiserror::Error)]
pub enum TemplateFault {
    /// Not YAML of the expected form.
    #[error("template.yaml cannot be read: {0}")]
    Unreadable(#[from] serde_norway::Error),
    /// A reference leads nowhere.
    #[error("template.yaml: {0}")]
    Incomplete(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TableProperties {
    attribute_definitions: Vec<Attribute>,
    key_schema: Vec<KeyElement>,
    time_to_live_specification: TimeToLive,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    attribute_name: String,
    attribute_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyElement {
    attribute_name: String,
    key_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimeToLive {
    attribute_name: String,
    enabled: bool,
}

impl Template {
    /// The template that this repository deploys. It is read once, however many servers a process starts.
    pub fn of_this_repository() -> Result<&'static Self, TemplateFault> {
        static READ: OnceLock<Template> = OnceLock::new();
        if let Some(template) = READ.get() {
            return Ok(template);
        }
        let template = Self::parse(TEMPLATE)?;
        Ok(READ.get_or_init(|| template))
    }

    /// Reads a template.
    pub fn parse(text: &str) -> Result<Self, TemplateFault> {
        let document: Value = serde_norway::from_str(text)?;
        let section = |name| document.get(name).and_then(Value::as_mapping).ok_or_else(|| missing(name));
        let resources = Resources(section("Resources")?);
        Ok(Self { routes: resources.routes()?, table: resources.table()? })
    }

    /// The routes of the API.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The state table.
    pub fn table(&self) -> &Table {
        &self.table
    }
}

struct Resources<'a>(&'a Mapping);

impl<'a> Resources<'a> {
    fn of_type(&self, kind: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let of_kind = move |value: &&Value| value.get("Type").and_then(Value::as_str) == Some(kind);
        self.0.iter().filter_map(move |(name, value)| Some((name.as_str()?, Some(value).filter(of_kind)?)))
    }

    fn property(&self, resource: &str, path: &[&str]) -> Result<&'a Value, TemplateFault> {
        let found = self.0.get(resource);
        let found = path.iter().fold(found, |value, name| value.and_then(|value| untag(value).get(name)));
        found.map(untag).ok_or_else(|| missing(&format!("{resource}.{}", path.join("."))))
    }

    fn text(&self, resource: &str, path: &[&str]) -> Result<&'a str, TemplateFault> {
        let value = self.property(resource, path)?;
        value.as_str().ok_or_else(|| missing(&format!("a text at {resource}.{}", path.join("."))))
    }

    /// The binary of the function whose `Logical.Arn` a property of a resource names, however it is put together.
    fn binary(&self, resource: &str, property: &str) -> Result<String, TemplateFault> {
        let reference = self.property(resource, &["Properties", property])?;
        let named = |name: &str| mentions(reference, &format!("{name}.Arn"));
        let function = self.of_type("AWS::Serverless::Function").find(|(name, _)| named(name));
        let (name, _) = function.ok_or_else(|| missing(&format!("the function of {resource}.{property}")))?;
        self.text(name, &["Metadata", "BuildProperties", "Binary"]).map(str::to_owned)
    }

    fn routes(&self) -> Result<Vec<Route>, TemplateFault> {
        let route = |(name, resource): (&str, &Value)| {
            let target = self.text(name, &["Properties", "Target"])?;
            let integration = target.trim_start_matches("integrations/${").trim_end_matches('}');
            let property = |key| resource.get("Properties").and_then(|properties| properties.get(key)).map(untag);
            // Without its type an authorizer guards nothing, on AWS as here.
            let authorizer = match (property("AuthorizationType"), property("AuthorizerId")) {
                (None, None) => None,
                (Some(Value::String(kind)), Some(Value::String(authorizer))) if kind == "CUSTOM" => {
                    Some(self.binary(authorizer, "AuthorizerUri"))
                }
                _ => return Err(missing(&format!("AuthorizationType CUSTOM beside AuthorizerId in {name}"))),
            };
            Ok(Route {
                key: self.text(name, &["Properties", "RouteKey"])?.to_owned(),
                function: self.binary(integration, "IntegrationUri")?,
                authorizer: authorizer.transpose()?,
            })
        };
        self.of_type("AWS::ApiGatewayV2::Route").map(route).collect()
    }

    fn table(&self) -> Result<Table, TemplateFault> {
        let (name, resource) = self.of_type("AWS::DynamoDB::Table").next().ok_or_else(|| missing("a table"))?;
        let properties = resource.get("Properties").cloned().unwrap_or_default();
        let properties: TableProperties = serde_norway::from_value(properties)?;
        if !properties.time_to_live_specification.enabled {
            return Err(missing(&format!("TimeToLiveSpecification.Enabled of {name}")));
        }
        let attributes = properties.attribute_definitions.into_iter();
        let keys = properties.key_schema.into_iter();
        Ok(Table {
            name: name.to_owned(),
            attributes: attributes.map(|attribute| (attribute.attribute_name, attribute.attribute_type)).collect(),
            keys: keys.map(|key| (key.attribute_name, key.key_type)).collect(),
            ttl_attribute: properties.time_to_live_specification.attribute_name,
        })
    }
}

/// `!Ref x`, `!Sub x` and `!GetAtt x` as plain `x`.
fn untag(value: &Value) -> &Value {
    match value {
        Value::Tagged(tagged) => &tagged.value,
        plain => plain,
    }
}

/// Whether a text within a value is `reference`.
fn mentions(value: &Value, reference: &str) -> bool {
    match value {
        Value::String(text) => text == reference,
        Value::Sequence(values) => values.iter().any(|value| mentions(value, reference)),
        Value::Mapping(members) => members.values().any(|value| mentions(value, reference)),
        Value::Tagged(tagged) => mentions(&tagged.value, reference),
        _ => false,
    }
}

fn missing(what: &str) -> TemplateFault {
    TemplateFault::Incomplete(format!("{what} is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_forgets_nothing_is_refused() {
        assert!(Template::of_this_repository().is_ok());
        let (before, after) = TEMPLATE.split_once("TimeToLiveSpecification:").unwrap();
        for (as_it_is, refused) in [("Enabled: true", "Enabled: false"), ("        Enabled: true\n", "")] {
            let changed = format!("{before}TimeToLiveSpecification:{}", after.replacen(as_it_is, refused, 1));
            assert!(Template::parse(&changed).is_err(), "{refused:?}");
        }
    }
}
