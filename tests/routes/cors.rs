//! Calls of pages that stand elsewhere: those of the codes' own interface are called by pages of configured origins alone
//! (HW-03).

use http::{HeaderMap, Method};
use local::template::Template;
use serde_json::json;
use tests::{Answer, Client, Service};

mod clients;

const APP: &str = "https://app.example.org";
/// What pages may set: their own, and what libraries for traces add to every call.
const HEADERS: &str = "authorization,content-type,baggage,sentry-trace,traceparent,tracestate,x-amzn-trace-id,\
                       x-correlation-id,x-request-id,x-requested-with";
const JSON: (&str, &str) = ("content-type", "application/json");
/// What is not [`APP`], and might be taken for it, or for everybody.
const STRANGERS: [&str; 26] = [
    "null",
    "*",
    "",
    "https://*",
    "http://app.example.org",
    "https://app.example.org:443",
    "https://app.example.org:8443",
    "https://app.example.org/",
    "https://app.example.org.",
    "https://app.example.org.evil.example",
    "https://app.example.orgevil.example",
    "https://evil-app.example.org",
    "https://evil.app.example.org",
    "https://appxexample.org",
    "https://example.org",
    "https://APP.example.org",
    "HTTPS://app.example.org",
    "https://user@app.example.org",
    "https://evil.example, https://app.example.org",
    "https://app.example.org https://evil.example",
    "https://app.example.org,http://localhost:3000",
    "https://app.example.org%00",
    "app.example.org",
    "http://localhost",
    "http://localhost:30000",
    "http://127.0.0.1:3000",
];

/// What the answer lets pages of other origins do, by the names behind `access-control-`.
fn allowed(headers: &HeaderMap) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().strip_prefix("access-control-")?, value.to_str().ok()?)))
        .collect();
    found.sort_unstable();
    found
}

async fn preflight(client: &Client, path: &str, origin: &str, method: &str, header: &str) -> Answer {
    let headers =
        [("origin", origin), ("access-control-request-method", method), ("access-control-request-headers", header)];
    client.send(Method::OPTIONS, path, &headers, "").await
}

/// What a preflight that passes says, without cookies.
fn passed(origin: &str) -> Vec<(&str, &str)> {
    vec![("allow-headers", HEADERS), ("allow-methods", "GET,POST,DELETE"), ("allow-origin", origin), ("max-age", "600")]
}

#[tokio::test]
async fn hw_03_only_pages_of_configured_origins_may_call() {
    let service = Service::with(&[("ALLOWED_ORIGINS", "https://app.example.org,http://localhost:3000")]).await;
    let call = async |origin: &str| {
        service.client.send(Method::POST, "/otp/request", &[JSON, ("origin", origin)], r#"{"email":"x"}"#).await
    };
    for origin in [APP, "http://localhost:3000"] {
        let expected = [
            ("allow-credentials", "true"),
            ("allow-origin", origin),
            ("expose-headers", "retry-after,www-authenticate"),
        ];
        let answer = call(origin).await;
        assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (400, expected.to_vec()));
        assert_eq!(answer.headers["vary"], "origin", "no cache hands one origin's answer to another");
        let answer = preflight(&service.client, "/otp/request", origin, "POST", "content-type").await;
        let expected = [vec![("allow-credentials", "true")], passed(origin)].concat();
        assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (204, expected));
        assert_eq!(answer.headers["vary"], "origin");
    }
    for origin in STRANGERS {
        let asked = preflight(&service.client, "/otp/request", origin, "POST", "content-type").await;
        for answer in [call(origin).await, asked] {
            assert_eq!(allowed(&answer.headers), [], "{origin}");
            assert!(matches!(answer.status.as_u16(), 204 | 400), "{origin} {answer:?}");
            assert_eq!(answer.headers["vary"], "origin", "nor a refusal to a page that may");
        }
    }
    let doubled = [JSON, ("origin", APP), ("origin", "https://evil.example")];
    let answer = service.client.send(Method::POST, "/otp/request", &doubled, "{}").await;
    assert_eq!(allowed(&answer.headers), []);
    let none = service.client.send(Method::POST, "/otp/request", &[JSON], "{}").await;
    assert_eq!((allowed(&none.headers), none.headers["vary"].to_str().unwrap()), (vec![], "origin"));
}

#[tokio::test]
async fn hw_03_without_origins_no_page_of_another_origin_may_call() {
    let service = Service::start().await;
    for origin in [APP, "null", &service.url()] {
        for path in [
            "/otp/request",
            "/otp/verify",
            "/factors/verify",
            "/sessions",
            "/me",
            "/token",
            "/revoke",
            "/userinfo",
            "/par",
        ] {
            let answer = preflight(&service.client, path, origin, "POST", "content-type").await;
            assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (204, vec![]), "{path} {origin}");
        }
        let answer = service.client.send(Method::GET, "/healthz", &[("origin", origin)], "").await;
        assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (200, vec![]), "{origin}");
    }
}

