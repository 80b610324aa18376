//! What `POST /token` and `POST /revoke` take as a form (RFC 6749 §3.2, §5.2; RFC 7009 §2).

use http::Method;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tests::{Answer, Service};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn error(name: &str) -> (u16, String) {
    (400, name.to_owned())
}

async fn post(service: &Service, path: &str, body: String) -> Answer {
    service.client.send(Method::POST, path, &[FORM], body).await
}

#[tokio::test]
async fn oa_15_the_token_endpoint_answers_bad_forms_as_rfc_6749_says() {
    let service = Service::start().await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    service.proxy.take_calls();
    for (body, expected) in [
        (String::new(), "invalid_request"),
        ("&&&".to_owned(), "invalid_request"),
        (format!("refresh_token={token}"), "invalid_request"),
        (format!("grant_type=&refresh_token={token}"), "invalid_request"),
        ("grant_type=refresh_token".to_owned(), "invalid_request"),
        ("grant_type=refresh_token&refresh_token=".to_owned(), "invalid_request"),
        (format!("grant_type=refresh_token&grant_type=refresh_token&refresh_token={token}"), "invalid_request"),
        (format!("grant_type=refresh_token&refresh_token={token}&refresh_token={token}"), "invalid_request"),
        (format!("grant_type=refresh_token&refresh_token={token}&refresh_token="), "invalid_request"),
        (format!("grant_type=refresh_token&refresh_token={token}&scope=api&scope=api"), "invalid_request"),
        (format!("grant_type=refresh_token&refresh_token={token}&unknown=1&unknown=2"), "invalid_request"),
        (format!("grant%5Ftype=refresh_token&grant_type=refresh_token&refresh_token={token}"), "invalid_request"),
        (format!("GRANT_TYPE=refresh_token&refresh_token={token}"), "invalid_request"),
        (format!("grant_type=password&refresh_token={token}"), "unsupported_grant_type"),
        (format!("grant_type=authorization_code&refresh_token={token}"), "invalid_request"),
        (format!("grant_type=client_credentials&refresh_token={token}"), "unsupported_grant_type"),
        (format!("grant_type=Refresh_Token&refresh_token={token}"), "unsupported_grant_type"),
        (format!("grant_type=refresh_token+&refresh_token={token}"), "unsupported_grant_type"),
        (format!("grant_type=refresh_token&refresh_token=+{token}"), "invalid_grant"),
        ("grant_type=refresh_token&refresh_token=%ff%00".to_owned(), "invalid_request"),
        ("grant_type=refresh_token&refresh_token=%00".to_owned(), "invalid_grant"),
        (format!("\u{feff}grant_type=refresh_token&refresh_token={token}"), "invalid_request"),
        (format!("grant_type=refresh_token&refresh_token={}", "A".repeat(8_193)), "invalid_grant"),
        (format!("grant_type=refresh_token&refresh_token={}", "A".repeat(100_000)), "invalid_request"),
        (format!("grant_type=refresh_token&refresh_token={token}&padding={}", "A".repeat(16_384)), "invalid_request"),
    ] {
        let answer = post(&service, "/token", body.clone()).await;
        assert_eq!(answer.oauth_error(), error(expected), "{}", &body[..body.len().min(200)]);
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    assert_eq!(service.proxy.take_calls(), [].into());
    let wider = format!("grant_type=refresh_token&refresh_token={token}&scope=admin");
    assert_eq!(post(&service, "/token", wider).await.oauth_error(), error("invalid_scope"));
    assert_eq!(service.proxy.take_calls().get("PutItem"), None, "the table says what was granted");
    let spelt = format!("%67rant_type=refresh%5Ftoken&refresh_token={token}&unknown=1&scope=&client_id=");
    assert_eq!(post(&service, "/token", spelt).await.status, 200, "none of them used the token up");
}

#[tokio::test]
async fn oa_15_the_revocation_endpoint_answers_bad_forms_as_rfc_7009_says() {
    let service = Service::start().await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    service.proxy.take_calls();
    for body in [
        String::new(),
        "token=".to_owned(),
        "token_type_hint=refresh_token".to_owned(),
        format!("token={token}&token={token}"),
        format!("token={token}&token_type_hint=refresh_token&token_type_hint=access_token"),
        format!("token={token}&padding={}", "A".repeat(16_384)),
    ] {
        let answer = post(&service, "/revoke", body.clone()).await;
        assert_eq!(answer.oauth_error(), error("invalid_request"), "{body}");
    }
    assert_eq!(service.proxy.take_calls(), [].into());
    assert_eq!(service.refresh(&token).await.status, 200, "none of them revoked it");
}

#[tokio::test]
async fn oa_15_the_oauth_endpoints_take_forms_alone() {
    let service = Service::start().await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    service.proxy.take_calls();
    let json = serde_json::json!({ "grant_type": "refresh_token", "refresh_token": token, "token": token });
    let form = format!("grant_type=refresh_token&refresh_token={token}&token={token}");
    for path in ["/token", "/revoke"] {
        assert_eq!(service.client.post(path, &json).await.oauth_error(), error("invalid_request"), "{path}: JSON");
        for (content_type, body) in [
            ("application/json", form.clone()),
            ("text/plain", form.clone()),
            ("multipart/form-data; boundary=x", form.clone()),
            ("application/x-www-form-urlencoded-too", form.clone()),
            ("", form.clone()),
            ("application/x-www-form-urlencoded", json.to_string()),
        ] {
            let headers = [("content-type", content_type)];
            let answer = service.client.send(Method::POST, path, &headers, body).await;
            assert_eq!(answer.oauth_error(), error("invalid_request"), "{path} {content_type}");
        }
        let answer = service.client.send(Method::POST, path, &[], form.clone()).await;
        assert_eq!(answer.oauth_error(), error("invalid_request"), "{path}: no content type");
        let query = format!("{path}?{form}");
        let answer = post(&service, &query, String::new()).await;
        assert_eq!(answer.oauth_error(), error("invalid_request"), "{path}: parameters in the query are not read");
    }
    assert_eq!(service.proxy.take_calls(), [].into());
    let headers = [("content-type", "Application/X-WWW-Form-URLencoded; charset=UTF-8")];
    assert_eq!(service.client.send(Method::POST, "/token", &headers, form).await.status, 200);
}

#[tokio::test]
async fn oa_15_a_form_that_cannot_be_read_is_told_why() {
    let service = Service::start().await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    service.proxy.take_calls();
    let form = format!("grant_type=refresh_token&refresh_token={token}&token={token}");
    for path in ["/token", "/revoke"] {
        for coding in ["gzip", "br", "deflate", "zstd"] {
            let answer =
                service.client.send(Method::POST, path, &[FORM, ("content-encoding", coding)], form.clone()).await;
            assert_eq!(answer.oauth_error(), (415, "invalid_request".to_owned()), "{path} {coding}");
            let told = format!("The body's Content-Encoding must be identity, not {coding}.");
            assert_eq!(answer.text("error_description"), told);
            assert_eq!(answer.headers["accept-encoding"], "identity");
        }
        for (body, told) in [
            (b"".to_vec(), "The body must not be empty."),
            (b" \r\n".to_vec(), "The body must not be empty."),
            (b"token=\xfc".to_vec(), "The body must be UTF-8."),
            (b"token=%fc".to_vec(), "The body must be UTF-8."),
            (b"\x1f\x8b\x08\0".to_vec(), "The body must be UTF-8."),
            (b"\xef\xbb\xbftoken=x".to_vec(), "The body must not begin with a byte order mark."),
            (vec![b'a'; 16_385], "The body must be at most 16384 bytes."),
        ] {
            let answer = service.client.send(Method::POST, path, &[FORM], body).await;
            assert_eq!(
                (answer.oauth_error(), answer.text("error_description")),
                (error("invalid_request"), told.into())
            );
        }
        let answer = service.client.send(Method::POST, path, &[], form.clone()).await;
        assert_eq!(answer.text("error_description"), "The body must be application/x-www-form-urlencoded.");
    }
    assert_eq!(service.proxy.take_calls(), [].into());
    let identity = [FORM, ("content-encoding", "identity")];
    assert_eq!(service.client.send(Method::POST, "/token", &identity, form).await.status, 200);
}

#[tokio::test]
async fn oa_15_the_oauth_endpoints_answer_other_methods_with_405_and_allow() {
    let service = Service::start().await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    service.proxy.take_calls();
    for path in ["/token", "/revoke"] {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
            let query = format!("{path}?grant_type=refresh_token&refresh_token={token}&token={token}");
            let answer = service.client.send(method.clone(), &query, &[], "").await;
            assert_eq!(answer.oauth_error(), (405, "invalid_request".to_owned()), "{method} {path}");
            assert_eq!(answer.headers["allow"], "POST", "{method} {path}");
        }
        let options = service.client.send(Method::OPTIONS, path, &[], "").await;
        assert_eq!((options.status.as_u16(), &options.headers["allow"]), (204, &"POST".parse().unwrap()));
        let head = service.client.send(Method::HEAD, path, &[], "").await;
        assert_eq!((head.status.as_u16(), &head.headers["allow"]), (405, &"POST".parse().unwrap()));
    }
    assert_eq!(service.proxy.take_calls(), [].into());
}

