//! `docs/openapi.yaml` and the code say the same. That every answer of every test fits it is checked by the client.

use std::collections::BTreeSet;
use std::path::Path;

use axum::response::IntoResponse;
use http::{HeaderValue, Method};
use local::template::Template;
use platform::http::OAuthError;
use serde_json::{Value, json};
use shared::authorization::AuthorizationError;
use tests::contract::{DESCRIPTION, check, fit};
use tests::{Answer, Service};

fn paths() -> impl Iterator<Item = (&'static String, &'static Value)> {
    DESCRIPTION["paths"].as_object().unwrap().iter()
}

#[tokio::test]
async fn hw_05_the_description_has_the_paths_and_methods_of_template_and_routers() {
    let template = Template::of_this_repository().unwrap();
    let routed: BTreeSet<&str> = template.routes().iter().filter_map(|route| route.key.split(' ').nth(1)).collect();
    assert_eq!(paths().map(|(path, _)| path.as_str()).collect::<BTreeSet<_>>(), routed);

    let service = Service::start().await;
    for (path, item) in paths() {
        let mut answered = BTreeSet::new();
        for place in places(path) {
            let options = service.client.send(Method::OPTIONS, &place, &[], "").await;
            let allow = options.headers["allow"].to_str().unwrap().to_ascii_lowercase();
            answered.extend(allow.split(',').filter(|method| *method != "head").map(str::to_owned));
        }
        if ["/signin/code", "/signin/link", "/signin/step"].contains(&path.as_str()) {
            // The page is one function's, and its form another one's.
            assert!(answered.insert("post".to_owned()));
        }
        let described: BTreeSet<String> = item.as_object().unwrap().keys().cloned().collect();
        assert_eq!(described, answered, "{path}");
        for (method, operation) in item.as_object().unwrap() {
            let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).unwrap();
            let answer = service.client.send(method.clone(), &places(path)[0], &[], "").await;
            assert_eq!(operation.get("security").is_some(), answer.status == 401, "{method} {path}");
        }
    }
}

/// What stands where a described path has a name.
fn places(path: &str) -> Vec<String> {
    let named: &[&str] = if path.contains("{page}") {
        &["continue", "consent", "script.js", "passkeys.js", "style.css", "client-logo"]
    } else {
        &["AAAAAAAAAAAAAAAAAAAAAA"]
    };
    named.iter().map(|name| path.replace("{id}", name).replace("{page}", name)).collect()
}

/// Every member of this name within a value.
fn members<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get(name));
            object.values().for_each(|value| members(value, name, found));
        }
        Value::Array(values) => values.iter().for_each(|value| members(value, name, found)),
        _ => {}
    }
}

fn within<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    members(value, name, &mut found);
    found
}

/// The sources of what answers, but their tests.
fn sources(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !matches!(name, "tests" | "benches") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") && !name.ends_with("_tests.rs") {
            found.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_description_has_the_codes_of_the_code_and_no_others() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (mut code, mut found) = (String::new(), 0);
    sources(&root.join("functions"), &mut code);
    sources(&root.join("platform/src/http"), &mut code);
    let values = within(&DESCRIPTION, "value");
    let described: BTreeSet<&str> =
        values.iter().filter_map(|value| value["code"].as_str()).filter(|code| code.parse::<u32>().is_err()).collect();
    for name in &described {
        assert!(code.contains(&format!("\"{name}\"")), "{name} is described, and no function answers it");
    }
    for call in ["Problem::new(", "Self::new(StatusCode", "too_many("] {
        for written in code.split(call).skip(1) {
            // The status may stand before the code, and nothing else.
            let (before, rest) = written.split_once('"').unwrap();
            if before.chars().all(|character| character.is_alphanumeric() || ":,_ \n".contains(character)) {
                let name = rest.split('"').next().unwrap();
                assert!(described.contains(name), "{name} is answered, and not described");
                found += 1;
            }
        }
    }
    assert!(found > 10, "{found}");
}

