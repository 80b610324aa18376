//! A stack as CloudFormation would make it of `template.yaml`: resources that the functions need, their environments and
//! their permissions. Nothing of the template is written a second time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use local::database::Database;
use serde_json::{Map, Value as Json, json};
use serde_norway::{Mapping, Value};

use super::intrinsics::Resolver;
use super::moto::{Moto, REGION};

const STACK: &str = "otp";
const ACCOUNT: &str = "123456789012";
/// The id of the API in the events of the small gateway.
const API: &str = "local";

/// The template, with what was made of it so far.
#[derive(Debug)]
pub(super) struct Stack {
    resources: Mapping,
    globals: Value,
    outputs: Value,
    resolver: Resolver,
    secrets: Vec<String>,
}

/// An ARN within the stack's account and region.
pub(super) fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}")
}

/// The ARN of a table.
pub(super) fn table_arn(name: &str) -> String {
    arn("dynamodb", &format!("table/{name}"))
}

impl Stack {
    /// Makes the tables, keys and secrets of the template; `parameters` are given, the others have their defaults.
    pub(super) async fn create(parameters: &[(&str, &str)], database: &Database, moto: &Moto) -> Self {
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml");
        let document: Value = serde_norway::from_str(&fs::read_to_string(template).unwrap()).unwrap();
        let section = |name: &str| document.get(name).and_then(Value::as_mapping).cloned().unwrap_or_default();
        let mut resolver =
            Resolver { conditions: section("Conditions"), mappings: section("Mappings"), ..Resolver::default() };
        resolver.references = references(&section("Parameters"), parameters);
        let resources = existing(&section("Resources"), &resolver);
        let globals = document["Globals"]["Function"].clone();
        let outputs = document["Outputs"].clone();
        let mut stack = Self { resources, globals, outputs, resolver, secrets: Vec::new() };
        stack.make_resources(database, moto).await;
        stack
    }

    async fn make_resources(&mut self, database: &Database, moto: &Moto) {
        for (name, resource) in self.resources.clone() {
            let (name, kind) = (name.as_str().unwrap(), resource["Type"].as_str().unwrap());
            let properties = |names: &[&str]| {
                let of = |name: &&str| {
                    Some(((*name).to_owned(), self.resolver.resolve(resource["Properties"].get(*name)?)?))
                };
                Json::Object(names.iter().filter_map(of).collect::<Map<_, _>>())
            };
            let physical = format!("{STACK}-{name}");
            let (id, arn) = match kind {
                "AWS::DynamoDB::Table" => (database.table().to_owned(), table_arn(database.table())),
                "AWS::KMS::Key" => moto.create_key(&properties(&["KeySpec", "KeyUsage"])).await,
                "AWS::SecretsManager::Secret" => {
                    let arn = moto.create_secret(&physical, &properties(&["GenerateSecretString"])).await;
                    self.secrets.push(arn.clone());
                    (arn.clone(), arn)
                }
                "AWS::Serverless::Function" => (physical.clone(), arn("lambda", &format!("function:{physical}"))),
                "AWS::ApiGatewayV2::Api" => (API.to_owned(), arn("apigateway", API)),
                // Nothing here is behind them: they have a name.
                other => (physical.clone(), arn(&service_of(other), &physical)),
            };
            self.resolver.references.insert(name.to_owned(), json!(id));
            self.resolver.attributes.insert(format!("{name}.Arn"), json!(arn));
            let live = format!("{arn}:live");
            self.resolver.references.insert(format!("{name}.Alias"), json!(live));
        }
    }

    /// Keeps what a custom resource answered.
    pub(super) fn answered(&mut self, custom_resource: &str, data: &Json) {
        for (name, value) in data.as_object().unwrap() {
            self.resolver.attributes.insert(format!("{custom_resource}.{name}"), value.clone());
        }
    }

    /// The custom resources: logical name, the binary that makes it, its properties.
    pub(super) fn custom_resources(&self) -> Vec<(String, String, Json)> {
        let custom =
            self.resources.iter().filter(|(_, resource)| resource["Type"].as_str().unwrap().starts_with("Custom::"));
        let functions = self.functions();
        custom
            .map(|(name, resource)| {
                let properties = self.resolver.resolve(&resource["Properties"]).unwrap();
                let token = properties["ServiceToken"].as_str().unwrap();
                let made_by =
                    |(function, _): &&(&str, &Value)| self.resolver.attributes[&format!("{function}.Arn")] == token;
                let (_, function) = functions.iter().find(made_by).unwrap();
                (name.as_str().unwrap().to_owned(), binary(function), properties)
            })
            .collect()
    }

    /// The names of all binaries.
    pub(super) fn binaries(&self) -> Vec<String> {
        self.functions().into_iter().map(|(_, function)| binary(function)).collect()
    }

    /// The environment of a function, as its sandbox has it.
    pub(super) async fn environment(&self, name: &str, moto: &Moto) -> Vec<(String, String)> {
        let function = self.function(name);
        let mut variables = BTreeMap::new();
        for part in [&self.globals, &function["Properties"]] {
            let own = part.get("Environment").and_then(|environment| environment.get("Variables"));
            for (variable, value) in own.and_then(Value::as_mapping).into_iter().flatten() {
                let value = self.dynamic(self.resolver.text(value), moto).await;
                variables.insert(variable.as_str().unwrap().to_owned(), value);
            }
        }
        variables.into_iter().collect()
    }

