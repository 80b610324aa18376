//! Which function answers a route and which one guards it, as API Gateway reads a template, and who may invoke them, as
//! Lambda does.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use http::Method;
use local::gateway::event::IDENTITY_SOURCES;
use local::gateway::{Gateway, Invoke};
use local::template::Template;
use platform::clock::Clock;
use serde_json::{Value, json};
use serde_norway::Value as Yaml;
use tests::Client;

use super::moto::REGION;
use super::permissions::{like_arn, texts};
use super::resources::{API, Stack, arn, document};
use super::{GRADUAL, PARAMETERS};

/// The functions of a route: the one that answers, and the one that has to allow it first.
type Functions = (String, Option<String>);

/// A wired API.
#[derive(Clone, Debug)]
pub(super) struct Wiring {
    /// By the route's key.
    pub(super) routes: BTreeMap<String, Functions>,
    /// What the API calls of a function, by its binary.
    targets: BTreeMap<String, String>,
    /// Resources of `AWS::Lambda::Permission`.
    permissions: Vec<Value>,
    authorizer: String,
}

impl Wiring {
    /// The wiring of a stack; what is wrong with it.
    pub(super) fn of(stack: &Stack) -> Result<Self, String> {
        let qualifier = if stack.holds("IsGradual") { ":live" } else { "" };
        let targets: BTreeMap<String, String> =
            stack.arns().into_iter().map(|(binary, arn)| (binary, format!("{arn}{qualifier}"))).collect();
        let (mut integrations, mut authorizers) = (BTreeMap::new(), BTreeMap::new());
        for (name, properties) in stack.of_type("AWS::ApiGatewayV2::Integration") {
            is(&name, &properties, "ApiId", &json!(API))?;
            is(&name, &properties, "IntegrationType", &json!("AWS_PROXY"))?;
            is(&name, &properties, "PayloadFormatVersion", &json!("2.0"))?;
            let of = targets.iter().find(|(_, target)| properties["IntegrationUri"] == **target);
            let (binary, _) = of.ok_or_else(|| format!("{name}: no function: {}", properties["IntegrationUri"]))?;
            integrations.insert(format!("integrations/{}", stack.reference(&name).as_str().unwrap()), binary.clone());
        }
        for (name, properties) in stack.of_type("AWS::ApiGatewayV2::Authorizer") {
            is(&name, &properties, "ApiId", &json!(API))?;
            is(&name, &properties, "AuthorizerType", &json!("REQUEST"))?;
            is(&name, &properties, "AuthorizerPayloadFormatVersion", &json!("2.0"))?;
            is(&name, &properties, "EnableSimpleResponses", &json!(true))?;
            is(&name, &properties, "IdentitySource", &json!(IDENTITY_SOURCES))?;
            let uri = &properties["AuthorizerUri"];
            let of = targets.iter().find(|(_, target)| {
                let path = format!("path/2015-03-31/functions/{target}/invocations");
                *uri == format!("arn:aws:apigateway:{REGION}:lambda:{path}")
            });
            let (binary, _) = of.ok_or_else(|| format!("{name}: no function: {uri}"))?;
            authorizers.insert(stack.reference(&name).as_str().unwrap().to_owned(), binary.clone());
        }
        let [authorizer] = authorizers.keys().collect::<Vec<_>>()[..] else { return Err("not one authorizer".into()) };
        let mut routes = BTreeMap::new();
        for (name, properties) in stack.of_type("AWS::ApiGatewayV2::Route") {
            is(&name, &properties, "ApiId", &json!(API))?;
            let text = |property: &str| properties[property].as_str().unwrap_or_default();
            let function = integrations.get(text("Target")).ok_or_else(|| format!("{name}: no integration"))?;
            let guard = match text("AuthorizationType") {
                "CUSTOM" => {
                    Some(authorizers.get(text("AuthorizerId")).ok_or_else(|| format!("{name}: no authorizer"))?)
                }
                "" if properties.get("AuthorizerId").is_none() => None,
                other => return Err(format!("{name}: AuthorizationType {other}")),
            };
            routes.insert(text("RouteKey").to_owned(), (function.clone(), guard.cloned()));
        }
        let permissions = stack.of_type("AWS::Lambda::Permission").into_values().collect();
        let wiring = Self { routes, targets, permissions, authorizer: authorizer.clone() };
        match wiring.refused().first() {
            Some(refused) => Err(format!("Lambda refuses {refused}")),
            None => Ok(wiring),
        }
    }