#[test]
fn the_description_has_the_errors_of_oauth_and_no_others() {
    let every = [
        OAuthError::InvalidRequest("x".to_owned()),
        OAuthError::ContentCoding("gzip".to_owned()),
        OAuthError::InvalidClient { by_header: true },
        OAuthError::InvalidClient { by_header: false },
        OAuthError::InvalidGrant,
        OAuthError::UnsupportedGrantType,
        OAuthError::InvalidScope,
        OAuthError::InvalidTarget,
        OAuthError::Authorization(AuthorizationError::UnsupportedResponseType),
        OAuthError::Authorization(AuthorizationError::RequestNotSupported),
        OAuthError::Authorization(AuthorizationError::RegistrationNotSupported),
        OAuthError::MethodNotAllowed,
        OAuthError::TooManyCalls(1),
        OAuthError::Contended,
        OAuthError::Unavailable,
        OAuthError::Internal,
    ];
    let mut answered = BTreeSet::new();
    for error in every {
        // Whoever adds one adds it above.
        match error {
            OAuthError::InvalidRequest(_)
            | OAuthError::ContentCoding(_)
            | OAuthError::InvalidClient { .. }
            | OAuthError::InvalidGrant
            | OAuthError::UnsupportedGrantType
            | OAuthError::InvalidScope
            | OAuthError::InvalidTarget
            | OAuthError::Authorization(_)
            | OAuthError::MethodNotAllowed
            | OAuthError::TooManyCalls(_)
            | OAuthError::Contended
            | OAuthError::Unavailable
            | OAuthError::Internal => {}
        }
        let body = tests::ready(axum::body::to_bytes(error.into_response().into_body(), usize::MAX)).unwrap();
        answered.insert(serde_json::from_slice::<Value>(&body).unwrap()["error"].as_str().unwrap().to_owned());
    }
    let described =
        DESCRIPTION["components"]["schemas"]["OAuthError"]["properties"]["error"]["enum"].as_array().unwrap();
    assert_eq!(described.iter().map(|name| name.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>(), answered);
}

#[test]
fn examples_fit_their_schemas() {
    let mut count = 0;
    for content in within(&DESCRIPTION, "content") {
        for media in content.as_object().unwrap().values() {
            for (name, example) in media["examples"].as_object().into_iter().flatten() {
                fit(&media["schema"], &example["value"]).unwrap_or_else(|fault| panic!("{name}: {fault}"));
                let named = ["code", "error"].into_iter().find_map(|member| example["value"].get(member)?.as_str());
                assert!(named.is_none_or(|code| code == name || code.parse::<u32>().is_ok()), "{name}");
                count += 1;
            }
        }
    }
    assert!(count > 40, "{count}");
}

#[tokio::test]
async fn an_answer_that_is_not_as_described_is_noticed() {
    let service = Service::start().await;
    let good = service.request(&json!({ "email": "ada@example.org" })).await;
    let verdict = |answer: &Answer| check(&Method::POST, "/otp/request", answer);
    let changed = |change: &dyn Fn(&mut Answer)| {
        let mut answer = good.clone();
        change(&mut answer);
        verdict(&answer).unwrap_err()
    };
    let body = |change: &dyn Fn(&mut Value)| {
        changed(&|answer| {
            let mut body = answer.json();
            change(&mut body);
            answer.body = body.to_string().into();
        })
    };
    assert_eq!(verdict(&good), Ok(()));
    for (fault, expected) in [
        (body(&|body| body["expires_in"] = json!("600")), "/expires_in"),
        (body(&|body| body["expiresIn"] = json!(600)), "expiresIn"),
        (body(&|body| drop(body.as_object_mut().unwrap().remove("challenge"))), "challenge"),
        (body(&|body| body["channel"] = json!("pigeon")), "/channel"),
        (body(&|body| *body = json!([])), "object"),
        (changed(&|answer| answer.body = "".into()), "no JSON"),
        (changed(&|answer| answer.status = http::StatusCode::CREATED), "201"),
        (changed(&|answer| drop(answer.headers.remove("cache-control"))), "cache-control"),
        (changed(&|answer| drop(answer.headers.remove("content-security-policy"))), "content-security-policy"),
        (changed(&|answer| drop(answer.headers.insert("x-powered-by", HeaderValue::from_static("x")))), "x-powered-by"),
        (
            changed(&|answer| drop(answer.headers.insert("content-type", HeaderValue::from_static("text/html")))),
            "text/html",
        ),
        (
            changed(&|answer| drop(answer.headers.insert("cache-control", HeaderValue::from_static("public")))),
            "cache-control",
        ),
    ] {
        assert!(fault.contains(expected), "{expected}: {fault}");
    }
    for _ in 1..5 {
        service.request(&json!({ "email": "ada@example.org" })).await;
    }
    let refused = service.request(&json!({ "email": "ada@example.org" })).await;
    assert_eq!(refused.status, 429, "{refused:?}");
    let mut no_wait = refused.clone();
    no_wait.headers.remove("retry-after");
    assert_eq!(verdict(&no_wait), Err("no Retry-After".to_owned()));
    let mut other_code = refused.json();
    other_code["code"] = json!("too-many-ducks");
    let other_code = Answer { body: other_code.to_string().into(), ..refused };
    assert!(verdict(&other_code).unwrap_err().contains("too-many-ducks"));
}

#[tokio::test]
async fn hw_02_every_answer_of_a_function_carries_the_security_headers() {
    let service = Service::start().await;
    let token = service.sign_in("ada@example.org").await.text("access_token");
    let bearer = format!("Bearer {token}");
    let mut statuses = BTreeSet::new();
    for path in paths().flat_map(|(path, _)| places(path)).chain(["/nowhere".to_owned()]) {
        for method in ["GET", "HEAD", "PUT", "POST", "PATCH", "TRACE", "OPTIONS", "BREW"] {
            for headers in [
                vec![("authorization", bearer.as_str()), ("content-type", "application/json")],
                vec![("content-type", "application/x-www-form-urlencoded")],
                vec![("content-type", "text/plain")],
            ] {
                // The client has already held the answer against the description.
                let answer = service.client.send(method.parse().unwrap(), &path, &headers, "{}").await;
                statuses.insert(answer.status.as_u16());
                // The gateway's own: a function answers 401 as a problem.
                if answer.status == 401 && answer.headers["content-type"] == "application/json" {
                    continue;
                }
                let is_page = answer.headers.get("content-type").is_some_and(|kind| kind == "text/html; charset=utf-8");
                let content_security_policy = if is_page {
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                     form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                } else {
                    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
                };
                let opened = is_page || answer.status == 303;
                for (name, value) in [
                    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
                    ("x-content-type-options", "nosniff"),
                    ("referrer-policy", "no-referrer"),
                    ("content-security-policy", content_security_policy),
                    ("cross-origin-opener-policy", if opened { "unsafe-none" } else { "same-origin" }),
                    ("cross-origin-resource-policy", "same-origin"),
                ] {
                    assert_eq!(answer.headers[name], value, "{method} {path}");
                }
                let public = path.starts_with("/.well-known/") && answer.status == 200;
                let kept = if public { "public, max-age=300" } else { "no-store" };
                assert_eq!(answer.headers["cache-control"], kept, "{method} {path}");
            }
        }
    }
    assert_eq!(statuses, [200, 204, 303, 400, 401, 403, 404, 405, 415].into());
}

#[tokio::test]
async fn hw_05_bodies_that_are_too_deep_or_too_large_are_refused() {
    let service = Service::start().await;
    let deep = format!("{{\"email\":{}{}}}", "[".repeat(7_000), "]".repeat(7_000));
    let deeper = "[".repeat(10_000);
    let large = format!("{{\"email\":\"{}\"}}", "a".repeat(1_048_576));
    for path in ["/otp/request", "/otp/verify"] {
        for (body, status) in [(&deep, 400), (&deeper, 400), (&large, 413)] {
            let headers = [("content-type", "application/json")];
            let answer = service.client.send(Method::POST, path, &headers, body.clone()).await;
            assert_eq!(answer.problem().0, status, "{path}");
        }
    }
    for path in ["/token", "/revoke"] {
        let answer = service.client.post_form(path, &[("token", &large)]).await;
        assert_eq!(answer.oauth_error(), (400, "invalid_request".to_owned()), "{path}");
    }
    assert!(service.proxy.take_calls().is_empty());
}
