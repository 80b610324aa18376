//! `template.yaml`, the configuration and the routers say the same.

use std::collections::BTreeSet;

use local::template::Template;
use serde_norway::Value;
use shared::aws::ATTEMPTS;
use shared::config::{DEFAULT_CALL_TIMEOUT, VARIABLES};
use tests::Service;

const TEMPLATE: &str = include_str!("../template.yaml");

fn functions() -> Vec<(String, BTreeSet<String>)> {
    let document: Value = serde_norway::from_str(TEMPLATE).unwrap();
    let resources = document["Resources"].as_mapping().unwrap();
    let everywhere = document["Globals"]["Function"]["Environment"]["Variables"].as_mapping().unwrap();
    let functions = resources.iter().filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function");
    functions
        .map(|(_, function)| {
            let binary = function["Metadata"]["BuildProperties"]["Binary"].as_str().unwrap().to_owned();
            let variables = function["Properties"].get("Environment").map(|environment| &environment["Variables"]);
            let names = variables.and_then(Value::as_mapping).into_iter().chain([everywhere]).flatten();
            (binary, names.map(|(name, _)| name.as_str().unwrap().to_owned()).collect())
        })
        .collect()
}

/// The actions that a function's role allows.
fn actions(function: &Value) -> BTreeSet<String> {
    fn collect(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Sequence(values) => values.iter().for_each(|value| collect(value, found)),
            Value::Tagged(tagged) => collect(&tagged.value, found),
            Value::Mapping(members) => {
                for (name, value) in members {
                    match (name.as_str(), value) {
                        (Some("Action"), Value::String(action)) => drop(found.insert(action.clone())),
                        (Some("Action"), Value::Sequence(actions)) => {
                            found.extend(actions.iter().filter_map(Value::as_str).map(str::to_owned));
                        }
                        (_, value) => collect(value, found),
                    }
                }
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    function["Properties"].get("Policies").into_iter().for_each(|policies| collect(policies, &mut found));
    found
}

#[test]
fn what_sends_cannot_sign_and_what_signs_cannot_send_nor_does_anything_else() {
    let document: Value = serde_norway::from_str(TEMPLATE).unwrap();
    let mut signing = BTreeSet::new();
    let mut sending = BTreeSet::new();
    for (_, resource) in document["Resources"].as_mapping().unwrap() {
        if resource["Type"] == "AWS::Serverless::Function" {
            let binary = resource["Metadata"]["BuildProperties"]["Binary"].as_str().unwrap().to_owned();
            let actions = actions(resource);
            assert!(!actions.iter().any(|action| action.contains('*')), "{binary}: {actions:?}");
            if actions.contains("kms:Sign") {
                signing.insert(binary.clone());
            }
            if actions.iter().any(|action| action.starts_with("ses:") || action.starts_with("sns:")) {
                sending.insert(binary);
            }
        }
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!((signing, sending), (names(&["token", "verify"]), names(&["request"])));
}

#[test]
fn what_heeds_bounces_may_touch_items_of_subjects_alone_and_only_reports_on_our_own_mail_invoke_it() {
    let document: Value = serde_norway::from_str(TEMPLATE).unwrap();
    let feedback = &document["Resources"]["FeedbackFunction"];
    let allowed = ["dynamodb:GetItem", "dynamodb:PutItem"].map(str::to_owned);
    assert_eq!(actions(feedback), allowed.into());
    let statement = &feedback["Properties"]["Policies"][0]["Statement"][0];
    assert_eq!(statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"][0], "subject#*");
    let pattern = &feedback["Properties"]["Events"]["Reports"]["Properties"]["Pattern"];
    assert_eq!(pattern["source"][0], "aws.ses");
    for (of, parameter) in [
        (&pattern["detail"]["mail"]["source"], "EmailFrom"),
        (&pattern["account"], "AWS::AccountId"),
        (&pattern["region"], "AWS::Region"),
    ] {
        let Value::Tagged(reference) = &of[0] else { panic!("{of:?}") };
        assert_eq!((reference.tag == "Ref", reference.value.as_str()), (true, Some(parameter)));
    }
}

#[test]
fn the_template_sets_only_declared_variables_and_every_required_one() {
    for (function, set) in functions() {
        let declared: BTreeSet<String> = VARIABLES
            .iter()
            .filter(|variable| variable.read_by.contains(&function.as_str()))
            .map(|variable| variable.name.to_owned())
            .collect();
        assert!(set.is_subset(&declared), "{function}: {:?} is not declared", set.difference(&declared));
        for required in required_by(&function) {
            assert!(set.contains(&required), "{function} needs {required}");
        }
    }
}

/// What a function names as missing when it is started with Lambda's own variables alone.
fn required_by(function: &str) -> Vec<String> {
    use shared::config::{
        AuthorizerConfig, DiscoveryConfig, Environment, FeedbackConfig, RequestConfig, SessionsConfig, TokenConfig,
        VerifyConfig,
    };
    let lambda = [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")];
    let environment = Environment::from_pairs(lambda);
    let faults = match function {
        "request" => RequestConfig::read(&environment).err(),
        "verify" => VerifyConfig::read(&environment).err(),
        "token" => TokenConfig::read(&environment).err(),
        "sessions" => SessionsConfig::read(&environment).err(),
        "authorizer" => AuthorizerConfig::read(&environment).err(),
        "discovery" => DiscoveryConfig::read(&environment).err(),
        "feedback" => FeedbackConfig::read(&environment).err(),
        _ => None,
    };
    let lines = faults.map(|faults| faults.lines().to_vec()).unwrap_or_default();
    lines.iter().filter_map(|line| line.strip_suffix(" is not set").map(str::to_owned)).collect()
}

#[test]
fn every_declared_variable_is_read_by_a_deployed_function() {
    let deployed: BTreeSet<String> = functions().into_iter().map(|(function, _)| function).collect();
    for variable in VARIABLES {
        assert!(variable.read_by.iter().all(|function| deployed.contains(*function)), "{variable:?}");
    }
}

#[tokio::test]
async fn each_route_of_the_template_is_a_route_of_a_router_and_back() {
    let template = Template::of_this_repository().unwrap();
    let keys: BTreeSet<&str> = template.routes().iter().map(|route| route.key.as_str()).collect();
    let paths = [
        request::PATH,
        verify::PATH,
        token::PATH,
        sessions::REVOKE_PATH,
        sessions::SESSIONS_PATH,
        sessions::SESSION_PATH,
        me::PATH,
        discovery::JWKS_PATH,
        discovery::OPENID_PATH,
        discovery::OAUTH_PATH,
        discovery::HEALTH_PATH,
    ];
    let expected: Vec<String> = paths
        .iter()
        .map(|path| format!("ANY {path}"))
        .chain([sessions::SESSIONS_PATH, sessions::SESSION_PATH, me::PATH].map(|path| format!("OPTIONS {path}")))
        .chain([format!("DELETE {}", sessions::ME_PATH), "$default".to_owned()])
        .collect();
    assert_eq!(keys, expected.iter().map(String::as_str).collect());

    let service = Service::start().await;
    for path in paths {
        assert_ne!(service.client.get(path).await.status, 404, "{path} leads to a function that does not know it");
    }
    let guarded: Vec<&str> =
        template.routes().iter().filter(|route| route.authorizer.is_some()).map(|route| route.key.as_str()).collect();
    assert_eq!(
        guarded,
        ["ANY /sessions", "ANY /sessions/{id}", "DELETE /me", "ANY /me"],
        "every other route is public on purpose"
    );
}

#[test]
fn re_01_the_longest_chain_of_calls_fits_a_functions_time() {
    let document: Value = serde_norway::from_str(TEMPLATE).unwrap();
    let seconds = document["Globals"]["Function"]["Timeout"].as_u64().unwrap();
    // An erasure: read and write the ledger, list the sessions, end the others, end the caller's own.
    let longest = 5 * u64::from(ATTEMPTS) * DEFAULT_CALL_TIMEOUT;
    assert!(longest < seconds * 1_000, "{longest} ms");
}

#[test]
fn jwt_11_a_decision_is_reused_for_less_than_a_token_lives() {
    let document: Value = serde_norway::from_str(TEMPLATE).unwrap();
    let ttl = document["Resources"]["Authorizer"]["Properties"]["AuthorizerResultTtlInSeconds"].as_u64().unwrap();
    assert!(ttl <= 60, "{ttl}");
    let told = &document["Resources"]["AuthorizerFunction"]["Properties"]["Environment"]["Variables"];
    assert_eq!(told["AUTHORIZER_RESULT_TTL_SECONDS"].as_str(), Some(ttl.to_string().as_str()), "the function knows it");
}
