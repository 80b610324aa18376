//! `template.yaml`, the configuration and the routers say the same.

use std::collections::{BTreeMap, BTreeSet};

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

const READ_AND_WRITE: [&str; 2] = ["dynamodb:GetItem", "dynamodb:PutItem"];

/// What each function may do, and to items whose partitions begin how; `*`: to any.
fn permissions() -> BTreeMap<(&'static str, &'static str), BTreeSet<&'static str>> {
    let table: [(&str, &[&str], &[&str]); 18] = [
        ("keys", &["kms:GetPublicKey", "secretsmanager:GetSecretValue", "ssm:GetParameter"], &[]),
        ("request", &["dynamodb:PutItem"], &["identifier#*", "block#*"]),
        ("request", &["dynamodb:GetItem"], &["identifier#*", "block#*", "pressure#*", "subject#*"]),
        ("request", &["dynamodb:UpdateItem"], &["network#*", "spend#*"]),
        ("request", &["ses:SendEmail"], &[]),
        ("request", &["sns:Publish"], &[]),
        ("feedback", &READ_AND_WRITE, &["subject#*"]),
        ("verify", &READ_AND_WRITE, &["identifier#*", "subject#*", "block#*", "pressure#*"]),
        ("verify", &["dynamodb:UpdateItem"], &["network#*", "guesses#*"]),
        ("verify", &["dynamodb:BatchWriteItem"], &["subject#*"]),
        ("verify", &["kms:Sign", "secretsmanager:GetSecretValue", "ssm:GetParameter"], &[]),
        ("token", &READ_AND_WRITE, &["subject#*"]),
        ("token", &["dynamodb:BatchWriteItem"], &["subject#*"]),
        ("token", &["kms:Sign", "secretsmanager:GetSecretValue", "ssm:GetParameter"], &[]),
        ("sessions", &READ_AND_WRITE, &["*"]),
        ("sessions", &["dynamodb:Query"], &["*"]),
        ("sessions", &["dynamodb:BatchWriteItem"], &["*"]),
        ("authorizer", &["dynamodb:Query"], &["subject#*"]),
    ];
    let one = |(function, actions, keys): (&'static str, &'static [&'static str], &'static [&'static str])| {
        actions.iter().map(move |action| ((function, *action), keys.iter().copied().collect()))
    };
    table.into_iter().flat_map(one).collect()
}

#[test]
fn no_function_may_do_more_to_the_table_than_its_work_asks_for() {
    let document: Value = serde_norway::from_str(TEMPLATE).unwrap();
    let mut found: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for (name, function) in resources_of_functions(&document) {
        let policies = function["Properties"].get("Policies").map(|policies| policies.as_sequence().unwrap());
        for statement in policies.into_iter().flatten().flat_map(|policy| policy["Statement"].as_sequence().unwrap()) {
            // `!If [condition, statement, nothing]`
            let statement = if let Value::Tagged(tagged) = statement { &tagged.value[1] } else { statement };
            assert_eq!(statement["Effect"], "Allow", "{name}");
            let actions = texts(&statement["Action"]);
            let of_table = actions.iter().all(|action| action.starts_with("dynamodb:"));
            assert!(of_table || actions.iter().all(|action| !action.starts_with("dynamodb:")), "{name}: {actions:?}");
            let condition = statement.get("Condition").filter(|_| of_table);
            let keys = condition.map(|condition| texts(&condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]));
            let keys = keys.unwrap_or_else(|| if of_table { vec!["*"] } else { vec![] });
            for action in actions {
                found.entry((name, action)).or_default().extend(&keys);
            }
        }
    }
    assert_eq!(found, permissions());
}

/// One text, or a list of them.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Sequence(values) => values.iter().map(|value| value.as_str().unwrap()).collect(),
        value => vec![value.as_str().unwrap()],
    }
}

