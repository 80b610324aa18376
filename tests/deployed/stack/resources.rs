//! A stack as CloudFormation would make it of `template.yaml`: resources that the functions need, their environments and
//! their permissions. Nothing of the template is written a second time.

use std::collections::BTreeMap;

use local::database::Database;
use serde_json::{Map, Value as Json, json};
use serde_norway::{Mapping, Value};

use super::intrinsics::Resolver;
use super::key_policies::KeyPolicy;
use super::moto::{Moto, REGION};
use super::parameters;

pub(super) const STACK: &str = "otp";
pub(super) const ACCOUNT: &str = "123456789012";
/// The id of the API in the events of the small gateway.
pub(super) const API: &str = "local";
/// What `!GetAtt` gives besides ARNs, by the type of the resource.
const ATTRIBUTES: [(&str, &[&str]); 3] = [
    ("AWS::ApiGatewayV2::DomainName", &["RegionalDomainName", "RegionalHostedZoneId"]),
    (
        "AWS::SES::EmailIdentity",
        &[
            "DkimDNSTokenName1",
            "DkimDNSTokenName2",
            "DkimDNSTokenName3",
            "DkimDNSTokenValue1",
            "DkimDNSTokenValue2",
            "DkimDNSTokenValue3",
        ],
    ),
    ("AWS::SQS::Queue", &["QueueName"]),
];

/// The template, with what was made of it so far.
#[derive(Debug)]
pub(crate) struct Stack {
    resources: Mapping,
    globals: Value,
    outputs: Mapping,
    resolver: Resolver,
}

/// An ARN within the stack's account and region.
pub(crate) fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}")
}

/// How a policy names the account.
pub(super) fn account() -> String {
    format!("arn:aws:iam::{ACCOUNT}:root")
}

/// The ARN of a table.
pub(crate) fn table_arn(name: &str) -> String {
    arn("dynamodb", &format!("table/{name}"))
}

/// The ARN of a secret.
pub(crate) fn secret_arn(name: &str) -> String {
    arn("secretsmanager", &format!("secret:{name}-AbCdEf"))
}

impl Stack {
    /// Makes the tables, keys and secrets of the template; `parameters` are given, the others have their defaults.
    pub(super) async fn create(parameters: &[(&str, &str)], database: &Database, moto: &Moto) -> Self {
        let mut stack = Self::read(&document(), parameters).unwrap();
        for (name, resource) in stack.resources.clone() {
            let (name, kind) = (name.as_str().unwrap(), resource["Type"].as_str().unwrap());
            let properties = |names: &[&str]| {
                let of = |name: &&str| {
                    Some(((*name).to_owned(), stack.resolver.resolve(resource["Properties"].get(*name)?)?))
                };
                Json::Object(names.iter().filter_map(of).collect::<Map<_, _>>())
            };
            let (id, arn) = match kind {
                "AWS::DynamoDB::Table" => (database.table().to_owned(), table_arn(database.table())),
                "AWS::KMS::Key" => moto.create_key(&properties(&["KeySpec", "KeyUsage"])).await,
                "AWS::SecretsManager::Secret" => {
                    let physical = format!("{STACK}-{name}");
                    let arn = moto.create_secret(&physical, &properties(&["GenerateSecretString"])).await;
                    (arn.clone(), arn)
                }
                _ => continue,
            };
            stack.is_made(name, &id, &arn);
        }
        stack
    }

    /// The stack of a template in which everything has a name and nothing stands behind it, with what its custom resources
    /// would answer; why it is refused before anything is made.
    pub(crate) fn on_paper(document: &Value, parameters: &[(&str, &str)]) -> Result<Self, String> {
        let mut stack = Self::read(document, parameters)?;
        for (name, function) in stack.custom_resources() {
            let data = match function.as_str() {
                "settings" => json!(settings::judge(&stack.asked(&name)).map_err(|faults| faults.join("\n"))?),
                _ => json!({ "SigningKeys": "SIGNING_KEYS", "Jwks": "JWKS" }),
            };
            stack.answered(&name, &data);
        }
        Ok(stack)
    }

    fn read(document: &Value, parameters: &[(&str, &str)]) -> Result<Self, String> {
        let section = |name: &str| document.get(name).and_then(Value::as_mapping).cloned().unwrap_or_default();
        let mut resolver =
            Resolver { conditions: section("Conditions"), mappings: section("Mappings"), ..Resolver::default() };
        resolver.references = parameters::references(&section("Parameters"), parameters)?;
        let broken = parameters::broken_rules(&section("Rules"), &resolver);
        if !broken.is_empty() {
            return Err(broken.join("\n"));
        }
        let resources = existing(&section("Resources"), &resolver);
        let globals = document["Globals"]["Function"].clone();
        let outputs = existing(&section("Outputs"), &resolver);
        let mut stack = Self { resources, globals, outputs, resolver };
        for (name, resource) in stack.resources.clone() {
            stack.is_named(name.as_str().unwrap(), &resource);
        }
        Ok(stack)
    }

