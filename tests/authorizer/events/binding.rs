//! Tokens that are bound to a client count for that client alone.

use authorizer::Denied;
use serde_json::{Value, json};
use shared::tokens::ContextClaims;
use tests::service::START;

use super::{APPSYNCS, EVERY, HTTP_1, HTTP_2, KEYS, REST_REQUEST, REST_TOKEN, WEBSOCKET, gate, told};
use crate::deployed::samples::PLACEHOLDER;

const ADDRESS: &str = "203.0.113.24";
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn bound(address: Option<&str>, agent: Option<&str>) -> String {
    KEYS.token_with(START, |claims| {
        let ip = address.map(|address| ContextClaims::of_address(&claims.jti, address.parse().unwrap()));
        let ua = agent.map(|agent| ContextClaims::of_user_agent(&claims.jti, agent));
        claims.ctx = Some(ContextClaims { ip, ua });
    })
}

/// A sample with this token, whose answer is remembered under all that it may be bound to.
fn event(sample: &str, token: &str) -> Value {
    let mut event: Value = serde_json::from_str(&sample.replace(PLACEHOLDER, token)).unwrap();
    let bearer = format!("Bearer {token}");
    match sample {
        HTTP_2 => event["identitySource"] = json!([bearer, ADDRESS, AGENT]),
        HTTP_1 => {
            event["identitySource"] = json!(format!("{bearer},{ADDRESS},{AGENT}"));
            event["requestContext"]["identity"]["userAgent"] = json!(AGENT);
        }
        _ => {}
    }
    event
}

const TELLING: [&str; 4] = [HTTP_2, HTTP_1, REST_REQUEST, WEBSOCKET];

fn is_allowed(event: &Value) -> Result<bool, Denied> {
    // Of a REST API only the operator knows that nothing is reused.
    let settings: &[(&str, &str)] =
        if event.get("version").is_none() { &[("AUTHORIZER_RESULT_TTL_SECONDS", "0")] } else { &[] };
    is_allowed_with(settings, event)
}

fn is_allowed_with(settings: &[(&str, &str)], event: &Value) -> Result<bool, Denied> {
    let answer = told(&gate(settings), &event.to_string())?;
    let allowed = json!("Allow") == answer["policyDocument"]["Statement"][0]["Effect"];
    Ok(allowed || answer["isAuthorized"] == true)
}

#[test]
fn a_bound_token_counts_for_its_client() {
    for sample in TELLING {
        for token in [bound(Some(ADDRESS), Some(AGENT)), bound(Some(ADDRESS), None), bound(None, Some(AGENT))] {
            assert_eq!(is_allowed(&event(sample, &token)), Ok(true), "{sample}");
        }
    }
}

#[test]
fn jwt_12_a_token_that_is_bound_elsewhere_is_unauthorized() {
    for sample in TELLING {
        for token in [
            bound(Some("203.0.113.25"), None),
            bound(Some("203.0.113.25"), Some(AGENT)),
            bound(Some("2001:db8::1"), None),
            bound(None, Some("curl/8")),
            bound(Some(ADDRESS), Some("")),
            bound(None, None),
        ] {
            assert_eq!(is_allowed(&event(sample, &token)), Err(Denied::Elsewhere), "{sample}");
        }
    }
}

#[test]
fn jwt_12_the_client_is_whom_the_gateway_saw_and_never_whom_a_header_names() {
    let token = bound(Some("198.51.100.7"), Some("curl/8"));
    for sample in TELLING {
        let mut event = event(sample, &token);
        for (name, value) in
            [("x-forwarded-for", "198.51.100.7"), ("X-Forwarded-For", "198.51.100.7"), ("user-agent", "curl/8")]
        {
            event["headers"][name] = json!(value);
        }
        // The other payload's place.
        let other = if sample == HTTP_2 { "identity" } else { "http" };
        event["requestContext"][other] = json!({ "sourceIp": "198.51.100.7", "userAgent": "curl/8" });
        event["sourceIp"] = json!("198.51.100.7");
        assert_eq!(is_allowed(&event), Err(Denied::Elsewhere), "{sample}");
    }
}

