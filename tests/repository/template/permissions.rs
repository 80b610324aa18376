//! What the roles of the functions allow.

use std::collections::BTreeSet;

use serde_norway::Value;

use super::{document, functions, referred, texts, where_hold};

/// A call of AWS that a function makes, or may make.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Call {
    /// The binary.
    pub(crate) function: String,
    /// `dynamodb:GetItem` …
    pub(crate) action: String,
    /// How the partition of its item begins, up to `#`, or all of it; of the table alone.
    pub(crate) partition: Option<String>,
}

/// A stack with everything that a function may be asked to do, and nothing that AWS does in its name.
const EVERYTHING: [&str; 3] = ["HasSms", "HasSigningKeys", "MakesConfigurationSet"];

/// The statements of a function's role.
fn statements(document: &Value, function: &Value, conditions: &[&str]) -> Vec<Value> {
    let Value::Tagged(role) = &function["Properties"]["Role"] else { panic!("a role of its own: {function:?}") };
    let role = role.value.as_str().unwrap().strip_suffix(".Arn").unwrap();
    let properties = where_hold(&document["Resources"][role]["Properties"], conditions).unwrap();
    assert_eq!(properties.get("ManagedPolicyArns"), None, "{role}");
    let policies = properties["Policies"].as_sequence().unwrap();
    policies.iter().flat_map(|policy| policy["PolicyDocument"]["Statement"].as_sequence().unwrap().clone()).collect()
}

/// The calls that the roles allow the functions themselves.
pub(crate) fn allowed(document: &Value) -> BTreeSet<Call> {
    // Lambda writes the logs, the traces and the queue of what failed, and takes messages from a queue.
    let by_lambda = |call: &Call| {
        let of_queue = call.action.starts_with("sqs:") && ["feedback", "notify"].contains(&call.function.as_str());
        of_queue || ["logs:", "xray:"].iter().any(|service| call.action.starts_with(service))
    };
    allowed_where(document, &EVERYTHING).into_iter().filter(|call| !by_lambda(call)).collect()
}

/// All that the roles allow, whoever calls in their name.
fn allowed_where(document: &Value, conditions: &[&str]) -> BTreeSet<Call> {
    let mut allowed = BTreeSet::new();
    for (function, resource) in functions(document) {
        for statement in statements(document, resource, conditions) {
            assert_eq!(statement["Effect"], "Allow", "{function}");
            for action in texts(&statement["Action"]) {
                let call = |partition: Option<&str>| Call {
                    function: function.to_owned(),
                    action: action.to_owned(),
                    partition: partition.map(|partition| partition.strip_suffix('*').unwrap_or(partition).to_owned()),
                };
                if action.starts_with("dynamodb:") {
                    let keys = &statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"];
                    allowed.extend(texts(keys).into_iter().map(Some).map(call));
                } else {
                    allowed.insert(call(None));
                }
            }
        }
    }
    allowed
}

/// What `docs/security.md` says that the roles allow: the first two columns of its table. The third is for people.
fn told(document: &str) -> BTreeSet<Call> {
    let (_, table) = document.split_once("| role of | may | at worst |\n").unwrap();
    let mut told = BTreeSet::new();
    for row in table.lines().skip(1).take_while(|line| line.starts_with('|')) {
        let [_, function, may, worst, _] = row.split('|').collect::<Vec<_>>().try_into().unwrap();
        assert!(!worst.trim().is_empty(), "{function}");
        let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let [function] = quoted(function).try_into().unwrap();
        for grant in may.split(';') {
            let mut names = quoted(grant).into_iter();
            let Some(action) = names.next() else { continue };
            let call = |partition| Call { function: function.clone(), action: action.clone(), partition };
            let partitions: Vec<_> = names.map(Some).map(call).collect();
            told.extend(if partitions.is_empty() { vec![call(None)] } else { partitions });
        }
    }
    told
}

#[test]
fn aw_06_the_worst_misuse_of_each_role_is_told_as_the_template_has_it() {
    let conditions = [&EVERYTHING[..], &["HasEncryptionKey"]].concat();
    // Every function writes these, each its own.
    let of_all = |call: &Call| call.action.starts_with("logs:") || call.action.starts_with("xray:");
    let allowed = allowed_where(&document(), &conditions).into_iter().filter(|call| !of_all(call)).collect();
    let security = include_str!("../../../docs/security.md");
    assert_eq!(told(security), allowed);
    for function in functions(&document()).keys() {
        assert!(security.contains(&format!("\n| `{function}` | ")), "{function} has a row");
    }
}

