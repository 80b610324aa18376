//! What whoever deploys is allowed (`docs/deployer-policy.json`): the services of the template, and none besides.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{TEMPLATE, document};

const POLICY: &str = include_str!("../../../docs/deployer-policy.json");
/// A role takes no longer policies within it, in characters without white space.
const LONGEST: usize = 10_240;

/// How IAM calls the services of a resource's type; SAM makes rules of events and, for gradual deployments, groups.
fn services_of(kind: &str) -> Vec<&'static str> {
    match kind.split("::").nth(1).unwrap_or_default() {
        "ApiGatewayV2" => vec!["apigateway"],
        "CloudWatch" => vec!["cloudwatch"],
        "DynamoDB" => vec!["dynamodb"],
        "IAM" => vec!["iam"],
        "KMS" => vec!["kms"],
        "Lambda" => vec!["lambda"],
        "Logs" => vec!["logs"],
        "Route53" => vec!["route53"],
        "SES" => vec!["ses"],
        "SNS" => vec!["sns"],
        "SQS" => vec!["sqs"],
        "SecretsManager" => vec!["secretsmanager"],
        "Serverless" => vec!["lambda", "codedeploy", "events"],
        other => panic!("{other} is no service that whoever deploys is known to need"),
    }
}

fn texts(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .map_or_else(|| vec![value.as_str().unwrap()], |many| many.iter().map(|one| one.as_str().unwrap()).collect())
}

#[test]
fn whoever_deploys_is_allowed_the_services_of_the_template_and_no_others() {
    let policy: Value = serde_json::from_str(POLICY).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    let mut allowed = BTreeSet::new();
    for statement in statements {
        let actions = texts(&statement["Action"]);
        let mut sorted = actions.clone();
        sorted.sort_unstable();
        assert_eq!(actions, sorted, "each once, in their order");
        for action in actions {
            assert!(!action.contains('*'), "{action}");
            allowed.insert(action.split(':').next().unwrap().to_owned());
        }
    }
    let document = document();
    let kinds = document["Resources"].as_mapping().unwrap().values().map(|resource| resource["Type"].as_str().unwrap());
    let made = kinds.filter(|kind| kind.starts_with("AWS::")).flat_map(services_of);
    // SAM's own stack and bucket.
    let needed: BTreeSet<String> = made.chain(["cloudformation", "s3"]).map(str::to_owned).collect();
    assert_eq!(allowed, needed);
}

#[test]
fn it_cannot_pass_a_role_to_anything_but_functions_nor_read_a_secret_nor_sign() {
    let policy: Value = serde_json::from_str(POLICY).unwrap();
    for statement in policy["Statement"].as_array().unwrap() {
        for action in texts(&statement["Action"]) {
            assert!(!["secretsmanager:GetSecretValue", "kms:Sign", "kms:Decrypt"].contains(&action), "{action}");
            if action == "iam:PassRole" {
                let to = texts(&statement["Condition"]["StringEquals"]["iam:PassedToService"]);
                assert_eq!(to, ["lambda.amazonaws.com", "codedeploy.amazonaws.com"]);
            }
        }
        if statement["Sid"].as_str().unwrap().starts_with("Role") {
            assert_eq!(statement["Resource"], "arn:aws:iam::ACCOUNT:role/STACK-*", "no role of others");
        }
    }
    let characters = POLICY.chars().filter(|character| !character.is_whitespace()).count();
    assert!(characters <= LONGEST, "{characters}");
    assert!(TEMPLATE.contains("PermissionsBoundary: !If [HasPermissionsBoundary"));
}
