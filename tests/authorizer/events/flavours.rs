//! WebSocket and AppSync APIs, and HTTP APIs that take policies.

use authorizer::Denied;
use serde_json::{Value, json};
use shared::tokens::TokenRefused;
use tests::damaged;
use tests::service::START;

use super::{
    APPSYNC, APPSYNC_EVENT, APPSYNCS, HTTP_1, HTTP_2, KEYS, REST_REQUEST, REST_TOKEN, WEBSOCKET, changed, decide, gate,
    token, told, valid, with, without,
};
use crate::deployed::samples::{context, policy};

const SOCKETS: &str = "arn:aws:execute-api:eu-central-1:123456789012:w1x2y3z4a5/prod";

/// A connection with these headers.
fn connecting(headers: &Value, multiple: &Value) -> Result<Value, Denied> {
    decide(changed(WEBSOCKET, |event| {
        event["headers"] = headers.clone();
        event["multiValueHeaders"] = multiple.clone();
    }))
}

#[test]
fn a_browser_connects_with_the_token_among_the_protocols() {
    let token = token();
    for protocols in [
        format!("bearer.{token}"),
        format!("otp, bearer.{token}"),
        format!("bearer.{token},otp"),
        format!("otp,\tbearer.{token} , v2.otp"),
    ] {
        for name in ["Sec-WebSocket-Protocol", "sec-websocket-protocol", "SEC-WEBSOCKET-PROTOCOL"] {
            let headers = json!({ name: protocols, "Origin": "https://www.example.org" });
            assert_eq!(connecting(&headers, &json!({ name: [protocols] })), Ok(policy(SOCKETS)), "{protocols}");
        }
    }
    let headers = json!({ "Authorization": format!("Bearer {token}"), "Sec-WebSocket-Protocol": "otp" });
    assert_eq!(connecting(&headers, &json!(null)), Ok(policy(SOCKETS)));
}

#[test]
fn jwt_10_a_connection_has_exactly_one_token() {
    let token = token();
    let (protocol, bearer) = (format!("bearer.{token}"), format!("Bearer {token}"));
    for headers in [
        json!({}),
        json!({ "Sec-WebSocket-Protocol": "" }),
        json!({ "Sec-WebSocket-Protocol": "otp" }),
        json!({ "Sec-WebSocket-Protocol": token }),
        json!({ "Sec-WebSocket-Protocol": bearer }),
        json!({ "Sec-WebSocket-Protocol": format!("Bearer.{token}") }),
        json!({ "Sec-WebSocket-Protocol": format!("bearer. {token}") }),
        json!({ "Sec-WebSocket-Protocol": format!("bearer.{token} x") }),
        json!({ "Sec-WebSocket-Protocol": format!("{protocol}, {protocol}") }),
        json!({ "Sec-WebSocket-Protocol": format!("{protocol}, bearer.other") }),
        json!({ "Sec-WebSocket-Protocol": protocol, "sec-websocket-protocol": "otp" }),
        json!({ "Sec-WebSocket-Protocol": protocol, "Authorization": bearer }),
        json!({ "Sec-WebSocket-Protocol": protocol, "Authorization": "" }),
        json!({ "Authorization": bearer, "authorization": bearer }),
        json!({ "X-Authorization": bearer }),
    ] {
        let denied = connecting(&headers, &json!(null));
        let none = [Err(Denied::NoToken), Err(Denied::Token(TokenRefused::Malformed))];
        assert!(none.contains(&denied), "{headers}: {denied:?}");
    }
    let headers = json!({ "Sec-WebSocket-Protocol": protocol });
    for listed in [json!(["otp", protocol]), json!([protocol, "otp"]), json!(["otp"]), json!([])] {
        let multiple = json!({ "Sec-WebSocket-Protocol": listed });
        assert_eq!(connecting(&headers, &multiple), Err(Denied::NoToken), "{multiple}");
    }
}

#[test]
fn jwt_10_a_token_in_the_address_of_a_connection_does_not_count() {
    let event = changed(WEBSOCKET, |event| {
        event["headers"] = json!({});
        event["multiValueHeaders"] = json!({});
        event["queryStringParameters"] = json!({ "access_token": token(), "authorization": token(), "token": token() });
        event["authorizationToken"] = json!(format!("Bearer {}", token()));
    });
    assert_eq!(decide(event), Err(Denied::NoToken));
}

