use axum::body::Body;
use http::Request;
use http::header::COOKIE;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use serde_json::{Value, json};

use super::{Event, MOST_HEADERS};
use crate::http::{Caller, Principal};

fn request(more: &Value) -> Request<Body> {
    let mut event = json!({ "rawPath": "/otp/request", "requestContext": { "http": { "method": "POST" } } });
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value::<Event>(event).unwrap().into_request().unwrap()
}

#[test]
fn every_cookie_of_an_event_arrives_whatever_stands_beside_it() {
    for (event, expected) in [
        (json!({}), ""),
        (json!({ "cookies": null }), ""),
        (json!({ "cookies": [] }), ""),
        (json!({ "cookies": ["a=1"] }), "a=1"),
        (json!({ "cookies": ["a=1", "b=\"2\"", "a=3; c=4"] }), "a=1; b=\"2\"; a=3; c=4"),
        (json!({ "cookies": ["a=\u{1}", "b=2", "c=\r\nd=3", "e=\u{7f}", "f=\u{e9}"] }), "b=2; f=\u{e9}"),
        (json!({ "headers": { "cookie": "a=1; b=2" } }), "a=1; b=2"),
    ] {
        assert_eq!(crate::http::cookies(request(&event).headers()), expected, "{event}");
    }
    assert_eq!(request(&json!({ "cookies": ["a=1", "b=2"] })).headers().get_all(COOKIE).iter().count(), 2);
}

/// An event that has everything the crate's conversion looks at.
fn sample() -> Value {
    json!({
        "version": "2.0",
        "routeKey": "ANY /otp/request",
        "rawPath": "/otp/request",
        "rawQueryString": "",
        "headers": { "host": "login.example.org", "x-forwarded-proto": "https" },
        "requestContext": {
            "domainName": "login.example.org",
            "http": { "method": "POST", "sourceIp": "203.0.113.24" },
            "stage": "$default",
        },
        "isBase64Encoded": false,
    })
}

fn with(place: &str, value: impl Into<Value>) -> Value {
    let mut event = sample();
    let (parent, name) = place.rsplit_once('/').unwrap();
    event.pointer_mut(parent).unwrap()[name] = value.into();
    event
}

/// The crate's own reading and conversion, without any of ours.
fn conversion_panics(event: &Value) -> bool {
    std::panic::catch_unwind(|| {
        let event: ApiGatewayV2httpRequest = serde_json::from_value(event.clone()).expect("an event");
        Request::from(LambdaRequest::ApiGatewayV2(event))
    })
    .is_err()
}

fn ours(event: &Value) -> Option<Request<Body>> {
    serde_json::from_value::<Event>(event.clone()).unwrap().into_request()
}

/// `request.rs`: `Url::parse(..).unwrap()` of scheme, host and path.
#[test]
fn what_makes_no_url_panics_in_the_crate_and_is_a_request_here() {
    assert!(!conversion_panics(&sample()));
    let scheme = "/headers/x-forwarded-proto";
    for (place, value) in [
        ("/headers/host", "["),
        ("/headers/host", "a b"),
        ("/headers/host", "a%zz"),
        ("/headers/host", "example.org:99999"),
        (scheme, ""),
        (scheme, "https,http"),
        (scheme, "1"),
    ] {
        let event = with(place, value);
        assert!(conversion_panics(&event), "{place} {value:?}");
        let request = ours(&event).unwrap();
        assert_eq!((request.method().as_str(), request.uri().to_string()), ("POST", "/otp/request".to_owned()));
        let name = place.rsplit_once('/').unwrap().1;
        assert_eq!(request.headers()[name], value, "and it is handed on as a header");
    }
    // The crate takes the path's first segment for the host.
    let swallowed = with("/headers/host", "");
    let theirs = Request::from(LambdaRequest::ApiGatewayV2(serde_json::from_value(swallowed.clone()).unwrap()));
    assert_eq!((theirs.uri().path(), ours(&swallowed).unwrap().uri().path()), ("/request", "/otp/request"));

    let mut event = with("/requestContext/domainName", "[");
    event["headers"] = json!({});
    assert!(conversion_panics(&event), "a domain");
    assert_eq!(ours(&event).unwrap().uri(), "/otp/request");
    // Where there is no host at all, and where there is one.
    for headers in [json!({}), json!({ "host": "login.example.org" })] {
        let mut event = with("/rawPath", ":x");
        event["headers"] = headers;
        event["requestContext"]["domainName"] = Value::Null;
        assert!(conversion_panics(&event), "a path that begins at no root: {event}");
        assert!(ours(&event).is_none());
    }
}

