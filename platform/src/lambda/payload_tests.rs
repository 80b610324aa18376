use axum::body::Body;
use http::Request;
use http::header::COOKIE;
use serde_json::{Value, json};

use super::Event;

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