#[test]
fn jwt_10_only_a_connection_is_a_connection() {
    for event_type in ["MESSAGE", "DISCONNECT", "connect", ""] {
        let event = changed(WEBSOCKET, |event| event["requestContext"]["eventType"] = json!(event_type));
        assert_eq!(decide(event), Err(Denied::UnknownEvent), "{event_type}");
    }
    for arn in ["", "$disconnect", "$default", "sendMessage", "GET/x", "$connect/x", "*"] {
        let event = with(WEBSOCKET, "methodArn", &json!(format!("{SOCKETS}/{arn}")));
        assert_eq!(decide(event), Err(Denied::UnknownEvent), "{arn}");
    }
    for version in ["1.0", "2.0"] {
        let event = changed(WEBSOCKET, |event| {
            event["version"] = json!(version);
            event["headers"] = json!({ "Sec-WebSocket-Protocol": format!("bearer.{}", token()) });
        });
        assert!(decide(event).is_err(), "{version}");
    }
}

#[test]
fn an_appsync_token_stands_alone_or_behind_bearer() {
    for value in [token().to_owned(), format!("Bearer {}", token()), format!("bearer {}", token())] {
        for (sample, told) in APPSYNCS {
            let answer = decide(with(sample, "authorizationToken", &json!(value)));
            assert_eq!(answer, Ok(json!({ "isAuthorized": true, told: context(), "ttlOverride": 0 })));
        }
    }
}

/// The event of an operation on a channel; a client that connects names none.
fn operation(operation: &Value, channel: &Value) -> String {
    changed(APPSYNC_EVENT, |event| {
        event["requestContext"]["operation"] = operation.clone();
        event["requestContext"]["channelNamespaceName"] = channel.clone();
        event["requestContext"]["channel"] = channel.clone();
    })
}

#[test]
fn the_handlers_of_an_event_api_learn_who_calls_for_each_of_its_operations() {
    let allowed = json!({ "isAuthorized": true, "handlerContext": context(), "ttlOverride": 0 });
    for name in ["EVENT_CONNECT", "EVENT_SUBSCRIBE", "EVENT_PUBLISH"] {
        for channel in [json!(null), json!("orders"), json!("/orders/*")] {
            assert_eq!(decide(operation(&json!(name), &channel)), Ok(allowed.clone()), "{name}");
        }
        let without_channel = changed(APPSYNC_EVENT, |event| {
            let context = event["requestContext"].as_object_mut().unwrap();
            context.insert("operation".to_owned(), json!(name));
            context.remove("channel");
            context.remove("channelNamespaceName");
        });
        assert_eq!(decide(without_channel), Ok(allowed.clone()), "{name}");
    }
}

#[test]
fn jwt_10_an_operation_that_no_appsync_api_has_is_denied() {
    for name in ["", "EVENT", "EVENT_UNSUBSCRIBE", "event_publish", "EVENT_PUBLISH ", "PUBLISH", "$connect"] {
        assert_eq!(decide(operation(&json!(name), &json!("orders"))), Err(Denied::UnknownEvent), "{name}");
    }
    for other in [json!(1), json!([]), json!(["EVENT_PUBLISH"]), json!({}), json!(true)] {
        assert_eq!(decide(operation(&other, &json!("orders"))), Err(Denied::UnknownEvent), "{other}");
    }
    let of_both = changed(APPSYNC, |event| event["requestContext"]["operation"] = json!("EVENT_PUBLISH"));
    assert_eq!(decide(of_both), Err(Denied::UnknownEvent));
    let without = operation(&json!(null), &json!(null));
    assert!(decide(without).unwrap().get("handlerContext").is_none(), "of no operation: a GraphQL API's");
}

#[test]
fn jwt_10_a_denied_call_of_appsync_is_an_answer_that_is_not_remembered() {
    let denied = json!({ "isAuthorized": false, "ttlOverride": 0 });
    for value in ["", " ", "Bearer", "Bearer x.y.z", "x.y.z", "Basic eDp5", "Bearer  x", "x y z", "\u{e9}"] {
        for (sample, _) in APPSYNCS {
            let event = with(sample, "authorizationToken", &json!(value));
            assert!(decide(&event).is_err(), "{value}");
            assert_eq!(told(&gate(&[("AUTHORIZER_RESULT_TTL_SECONDS", "60")]), &event), Ok(denied.clone()), "{value}");
        }
    }
}

#[test]
fn an_appsync_answer_is_remembered_no_longer_than_the_token_lives() {
    for (life, result_ttl, expected) in [(900, "60", 60), (900, "3600", 900), (7, "60", 7), (0, "60", 0), (900, "0", 0)]
    {
        let token = KEYS.token_with(START, |claims| claims.exp = START.plus(life));
        for (sample, _) in APPSYNCS {
            let event = with(sample, "authorizationToken", &json!(token));
            let answer = told(&gate(&[("AUTHORIZER_RESULT_TTL_SECONDS", result_ttl)]), &event).unwrap();
            assert_eq!(answer["ttlOverride"], expected, "{life} {result_ttl}");
        }
    }
}

