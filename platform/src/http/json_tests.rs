use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{BodyRefused, StrictJson, present};
use crate::http::LARGEST_BODY;

/// The shape of the bodies that the functions take.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    challenge: String,
    code: String,
    #[serde(default, deserialize_with = "present")]
    locale: Option<String>,
}

const WHOLE: &str = r#"{"challenge":"handle","code":"123456","locale":"en"}"#;

#[tokio::test]
async fn a_whole_body_is_read_under_every_spelling_of_its_media_type() {
    for content_type in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        " application/json ; x=y",
    ] {
        let StrictJson(sample) = read(Some(content_type), WHOLE).await.unwrap();
        assert_eq!((sample.challenge.as_str(), sample.code.as_str()), ("handle", "123456"));
        assert_eq!(sample.locale.as_deref(), Some("en"));
    }
    let without_optional = read(JSON, r#" {"code":"123456","challenge":"handle"} "#).await.unwrap();
    assert_eq!(without_optional.0.locale, None);
}

#[tokio::test]
async fn hw_04_a_body_that_a_foreign_page_could_post_is_refused() {
    for content_type in [
        None,
        Some(""),
        Some("text/plain"),
        Some("text/plain; application/json"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("text/json"),
        Some("application/jsonp"),
        Some("application/json-seq"),
        Some("application/merge-patch+json"),
        Some("application/json, text/plain"),
        Some("text/plain, application/json"),
        Some("*/*"),
    ] {
        let (status, answer) = refusal(content_type, WHOLE).await;
        assert_eq!((status, answer["code"].as_str()), (415, Some("unsupported-media-type")), "{content_type:?}");
        assert_eq!(fields(&answer), ["content-type"], "{content_type:?}");
    }
}

#[tokio::test]
async fn hw_05_a_body_that_breaks_a_rule_names_the_field_at_fault() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(1_000), close.repeat(1_000));
    let with = |member: &str| WHOLE.replacen('{', &format!("{{{member},"), 1);
    let code = |value: &str| WHOLE.replace("\"123456\"", value);
    let deep_field = code(&deep("[", "]"));
    let deep_object = code(&deep("{\"a\":", "}"));
    let unknown_deep = with(&format!("\"extra\":{}", deep("[", "]")));
    let trailing = |tail: &str| format!("{WHOLE}{tail}");
    for (body, field) in [
        (String::new(), "body"),
        (" ".to_owned(), "body"),
        ("{".to_owned(), "body"),
        (WHOLE[..WHOLE.len() - 1].to_owned(), "body"),
        (WHOLE.replace('"', "'"), "body"),
        (WHOLE.replace(':', "="), "body"),
        (WHOLE.replace('}', ",}"), "body"),
        (format!("// comment\n{WHOLE}"), "body"),
        (format!("\u{feff}{WHOLE}"), "body"),
        ("challenge=handle&code=123456".to_owned(), "body"),
        (trailing("x"), "body"),
        (trailing(WHOLE), "body"),
        (trailing(","), "body"),
        (trailing("\0"), "body"),
        ("null".to_owned(), "body"),
        ("true".to_owned(), "body"),
        ("1".to_owned(), "body"),
        ("\"text\"".to_owned(), "body"),
        ("{}".to_owned(), "challenge"),
        (r#"{"challenge":"handle"}"#.to_owned(), "code"),
        (r#"["handle","123456"]"#.to_owned(), "body"),
        (r#"["handle","123456","en"]"#.to_owned(), "body"),
        (format!("[{WHOLE}]"), "body"),
        (deep("[", "]"), "body"),
        (deep("{\"a\":", "}"), "a"),
        (with(r#""extra":1"#), "extra"),
        (with(r#""Code":"123456""#), "Code"),
        (with(r#""code ":"123456""#), "code "),
        (with(r#""__proto__":{}"#), "__proto__"),
        (unknown_deep, "extra"),
        (with(r#""code":"654321""#), "code"),
        (with(r#""challenge":"handle""#), "challenge"),
        (with(r#""locale":"de""#), "locale"),
        (with(r#""\u0063ode":"654321""#), "code"),
        (code("null"), "code"),
        (code("123456"), "code"),
        (code("123456.0"), "code"),
        (code("true"), "code"),
        (code("[\"123456\"]"), "code"),
        (code("[]"), "code"),
        (code("{\"code\":\"123456\"}"), "code"),
        (deep_field, "code"),
        (deep_object, "code"),
        (WHOLE.replace("\"en\"", "null"), "locale"),
        (WHOLE.replace("\"en\"", "1"), "locale"),
        (WHOLE.replace("\"handle\"", "null"), "challenge"),
        (WHOLE.replace("\"handle\"", "[\"handle\"]"), "challenge"),
        (code("\"12\n456\""), "body"),
        (code(r#""\ud800""#), "body"),
        (code(r#""\x41""#), "body"),
    ] {
        let (status, answer) = refusal(JSON, body.clone()).await;
        assert_eq!((status, answer["code"].as_str()), (400, Some("invalid-request")), "{body:.60}");
        assert_eq!(fields(&answer), [field], "{body:.60} {answer}");
    }
}

#[tokio::test]
async fn a_rule_says_what_it_asks_for() {
    for (from, to, detail) in [
        ("\"123456\"", "123456", "must be a string"),
        ("\"en\"", "null", "must be a string"),
        ("\"code\"", "\"extra\"", "is not a field of this request"),
        ("\"locale\":\"en\"", "\"code\":\"1\"", "must stand there once"),
        (",\"code\":\"123456\"", "", "must be given"),
    ] {
        let (_, answer) = refusal(JSON, WHOLE.replace(from, to)).await;
        assert_eq!(answer["errors"][0]["detail"], detail);
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_told_why() {
    for (body, detail) in [
        (b"".as_slice(), "must not be empty"),
        (b" \r\n\t", "must not be empty"),
        (b"\xef\xbb\xbf{}", "must not begin with a byte order mark"),
        (b"\xff\xfe{\0}\0", "must not begin with a byte order mark"),
        (b"\xfe\xff\0{\0}", "must not begin with a byte order mark"),
        (b"\x1f\x8b\x08\0\0", "must be UTF-8"),
        (b"{\"code\":\"\xfc\"}", "must be UTF-8"),
        (b"[\"handle\",\"123456\"]", "must be a JSON object"),
        (b"\"text\"", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b"challenge=handle", "must be JSON: expected value at line 1 column 1"),
        (b"[\"handle\"", "must be JSON: EOF while parsing a list at line 1 column 9"),
        (b"{", "must be JSON: EOF while parsing an object at line 1 column 1"),
        (b"{\"challenge\":\n'handle'}", "must be JSON: expected value at line 2 column 1"),
        (b"{\"challenge\":\"handle\",\"code\":\"123456\",}", "must be JSON: trailing comma at line 1 column 39"),
        (b"{\"challenge\":\"handle\",\"code\":\"1\"} x", "must be one JSON object and nothing after it"),
    ] {
        let (status, answer) = refusal(JSON, body.to_vec()).await;
        assert_eq!((status, fields(&answer)), (400, vec!["body".to_owned()]));
        assert_eq!(answer["errors"][0]["detail"], detail);
    }
}

#[tokio::test]
async fn a_body_with_a_coding_is_refused_by_its_name() {
    for (codings, named) in [
        (["gzip"].as_slice(), "gzip"),
        (&["GZIP"], "gzip"),
        (&["br"], "br"),
        (&["deflate"], "deflate"),
        (&["zstd"], "zstd"),
        (&["x-gzip"], "x-gzip"),
        (&["aws-chunked"], "aws-chunked"),
        (&["identity, gzip"], "gzip"),
        (&["identity", "br"], "br"),
        (&["<script>"], "another coding"),
        (&["a b"], "another coding"),
        (&["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"], "another coding"),
    ] {
        let response = read_coded(codings).await.unwrap_err().into_response();
        assert_eq!(response.status(), 415);
        assert_eq!(response.headers()[ACCEPT_ENCODING], "identity");
        let answer = problem(response).await;
        assert_eq!(answer["code"], "unsupported-content-coding", "{codings:?}");
        assert_eq!(fields(&answer), ["content-encoding"]);
        assert_eq!(answer["errors"][0]["detail"], format!("must be identity, not {named}"), "{codings:?}");
    }
    for codings in [["identity"].as_slice(), &["Identity"], &[""], &["identity, identity"], &["", "identity"]] {
        assert!(read_coded(codings).await.is_ok(), "{codings:?}");
    }
}

#[tokio::test]
async fn hw_05_bytes_that_are_not_utf_8_are_refused() {
    for bytes in [b"\xff\xfe".as_slice(), b"{\"code\":\"\xff\"}", b"{\"challenge\":\"h\",\"code\":\"12345\xc3\"}"] {
        let (status, answer) = refusal(JSON, bytes.to_vec()).await;
        assert_eq!((status, fields(&answer)), (400, vec!["body".to_owned()]), "{bytes:x?}");
    }
}

#[tokio::test]
async fn hw_05_a_body_of_sixteen_kilobytes_is_read_and_one_byte_more_is_not() {
    let padded = |length: usize| format!("{WHOLE}{}", " ".repeat(length - WHOLE.len()));
    assert!(read(JSON, padded(LARGEST_BODY)).await.is_ok());
    for length in [LARGEST_BODY + 1, 10 * LARGEST_BODY] {
        let (status, answer) = refusal(JSON, padded(length)).await;
        assert_eq!((status, answer["code"].as_str()), (413, Some("body-too-large")));
        assert_eq!(fields(&answer), ["body"]);
    }
}

#[tokio::test]
async fn otp_13_no_answer_repeats_a_value_that_was_sent() {
    for body in [
        json!({ "challenge": "handle", "code": 7_351_942 }).to_string(),
        json!({ "challenge": "handle", "code": ["7351942"] }).to_string(),
        json!({ "challenge": "handle", "code": { "7351942": 1 } }).to_string(),
        json!({ "challenge": "handle", "code": 7_351_942.5 }).to_string(),
        json!({ "challenge": ["7351942"], "code": "123456" }).to_string(),
        json!({ "challenge": "7351942", "code": "7351942", "extra": "7351942" }).to_string(),
        json!({ "challenge": "7351942", "code": null }).to_string(),
        r#"{"challenge":"7351942","code":"7351942","code":"7351942"}"#.to_owned(),
        r#"{"challenge":"7351942","code":"7351942"}7351942"#.to_owned(),
        r#"{"challenge":"7351942","code":7351942x"#.to_owned(),
        "\"7351942\"".to_owned(),
        "\"x, expected 7351942\"".to_owned(),
        "[\"x, expected 7351942\", 1]".to_owned(),
        "7351942".to_owned(),
    ] {
        let (status, answer) = refusal(JSON, body.clone()).await;
        assert_eq!(status, 400, "{body}");
        assert!(!answer.to_string().contains("7351942"), "{body}: {answer}");
    }
    let (_, answer) = refusal(Some("text/7351942"), WHOLE).await;
    assert!(!answer.to_string().contains("7351942"), "{answer}");
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic_or_blame_us(body in prop::collection::vec(any::<u8>(), 0..200)) {
        assert_client_fault_or_success(body);
    }

    #[test]
    fn no_text_that_looks_like_json_makes_reading_panic_or_blame_us(
        body in "\\PC{0,60}|[\\[\\]{}:,\"0-9a-z\\\\ ]{0,60}|\\{(\"(code|challenge|locale|x)\":(\"[a-z]{0,3}\"|1|null|\\[\\]),?){0,4}\\}",
    ) {
        assert_client_fault_or_success(body.into_bytes());
    }
}

const JSON: Option<&str> = Some("application/json");

async fn read(content_type: Option<&str>, body: impl Into<Body>) -> Result<StrictJson<Sample>, BodyRefused> {
    let mut request = Request::new(body.into());
    if let Some(content_type) = content_type {
        request.headers_mut().insert(CONTENT_TYPE, content_type.parse().unwrap());
    }
    StrictJson::from_request(request, &()).await
}

/// Reads a whole body whose headers say that it has these codings.
async fn read_coded(codings: &[&str]) -> Result<StrictJson<Sample>, BodyRefused> {
    let mut request = Request::new(Body::from(WHOLE));
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for coding in codings {
        request.headers_mut().append(CONTENT_ENCODING, coding.parse().unwrap());
    }
    StrictJson::from_request(request, &()).await
}

/// Status and problem of a body that is refused.
async fn refusal(content_type: Option<&str>, body: impl Into<Body>) -> (u16, Value) {
    let response = read(content_type, body).await.unwrap_err().into_response();
    let status = response.status().as_u16();
    (status, problem(response).await)
}

async fn problem(response: Response) -> Value {
    assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let answer: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(answer["status"], status);
    answer
}

fn fields(answer: &Value) -> Vec<String> {
    answer["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}

fn assert_client_fault_or_success(body: Vec<u8>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    if let Err(refused) = runtime.block_on(read(JSON, body)) {
        let status = refused.into_response().status();
        assert!(status.is_client_error(), "{status}");
    }
}
