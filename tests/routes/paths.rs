//! Where a call leads, however its path is spelled and whatever a gateway puts before it.

use http::Method;
use serde_json::{Value, json};
use tests::Service;
use tests::tokens::SID;

use crate::deployed::samples::{Functions, PLACEHOLDER, call, samples};

/// The event with `before` in its path, as a gateway has it there.
fn behind(event: &str, before: &str, stage: &str) -> Value {
    let mut event: Value = serde_json::from_str(event).unwrap();
    let path = format!("{before}{}", event["rawPath"].as_str().unwrap());
    event["requestContext"]["http"]["path"] = json!(path);
    event["rawPath"] = json!(path);
    event["requestContext"]["stage"] = json!(stage);
    event
}

/// Every byte as its encoding.
fn encoded(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    bytes.concat()
}

#[tokio::test]
async fn a_stage_or_a_base_path_before_a_route_is_served() {
    let functions = Functions::start().await;
    let mut served = 0;
    for (name, event) in samples() {
        if name.starts_with("authorizer-") || !event.contains("rawPath") {
            continue;
        }
        for (before, stage) in [("", "$default"), ("/prod", "prod"), ("/auth", "$default"), ("/auth/v1", "prod")] {
            // Somebody new each time: some calls end the session.
            functions.clock.advance(86_400);
            let (session, access) = functions.access().await;
            let event = event.replace(PLACEHOLDER, &access).replace(SID.split_once('.').unwrap().1, &session);
            let answer = functions.answer(&behind(&event, before, stage).to_string()).await;
            let expected = match name.as_str() {
                "request-email" | "request-known-device" | "request-phone" => &[202, 429][..],
                "verify" | "factors-verify" => &[401],
                "signin-authorize"
                | "signin-authorize-form"
                | "signin-account"
                | "signin-account-end-all"
                | "signin-link-form"
                | "signin-export" => &[303],
                "signin-par" => &[201],
                "discovery-unknown-path" | "passkeys-related-origins" => &[404],
                "signin-logout-form" => &[200],
                name if ["signin-", "token-", "passkeys-"].iter().any(|kind| name.starts_with(kind)) => &[400],
                // The token is of no client.
                name if name.starts_with("account") || name.starts_with("userinfo") => &[403],
                "sessions-end" | "sessions-end-all" | "erase" | "me-options" => &[204],
                _ => &[200],
            };
            assert!(expected.contains(&answer.status.as_u16()), "{name} behind {before}: {answer:?}");
            served += 1;
        }
    }
    assert!(served > 140, "{served}");
}

#[tokio::test]
async fn a_session_is_ended_behind_a_stage_or_a_base_path_in_either_spelling() {
    let functions = Functions::start().await;
    let event = include_str!("../../events/sessions-end.json");
    let template = SID.split_once('.').unwrap().1;
    for (before, stage) in [("", "$default"), ("/prod", "prod"), ("/auth", "$default"), ("/sessions", "sessions")] {
        for (tells, spelled) in [(true, false), (true, true), (false, false), (false, true)] {
            functions.clock.advance(86_400);
            let (session, access) = functions.access().await;
            let mut own = behind(&event.replace(PLACEHOLDER, &access).replace(template, &session), before, stage);
            if spelled {
                own["rawPath"] = json!(format!("{before}/sessions/{}", encoded(&session)));
            }
            if !tells {
                own.as_object_mut().unwrap().remove("pathParameters");
            }
            let answer = call(functions.sessions().await, &own.to_string()).await;
            assert_eq!(answer.status, 204, "{before} {tells} {spelled} {answer:?}");
        }
    }
}