#[tokio::test]
async fn oa_10_the_codes_own_client_has_no_secret_and_no_unknown_one_counts() {
    let service = Service::start().await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    service.proxy.take_calls();
    let forms =
        [("/token", format!("grant_type=refresh_token&refresh_token={token}")), ("/revoke", format!("token={token}"))];
    for (path, form) in &forms {
        for (more, told) in [
            ("client_id=another", "invalid_client"),
            ("client_id=First-Party", "invalid_client"),
            ("client_id=first-party&client_secret=x", "invalid_client"),
            // Whose it would be, nobody says.
            ("client_secret=x", "invalid_request"),
        ] {
            let answer = post(&service, path, format!("{form}&{more}")).await;
            assert_eq!(answer.oauth_error(), error(told), "{path} {more}");
            assert!(!answer.headers.contains_key("www-authenticate"), "{path} {more}: no scheme would do");
        }
    }
    let asked = [("GetItem".to_owned(), 2 * 3), ("UpdateItem".to_owned(), 2)].into();
    assert_eq!(service.proxy.take_calls(), asked, "whether there are such clients, and a count of the wrong secrets");
    let named = post(&service, "/token", format!("{}&client_id=first-party&client_secret=", forms[0].1)).await;
    assert_eq!(named.status, 200, "its own name, and no secret");
}

#[test]
fn hw_05_no_form_makes_a_server_error() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let service = runtime.block_on(Service::start());
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    let name = prop_oneof!["grant_type", "refresh_token", "token", "token_type_hint", "scope", "client_id", ".{0,8}"];
    let value = prop_oneof![Just("refresh_token".to_owned()), "[A-Za-z0-9_-]{0,400}", ".{0,40}"];
    let near = prop::collection::vec((name, value), 0..6)
        .prop_map(|pairs| form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into_bytes());
    let bodies = prop_oneof![near, prop::collection::vec(any::<u8>(), 0..300), ".{0,200}".prop_map(String::into_bytes)];
    runner
        .run(&(bodies, prop_oneof![Just("/token"), Just("/revoke")]), |(body, path)| {
            let answer = runtime.block_on(service.client.send(Method::POST, path, &[FORM], body));
            let revoked = path == "/revoke" && answer.status == 200 && answer.body.is_empty();
            prop_assert!(revoked || [400, 401].contains(&answer.oauth_error().0), "{:?}", answer);
            Ok(())
        })
        .unwrap();
    let mut calls = service.proxy.take_calls();
    calls.remove("GetItem");
    assert_eq!(calls, [].into(), "and none costs a call, but for whether there is such a client");
}