/// Every function by the name of its binary.
fn resources_of_functions(document: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let resources = document["Resources"].as_mapping().unwrap().values();
    let functions = resources.filter(|resource| resource["Type"] == "AWS::Serverless::Function");
    functions.map(|function| (function["Metadata"]["BuildProperties"]["Binary"].as_str().unwrap(), function))
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

/// A function's longest chain of calls that wait for each other, where nobody races for the same items.
struct Chain {
    function: &'static str,
    /// What is asked for, and how often.
    calls: &'static [(&'static str, u64)],
    /// Calls that are never tried again.
    once: u64,
    /// What the function itself waits for, in milliseconds.
    pauses: u64,
}

const CHAINS: [Chain; 7] = [
    // Another code by SMS, with a handle that is not up to date, for which SNS refuses the message.
    Chain {
        function: "request",
        calls: &[
            ("the network", 1),
            ("the ledger, which has changed", 2),
            ("the block of numbers, which is known", 2),
            ("the budget", 1),
            ("the block, taken back", 2),
            ("the ledger, taken back", 1),
        ],
        once: 1,
        pauses: 0,
    },
    // A code that was replaced, with the handle of the time when it was right, while guesses raise the pressure.
    Chain {
        function: "verify",
        calls: &[
            ("the ledger, which has changed", 2),
            ("the wrong guess", 1),
            ("the pressure", 2),
            ("the session, taken back", 1),
        ],
        once: 0,
        pauses: 0,
    },
    // An old refresh token.
    Chain {
        function: "token",
        calls: &[("the signature", 1), ("the session", 1), ("its end", 1)],
        once: 0,
        pauses: 150,
    },
    // An erasure.
    Chain {
        function: "sessions",
        calls: &[("the ledger", 2), ("the sessions", 1), ("the others' end", 1), ("the caller's own end", 1)],
        once: 0,
        pauses: 0,
    },
    Chain { function: "authorizer", calls: &[("the revocations", 1)], once: 0, pauses: 0 },
    // Mail of ours has one recipient.
    Chain { function: "feedback", calls: &[("the suppression, of which there is one", 2)], once: 0, pauses: 0 },
    // A key that the role may not use until the last try.
    Chain { function: "keys", calls: &[("the public key", 10), ("the answer", 1)], once: 0, pauses: 9 * 2_000 + 1_600 },
];

#[test]
fn re_01_the_longest_chain_of_calls_fits_a_functions_time() {
    let document: Value = serde_norway::from_str(TEMPLATE).unwrap();
    let seconds = |function: &Value| {
        let own = function["Properties"].get("Timeout");
        own.unwrap_or(&document["Globals"]["Function"]["Timeout"]).as_u64().unwrap()
    };
    let calling: BTreeMap<&str, u64> = resources_of_functions(&document)
        .filter(|(_, function)| function["Properties"].get("Policies").is_some())
        .map(|(name, function)| (name, seconds(function)))
        .collect();
    assert_eq!(BTreeSet::from(CHAINS.map(|chain| chain.function)), calling.keys().copied().collect());
    for Chain { function, calls, once, pauses } in CHAINS {
        let attempts = calls.iter().map(|(_, times)| times).sum::<u64>() * u64::from(ATTEMPTS) + once;
        let longest = attempts * DEFAULT_CALL_TIMEOUT + pauses;
        // A second is left for the function's own work.
        assert!(longest + 1_000 <= calling[function] * 1_000, "{function}: {longest} ms for {calls:?}");
        // API Gateway waits no longer; CloudFormation asks for the keys.
        assert!(calling[function] < 30 || function == "keys", "{function}");
    }
}

#[test]
fn jwt_11_a_decision_is_reused_for_less_than_a_token_lives() {
    let document: Value = serde_norway::from_str(TEMPLATE).unwrap();
    let ttl = document["Resources"]["Authorizer"]["Properties"]["AuthorizerResultTtlInSeconds"].as_u64().unwrap();
    assert!(ttl <= 60, "{ttl}");
    let told = &document["Resources"]["AuthorizerFunction"]["Properties"]["Environment"]["Variables"];
    assert_eq!(told["AUTHORIZER_RESULT_TTL_SECONDS"].as_str(), Some(ttl.to_string().as_str()), "the function knows it");
}