    /// Gives a resource the names that it has in the account.
    fn is_named(&mut self, name: &str, resource: &Value) {
        let kind = resource["Type"].as_str().unwrap();
        let physical = format!("{STACK}-{name}");
        // SAM makes a version of each release.
        self.resolver
            .references
            .insert(format!("{name}.Version"), json!(arn("lambda", &format!("function:{physical}:1"))));
        let (id, arn) = match kind {
            "AWS::Serverless::Function" => (physical.clone(), arn("lambda", &format!("function:{physical}"))),
            "AWS::ApiGatewayV2::Api" => (API.to_owned(), arn("apigateway", API)),
            "AWS::DynamoDB::Table" => (name.to_owned(), table_arn(name)),
            "AWS::SecretsManager::Secret" => {
                let arn = secret_arn(&physical);
                (arn.clone(), arn)
            }
            "AWS::SNS::Topic" => {
                let arn = arn(&service_of(kind), &physical);
                (arn.clone(), arn)
            }
            other => (physical.clone(), arn(&service_of(other), &physical)),
        };
        if let Some(alias) = resource["Properties"].get("AutoPublishAlias") {
            let alias = format!("{arn}:{}", self.resolver.text(alias));
            self.resolver.references.insert(format!("{name}.Alias"), json!(alias));
        }
        // The rules that SAM makes of a function's events.
        for event in
            resource["Properties"].get("Events").and_then(Value::as_mapping).into_iter().flat_map(Mapping::keys)
        {
            let rule = format!("{name}{}", event.as_str().unwrap());
            let arn = self::arn("events", &format!("rule/{STACK}-{rule}"));
            self.resolver.attributes.insert(format!("{rule}.Arn"), json!(arn));
        }
        for (_, attributes) in ATTRIBUTES.iter().filter(|(of, _)| *of == kind) {
            let of = |attribute: &&str| (format!("{name}.{attribute}"), json!(format!("{physical}.{attribute}")));
            self.resolver.attributes.extend(attributes.iter().map(of));
        }
        self.is_made(name, &id, &arn);
    }

    /// Gives a resource the id and the ARN that it has.
    pub(crate) fn is_made(&mut self, name: &str, id: &str, arn: &str) {
        self.resolver.references.insert(name.to_owned(), json!(id));
        self.resolver.attributes.insert(format!("{name}.Arn"), json!(arn));
    }

    /// Keeps what a custom resource answered.
    pub(super) fn answered(&mut self, custom_resource: &str, data: &Json) {
        for (name, value) in data.as_object().unwrap() {
            self.resolver.attributes.insert(format!("{custom_resource}.{name}"), value.clone());
        }
    }

    /// The custom resources: logical name, and the binary that makes it. Settings come first: others go by them.
    pub(super) fn custom_resources(&self) -> Vec<(String, String)> {
        let custom =
            self.resources.iter().filter(|(_, resource)| resource["Type"].as_str().unwrap().starts_with("Custom::"));
        let functions = self.functions();
        let mut made: Vec<_> = custom
            .map(|(name, resource)| {
                let token = self.resolver.text(&resource["Properties"]["ServiceToken"]);
                let made_by =
                    |(function, _): &&(&str, &Value)| self.resolver.attributes[&format!("{function}.Arn")] == token;
                let (_, function) = functions.iter().find(made_by).unwrap();
                (name.as_str().unwrap().to_owned(), binary(function))
            })
            .collect();
        made.sort_by_key(|(_, function)| function != "settings");
        made
    }

    /// What a custom resource is asked.
    pub(super) fn asked(&self, custom_resource: &str) -> Json {
        self.resolver.resolve(&self.resources[custom_resource]["Properties"]).unwrap()
    }

    /// The names of all binaries.
    pub(crate) fn binaries(&self) -> Vec<String> {
        self.functions().into_iter().map(|(_, function)| binary(function)).collect()
    }

    /// The environment of a function, as its sandbox has it.
    pub(super) fn environment(&self, name: &str) -> Vec<(String, String)> {
        let function = self.function(name);
        let mut variables = BTreeMap::new();
        for part in [&self.globals, &function["Properties"]] {
            let own = part.get("Environment").and_then(|environment| environment.get("Variables"));
            for (variable, value) in own.and_then(Value::as_mapping).into_iter().flatten() {
                variables.insert(variable.as_str().unwrap().to_owned(), self.resolver.text(value));
            }
        }
        variables.into_iter().collect()
    }

    /// What a function may do: the statements of its role, as far as the stack's keys leave it to them, and what those keys
    /// themselves say.
    pub(crate) fn statements(&self, name: &str) -> Vec<Json> {
        let mut found = self.statements_of_role(name);
        for policy in self.key_policies() {
            found = found.into_iter().filter_map(|statement| policy.leaves(statement)).collect();
            found.extend(policy.grants(&self.role_of(name)));
        }
        found
    }