    /// Every call of the API that Lambda would refuse.
    fn refused(&self) -> Vec<String> {
        let mut refused = Vec::new();
        for (key, (function, guard)) in &self.routes {
            let (method, path) = key.split_once(' ').unwrap_or(("", key));
            let source = source(if method == "ANY" { "GET" } else { method }, path);
            if !self.allows(function, &source) {
                refused.push(format!("{function} to {source}"));
            }
            if let Some(guard) = guard.as_ref().filter(|guard| !self.allows(guard, &self.as_authorizer())) {
                refused.push(format!("{guard} to {}", self.as_authorizer()));
            }
        }
        refused
    }

    /// Whether Lambda lets the API invoke a function in the name of `source`.
    fn allows(&self, function: &str, source: &str) -> bool {
        self.permissions.iter().any(|permission| {
            let patterns = texts(&permission["SourceArn"]).unwrap_or_default();
            permission["Action"] == "lambda:InvokeFunction"
                && permission["Principal"] == "apigateway.amazonaws.com"
                && permission["FunctionName"] == self.targets[function]
                && patterns.iter().any(|pattern| like_arn(pattern, source))
        })
    }

    fn as_authorizer(&self) -> String {
        arn("execute-api", &format!("{API}/authorizers/{}", self.authorizer))
    }
}

/// In whose name a route invokes its function.
fn source(method: &str, path: &str) -> String {
    let resource = if path == "$default" { path.to_owned() } else { format!("{method}{path}") };
    arn("execute-api", &format!("{API}/$default/{resource}"))
}

fn is(name: &str, properties: &Value, property: &str, expected: &Value) -> Result<(), String> {
    let found = &properties[property];
    if found == expected { Ok(()) } else { Err(format!("{name}: {property} is {found} and not {expected}")) }
}

/// Functions that are invoked only by whom a template permits.
pub(super) struct Permitted<F> {
    pub(super) functions: F,
    pub(super) wiring: Wiring,
}

impl<F: Invoke> Invoke for Permitted<F> {
    fn knows(&self, function: &str) -> bool {
        self.functions.knows(function)
    }

    async fn invoke(&self, function: &str, event: &Value) -> Result<Value, String> {
        let source = if event["type"] == "REQUEST" {
            self.wiring.as_authorizer()
        } else {
            let (_, path) = event["routeKey"].as_str().and_then(|key| key.split_once(' ')).unwrap_or(("", "$default"));
            source(event["requestContext"]["http"]["method"].as_str().unwrap_or_default(), path)
        };
        if self.wiring.allows(function, &source) {
            self.functions.invoke(function, event).await
        } else {
            Err(format!("AccessDeniedException: {source} may not invoke {function}"))
        }
    }
}

fn wired(document: &Yaml, more: &[(&str, &str)]) -> Result<Wiring, String> {
    Wiring::of(&Stack::on_paper(document, &[&PARAMETERS, more].concat()).unwrap())
}

fn without(resource: &str) -> Yaml {
    let mut document = document();
    document["Resources"].as_mapping_mut().unwrap().remove(resource).unwrap();
    document
}

#[test]
fn the_api_calls_the_functions_that_the_local_gateway_calls() {
    let template = Template::of_this_repository().unwrap();
    let expected: BTreeMap<String, Functions> = (template.routes().iter())
        .map(|route| (route.key.clone(), (route.function.clone(), route.authorizer.clone())))
        .collect();
    for more in [&[] as &[_], &GRADUAL] {
        assert_eq!(wired(&document(), more).unwrap().routes, expected, "{more:?}");
    }
}