    /// Resolves the dynamic reference within a text, as CloudFormation does after all functions.
    async fn dynamic(&self, text: String, moto: &Moto) -> String {
        let Some((before, rest)) = text.split_once("{{resolve:") else { return text };
        let (reference, after) = rest.split_once("}}").unwrap();
        let secret = reference.strip_prefix("secretsmanager:").unwrap_or_else(|| panic!("{{{{resolve:{reference}}}}}"));
        assert!(self.secrets.iter().any(|known| known == secret), "{secret} is no secret of the stack");
        assert!(!after.contains("{{resolve:"), "one reference in a text");
        format!("{before}{}{after}", moto.secret(secret).await)
    }

    /// The statements of a function's role: of a resource of its own, or the one that SAM makes of `Policies`.
    pub(super) fn statements(&self, name: &str) -> Vec<Json> {
        let properties = &self.function(name)["Properties"];
        let policies = match properties.get("Role") {
            Some(role) => self.role(&self.resolver.text(role))["Properties"].get("Policies"),
            None => properties.get("Policies"),
        };
        let policies = policies.and_then(|policies| self.resolver.resolve(policies));
        let mut found = Vec::new();
        for policy in policies.iter().flat_map(|policies| policies.as_array().unwrap()) {
            let document = policy.get("PolicyDocument").unwrap_or(policy);
            found.extend(document["Statement"].as_array().unwrap_or_else(|| panic!("no statements: {policy}")).clone());
        }
        found
    }

    fn role(&self, arn: &str) -> &Value {
        let named =
            |(name, _): &(&Value, &Value)| self.resolver.attributes[&format!("{}.Arn", name.as_str().unwrap())] == arn;
        self.resources.iter().find(named).unwrap_or_else(|| panic!("no role {arn}")).1
    }

    /// A property of the only resource of a type; `None` where the template leaves it out.
    pub(super) fn property(&self, kind: &str, property: &str) -> Option<Json> {
        let mut found = self.resources.iter().filter(|(_, resource)| resource["Type"] == kind);
        let (Some((_, resource)), None) = (found.next(), found.next()) else { panic!("not exactly one {kind}") };
        self.resolver.resolve(resource["Properties"].get(property)?)
    }

    /// An output of the stack.
    pub(super) fn output(&self, name: &str) -> String {
        self.resolver.text(&self.outputs[name]["Value"])
    }

    fn functions(&self) -> Vec<(&str, &Value)> {
        let functions = self.resources.iter().filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function");
        functions.map(|(name, function)| (name.as_str().unwrap(), function)).collect()
    }

    fn function(&self, name: &str) -> &Value {
        let functions = self.functions();
        functions
            .iter()
            .find(|(_, function)| binary(function) == name)
            .unwrap_or_else(|| panic!("no function {name}"))
            .1
    }
}

/// Parameters as given or by default, and what CloudFormation itself knows.
fn references(declared: &Mapping, given: &[(&str, &str)]) -> BTreeMap<String, Json> {
    let pseudo = [
        ("AWS::AccountId", ACCOUNT.to_owned()),
        ("AWS::Partition", "aws".to_owned()),
        ("AWS::Region", REGION.to_owned()),
        ("AWS::StackId", arn("cloudformation", &format!("stack/{STACK}/1"))),
        ("AWS::StackName", STACK.to_owned()),
        ("AWS::URLSuffix", "amazonaws.com".to_owned()),
    ];
    let mut references: BTreeMap<_, _> =
        pseudo.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    for (name, parameter) in declared {
        let name = name.as_str().unwrap();
        let given = given.iter().find(|(given, _)| *given == name).map(|(_, value)| (*value).to_owned());
        let default = || match parameter.get("Default") {
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(serde_json::to_value(other).unwrap().to_string()),
            None => None,
        };
        let text = given.or_else(default).unwrap_or_else(|| panic!("the parameter {name} is not given"));
        let list = parameter["Type"].as_str().unwrap() == "CommaDelimitedList";
        let split = || text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>();
        references.insert(name.to_owned(), if list { json!(split()) } else { json!(text) });
    }
    for (name, _) in given {
        assert!(declared.contains_key(*name), "the template has no parameter {name}");
    }
    references
}

/// The resources whose condition holds.
fn existing(resources: &Mapping, resolver: &Resolver) -> Mapping {
    let exists =
        |resource: &Value| resource.get("Condition").and_then(Value::as_str).is_none_or(|name| resolver.holds(name));
    let kept = resources.iter().filter(|(_, resource)| exists(resource));
    kept.map(|(name, resource)| (name.clone(), resource.clone())).collect()
}

fn binary(function: &Value) -> String {
    function["Metadata"]["BuildProperties"]["Binary"].as_str().unwrap().to_owned()
}

/// `sqs` of `AWS::SQS::Queue`.
fn service_of(kind: &str) -> String {
    kind.split("::").nth(1).unwrap_or(kind).to_lowercase()
}
