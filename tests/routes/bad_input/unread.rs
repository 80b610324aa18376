//! What is wrong before a body is read: media types, codings, methods and paths.

use http::Method;
use tests::Service;

use super::{JSON, nothing_changed};

#[tokio::test]
async fn hw_04_only_json_is_taken() {
    let service = Service::start().await;
    let body = r#"{"email":"ada@example.org"}"#;
    for headers in [
        vec![],
        vec![("content-type", "text/plain")],
        vec![("content-type", "application/x-www-form-urlencoded")],
        vec![("content-type", "multipart/form-data")],
        vec![("content-type", "application/jsonp")],
    ] {
        for path in ["/otp/request", "/otp/verify"] {
            let answer = service.client.send(Method::POST, path, &headers, body).await;
            assert_eq!(answer.problem(), (415, "unsupported-media-type".to_owned(), vec!["content-type".to_owned()]));
        }
    }
    nothing_changed(&service).await;
    let with_charset = [("content-type", "Application/JSON; charset=utf-8")];
    assert_eq!(service.client.send(Method::POST, "/otp/request", &with_charset, body).await.status, 202);
}

#[tokio::test]
async fn a_compressed_body_is_refused_by_the_name_of_its_coding() {
    let service = Service::start().await;
    for path in ["/otp/request", "/otp/verify"] {
        for coding in ["gzip", "br", "identity, deflate"] {
            let headers = [JSON[0], ("content-encoding", coding)];
            let answer = service.client.send(Method::POST, path, &headers, r#"{"email":"ada@example.org"}"#).await;
            let expected = (415, "unsupported-content-coding".to_owned(), vec!["content-encoding".to_owned()]);
            assert_eq!(answer.problem(), expected, "{path} {coding}");
            let name = coding.trim_start_matches("identity, ");
            assert_eq!(answer.json()["errors"][0]["detail"], format!("must be identity, not {name}"));
            assert_eq!(answer.headers["accept-encoding"], "identity");
        }
    }
    nothing_changed(&service).await;
    let headers = [JSON[0], ("content-encoding", "identity")];
    let answer = service.client.send(Method::POST, "/otp/request", &headers, r#"{"email":"ada@example.org"}"#).await;
    assert_eq!(answer.status, 202);
}

#[tokio::test]
async fn hw_05_other_methods_are_405_with_allow_and_unknown_paths_are_404() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    let token = service.verify(&challenge, &code).await.text("access_token");
    let bearer = format!("Bearer {token}");
    for (path, allowed) in [
        ("/otp/request", "POST"),
        ("/otp/verify", "POST"),
        ("/factors/verify", "POST"),
        ("/me", "GET,HEAD,DELETE"),
        ("/sessions", "GET,HEAD,DELETE"),
        ("/sessions/AAAAAAAAAAAAAAAAAAAAAA", "DELETE"),
        ("/healthz", "GET,HEAD"),
        ("/.well-known/jwks.json", "GET,HEAD"),
        ("/.well-known/openid-configuration", "GET,HEAD"),
        ("/.well-known/oauth-authorization-server", "GET,HEAD"),
    ] {
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE, "BREW".parse().unwrap()] {
            if allowed.contains(method.as_str()) {
                continue;
            }
            let answer = service.client.send(method.clone(), path, &[("authorization", &bearer)], "").await;
            assert_eq!(answer.problem(), (405, "method-not-allowed".to_owned(), vec![]), "{method} {path}");
            assert_eq!(answer.headers["allow"], allowed, "{method} {path}");
        }
        let options = service.client.send(Method::OPTIONS, path, &[], "").await;
        assert_eq!((options.status.as_u16(), &options.headers["allow"]), (204, &allowed.parse().unwrap()), "{path}");
    }
    for path in [
        "/otp",
        "/otp/request/",
        "/otp/request/x",
        "/OTP/request",
        "/otp//request",
        "/.well-known",
        "/me/",
        "/tokens",
        "/sessions/",
        "/sessions/x/y",
        "/%2e%2e/me",
    ] {
        assert_eq!(service.client.get(path).await.problem(), (404, "not-found".to_owned(), vec![]), "{path}");
    }
}

#[tokio::test]
async fn otp_19_no_header_reaches_a_message() {
    let service = Service::start().await;
    let headers = [
        ("content-type", "application/json"),
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("origin", "https://evil.example"),
    ];
    let answer = service.client.send(Method::POST, "/otp/request", &headers, r#"{"phone":"+14155550100"}"#).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    assert!(!service.last_message().text.contains("evil"), "{:?}", service.last_message());
}
