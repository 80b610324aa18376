//! Calls of pages that stand elsewhere: exactly those of configured origins (HW-03).

use admin::keys::KeyAlgorithm;
use http::{HeaderMap, Method};
use local::gateway::cors::{AllowedHeader, Origin, OriginFault};
use local::template::Template;
use local::{Local, Options};
use platform::clock::Clock;
use serde_json::json;
use tests::{Answer, Client, Service};

const APP: &str = "https://app.example.org";
/// What pages may set: their own, and what libraries for traces add to every call.
const HEADERS: &str = "authorization,content-type,baggage,sentry-trace,traceparent,tracestate,x-amzn-trace-id,\
                       x-correlation-id,x-request-id,x-requested-with";
const JSON: (&str, &str) = ("content-type", "application/json");

/// What the answer lets pages of other origins do, by the names behind `access-control-`.
fn allowed(headers: &HeaderMap) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().strip_prefix("access-control-")?, value.to_str().ok()?)))
        .collect();
    found.sort_unstable();
    found
}

async fn preflight(service: &Service, path: &str, origin: &str, method: &str, header: &str) -> Answer {
    let headers =
        [("origin", origin), ("access-control-request-method", method), ("access-control-request-headers", header)];
    service.client.send(Method::OPTIONS, path, &headers, "").await
}

#[tokio::test]
async fn hw_03_only_pages_of_configured_origins_may_call() {
    let service = Service::allowing(&[APP, "http://localhost:3000"]).await;
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
        let answer = preflight(&service, "/otp/request", origin, "POST", "content-type").await;
        let expected = [
            ("allow-credentials", "true"),
            ("allow-headers", HEADERS),
            ("allow-methods", "GET,POST,DELETE"),
            ("allow-origin", origin),
            ("max-age", "600"),
        ];
        assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (204, expected.to_vec()));
    }
    for origin in [
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
        "https://app.example.org%00",
        "app.example.org",
        "file://",
        "http://localhost",
        "http://localhost:30000",
        "http://127.0.0.1:3000",
    ] {
        for answer in [call(origin).await, preflight(&service, "/otp/request", origin, "POST", "content-type").await] {
            assert_eq!(allowed(&answer.headers), [], "{origin}");
            assert!(matches!(answer.status.as_u16(), 204 | 400), "{origin} {answer:?}");
        }
    }
    let doubled = [JSON, ("origin", APP), ("origin", "https://evil.example")];
    let answer = service.client.send(Method::POST, "/otp/request", &doubled, "{}").await;
    assert_eq!(allowed(&answer.headers), []);
    assert_eq!(allowed(&service.client.get("/healthz").await.headers), [], "no page, nothing to allow");
}

#[tokio::test]
async fn hw_03_without_origins_no_page_of_another_origin_may_call() {
    let service = Service::start().await;
    for origin in [APP, "null", &service.url()] {
        let answer = preflight(&service, "/otp/request", origin, "POST", "content-type").await;
        assert_eq!(allowed(&answer.headers), [], "{origin}");
        let answer = service.client.send(Method::GET, "/healthz", &[("origin", origin)], "").await;
        assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (200, vec![]), "{origin}");
    }
}

#[tokio::test]
async fn hw_03_a_browser_may_ask_about_every_path_without_a_token() {
    let service = Service::allowing(&[APP]).await;
    for route in Template::of_this_repository().unwrap().routes() {
        let path = route.key.split(' ').nth(1).unwrap_or("/nowhere").replace("{id}", "AAAAAAAAAAAAAAAAAAAAAA");
        for (method, header) in [("POST", "content-type"), ("DELETE", "authorization"), ("PATCH", "x-evil"), ("", "")] {
            let answer = preflight(&service, &path, APP, method, header).await;
            assert_eq!((answer.status.as_u16(), answer.body.len()), (204, 0), "{path}");
            // The browser itself compares: neither PATCH nor x-evil is among them.
            assert_eq!(answer.headers["access-control-allow-methods"], "GET,POST,DELETE");
            assert_eq!(answer.headers["access-control-allow-headers"], HEADERS);
        }
    }
    assert!(service.proxy.take_calls().is_empty(), "and no function is asked");
}

