use std::net::IpAddr;

use serde_json::json;

use super::{claims_with, parsed};
use crate::ContextClaims;

const AGENT: &str = "Mozilla/5.0";

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn of_address(text: &str) -> String {
    ContextClaims::of_address("jti-1", address(text))
}

fn of_agent() -> String {
    ContextClaims::of_user_agent("jti-1", AGENT)
}

#[test]
fn a_token_that_is_not_bound_may_be_used_by_anybody() {
    let claims = parsed(&super::claims("jti-1"));
    assert!(claims.may_be_used_by(None, None));
    assert!(claims.may_be_used_by(Some(address("192.0.2.1")), Some(AGENT)));
}

#[test]
fn jwt_12_a_bound_token_may_be_used_only_from_where_it_is_bound_to() {
    let bound_to = |ctx| parsed(&claims_with("ctx", &ctx));
    let by_address = bound_to(json!({ "ip": of_address("192.0.2.1") }));
    assert!(by_address.may_be_used_by(Some(address("192.0.2.1")), None));
    assert!(by_address.may_be_used_by(Some(address("::ffff:192.0.2.1")), None), "the same address, mapped");
    assert!(!by_address.may_be_used_by(Some(address("192.0.2.2")), None));
    assert!(!by_address.may_be_used_by(None, Some(AGENT)), "an unknown address fits nothing");

    let by_network = bound_to(json!({ "ip": of_address("2001:db8::1") }));
    assert!(by_network.may_be_used_by(Some(address("2001:db8::ffff:2")), None), "one /64");
    assert!(!by_network.may_be_used_by(Some(address("2001:db8:0:1::1")), None));

    let by_agent = bound_to(json!({ "ua": of_agent() }));
    assert!(by_agent.may_be_used_by(None, Some(AGENT)));
    assert!(!by_agent.may_be_used_by(None, Some("curl/8")));
    assert!(!by_agent.may_be_used_by(Some(address("192.0.2.1")), None));

    let by_both = bound_to(json!({ "ip": of_address("192.0.2.1"), "ua": of_agent() }));
    assert!(by_both.may_be_used_by(Some(address("192.0.2.1")), Some(AGENT)));
    assert!(!by_both.may_be_used_by(Some(address("192.0.2.2")), Some(AGENT)));
    assert!(!by_both.may_be_used_by(Some(address("192.0.2.1")), Some("curl/8")));
}

#[test]
fn a_binding_that_names_nothing_known_fits_nobody() {
    for ctx in [json!({}), json!({ "device": "hash" })] {
        let claims = parsed(&claims_with("ctx", &ctx));
        assert!(!claims.may_be_used_by(Some(address("192.0.2.1")), Some(AGENT)), "{ctx}");
    }
}