#[test]
fn what_is_wired_otherwise_is_seen() {
    let permissions: Vec<String> =
        Stack::on_paper(&document(), &PARAMETERS).unwrap().of_type("AWS::Lambda::Permission").into_keys().collect();
    assert!(permissions.len() >= 7, "{permissions:?}");
    for more in [&[] as &[_], &GRADUAL] {
        for permission in &permissions {
            assert!(wired(&without(permission), more).is_err(), "without {permission}");
        }
        let tagged = |tag: &str, text: &str| serde_norway::from_str::<Yaml>(&format!("!{tag} {text}")).unwrap();
        let api = "arn:aws:execute-api:eu-central-1:123456789012";
        for (resource, property, value) in [
            ("VerifyPermission", "SourceArn", Yaml::from(format!("{api}:another/*"))),
            ("VerifyPermission", "SourceArn", Yaml::from(format!("{api}:local/*/GET/healthz"))),
            ("VerifyPermission", "Principal", Yaml::from("events.amazonaws.com")),
            ("VerifyPermission", "FunctionName", tagged("GetAtt", "TokenFunction.Arn")),
            ("AuthorizerPermission", "SourceArn", Yaml::from(format!("{api}:local/authorizers/another"))),
            ("VerifyIntegration", "PayloadFormatVersion", Yaml::from("1.0")),
            ("VerifyIntegration", "IntegrationType", Yaml::from("HTTP_PROXY")),
            ("VerifyIntegration", "IntegrationUri", tagged("Sub", "x${VerifyFunction.Arn}")),
            ("Authorizer", "AuthorizerUri", tagged("GetAtt", "AuthorizerFunction.Arn")),
            ("Authorizer", "AuthorizerPayloadFormatVersion", Yaml::from("1.0")),
            ("Authorizer", "EnableSimpleResponses", Yaml::from(false)),
            ("MeRoute", "AuthorizationType", Yaml::from("NONE")),
            ("MeRoute", "Target", tagged("Sub", "integration/${MeIntegration}")),
        ] {
            let mut document = document();
            document["Resources"][resource]["Properties"][property] = value;
            assert!(wired(&document, more).is_err(), "{resource}.{property}");
        }
        let mut unaliased = document();
        let target = tagged("GetAtt", "VerifyFunction.Arn");
        unaliased["Resources"]["VerifyIntegration"]["Properties"]["IntegrationUri"] = target;
        assert_eq!(wired(&unaliased, more).is_err(), !more.is_empty(), "a release would not be gradual");
    }
}

/// A function that answers everybody.
struct Answers;

impl Invoke for Answers {
    fn knows(&self, _: &str) -> bool {
        true
    }

    async fn invoke(&self, _: &str, _: &Value) -> Result<Value, String> {
        Ok(json!({ "statusCode": 200, "headers": {}, "body": "", "isBase64Encoded": false, "cookies": [] }))
    }
}

#[tokio::test]
async fn without_its_permission_a_function_is_an_error_of_the_gateway() {
    let template = Template::of_this_repository().unwrap();
    let mut wiring = wired(&document(), &[]).unwrap();
    let verify = wiring.targets["verify"].clone();
    wiring.permissions.retain(|permission| permission["FunctionName"] != *verify);
    let functions = Permitted { functions: Answers, wiring };
    let gateway = Gateway::new(template, functions, Clock::system()).unwrap();
    let app = Router::new().fallback_service(gateway.into_service());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::new(format!("http://{}", listener.local_addr().unwrap()));
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await });
    let status = async |path| client.send(Method::POST, path, &[], "").await.status.as_u16();
    assert_eq!([status("/otp/request").await, status("/otp/verify").await, status("/x").await], [200, 500, 200]);
}