#[test]
fn who_heeds_bounces_touches_suppressions_alone_and_no_session_or_revocation() {
    let allowed = allowed(&document());
    let of = |function: &str| allowed.iter().filter(|call| call.function == function).collect::<Vec<_>>();
    let [only, secret] = of("feedback").try_into().unwrap();
    assert_eq!((only.action.as_str(), only.partition.as_deref()), ("dynamodb:PutItem", Some("suppression#")));
    assert_eq!(secret.action, "secretsmanager:GetSecretValue", "for the names of suppressions");
    let writes = |call: &&Call| call.action != "dynamodb:GetItem" && call.action.starts_with("dynamodb:");
    for call in allowed.iter().filter(writes) {
        let of_suppressions = call.partition.as_deref().is_some_and(|partition| partition.starts_with("suppression"));
        assert_eq!(of_suppressions, call.function == "feedback", "{call:?}");
    }
}

#[test]
fn each_function_writes_its_own_logs_and_its_own_queue() {
    let document = document();
    for (function, resource) in functions(&document) {
        for statement in statements(&document, resource, &EVERYTHING) {
            let actions = texts(&statement["Action"]);
            let own = if actions.iter().any(|action| action.starts_with("logs:")) {
                format!("{}.Arn", referred(&resource["Properties"]["LoggingConfig"]["LogGroup"]).unwrap())
            } else if statement["Sid"] == "Notices" || statement["Sid"] == "Queue" {
                // Who tells owners takes from the one queue that the others write to.
                let takes = actions.contains(&"sqs:ReceiveMessage");
                assert_eq!((takes, actions.contains(&"sqs:SendMessage")), (function == "notify", function != "notify"));
                "Notices.Arn".to_owned()
            } else if actions.iter().any(|action| action.starts_with("sqs:")) {
                let queue = &resource["Properties"]["DeadLetterQueue"]["TargetArn"];
                let Value::Tagged(queue) = queue else { panic!("{function}: {queue:?}") };
                queue.value.as_str().unwrap().to_owned()
            } else {
                continue;
            };
            let Value::Tagged(written) = &statement["Resource"] else { panic!("{function}: {statement:?}") };
            assert_eq!(written.value, own, "{function}");
        }
    }
}

#[test]
fn what_sends_cannot_sign_and_what_signs_cannot_send_nor_does_anything_else() {
    let who = |actions: &[&str]| -> BTreeSet<String> {
        let allowed = allowed(&document()).into_iter();
        allowed.filter(|call| actions.contains(&call.action.as_str())).map(|call| call.function).collect()
    };
    assert_eq!(who(&["kms:Sign"]), ["token", "verify"].map(str::to_owned).into());
    assert_eq!(who(&["ses:SendRawEmail", "sns:Publish"]), ["notify", "request"].map(str::to_owned).into());
    // Who tells owners of a change can make none, and reads nobody's.
    let of_notify: Vec<Call> = allowed(&document()).into_iter().filter(|call| call.function == "notify").collect();
    let touched: BTreeSet<&str> = of_notify.iter().filter_map(|call| call.partition.as_deref()).collect();
    assert_eq!(touched, ["notice#", "notices#", "spend#", "suppression#"].into());
    assert!(!of_notify.iter().any(|call| call.action == "dynamodb:PutItem"), "{of_notify:?}");
}

#[test]
fn no_statement_has_a_wildcard_that_its_service_does_not_force() {
    let document = document();
    for conditions in [&[] as &[&str], &EVERYTHING, &["HasEncryptionKey", "HasSigningKeys"]] {
        for (function, resource) in functions(&document) {
            for statement in statements(&document, resource, conditions) {
                let sid = statement["Sid"].as_str().unwrap();
                let actions = texts(&statement["Action"]);
                assert!(!actions.iter().any(|action| action.contains('*')), "{function} {sid}: {actions:?}");
                match sid {
                    // X-Ray knows no resources, SNS no ARN of a phone number: topics are taken out.
                    "Traces" => assert_eq!(actions, ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),
                    "Sms" => {
                        let Value::Tagged(topics) = &statement["NotResource"] else { panic!("{statement:?}") };
                        assert!(actions == ["sns:Publish"] && topics.value == "arn:${AWS::Partition}:sns:*:*:*");
                    }
                    // Bounded by who calls, and by who is written from.
                    "SmsBySns" => assert_eq!(actions, ["sms-voice:SendTextMessage"]),
                    "Email" => assert_eq!(actions, ["ses:SendRawEmail"]),
                    // Made by another stack, under a name that begins with this one's.
                    "OriginSecret" => {
                        let Value::Tagged(secrets) = &statement["Resource"] else { panic!("{statement:?}") };
                        let named = secrets.value.as_str().unwrap().ends_with(":secret:${AWS::StackName}-origin-*");
                        assert!(named && actions == ["secretsmanager:GetSecretValue"]);
                    }
                    _ => {
                        let named = !format!("{:?}", statement["Resource"]).contains('*');
                        assert!(named && statement.get("NotResource").is_none(), "{function} {sid}");
                    }
                }
                let on_the_table = actions.iter().all(|action| action.starts_with("dynamodb:"));
                assert!(!on_the_table || statement["Condition"].is_mapping(), "{function} {sid}: which items?");
            }
        }
    }
}
