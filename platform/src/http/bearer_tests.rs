use axum::body::Body;

use super::*;

async fn token(method: Method, headers: &[(&str, &str)], body: &str) -> Result<String, NoToken> {
    let mut request = Request::builder().method(method).uri("/userinfo?access_token=of.the.query");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let read = BearerToken::from_request(request.body(Body::from(body.to_owned())).unwrap(), &()).await;
    read.map(|BearerToken(token)| token)
}

const FORMED: (&str, &str) = ("content-type", FORM);
const HEADER: (&str, &str) = ("authorization", "bEARER a.b.c");

#[tokio::test]
async fn a_token_stands_in_the_header_or_in_the_form_of_a_post() {
    let found = |token: &str| Ok(token.to_owned());
    assert_eq!(token(Method::GET, &[HEADER], "").await, found("a.b.c"));
    assert_eq!(token(Method::POST, &[HEADER], "").await, found("a.b.c"));
    assert_eq!(token(Method::POST, &[HEADER, FORMED], "other=1").await, found("a.b.c"));
    assert_eq!(token(Method::POST, &[FORMED], "x=1&access_token=d.e.f").await, found("d.e.f"));
    let basic = ("authorization", "Basic YTpi");
    assert_eq!(token(Method::POST, &[basic, FORMED], "access_token=d.e.f").await, found("d.e.f"));
}

#[tokio::test]
async fn anywhere_else_it_is_none() {
    assert_eq!(token(Method::GET, &[], "").await, Err(NoToken::Missing), "in the query");
    assert_eq!(
        token(Method::GET, &[FORMED], "access_token=d.e.f").await,
        Err(NoToken::Missing),
        "in the body of a GET"
    );
    let json = ("content-type", "application/json");
    assert_eq!(token(Method::POST, &[json], "{\"access_token\":\"d.e.f\"}").await, Err(NoToken::Missing));
    assert_eq!(token(Method::POST, &[FORMED], "access_token=").await, Err(NoToken::Missing));
    let large = format!("access_token={}", "a".repeat(20_000));
    assert_eq!(token(Method::POST, &[FORMED], &large).await, Err(NoToken::Missing));
}

#[tokio::test]
async fn two_are_none() {
    assert_eq!(token(Method::POST, &[HEADER, FORMED], "access_token=d.e.f").await, Err(NoToken::Several));
    assert_eq!(token(Method::POST, &[FORMED], "access_token=a.b.c&access_token=d.e.f").await, Err(NoToken::Several));
    assert_eq!(token(Method::GET, &[HEADER, HEADER], "").await, Err(NoToken::Malformed));
    assert_eq!(token(Method::GET, &[("authorization", "Bearer a b")], "").await, Err(NoToken::Malformed));
    let long = format!("access_token={}", "a".repeat(LONGEST_TOKEN + 1));
    assert_eq!(token(Method::POST, &[FORMED], &long).await, Err(NoToken::Malformed));
}

#[tokio::test]
async fn nothing_shows_it() {
    assert_eq!(format!("{:?}", BearerToken("a.b.c".to_owned())), "BearerToken(redacted)");
}