/// `request.rs`: `.expect("failed to build request")`, where a URL is no URI.
#[test]
fn what_makes_no_uri_panics_in_the_crate_and_is_a_request_here() {
    for (query, handed_on) in
        [("a=\"", "a=%22"), ("a=<b>", "a=%3Cb%3E"), ("a= b", "a=%20b"), ("a=\u{1}\r\n", "a=%01%0D%0A")]
    {
        let event = with("/rawQueryString", query);
        assert!(conversion_panics(&event), "{query:?}");
        assert_eq!(ours(&event).unwrap().uri().query(), Some(handed_on), "{query:?}");
    }
    let long = "a".repeat(70_000);
    for (place, value) in [("/rawPath", format!("/{long}")), ("/rawQueryString", long.clone())] {
        let event = with(place, value);
        assert!(conversion_panics(&event), "{place}");
        assert!(ours(&event).is_none(), "{place}: longer than a URI can be, and than a gateway takes");
    }
    for (scheme, host) in [(long.get(..65).unwrap(), "example.org"), ("foo", ""), ("foo", "a\"b")] {
        let event = with("/headers", json!({ "x-forwarded-proto": scheme, "host": host }));
        assert!(conversion_panics(&event), "{scheme} {host}");
        assert_eq!(ours(&event).unwrap().uri(), "/otp/request");
    }
    let event = with("/requestContext/stage", long);
    assert!(conversion_panics(&event), "a stage");
    assert_eq!(ours(&event).unwrap().uri(), "/otp/request");
}

/// `Body::from_maybe_encoded`: `.expect("failed to decode aws base64 encoded body")`.
#[tokio::test]
async fn a_body_that_is_no_base64_panics_in_the_crate_and_is_empty_here() {
    for (body, decoded) in [("%%%", None), ("YQ", None), ("YQ==\n", None), ("YR==", None), ("YQ==", Some("a"))] {
        let mut event = with("/body", body);
        event["isBase64Encoded"] = json!(true);
        assert_eq!(conversion_panics(&event), decoded.is_none(), "{body:?}");
        let bytes = axum::body::to_bytes(ours(&event).unwrap().into_body(), 10).await.unwrap();
        assert_eq!(bytes, decoded.unwrap_or_default(), "{body:?}");
    }
}

/// `HeaderMap::insert`: `.expect("size overflows MAX_SIZE")`, while the event is read and no runtime catches it.
#[test]
fn more_headers_than_a_map_holds_panic_in_the_crate_and_are_no_request_here() {
    let headers = |count: usize| (0..count).map(|number| (format!("x-{number}"), json!(""))).collect::<Value>();
    let event = with("/headers", headers(40_000));
    assert!(conversion_panics(&event));
    assert!(ours(&event).is_none());
    assert_eq!(ours(&with("/headers", headers(MOST_HEADERS))).unwrap().headers().len(), MOST_HEADERS);
}

#[test]
fn what_the_crate_refuses_to_read_is_a_request_where_no_function_reads_it() {
    for (place, value) in [
        ("/path", json!("/other")),
        ("/queryStringParameters", json!([])),
        ("/stageVariables", json!({ "a": 1 })),
        ("/requestContext/timeEpoch", json!("now")),
        ("/requestContext/authentication", json!({ "clientCert": {} })),
        ("/requestContext/http/path", json!(1)),
        ("/requestContext/authorizer", json!({ "jwt": 1, "lambda": {} })),
        ("/headers", json!({ "a b": "c" })),
        ("/headers", json!({ "a": "\u{1}" })),
        ("/headers", json!({ "a": { "b": "c" } })),
    ] {
        let event = with(place, value);
        assert!(serde_json::from_value::<ApiGatewayV2httpRequest>(event.clone()).is_err(), "{event}");
        let request = ours(&event).unwrap();
        let headers = if place == "/headers" { 0 } else { 2 };
        assert_eq!((request.uri().path(), request.headers().len()), ("/otp/request", headers), "{event}");
    }
}

