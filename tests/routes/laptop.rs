//! What a laptop has besides the functions, below `/dev`: whom it answers, its clock and its table; and that no function has
//! any of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use admin::keys::KeyAlgorithm;
use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Method, StatusCode};
use local::{Local, Options};
use platform::clock::Clock;
use serde_json::{Value, json};
use tests::service::{START, code_in};
use tests::tokens::claims;
use tests::{Answer, Client, Service};

use crate::deployed::samples::{Functions, call};

const JSON: (&str, &str) = ("content-type", "application/json");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every path below `/dev` that `local` spells, `/` among them.
fn paths() -> BTreeSet<String> {
    let mut files = Vec::new();
    rust_files(&root().join("local/src"), &mut files);
    let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let quoted = texts.iter().flat_map(|text| text.split("route(").skip(1)).filter_map(|rest| rest.split('"').nth(1));
    let own: BTreeSet<String> = quoted
        .filter(|text| *text == "/" || text.starts_with("/dev"))
        .map(|path| path.replace("{name}", "x"))
        .collect();
    for known in ["/", "/dev/inbox", "/dev/inbox.json", "/dev/gallery", "/dev/token", "/dev/table.json", "/dev/clock"] {
        assert!(own.contains(known), "{known} in {own:?}");
    }
    own
}

/// A service whose own database the functions use.
async fn laptop(clock: &Clock) -> (Local, Client) {
    let settings = vec![("CALL_TIMEOUT_MILLISECONDS".to_owned(), "30000".to_owned())];
    let options = Options { port: 0, data: None, algorithm: KeyAlgorithm::Es256, settings, clock: clock.clone() };
    let local = Local::start(options).await.unwrap();
    let client = Client::of_service(format!("http://{}", local.address()));
    (local, client)
}

/// Asks for a code for Ada, and gives the challenge and the code.
async fn challenge(local: &Local, client: &Client) -> (String, String) {
    let requested = client.post("/otp/request", &json!({ "email": "ada.lovelace@example.org" })).await;
    (requested.text("challenge"), code_in(&local.outbox().messages()[0].text))
}

async fn verify(client: &Client, (challenge, code): &(String, String)) -> Answer {
    client.post("/otp/verify", &json!({ "challenge": challenge, "code": code })).await
}

