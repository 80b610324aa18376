//! A policy is reused for other calls than the one it was asked for: it must be right for each of them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::{HTTP_2, KEYS, REST_REQUEST, REST_TOKEN, WEBSOCKET, gate, replace, token, told, valid};
use tests::service::START;

/// IAM's wildcards, as plainly as can be.
fn matches(glob: &[u8], text: &[u8]) -> bool {
    match (glob.first(), text.first()) {
        (None, None) => true,
        (Some(b'*'), _) => matches(&glob[1..], text) || (!text.is_empty() && matches(glob, &text[1..])),
        (Some(wanted), Some(found)) => (wanted == found || *wanted == b'?') && matches(&glob[1..], &text[1..]),
        _ => false,
    }
}

/// Whether API Gateway lets a call pass by this answer: allowed by some statement, denied by none.
pub(super) fn lets_pass(answer: &Value, resource: &str) -> bool {
    let named = |statement: &&Value| {
        assert_eq!(statement["Action"], "execute-api:Invoke");
        let listed = match &statement["Resource"] {
            Value::Array(resources) => resources.clone(),
            resource => vec![resource.clone()],
        };
        listed.iter().any(|glob| matches(glob.as_str().unwrap().as_bytes(), resource.as_bytes()))
    };
    let effects: Vec<&Value> = answer["policyDocument"]["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .filter(named)
        .map(|statement| &statement["Effect"])
        .collect();
    !effects.is_empty() && effects.iter().all(|effect| **effect == "Allow")
}

fn route() -> impl Strategy<Value = String> {
    let method = select(vec!["*", "GET", "POST", "DELETE"]);
    let segments = select(vec!["admin", "a", "v1", "A-b", "{id}", "*", "{proxy+}"]);
    prop_oneof![
        8 => (method, vec(segments, 0..4)).prop_map(|(method, path)| format!("{method} /{}", path.join("/"))),
        1 => Just("*".to_owned()),
        1 => Just("$connect".to_owned()),
        1 => Just("appsync".to_owned()),
    ]
}

fn rule() -> impl Strategy<Value = Value> {
    let scopes = subsequence(vec!["one", "two"], 1..=2);
    let methods = subsequence(vec!["otp", "sms"], 1..=2);
    (route(), scopes, methods, 0..3).prop_map(|(route, scopes, methods, asked)| match asked {
        0 => json!({ "route": route, "scopes": scopes }),
        1 => json!({ "route": route, "methods": methods }),
        _ => json!({ "route": route, "scopes": scopes, "without_methods": methods }),
    })
}

fn path() -> impl Strategy<Value = String> {
    let honest = vec!["admin", "a", "b", "v1", "A-b", "ada%40example.org", "x%20y", "Admin"];
    let odd =
        vec!["%61dmin", "adm%69n", "", ".", "..", "%2e%2E", "a%2Fb", "v%31", "%41-b", "A%2db", "a;b", "a\\b", "%"];
    let segment = prop_oneof![8 => select(honest), 1 => select(odd)];
    vec(segment, 0..5).prop_map(|segments| format!("/{}", segments.join("/")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn jwt_11_a_policy_agrees_with_the_direct_decision_for_every_route_of_the_stage(
        rules in vec(rule(), 1..4),
        scopes in subsequence(vec!["one", "two", "three"], 0..=3),
        methods in subsequence(vec!["otp", "sms", "email"], 0..=3),
        method in select(vec!["GET", "POST", "PUT", "DELETE", "HEAD", "TRACE", "get"]),
        path in path(),
        iam in any::<bool>(),
    ) {
        let rules = Value::from(rules).to_string();
        let token = KEYS.token_with(START, |claims| {
            claims.scope = scopes.join(" ");
            claims.amr = methods.iter().map(|method| (*method).to_owned()).collect();
        });
        let presenting = |sample: &str| sample.replace(crate::deployed::samples::PLACEHOLDER, &token);

        // The policy was asked for by some other call.
        let (gate, sample) = if iam {
            (gate(&[("ROUTE_RULES", &rules), ("HTTP_API_RESPONSES", "iam")]), HTTP_2)
        } else {
            (super::gate(&[("ROUTE_RULES", &rules)]), REST_TOKEN)
        };
        let answer = told(&gate, &presenting(sample)).unwrap();
        let arn: Value = serde_json::from_str(sample).unwrap();
        let arn = arn["methodArn"].as_str().or(arn["routeArn"].as_str()).unwrap().to_owned();
        let stage = arn.split('/').take(2).collect::<Vec<_>>().join("/");

        // Without identity sources the boolean is about this call alone.
        let mut direct: Value = serde_json::from_str(&presenting(HTTP_2)).unwrap();
        direct["identitySource"] = json!([]);
        direct["rawPath"] = json!(path);
        let api = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default";
        direct["routeArn"] = json!(format!("{api}/{method}{path}"));
        direct["requestContext"]["http"]["method"] = json!(method);
        let direct = told(&super::gate(&[("ROUTE_RULES", &rules)]), &direct.to_string()).unwrap();

        prop_assert_eq!(
            direct["isAuthorized"].as_bool().unwrap(),
            lets_pass(&answer, &format!("{stage}/{method}{path}")) || is_unruled(&answer, &stage),
            "{} {}", method, answer
        );
    }

    #[test]
    fn jwt_11_a_policy_depends_on_nothing_but_token_rules_and_stage(
        rules in vec(rule(), 1..4),
        method in "[A-Z]{1,8}",
        path in "[ -~]{0,40}",
    ) {
        let gate = gate(&[("ROUTE_RULES", &Value::from(rules).to_string())]);
        let usual = told(&gate, &valid(REST_REQUEST).to_string());
        let mut event = valid(REST_REQUEST);
        let arn = event["methodArn"].as_str().unwrap().replace("GET/orders/42", &format!("{method}/{path}"));
        event["methodArn"] = json!(arn);
        event["path"] = json!(path);
        prop_assert_eq!(told(&gate, &event.to_string()), usual);
    }
}

/// A token that lacks nothing gets `stage/*`, which the direct decision agrees with for every method.
fn is_unruled(answer: &Value, stage: &str) -> bool {
    answer["policyDocument"]["Statement"]
        == json!([
            { "Action": "execute-api:Invoke", "Effect": "Allow", "Resource": format!("{stage}/*") }
        ])
}

#[test]
fn jwt_11_a_cached_policy_is_not_evaded_by_another_spelling() {
    let rules = r#"[{"route":"* /admin/*","scopes":["admin"]},{"route":"GET /v1/report","scopes":["admin"]}]"#;
    let gate = gate(&[("ROUTE_RULES", rules)]);
    let answer = told(&gate, &valid(REST_REQUEST).to_string()).unwrap();
    let stage = "arn:aws:execute-api:eu-central-1:123456789012:r9s8t7u6v5/prod";
    for call in
        ["GET/orders/42", "GET/", "POST/v1/report", "GET/users/ada%40example.org", "OPTIONS/orders/", "$connect"]
    {
        assert!(lets_pass(&answer, &format!("{stage}/{call}")), "{call}");
    }
    for call in [
        "GET/admin/users",
        "DELETE/admin/users",
        "PATCH/admin/",
        "GET/v1/report",
        "GET/v1/report/",
        "GET/v%31/report",
        "GET/%61dmin/users",
        "GET/adm%69n/users",
        "GET//admin/users",
        "GET/x/../admin/users",
        "GET/./admin/users",
        "GET/admin%2Fusers",
        "GET/%2561dmin/users",
        "GET/x/..%2fadmin/users",
        "GET/admin;x/users",
        "GET/x\\..\\admin/y",
        "TRACE/admin/users",
        "get/orders/42",
        "/admin/users",
        "",
    ] {
        assert!(!lets_pass(&answer, &format!("{stage}/{call}")), "{call}");
    }
    let other_stage = "arn:aws:execute-api:eu-central-1:123456789012:r9s8t7u6v5/test/GET/orders/42";
    assert!(!lets_pass(&answer, other_stage));
}

#[test]
fn a_connection_is_denied_by_the_rules_for_connections_alone() {
    let stage = "arn:aws:execute-api:eu-central-1:123456789012:w1x2y3z4a5/prod";
    for (route, passes) in [("$connect", false), ("*", false), ("* /{proxy+}", true), ("appsync", true)] {
        let gate = gate(&[("ROUTE_RULES", &format!(r#"[{{"route":"{route}","scopes":["admin"]}}]"#))]);
        let mut event = valid(WEBSOCKET);
        replace(&mut event, "unused", token());
        let answer = told(&gate, &event.to_string()).unwrap();
        assert_eq!(lets_pass(&answer, &format!("{stage}/$connect")), passes, "{route}: {answer}");
    }
}