    /// The statements of a function's role: of a resource of its own, or the one that SAM makes of `Policies`.
    pub(super) fn statements_of_role(&self, name: &str) -> Vec<Json> {
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

    /// The ARN of a function's role.
    pub(super) fn role_of(&self, name: &str) -> String {
        self.resolver.text(&self.function(name)["Properties"]["Role"])
    }

    /// The policies of the stack's keys.
    pub(super) fn key_policies(&self) -> Vec<KeyPolicy> {
        let keys = self.of_type("AWS::KMS::Key").into_iter();
        keys.map(|(name, properties)| KeyPolicy {
            key: self.resolver.attributes[&format!("{name}.Arn")].as_str().unwrap().to_owned(),
            statements: properties["KeyPolicy"]["Statement"].as_array().unwrap().clone(),
        })
        .collect()
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

    /// All outputs, with the names under which they are exported.
    pub(super) fn outputs(&self) -> BTreeMap<String, (String, Option<String>)> {
        let exported = |output: &Value| Some(self.resolver.text(output.get("Export")?.get("Name")?));
        let each = self.outputs.iter();
        each.map(|(name, output)| {
            (name.as_str().unwrap().to_owned(), (self.resolver.text(&output["Value"]), exported(output)))
        })
        .collect()
    }

    /// The resources of a type by logical name, with their properties.
    pub(super) fn of_type(&self, kind: &str) -> BTreeMap<String, Json> {
        let found = self.resources.iter().filter(|(_, resource)| resource["Type"] == kind);
        found
            .map(|(name, resource)| {
                let properties = resource.get("Properties").and_then(|properties| self.resolver.resolve(properties));
                (name.as_str().unwrap().to_owned(), properties.unwrap_or(Json::Null))
            })
            .collect()
    }

    /// The properties of every resource, and under `Globals` those of all functions.
    pub(super) fn everything(&self) -> Json {
        let properties = |resource: &Value| self.resolver.resolve(resource.get("Properties")?);
        let all = self
            .resources
            .iter()
            .map(|(name, resource)| (name.as_str().unwrap().to_owned(), properties(resource).unwrap_or(Json::Null)));
        let globals = ("Globals".to_owned(), self.resolver.resolve(&self.globals).unwrap());
        Json::Object(all.chain([globals]).collect())
    }

    /// Whether a condition of the template holds.
    pub(super) fn holds(&self, condition: &str) -> bool {
        self.resolver.holds(condition)
    }

    /// What `!Ref` gives.
    pub(super) fn reference(&self, name: &str) -> &Json {
        &self.resolver.references[name]
    }

    /// The ARN of each function by the name of its binary.
    pub(super) fn arns(&self) -> BTreeMap<String, String> {
        let arn = |name: &str| self.resolver.attributes[&format!("{name}.Arn")].as_str().unwrap().to_owned();
        self.functions().into_iter().map(|(name, function)| (binary(function), arn(name))).collect()
    }

    /// The functions that an event on the account's bus invokes, by the rules that SAM makes of `Events`.
    pub(super) fn invoked_by(&self, event: &Json) -> Vec<String> {
        let everything = self.everything();
        let takes = |name: &str| {
            let events = everything[name]["Events"].as_object().into_iter().flat_map(Map::values);
            let mut rules = events.filter(|rule| rule["Type"] == "EventBridgeRule");
            rules.any(|rule| is_like(&rule["Properties"]["Pattern"], event))
        };
        let functions = self.functions().into_iter().filter(|(name, _)| takes(name));
        functions.map(|(_, function)| binary(function)).collect()
    }

    /// A property of a function that is a number, of its own or of all functions.
    pub(super) fn number(&self, function: &str, property: &str) -> u64 {
        let own = self.function(function)["Properties"].get(property).unwrap_or(&self.globals[property]);
        self.resolver.text(own).parse().unwrap()
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

/// The template of this repository.
pub(crate) fn document() -> Value {
    serde_norway::from_str(include_str!("../../../template.yaml")).unwrap()
}

/// The resources whose condition holds.
fn existing(resources: &Mapping, resolver: &Resolver) -> Mapping {
    let exists =
        |resource: &Value| resource.get("Condition").and_then(Value::as_str).is_none_or(|name| resolver.holds(name));
    let kept = resources.iter().filter(|(_, resource)| exists(resource));
    kept.map(|(name, resource)| (name.clone(), resource.clone())).collect()
}

/// Whether an event is as a rule's pattern says: each member that it names has one of the values.
fn is_like(pattern: &Json, event: &Json) -> bool {
    match pattern {
        Json::Object(members) => members.iter().all(|(name, pattern)| is_like(pattern, &event[name])),
        Json::Array(values) => values.contains(event),
        other => panic!("not a pattern: {other}"),
    }
}

fn binary(function: &Value) -> String {
    function["Metadata"]["BuildProperties"]["Binary"].as_str().unwrap().to_owned()
}

/// `sqs` of `AWS::SQS::Queue`.
fn service_of(kind: &str) -> String {
    kind.split("::").nth(1).unwrap_or(kind).to_lowercase()
}
