use axum::extract::FromRequest;
use base64::Engine as _;
use http::{HeaderMap, HeaderValue, Request};

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
        assert!(matches!(basic(&headers(values)), Ok(None)), "{values:?}");
    }
}

#[test]
fn oa_07_basic_that_cannot_be_read_or_stands_beside_others_is_answered_in_kind() {
    for values in [
        &[" Basic x"][..],
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
        assert_eq!(basic(&headers(values)).err(), Some(OAuthError::InvalidClient { by_header: true }), "{values:?}");
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
        assert!(matches!(basic(&headers(values)), Err(OAuthError::InvalidRequest(_))), "{values:?}");
    }
}

fn encoded(pair: &str) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

#[test]
fn oa_07_both_parts_of_basic_are_decoded_as_in_forms() {
    for (pair, id, secret) in [
        ("web:secret", "web", "secret"),
        ("web:a:b", "web", "a:b"),
        ("we%3Ab:a%3ab", "we:b", "a:b"),
        ("web:100%25", "web", "100%"),
        ("a+b%2Bc:x+y", "a b+c", "x y"),
        ("%C3%BC:%F0%9F%94%91", "\u{fc}", "\u{1f511}"),
        ("web:", "web", ""),
        (":secret", "", "secret"),
    ] {
        for header in [encoded(pair), encoded(pair).replace("Basic ", "bASIC \t ")] {
            let read = basic(&headers(&[&header])).unwrap().unwrap();
            assert_eq!((read.id.as_str(), read.secret.expose()), (id, secret), "{pair}");
        }
    }
    for pair in ["web", "", "web:%", "web:%2", "web:%zz", "we%zz:b", "web:%ff", "web:%+1"] {
        assert!(basic(&headers(&[&encoded(pair)])).is_err(), "{pair}");
    }
    let unpadded = encoded("web:s").trim_end_matches('=').to_owned();
    for header in [unpadded.as_str(), "Basic d2ViOnM=x", "Basic d2ViOv8=", "Basic d2Vi OnM=", "Basic d2ViOnM= x"] {
        assert!(basic(&headers(&[header])).is_err(), "{header}");
    }
}

/// What a form with this header says of its client: id, secret, by the header or not.
async fn client(authorization: Option<&str>, body: &str) -> Result<(String, Option<String>, bool), OAuthError> {
    let mut request = Request::post("/token").header("content-type", "application/x-www-form-urlencoded");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let request = request.body(axum::body::Body::from(body.to_owned())).unwrap();
    let form = OAuthForm::from_request(request, &()).await?;
    let PresentedClient { id, secret, by_header } = form.client()?;
    Ok((id.to_owned(), secret.map(|secret| secret.expose().to_owned()), by_header))
}

#[tokio::test]
async fn oa_07_a_client_authenticates_in_one_way() {
    let basic = encoded("web:s");
    let owned = |id: &str, secret: Option<&str>, by_header| Ok((id.to_owned(), secret.map(str::to_owned), by_header));
    for (authorization, body, expected) in [
        (None, "client_id=web", owned("web", None, false)),
        (None, "client_id=web&client_secret=", owned("web", None, false)),
        (None, "client_id=web&client_secret=s", owned("web", Some("s"), false)),
        (Some("Bearer x"), "client_id=web&client_secret=s", owned("web", Some("s"), false)),
        (Some(basic.as_str()), "a=b", owned("web", Some("s"), true)),
        (Some(&basic), "client_id=web", owned("web", Some("s"), true)),
        (Some(&basic), "client_id=web&client_secret=", owned("web", Some("s"), true)),
        (Some(&basic), "client_id=other", Err(OAuthError::InvalidClient { by_header: true })),
        (None, "client_id=web&client_assertion=x", Err(OAuthError::InvalidClient { by_header: false })),
        (None, "client_id=web&client_assertion_type=x", Err(OAuthError::InvalidClient { by_header: false })),
    ] {
        assert_eq!(client(authorization, body).await, expected, "{authorization:?} {body}");
    }
    for (authorization, body) in [
        (Some(basic.as_str()), "client_id=web&client_secret=s"),
        (Some(&basic), "client_secret=s"),
        (Some(&basic), "client_assertion=x"),
        (None, "client_id=web&client_secret=s&client_assertion=x"),
        (None, "client_secret=s"),
        (None, "a=b"),
        (None, "client_id="),
    ] {
        let refused = client(authorization, body).await;
        assert!(matches!(refused, Err(OAuthError::InvalidRequest(_))), "{authorization:?} {body}: {refused:?}");
    }
}
