use http::{HeaderMap, HeaderValue};

use super::*;

fn headers(values: &[&str]) -> HeaderMap {
    let value = |value: &&str| (AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    values.iter().map(value).collect()
}

#[test]
fn oa_10_credentials_that_authenticate_no_client_count_for_nothing() {
    for values in [
        &[][..],
        &[""],
        &[" "],
        &["Bearer"],
        &["Bearer x.y.z"],
        &["bearer  x.y.z \t"],
        &["Bearer \u{fc}"],
        &["Bearer [object Object]"],
        &["Bearer abc="],
        &["Basically x"],
        &["x Basic"],
        &["DPoP x.y.z"],
        &["Negotiate YII="],
        &["AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-central-1/x/aws4_request, SignedHeaders=host, Signature=00"],
        &[r#"Digest username="x", realm = "a, Basic b", uri="/token", response="00""#],
        &[r#"Digest realm="\", Basic b", nc=00000001"#],
        &["Bearer x", ""],
        &["Bearer x,"],
    ] {
        assert_eq!(check_public(&headers(values)), Ok(()), "{values:?}");
    }
}

#[test]
fn oa_10_basic_is_an_attempt_to_authenticate_wherever_it_stands() {
    for values in [
        &["Basic Zmlyc3QtcGFydHk6"][..],
        &["basic Zmlyc3QtcGFydHk6"],
        &["BASIC   Zmlyc3QtcGFydHk6"],
        &[" Basic x"],
        &["Basic"],
        &["Basic "],
        &["Basic\tx"],
        &["Basic \u{fc}"],
        &["Basic x", "Basic x"],
        &["Bearer x", "Basic x"],
        &["Basic x", "Bearer x"],
        &["Bearer x,Basic x"],
        &["Basic x,Bearer x"],
        &[r#"Digest realm="a", Basic x"#],
    ] {
        assert_eq!(check_public(&headers(values)), Err(OAuthError::InvalidClient { by_header: true }), "{values:?}");
    }
}

#[test]
fn oa_15_several_credentials_are_an_invalid_request() {
    for values in [
        &["Bearer x", "Bearer x"][..],
        &["Bearer x", "DPoP y"],
        &["Bearer x,Bearer y"],
        &["Bearer x, DPoP y"],
        &["Bearer x, y"],
        &[r#"Digest realm="a", Bearer x"#],
    ] {
        assert!(matches!(check_public(&headers(values)), Err(OAuthError::InvalidRequest(_))), "{values:?}");
    }
}