#[test]
fn what_is_no_call_is_an_event_without_a_request() {
    for event in [
        json!(null),
        json!([]),
        json!("POST"),
        json!({}),
        json!({ "rawPath": "/otp/request" }),
        json!({ "path": "/otp/request", "httpMethod": "POST", "requestContext": {} }),
        with("/rawPath", Value::Null),
        with("/rawPath", 1),
        with("/requestContext", json!([])),
        with("/requestContext/http", Value::Null),
        with("/requestContext/http/method", ""),
        with("/requestContext/http/method", "PO ST"),
        with("/requestContext/http/method", Value::Null),
        with("/headers", json!([])),
        with("/cookies", json!([1])),
        with("/body", json!({})),
    ] {
        assert!(ours(&event).is_none(), "{event}");
    }
    let lone = r#"{"rawPath":"\ud800","requestContext":{"http":{"method":"GET"}}}"#;
    assert!(serde_json::from_str::<Event>(lone).unwrap().into_request().is_none());
}

#[test]
fn a_query_arrives_as_it_was_sent_beside_the_path_that_routers_know() {
    for (raw, query) in [
        ("", None),
        ("a", Some("a")),
        ("a=1&a=2&b=&=c", Some("a=1&a=2&b=&=c")),
        ("a=%C3%A9%2f+%zz%&b=%00", Some("a=%C3%A9%2f+%zz%&b=%00")),
        ("?/:@!$'()*,;~[]{}|\\^`", Some("?/:@!$'()*,;~[]{}|\\^`")),
        ("a=#b", Some("a=%23b")),
        ("a=\u{e9}", Some("a=%C3%A9")),
    ] {
        for stage in ["$default", "prod"] {
            let mut event = with("/rawQueryString", raw);
            event["rawPath"] = json!("/prod/otp/request");
            event["requestContext"]["stage"] = json!(stage);
            let request = ours(&event).unwrap();
            assert_eq!((request.uri().path(), request.uri().query()), ("/otp/request", query), "{raw}");
            assert_eq!((request.uri().scheme(), request.uri().authority()), (None, None), "{raw}");
        }
    }
    // Nothing resolves the dots of a path.
    for path in ["/a/../otp/request", "/%2e%2e/me", "/./me"] {
        let mut event = with("/rawPath", path);
        event["routeKey"] = json!("$default");
        event["rawQueryString"] = json!("a=b");
        assert_eq!(ours(&event).unwrap().uri().to_string(), format!("{path}?a=b"));
    }
}

#[test]
fn caller_and_principal_are_the_gateways_word_alone() {
    let mut event = with("/headers/x-forwarded-for", "198.51.100.7");
    event["headers"]["user-agent"] = json!("told");
    event["requestContext"]["http"]["userAgent"] = json!("seen");
    event["requestContext"]["authorizer"] = json!({ "lambda": { "sub": "email:ada@example.org", "n": 1 } });
    let request = ours(&event).unwrap();
    let caller = Caller { address: "203.0.113.24".parse().ok(), user_agent: Some("seen".to_owned()) };
    assert_eq!(request.extensions().get::<Caller>(), Some(&caller));
    let Principal(context) = request.extensions().get::<Principal>().unwrap();
    assert_eq!(Value::Object(context.clone()), json!({ "sub": "email:ada@example.org", "n": 1 }));
    for nobody in [json!(null), json!({}), json!({ "lambda": null }), json!({ "lambda": {} }), json!({ "iam": {} })] {
        let request = ours(&with("/requestContext/authorizer", nobody)).unwrap();
        assert!(request.extensions().get::<Principal>().is_none());
    }
    let request = ours(&with("/requestContext/http/sourceIp", "nowhere")).unwrap();
    assert_eq!(request.extensions().get::<Caller>(), Some(&Caller::default()));
}
