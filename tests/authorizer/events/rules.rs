//! What calls need beyond a valid token, on every gateway: 403 without it, and 401 only for a token that does not count.

use authorizer::{Decision, Denied};
use serde_json::{Value, json};
use shared::Timestamp;
use shared::tokens::Insufficient;
use tests::service::START;

use super::policy::lets_pass;
use super::{
    APPSYNC, APPSYNC_EVENT, APPSYNCS, EVERY, HTTP_1, HTTP_2, KEYS, REST_REQUEST, REST_TOKEN, WEBSOCKET, gate,
    presenting, token, told, valid,
};
use crate::deployed::samples::{PLACEHOLDER, context};

/// The arn of the sample's own call.
fn own(sample: &str) -> String {
    let event: Value = serde_json::from_str(sample).unwrap();
    event["methodArn"].as_str().or(event["routeArn"].as_str()).unwrap().to_owned()
}

/// Whether a sample's call passes by these rules, and why not.
fn passes(sample: &str, settings: &[(&str, &str)]) -> Result<bool, Denied> {
    let (gate, event) = (gate(settings), valid(sample).to_string());
    let reason = match tests::ready(gate.decide(event.as_bytes(), tests::service::START)) {
        Decision::Allowed(_) => None,
        Decision::Denied { reason, .. } => Some(reason),
    };
    let answer = told(&gate, &event)?;
    let passes = match answer.get("isAuthorized") {
        Some(is_authorized) => is_authorized.as_bool().unwrap(),
        None => lets_pass(&answer, &own(sample)),
    };
    assert_eq!(passes, reason.is_none(), "the log says what the gateway does: {reason:?}");
    reason.map_or(Ok(true), Err)
}

const MISSING_SCOPE: &str = r#"[{"route":"*","scopes":["api","admin"]}]"#;
const MISSING_METHOD: &str = r#"[{"route":"*","methods":["otp","sms"]}]"#;
const REFUSED_METHOD: &str = r#"[{"route":"*","without_methods":["email"]}]"#;
const MISSING_LEVEL: &str = r#"[{"route":"*","acr":"2sv"}]"#;
const MET: &str = r#"[{"route":"*","scopes":["api"],"methods":["otp","email"],"without_methods":["sms"]}]"#;

#[test]
fn a_valid_token_without_a_scope_or_method_is_forbidden_on_every_gateway() {
    for sample in EVERY {
        for responses in ["simple", "iam"] {
            let passes = |rules: &str| passes(sample, &[("ROUTE_RULES", rules), ("HTTP_API_RESPONSES", responses)]);
            assert_eq!(passes(MET), Ok(true), "{sample}");
            assert_eq!(passes(MISSING_SCOPE), Err(Denied::Insufficient(Insufficient::Scope)), "{sample}");
            assert_eq!(passes(MISSING_METHOD), Err(Denied::Insufficient(Insufficient::Method)), "{sample}");
            assert_eq!(passes(REFUSED_METHOD), Err(Denied::Insufficient(Insufficient::Method)), "{sample}");
            assert_eq!(passes(MISSING_LEVEL), Err(Denied::Insufficient(Insufficient::Authentication)), "{sample}");
        }
    }
}

/// Whether a sample's call passes with a token of a passkey that was presented so many seconds ago.
fn passes_after(sample: &str, seconds: u64, settings: &[(&str, &str)]) -> bool {
    let of_passkey = KEYS.token_with(START, |claims| {
        claims.acr = Some("phr".to_owned());
        claims.auth_time = Timestamp::from_unix(START.as_unix() - seconds);
    });
    let event = sample.replace(PLACEHOLDER, &of_passkey);
    matches!(tests::ready(gate(settings).decide(event.as_bytes(), START)), Decision::Allowed(_))
}

#[test]
fn a_sign_in_may_be_as_old_as_a_rule_says_on_every_gateway() {
    let rules = r#"[{"route":"*","acr":"phr","max_age":300}]"#;
    for sample in EVERY {
        for responses in ["simple", "iam"] {
            let settings = [("ROUTE_RULES", rules), ("HTTP_API_RESPONSES", responses)];
            assert!(passes_after(sample, 300, &settings), "{sample}");
            assert!(!passes_after(sample, 301, &settings), "{sample}");
        }
    }
}