#[tokio::test]
async fn hw_03_a_page_can_read_refusals_and_how_long_to_wait() {
    let service = Service::allowing(&[APP]).await;
    let origin = ("origin", APP);
    let token = service.sign_in("ada@example.org").await.text("access_token");
    let bearer = format!("Bearer {token}");
    let again = json!({ "email": "ada@example.org" }).to_string();
    for _ in 0..5 {
        service.client.send(Method::POST, "/otp/request", &[JSON, origin], again.clone()).await;
    }
    for (method, path, headers, status) in [
        (Method::POST, "/otp/request", vec![JSON, origin], 429),
        (Method::POST, "/token", vec![origin], 400),
        (Method::GET, "/sessions", vec![origin], 401),
        (Method::GET, "/sessions", vec![origin, ("authorization", "Bearer x")], 401),
        (Method::GET, "/sessions", vec![origin, ("authorization", &bearer)], 200),
        (Method::PUT, "/me", vec![origin, ("authorization", &bearer)], 405),
        (Method::GET, "/nowhere", vec![origin], 404),
    ] {
        let answer = service.client.send(method, path, &headers, again.clone()).await;
        assert_eq!(answer.status, status, "{path} {answer:?}");
        assert_eq!(answer.headers["access-control-allow-origin"], APP, "{path}");
        assert_eq!(answer.headers["access-control-expose-headers"], "retry-after,www-authenticate", "{path}");
    }
}

#[tokio::test]
async fn a_laptop_lets_pages_set_further_headers() {
    let options = Options {
        port: 0,
        data: None,
        algorithm: KeyAlgorithm::EdDsa,
        settings: Vec::new(),
        origins: vec!["http://localhost:3000".parse().unwrap()],
        headers: vec!["X-Datadog-Trace-Id".parse().unwrap(), "b3".parse().unwrap()],
        clock: Clock::system(),
    };
    let local = Local::start(options).await.unwrap();
    let asked = [("origin", "http://localhost:3000"), ("access-control-request-method", "POST")];
    let client = Client::new(format!("http://{}", local.address()));
    let answer = client.send(Method::OPTIONS, "/otp/request", &asked, "").await;
    assert_eq!(answer.headers["access-control-allow-headers"], format!("{HEADERS},x-datadog-trace-id,b3"));
    for name in ["", "*", "x-*", "two words", "a:b", "ä", "a,b"] {
        assert!(name.parse::<AllowedHeader>().is_err(), "{name}");
    }
}

#[test]
fn hw_03_an_origin_is_what_browsers_write() {
    for origin in [
        APP,
        "https://app.example.org:8443",
        "https://xn--bcher-kva.example",
        "http://localhost",
        "http://localhost:3000",
        "http://app.localhost:3000",
        "https://localhost",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
    ] {
        assert_eq!(origin.parse::<Origin>().map(|origin| origin.to_string()).as_deref(), Ok(origin));
    }
}

#[test]
fn hw_03_an_origin_that_a_gateway_cannot_take_is_refused_with_the_reason() {
    use OriginFault::{Insecure, Malformed, Null, Pattern, Scheme, Several, Spelling};
    let written = |origin: &str| Spelling(origin.to_owned());
    for (origin, fault) in [
        ("*", Pattern),
        ("https://*", Pattern),
        ("https://*.example.org", Pattern),
        ("http://localhost:*", Pattern),
        ("null", Null),
        ("NULL", Null),
        ("https://app.example.org,https://b.example.org", Several),
        ("https://app.example.org https://b.example.org", Several),
        (" https://app.example.org", Several),
        ("https://app.example.org\n", Several),
        ("", Scheme),
        ("app.example.org", Scheme),
        ("localhost:3000", Scheme),
        ("//app.example.org", Scheme),
        ("https://", Malformed),
        ("https://app.example.org:99999", Malformed),
        ("capacitor://localhost", Scheme),
        ("ionic://localhost", Scheme),
        ("tauri://localhost", Scheme),
        ("chrome-extension://abcdefghijklmnopabcdefghijklmnop", Scheme),
        ("moz-extension://0a1b2c3d", Scheme),
        ("file:///", Scheme),
        ("ftp://app.example.org", Scheme),
        ("ws://localhost:3000", Scheme),
        ("http://app.example.org", Insecure),
        ("http://192.168.1.7:3000", Insecure),
        ("http://localhost.example.org", Insecure),
        ("http://127.0.0.1.example.org", Insecure),
        ("https://app.example.org/", written(APP)),
        ("https://app.example.org/x", written(APP)),
        ("https://app.example.org?x", written(APP)),
        ("https://app.example.org#x", written(APP)),
        ("https://App.example.org", written(APP)),
        ("HTTPS://app.example.org", written(APP)),
        ("https://app.example.org:443", written(APP)),
        ("http://localhost:80", written("http://localhost")),
        ("http://localhost:03000", written("http://localhost:3000")),
        ("http://localhost:3000/", written("http://localhost:3000")),
        ("http://[0:0:0:0:0:0:0:1]:3000", written("http://[::1]:3000")),
        ("http://127.1:3000", written("http://127.0.0.1:3000")),
        ("https://user@app.example.org", written(APP)),
        ("https://bücher.example", written("https://xn--bcher-kva.example")),
    ] {
        assert_eq!(origin.parse::<Origin>(), Err(fault), "{origin}");
    }
    let told = "https://app.example.org/".parse::<Origin>().unwrap_err().to_string();
    assert!(told.ends_with("as browsers write it, scheme, host and port alone: https://app.example.org"), "{told}");
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