async fn advance(client: &Client, body: &str) -> Answer {
    client.send(Method::POST, "/dev/clock", &[JSON], body.to_owned()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_on_a_laptop_follows_the_one_clock() {
    let clock = Clock::manual(START);
    let (local, client) = laptop(&clock).await;
    let shown = |now: u64, ahead: u64| json!({ "now": now, "ahead": ahead });
    let start = START.as_unix();
    assert_eq!(client.get("/dev/clock").await.json(), shown(start, 0));
    let old = challenge(&local, &client).await;
    assert_eq!(advance(&client, r#"{"seconds":600}"#).await.json(), shown(start + 600, 600));
    assert_eq!(verify(&client, &old).await.problem().1, "code-refused", "the code's life is over");

    let new = challenge(&local, &client).await;
    assert_eq!(client.get("/dev/inbox.json").await.json()[0]["sent_at"], start + 600);
    let token = verify(&client, &new).await.text("access_token");
    assert_eq!(claims(&token)["iat"], start + 600);
    assert_eq!(client.get_as("/me", &token).await.status, 200, "the guard's clock is the signer's");
    assert_eq!(advance(&client, r#"{"seconds":1000}"#).await.json(), shown(start + 1_600, 1_600));
    assert_eq!(client.get_as("/me", &token).await.status, 401);
    assert_eq!(client.get("/dev/table.json").await.json()["now"], start + 1_600);
    assert_eq!(client.get("/dev/clock").await.json(), shown(start + 1_600, 1_600));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_laptops_clock_goes_neither_back_nor_away() {
    let clock = Clock::manual(START);
    let (_local, client) = laptop(&clock).await;
    for refused in [
        "",
        "{}",
        "60",
        r#"{"seconds":0}"#,
        r#"{"seconds":-60}"#,
        r#"{"seconds":1.5}"#,
        r#"{"seconds":"60"}"#,
        r#"{"seconds":60,"seconds":60}"#,
        r#"{"seconds":60,"now":0}"#,
        r#"{"seconds":315360001}"#,
        r#"{"seconds":18446744073709551615}"#,
        r#"{"seconds":18446744073709551616}"#,
    ] {
        assert_eq!(advance(&client, refused).await.status, 400, "{refused}");
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(client.send(Method::POST, "/dev/clock", &form, "seconds=60").await.status, 415);
    assert_eq!(clock.now(), START);
    assert_eq!(advance(&client, r#"{"seconds":315360000}"#).await.status, 200);
    assert_eq!(advance(&client, r#"{"seconds":1}"#).await.status, 400, "ten years in all");
    assert_eq!(clock.ahead(), 315_360_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_14_whoever_looks_at_the_table_reads_no_name_and_no_code() {
    let (local, client) = laptop(&Clock::system_ahead()).await;
    let asked = challenge(&local, &client).await;
    let signed_in = verify(&client, &asked).await;
    let answer = client.get("/dev/table.json").await;
    let shown = answer.json();
    assert_eq!((shown["table"].as_str(), shown["more"].as_bool()), (Some(local.database().table()), Some(false)));
    let items = shown["items"].as_array().unwrap();
    let kinds: BTreeSet<&str> = items.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    for kind in ["account", "identifier", "identity", "network", "session"] {
        assert!(kinds.contains(kind), "{kind} in {kinds:?}");
    }
    let mut bytes = answer.body.to_vec();
    for item in items {
        assert!(!item["about"].as_str().unwrap().is_empty(), "{item}");
        let attributes = item["attributes"].as_array().unwrap();
        assert_eq!(
            (attributes[0]["name"].as_str(), attributes[1]["name"].as_str()),
            (Some("pk"), Some("sk")),
            "{item}"
        );
        for attribute in attributes {
            assert_ne!(attribute["type"], "other", "{attribute}");
            if attribute["type"] == "bytes" {
                let decoded = STANDARD.decode(attribute["value"].as_str().unwrap()).unwrap();
                assert_eq!(attribute["bytes"], decoded.len());
                bytes.extend(decoded);
            }
        }
        let ends = item["expires_at"].as_u64();
        assert_eq!(
            ends.is_some(),
            !["account", "identity", "secret"].contains(&item["kind"].as_str().unwrap()),
            "{item}"
        );
        assert!(ends.is_none_or(|ends| ends > shown["now"].as_u64().unwrap()), "{item}");
    }
    let contains = |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
    let tokens = [signed_in.text("access_token"), signed_in.text("refresh_token")];
    for secret in ["lovelace", "example.org", &asked.0, &asked.1, &tokens[0], &tokens[1]] {
        assert!(!contains(secret), "{secret} is to be seen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_was_made_to_lead_to_this_machine_reads_nothing_of_it() {
    let service = Service::start().await;
    service.challenge("ada@example.org").await;
    for path in paths() {
        for host in
            ["example.org", "localhost.example.org:8080", "127.0.0.1.example.org", "127.0.0.1:x", "127.0.0.1:80:80"]
        {
            let answer = service.client.send(Method::GET, &path, &[("host", host)], "").await;
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{path} {host}");
            assert!(answer.body.len() < 100, "{path} {host}: {answer:?}");
        }
        let answer = service.client.send(Method::GET, &path, &[("host", "localhost:8080")], "").await;
        assert_eq!(answer.status, if path == "/dev/gallery/x" { 404 } else { 200 }, "{path}");
        for (name, value) in [("cross-origin-resource-policy", "same-origin"), ("x-content-type-options", "nosniff")] {
            assert_eq!(answer.headers[name], value, "{path}");
        }
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_another_origin_moves_the_clock() {
    let service = Service::start().await;
    let own = service.url();
    let host = own.strip_prefix("http://").unwrap();
    let other_port = format!("{own}0");
    let send = async |headers: &[(&str, &str)]| {
        let headers: Vec<(&str, &str)> = [("host", host), JSON].into_iter().chain(headers.iter().copied()).collect();
        service.client.send(Method::POST, "/dev/clock", &headers, r#"{"seconds":60}"#).await.status
    };
    for foreign in [
        ("origin", "https://example.org"),
        ("origin", "null"),
        ("origin", other_port.as_str()),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        assert_eq!(send(&[foreign]).await, 403, "{foreign:?}");
    }
    assert_eq!(service.clock.now(), START);
    let preflight = [("host", host), ("origin", "https://example.org"), ("access-control-request-method", "POST")];
    let answer = service.client.send(Method::OPTIONS, "/dev/clock", &preflight, "").await;
    assert!(!answer.headers.contains_key("access-control-allow-origin"), "{answer:?}");
    assert_eq!(send(&[("origin", &own), ("sec-fetch-site", "same-origin")]).await, 200);
    assert_eq!(service.clock.now(), START.plus(60));
}

#[tokio::test]
async fn what_is_for_a_laptop_is_in_no_function() {
    let functions = Functions::start().await;
    let routers: [(&str, Router); 8] = [
        ("request", functions.request().await),
        ("verify", functions.verify().await),
        ("token", functions.token().await),
        ("sessions", functions.sessions().await),
        ("signin", functions.signin().await),
        ("passkeys", functions.passkeys().await),
        ("discovery", functions.discovery()),
        ("me", functions.me()),
    ];
    let event: Value = serde_json::from_str(include_str!("../../events/discovery-unknown-path.json")).unwrap();
    let paths = paths();
    for path in paths.iter().map(String::as_str).chain(["/dev", "/dev/"]) {
        for method in ["GET", "POST"] {
            let mut event = event.clone();
            event["rawPath"] = json!(path);
            event["requestContext"]["http"]["path"] = json!(path);
            event["requestContext"]["http"]["method"] = json!(method);
            for (name, router) in &routers {
                let answer = call(router.clone(), &event.to_string()).await;
                assert_eq!(answer.status, 404, "{name} {method} {path}: {answer:?}");
            }
        }
    }
    // Every function that answers calls was asked.
    let template = local::template::Template::of_this_repository().unwrap();
    let deployed: BTreeSet<&str> = template.routes().iter().map(|route| route.function.as_str()).collect();
    assert_eq!(deployed, routers.iter().map(|(name, _)| *name).collect());
    let path = |key: &str| key.split_once(' ').map(|(_, path)| path.to_owned()).unwrap_or_default();
    assert!(template.routes().iter().all(|route| !path(&route.key).starts_with("/dev")));
    // Nor does anything that functions are made of spell one.
    let mut files = Vec::new();
    for folder in ["functions", "pages", "platform", "shared", "verifier"] {
        rust_files(&root().join(folder), &mut files);
    }
    assert!(files.len() > 200, "{}", files.len());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let spelled = paths.iter().find(|path| *path != "/" && text.contains(path.as_str()));
        assert_eq!(spelled, None, "{}", file.display());
    }
}