#[tokio::test]
async fn hw_03_a_browser_may_ask_about_every_path_without_a_token() {
    let service = Service::with(&[("ALLOWED_ORIGINS", APP)]).await;
    for route in Template::of_this_repository().unwrap().routes() {
        let path = route.key.split(' ').nth(1).unwrap_or("/nowhere").replace("{id}", "AAAAAAAAAAAAAAAAAAAAAA");
        let path = path.replace("{page}", "code");
        // Cookies come along where one counts. A page for people is nobody else's to call, whoever asks.
        let expected = match path.as_str() {
            "/otp/request" | "/otp/verify" | "/factors/verify" => {
                [vec![("allow-credentials", "true")], passed(APP)].concat()
            }
            "/token" | "/revoke" | "/userinfo" | "/par" | "/me" => passed(APP),
            path if path.starts_with("/sessions") || path.starts_with("/account") => passed(APP),
            // Browsers read it themselves, for no page.
            "/.well-known/webauthn" => vec![],
            path if path.starts_with("/.well-known/") => {
                vec![("allow-headers", "*"), ("allow-methods", "GET"), ("allow-origin", "*"), ("max-age", "600")]
            }
            _ => vec![],
        };
        for (method, header) in [("POST", "content-type"), ("DELETE", "authorization"), ("PATCH", "x-evil"), ("", "")] {
            let answer = preflight(&service.client, &path, APP, method, header).await;
            let status = if path == "/nowhere" { 404 } else { 204 };
            // The browser itself compares: neither PATCH nor x-evil is among them.
            assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (status, expected.clone()), "{path}");
            assert!(status == 404 || answer.body.is_empty(), "{path}");
        }
    }
    assert!(service.proxy.take_calls().is_empty(), "and nothing is read for pages of the first party");
}

#[tokio::test]
async fn hw_03_a_page_can_read_refusals_and_how_long_to_wait() {
    let service = Service::with(&[("ALLOWED_ORIGINS", APP)]).await;
    let origin = ("origin", APP);
    let token = service.sign_in("ada@example.org").await.text("access_token");
    let bearer = format!("Bearer {token}");
    let again = json!({ "email": "ada@example.org" }).to_string();
    for _ in 0..5 {
        service.client.send(Method::POST, "/otp/request", &[JSON, origin], again.clone()).await;
    }
    for (method, path, headers, status) in [
        (Method::POST, "/otp/request", vec![JSON, origin], 429),
        (Method::PUT, "/otp/request", vec![JSON, origin], 405),
        (Method::POST, "/otp/verify", vec![origin], 415),
        (Method::POST, "/factors/verify", vec![origin], 415),
        (Method::POST, "/token", vec![origin], 400),
        (Method::GET, "/token", vec![origin], 405),
        (Method::GET, "/sessions", vec![origin], 401),
        (Method::GET, "/sessions", vec![origin, ("authorization", "Bearer x")], 401),
        (Method::GET, "/sessions", vec![origin, ("authorization", &bearer)], 200),
        (Method::GET, "/me", vec![origin, ("authorization", &bearer)], 200),
        (Method::PUT, "/me", vec![origin, ("authorization", &bearer)], 405),
    ] {
        let answer = service.client.send(method, path, &headers, again.clone()).await;
        assert_eq!(answer.status, status, "{path} {answer:?}");
        assert_eq!(answer.headers["access-control-allow-origin"], APP, "{path}");
        assert_eq!(answer.headers["access-control-expose-headers"], "retry-after,www-authenticate", "{path}");
        let cookies = answer.headers.contains_key("access-control-allow-credentials");
        assert_eq!(cookies, path.starts_with("/otp/") || path == "/factors/verify", "{path}");
    }
    // What the gateway says itself no page reads, nor that there is no such path.
    for (path, status) in [("/me", 401), ("/nowhere", 404)] {
        let answer = service.client.send(Method::GET, path, &[origin], "").await;
        assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (status, vec![]), "{path}");
    }
}

#[tokio::test]
async fn pages_set_the_headers_that_a_deployment_says() {
    let service = Service::with(&[("ALLOWED_ORIGINS", APP), ("ALLOWED_HEADERS", "x-datadog-trace-id,b3")]).await;
    let answer = preflight(&service.client, "/sessions", APP, "GET", "b3").await;
    assert_eq!(answer.headers["access-control-allow-headers"], "authorization,content-type,x-datadog-trace-id,b3");
}

#[test]
fn hw_03_the_template_takes_exact_origins_alone() {
    let document: serde_norway::Value = serde_norway::from_str(include_str!("../../template.yaml")).unwrap();
    let pattern = document["Parameters"]["AllowedOrigins"]["AllowedPattern"].as_str().unwrap();
    let schema = json!({ "type": "string", "pattern": pattern });
    let takes = |origins: &str| jsonschema::draft202012::is_valid(&schema, &json!(origins));
    for origins in
        ["", APP, "https://app.example.org:8443", "https://a.example,https://b.example:444,http://localhost:3000"]
    {
        assert!(takes(origins), "{origins}");
    }
    for origins in [
        "*",
        "null",
        "https://*",
        "https://*.example.org",
        "http://app.example.org",
        "https://app.example.org/",
        "https://app.example.org,",
        ",https://app.example.org",
        "https://a.example, https://b.example",
        "https://App.example.org",
        "https://app.example.org\n",
    ] {
        assert!(!takes(origins), "{origins}");
    }
}