#[test]
fn jwt_11_an_answer_that_is_reused_is_right_until_the_last_time() {
    let settings = [("ROUTE_RULES", r#"[{"route":"*","max_age":300}]"#), ("AUTHORIZER_RESULT_TTL_SECONDS", "60")];
    for sample in EVERY {
        assert!(passes_after(sample, 240, &settings), "{sample}");
        assert!(!passes_after(sample, 241, &settings), "it would be given for a sign-in of 301 seconds: {sample}");
    }
    for (ttl, is_taken) in [("299", true), ("300", false), ("3600", false)] {
        let settings = [settings[0], ("AUTHORIZER_RESULT_TTL_SECONDS", ttl)];
        assert_eq!(authorizer::start(&KEYS.authorizer_environment(&settings)).is_ok(), is_taken, "{ttl}");
    }
}

#[test]
fn a_forbidden_call_gets_the_shape_that_its_gateway_answers_403_for() {
    let iam = gate(&[("ROUTE_RULES", MISSING_SCOPE), ("HTTP_API_RESPONSES", "iam")]);
    let simple = gate(&[("ROUTE_RULES", MISSING_SCOPE)]);
    assert_eq!(told(&simple, &valid(HTTP_2).to_string()), Ok(json!({ "isAuthorized": false })));
    let appsync = json!({ "isAuthorized": false, "ttlOverride": 0 });
    for (sample, _) in APPSYNCS {
        assert_eq!(told(&simple, &valid(sample).to_string()), Ok(appsync.clone()));
    }
    for (gate, sample) in
        [(&iam, HTTP_2), (&simple, HTTP_1), (&simple, REST_TOKEN), (&simple, REST_REQUEST), (&simple, WEBSOCKET)]
    {
        let answer = told(gate, &valid(sample).to_string()).unwrap();
        let stage = own(sample).split('/').take(2).collect::<Vec<_>>().join("/");
        assert_eq!(answer["principalId"], "email:ada@example.org");
        assert_eq!(answer["context"], context());
        let denial = json!({ "Action": "execute-api:Invoke", "Effect": "Deny", "Resource": [format!("{stage}/*")] });
        assert_eq!(answer["policyDocument"]["Statement"][1], denial, "{sample}");
    }
}

#[test]
fn jwt_09_a_bad_token_is_unauthorized_whatever_the_rules_say() {
    for sample in EVERY {
        for (settings, bad) in [(MISSING_SCOPE, "Bearer x.y.z"), (MET, "Bearer "), (MET, "Basic x")] {
            let gate = gate(&[("ROUTE_RULES", settings)]);
            let event = if sample == WEBSOCKET {
                valid(sample).to_string().replace(token(), "x.y.z")
            } else {
                presenting(sample, bad).to_string()
            };
            match told(&gate, &event) {
                Ok(answer) => assert_eq!(answer, json!({ "isAuthorized": false, "ttlOverride": 0 }), "{sample}"),
                Err(denied) => assert!(matches!(denied, Denied::Token(_) | Denied::NoToken), "{sample}"),
            }
            assert_eq!(told(&gate, &event).is_ok(), [APPSYNC, APPSYNC_EVENT].contains(&sample));
        }
    }
}

#[test]
fn the_rules_for_appsync_are_those_of_both_kinds_of_its_apis() {
    for (route, passes) in [("appsync", false), ("*", false), ("$connect", true), ("* /{proxy+}", true)] {
        let gate = gate(&[("ROUTE_RULES", &format!(r#"[{{"route":"{route}","scopes":["admin"]}}]"#))]);
        for (sample, _) in APPSYNCS {
            assert_eq!(told(&gate, &valid(sample).to_string()).unwrap()["isAuthorized"], passes, "{route}");
        }
    }
}

const API: &str = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default";

/// An event of an HTTP API with simple responses.
fn simple(route_key: &str, method: &str, path: &str, sources: &[&str]) -> String {
    let mut event = valid(HTTP_2);
    let bearer = format!("Bearer {}", token());
    event["routeKey"] = json!(route_key);
    event["rawPath"] = json!(path);
    event["routeArn"] = json!(format!("{API}/{method}{path}"));
    event["requestContext"]["http"]["method"] = json!(method);
    event["identitySource"] = sources.iter().map(|source| source.replace("TOKEN", &bearer)).collect();
    event.to_string()
}

const ADMIN: &str = r#"[{"route":"* /admin/*","scopes":["admin"]},{"route":"DELETE /orders/{id}","scopes":["admin"]}]"#;

fn is_authorized(event: &str) -> bool {
    told(&gate(&[("ROUTE_RULES", ADMIN)]), event).unwrap()["isAuthorized"].as_bool().unwrap()
}

#[test]
fn jwt_11_a_boolean_that_is_reused_for_every_route_is_false_where_any_rule_is_not_met() {
    for sources in [&["TOKEN"][..], &["TOKEN", "203.0.113.24"], &["TOKEN", "GET"], &["TOKEN", "GET /other"]] {
        assert!(!is_authorized(&simple("GET /me", "GET", "/me", sources)), "{sources:?}");
    }
    assert!(is_authorized(&simple("GET /me", "GET", "/me", &["TOKEN", "GET /me"])));
    assert!(is_authorized(&simple("GET /me", "GET", "/me", &[])), "nothing is remembered without a source");
    let met = gate(&[("ROUTE_RULES", MET)]);
    assert_eq!(told(&met, &simple("GET /me", "GET", "/me", &["TOKEN"])).unwrap()["isAuthorized"], true);
}

#[test]
fn jwt_11_a_boolean_is_true_for_every_call_that_it_is_reused_for() {
    for (route_key, method, path, sources, expected) in [
        ("GET /orders/{id}", "GET", "/orders/42", &["TOKEN", "GET /orders/{id}"][..], true),
        ("DELETE /orders/{id}", "DELETE", "/orders/42", &["TOKEN", "DELETE /orders/{id}"], false),
        ("ANY /orders/{id}", "GET", "/orders/42", &["TOKEN", "ANY /orders/{id}"], false),
        ("ANY /orders/{id}", "GET", "/orders/42", &["TOKEN", "ANY /orders/{id}", "GET"], true),
        ("ANY /orders/{id}", "DELETE", "/orders/42", &["TOKEN", "ANY /orders/{id}", "DELETE"], false),
        ("ANY /admin/{proxy+}", "GET", "/admin/x", &["TOKEN", "ANY /admin/{proxy+}"], false),
        ("ANY /{proxy+}", "GET", "/me", &["TOKEN", "ANY /{proxy+}"], false),
        ("ANY /{proxy+}", "GET", "/me", &["TOKEN", "ANY /{proxy+}", "/me"], true),
        ("ANY /{proxy+}", "GET", "/orders/42", &["TOKEN", "ANY /{proxy+}", "/orders/42"], false),
        ("ANY /{proxy+}", "GET", "/admin/x", &["TOKEN", "ANY /{proxy+}", "/admin/x"], false),
        ("$default", "GET", "/me", &["TOKEN", "$default"], false),
        ("$default", "GET", "/me", &["TOKEN", "$default", "/me", "GET"], true),
        ("$default", "GET", "/admin/x", &["TOKEN", "$default", "/admin/x", "GET"], false),
        ("ANY /{proxy+}", "GET", "/$default/admin/x", &["TOKEN", "/$default/admin/x", "GET"], false),
    ] {
        assert_eq!(
            is_authorized(&simple(route_key, method, path, sources)),
            expected,
            "{route_key} {path} {sources:?}"
        );
    }
}

#[test]
fn jwt_11_a_caller_cannot_pose_as_an_identity_source() {
    for posed in ["GET /me", "/me", "GET"] {
        let event = simple("GET /me", "GET", "/me", &["TOKEN", "GET /me", "/me", "GET"]);
        assert!(is_authorized(&event));
        let mut event: Value = serde_json::from_str(&simple("GET /me", "GET", "/me", &["TOKEN", posed])).unwrap();
        event["requestContext"]["http"]["userAgent"] = json!(posed);
        assert!(!is_authorized(&event.to_string()), "{posed}");
    }
}

#[test]
fn jwt_11_other_spellings_of_a_path_are_denied_wherever_the_path_counts() {
    for path in ["/%61dmin/x", "//admin/x", "/x/../admin/x", "/admin%2Fx", "/%2561dmin/x", "/./admin/x", "/x\\admin"] {
        for sources in [&["TOKEN", path, "GET"][..], &["TOKEN", "ANY /{proxy+}", path], &["TOKEN", "$default"], &[]] {
            assert!(!is_authorized(&simple("ANY /{proxy+}", "GET", path, sources)), "{path}");
            assert!(!is_authorized(&simple("$default", "GET", path, sources)), "{path}");
        }
    }
}

#[test]
fn jwt_11_a_base_path_before_a_path_does_not_hide_it() {
    for sources in [json!([]), json!([format!("Bearer {}", token()), "/v1/admin/x", "GET"])] {
        let mut event: Value = serde_json::from_str(&simple("$default", "GET", "/v1/admin/x", &[])).unwrap();
        event["identitySource"] = sources;
        assert!(is_authorized(&event.to_string()), "not a path of the rule");
        event["routeArn"] = json!(format!("{API}/GET/admin/x"));
        assert!(!is_authorized(&event.to_string()));
        event["routeArn"] = json!("unknown");
        assert!(!is_authorized(&event.to_string()));
    }
}