#[test]
fn jwt_10_an_event_that_is_not_quite_appsyncs_is_denied() {
    let told = |event: &str| told(&gate(&[]), event);
    for field in ["authorizationToken", "requestContext", "requestHeaders"] {
        for (sample, _) in APPSYNCS {
            assert_eq!(told(&without(sample, field)), Err(Denied::UnknownEvent), "{field}");
        }
    }
    for (field, value) in [
        ("authorizationToken", json!(null)),
        ("authorizationToken", json!([token()])),
        ("requestContext", json!({})),
        ("requestContext", json!({ "apiId": null })),
        ("requestHeaders", json!([])),
        ("type", json!("AUTHORIZER")),
        ("version", json!("2.0")),
        ("methodArn", json!("arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/me")),
        ("routeArn", json!("arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/me")),
    ] {
        for (sample, _) in APPSYNCS {
            assert_eq!(told(&with(sample, field, &value)), Err(Denied::UnknownEvent), "{field} {value}");
        }
    }
}

#[test]
fn jwt_10_a_header_beyond_8_kilobytes_is_refused_unread() {
    let long = "a".repeat(8_192);
    let too_long = Err(Denied::Token(TokenRefused::TooLong));
    for value in [format!("Bearer  {long}"), format!("Basic {long}xx"), format!("{long}bbbbbbbb"), "é".repeat(8_192)] {
        for (sample, _) in APPSYNCS {
            assert_eq!(decide(with(sample, "authorizationToken", &json!(value))), too_long, "{value:.20}");
        }
        let bearer = json!({ "authorization": value });
        assert_eq!(
            decide(changed(HTTP_2, |event| {
                event["headers"] = bearer;
                event["identitySource"] = json!([value]);
            })),
            too_long,
            "{value:.20}"
        );
        assert_eq!(connecting(&json!({ "Sec-WebSocket-Protocol": value }), &json!(null)), too_long, "{value:.20}");
    }
}

#[test]
fn jwt_11_a_policy_for_an_http_api_needs_a_stage_without_wildcards() {
    let iam = gate(&[("HTTP_API_RESPONSES", "iam")]);
    for arn in [
        "*",
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/*/GET/me",
        "arn:aws:execute-api:eu-central-1:123456789012:*/$default/GET/me",
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5",
    ] {
        assert_eq!(told(&iam, &with(HTTP_2, "routeArn", &json!(arn))), Err(Denied::UnknownEvent), "{arn}");
    }
    let stage = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default";
    assert_eq!(told(&iam, &valid(HTTP_2).to_string()), Ok(policy(stage)));
}

#[test]
fn an_http_api_is_told_of_a_bad_token_as_it_is_set_to_and_every_other_gateway_by_an_error() {
    let bad = |sample: &str| valid(sample).to_string().replace(token(), &damaged(token()));
    let refused = Err(Denied::Token(TokenRefused::BadSignature));
    for setting in ["error", "deny"] {
        for responses in ["simple", "iam"] {
            let gate = gate(&[("HTTP_API_BAD_TOKENS", setting), ("HTTP_API_RESPONSES", responses)]);
            let http_2 = told(&gate, &bad(HTTP_2));
            let http_1 = told(&gate, &bad(HTTP_1));
            match (setting, responses) {
                ("error", _) => assert_eq!((http_2, http_1), (refused.clone(), refused.clone())),
                (_, "simple") => {
                    assert_eq!((http_2.unwrap(), denies(&http_1.unwrap())), (json!({ "isAuthorized": false }), true));
                }
                _ => assert!(denies(&http_2.unwrap()) && denies(&http_1.unwrap())),
            }
            for other in [REST_TOKEN, REST_REQUEST, WEBSOCKET] {
                assert_eq!(told(&gate, &bad(other)), refused, "{setting}");
            }
            assert!(told(&gate, &valid(HTTP_2).to_string()).is_ok(), "a good one passes in either setting");
        }
    }
}

/// Whether a policy denies the whole stage, and says of nobody who it is.
fn denies(answer: &serde_json::Value) -> bool {
    let statement = &answer["policyDocument"]["Statement"][0];
    let whole = statement["Resource"].as_str().is_some_and(|resource| resource.ends_with("/$default/*"));
    statement["Effect"] == "Deny" && whole && answer["principalId"] == "nobody" && answer.get("context").is_none()
}