#[tokio::test]
async fn no_spelling_of_a_session_leads_to_another_route() {
    let functions = Functions::start().await;
    let (session, access) = functions.access().await;
    let event = include_str!("../../events/sessions-end.json").replace(PLACEHOLDER, &access);
    for id in [
        format!("a/{session}"),
        format!("sessions/{session}"),
        format!("{session}/"),
        format!("{session}?"),
        format!("{session}#"),
        format!("{session};"),
        format!("{session}\0"),
        format!("{session} "),
        "../me".to_owned(),
        "..".to_owned(),
        ".".to_owned(),
        "\u{fffd}".to_owned(),
        "%".to_owned(),
        "%FF".to_owned(),
        "%2e%2e%2fme".to_owned(),
        "a?b".to_owned(),
        "ä ö".to_owned(),
        "a".repeat(10_000),
    ] {
        for before in ["", "/prod", "/auth"] {
            let mut event: Value = serde_json::from_str(&event).unwrap();
            event["rawPath"] = json!(format!("{before}/sessions/{id}"));
            event["requestContext"]["stage"] = json!(if before == "/prod" { "prod" } else { "$default" });
            event["pathParameters"] = json!({ "id": id });
            let (status, _, _) = call(functions.sessions().await, &event.to_string()).await.problem();
            assert!(matches!(status, 400 | 404), "{before} {id:?}: {status}");
        }
    }
    let listed = include_str!("../../events/sessions-list.json").replace(PLACEHOLDER, &access);
    assert_eq!(call(functions.sessions().await, &listed).await.json()["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_laptops_gateway_reads_a_path_as_an_http_api_does() {
    let service = Service::start().await;
    let token = service.sign_in("ada@example.org").await.text("access_token");
    let id = service.sessions(&token).await[0]["id"].as_str().unwrap().to_owned();
    for (path, status) in [
        // Decoded before a route is found: there is none for so many segments.
        (format!("/sessions/a%2F{id}"), 404),
        ("/sessions/..%2Fme".to_owned(), 404),
        // Decoded again: no session has such an id.
        (format!("/sessions/a%252F{id}"), 400),
        (format!("/sessions/sessions%252F{id}"), 400),
        ("/sessions/%252e%252e%252fme".to_owned(), 400),
        ("/sessions/%00".to_owned(), 400),
        ("/sessions/a;b".to_owned(), 400),
        ("/sessions/%20".to_owned(), 400),
        ("/sessions/%C3%A4".to_owned(), 400),
        // What encodes nothing.
        ("/sessions/%".to_owned(), 400),
        ("/sessions/%zz".to_owned(), 400),
        ("/sessions/%25zz".to_owned(), 400),
        ("/sessions/%FF".to_owned(), 400),
        ("/%".to_owned(), 400),
    ] {
        let answer = service.client.send_as(Method::DELETE, &path, &token).await;
        assert_eq!(answer.status, status, "{path} {answer:?}");
    }
    assert_eq!(service.client.get("/%2Ewell-known%2Fjwks.json").await.status, 200);
    assert_eq!(service.client.get_as("/%6De", &token).await.status, 200);
    assert_eq!(service.client.get("/%6De").await.status, 401, "and it is as guarded");
    let letters = encoded(&id).to_lowercase();
    let answer = service.client.send_as(Method::DELETE, &format!("/%73essions/{letters}%3Fx"), &token).await;
    assert_eq!(answer.status, 204, "{answer:?}");
}

#[tokio::test]
async fn a_page_that_is_opened_by_an_address_leads_to_localhost() {
    let service = Service::start().await;
    assert_eq!(service.url(), service.base().replace("127.0.0.1", "localhost"), "and the issuer is named so");
    let open = async |path: &str, host: &str| {
        let answer = service.client.send(Method::GET, path, &[("host", host)], "").await;
        let location = answer.headers.get("location").map(|location| location.to_str().unwrap().to_owned());
        (answer.status.as_u16(), location)
    };
    for path in ["/", "/dev/inbox", "/dev/token", "/dev/table"] {
        for host in ["127.0.0.1:8080", "[::1]:8080"] {
            assert_eq!(open(path, host).await, (307, Some(format!("http://localhost:8080{path}"))), "{host}");
        }
        assert_eq!(open(path, "127.0.0.1").await, (307, Some(format!("http://localhost{path}"))));
        assert_eq!(open(path, "localhost:8080").await, (200, None));
    }
    // Programs are not led anywhere.
    for path in ["/healthz", "/dev/inbox.json"] {
        assert_eq!(open(path, "127.0.0.1:8080").await, (200, None), "{path}");
    }
    assert_eq!(tests::Client::new(service.url()).get("/healthz").await.status, 200, "and the name leads here");
}