#[test]
fn jwt_12_where_the_gateway_does_not_tell_who_calls_a_bound_token_counts_for_nothing() {
    for token in [bound(Some(ADDRESS), None), bound(None, Some(AGENT))] {
        assert_eq!(is_allowed(&event(REST_TOKEN, &token)), Err(Denied::Elsewhere));
        for (sample, _) in APPSYNCS {
            let appsync = told(&gate(&[]), &event(sample, &token).to_string());
            assert_eq!(appsync, Ok(json!({ "isAuthorized": false, "ttlOverride": 0 })));
        }
        for sample in TELLING {
            for missing in [json!(null), json!({}), json!({ "sourceIp": null, "userAgent": null })] {
                let mut event = event(sample, &token);
                event["requestContext"][if sample == HTTP_2 { "http" } else { "identity" }] = missing;
                assert_eq!(is_allowed(&event), Err(Denied::Elsewhere), "{sample}");
            }
        }
    }
    for address in ["", "unknown", "203.0.113.24, 198.51.100.7", "203.0.113.24:443"] {
        let mut event = event(REST_REQUEST, &bound(Some(ADDRESS), None));
        event["requestContext"]["identity"]["sourceIp"] = json!(address);
        assert_eq!(is_allowed(&event), Err(Denied::Elsewhere), "{address}");
    }
}

#[test]
fn jwt_11_a_bound_token_is_forbidden_where_the_answer_would_be_reused_for_other_clients() {
    let token = bound(Some(ADDRESS), Some(AGENT));
    let bearer = format!("Bearer {token}");
    for sources in [json!([bearer]), json!([bearer, ADDRESS]), json!([bearer, AGENT]), json!([bearer, "203.0.113.2"])] {
        let mut event = event(HTTP_2, &token);
        event["identitySource"] = sources;
        assert_eq!(told(&gate(&[]), &event.to_string()), Ok(json!({ "isAuthorized": false })));
        let answer = told(&gate(&[("HTTP_API_RESPONSES", "iam")]), &event.to_string()).unwrap();
        let stage = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default/*";
        let denial = json!([{ "Action": "execute-api:Invoke", "Effect": "Deny", "Resource": stage }]);
        assert_eq!(answer["policyDocument"]["Statement"], denial);
        assert!(answer.get("context").is_none());
    }
    for sources in [bearer.clone(), format!("{bearer},{ADDRESS}"), format!("{bearer},{AGENT}")] {
        let mut event = event(HTTP_1, &token);
        event["identitySource"] = json!(sources);
        assert_eq!(is_allowed(&event), Ok(false), "{sources}");
    }
    let mut event = event(HTTP_2, &token);
    event["identitySource"] = json!([]);
    assert_eq!(is_allowed(&event), Ok(true), "nothing is remembered without a source");
}

#[test]
fn jwt_11_where_a_rest_api_may_reuse_answers_a_bound_token_is_forbidden_since_nothing_tells_for_whom() {
    let event = event(REST_REQUEST, &bound(Some(ADDRESS), None));
    for (settings, allowed) in [
        (&[][..], false),
        (&[("AUTHORIZER_RESULT_TTL_SECONDS", "300")][..], false),
        (&[("AUTHORIZER_RESULT_TTL_SECONDS", "0")][..], true),
    ] {
        assert_eq!(is_allowed_with(settings, &event), Ok(allowed), "{settings:?}");
    }
}

#[test]
fn where_no_answer_is_reused_a_bound_token_needs_no_identity_source() {
    let token = bound(Some(ADDRESS), Some(AGENT));
    let mut event = event(HTTP_2, &token);
    event["identitySource"] = json!([format!("Bearer {token}")]);
    assert_eq!(is_allowed_with(&[], &event), Ok(false));
    assert_eq!(is_allowed_with(&[("AUTHORIZER_RESULT_TTL_SECONDS", "0")], &event), Ok(true));
}

#[test]
fn an_address_of_ipv6_is_its_network() {
    let mut event = event(REST_REQUEST, &bound(Some("2001:db8:1:2::1"), None));
    for (address, expected) in [
        ("2001:db8:1:2:ffff::9", Ok(true)),
        ("2001:0DB8:0001:0002::7", Ok(true)),
        ("2001:db8:1:3::1", Err(Denied::Elsewhere)),
        ("::ffff:203.0.113.24", Err(Denied::Elsewhere)),
    ] {
        event["requestContext"]["identity"]["sourceIp"] = json!(address);
        assert_eq!(is_allowed(&event), expected, "{address}");
    }
}

#[test]
fn a_token_that_is_not_bound_asks_nothing_about_the_client() {
    for sample in EVERY {
        let mut event = event(sample, &KEYS.token(START));
        if let Some(context) = event.get_mut("requestContext").and_then(Value::as_object_mut) {
            context.remove("identity");
            context.remove("http");
        }
        assert_eq!(is_allowed(&event), Ok(true), "{sample}");
    }
}
