//! The local server as a person starts it: `kill -9` loses nothing, and every algorithm signs in.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use serde_json::json;
use tests::service::{PATIENCE, code_in};
use tests::{Client, evidence};

/// The compiled server, beside the test's own binary.
fn binary() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let binary = here.parent().and_then(Path::parent).unwrap().join("local");
    assert!(binary.exists(), "{} is missing: run `cargo test --workspace`", binary.display());
    binary
}

/// A running local server. Dropping it kills it.
pub(crate) struct Server {
    process: Child,
    /// Reads what the server logs, so that it never waits for a reader.
    output: Option<JoinHandle<()>>,
    pub(crate) client: Client,
}

/// A free port that stays free while nobody listens on it: below those that systems give to whoever asks for any, as other
/// tests do all the time.
pub(crate) fn lasting_port() -> u16 {
    // Elsewhere for each run of the suite.
    let first = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    (first..32_000).find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

impl Server {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::with(&[PATIENCE], 0, arguments)
    }

    /// With settings; port 0 takes a free one.
    pub(crate) fn with(settings: &[(&str, &str)], port: u16, arguments: &[&str]) -> Self {
        let mut command = Command::new(binary());
        let command = command.args(["--port", &port.to_string()]).args(arguments).envs(settings.iter().copied());
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = output.by_ref().map(Result::unwrap).find(|line| line.contains("sign in")).unwrap();
        let url = line.split_whitespace().last().unwrap().trim_end_matches('/').to_owned();
        let output = std::thread::spawn(move || {
            // Before them stand lines for people.
            for line in output.map_while(Result::ok).skip_while(|line| !line.starts_with('{')) {
                evidence::printed(format!("{line}\n").as_bytes());
            }
        });
        Self { process, output: Some(output), client: Client::of_service(url) }
    }

    /// SIGKILL.
    pub(crate) fn kill(self) {
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if let Some(output) = self.output.take() {
            let _ = output.join();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn re_01_a_code_still_verifies_after_kill_minus_nine_and_keys_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", folder.path().to_str().unwrap()];
    let server = Server::start(&data);
    let requested = server.client.post("/otp/request", &json!({ "email": "ada@example.org" })).await;
    let inbox = server.client.get("/dev/inbox.json").await.json();
    let newest = inbox[0].as_object().unwrap();
    let names: Vec<&String> = newest.keys().collect();
    assert_eq!(names, ["channel", "html", "id", "sent_at", "subject", "text", "to"]);
    let code = code_in(newest["text"].as_str().unwrap());
    let keys = server.client.get("/.well-known/jwks.json").await.json();
    server.kill();

    let server = Server::start(&data);
    assert_eq!(server.client.get("/.well-known/jwks.json").await.json(), keys);
    let guess = json!({ "challenge": requested.text("challenge"), "code": code });
    let verified = server.client.post("/otp/verify", &guess).await;
    assert_eq!(verified.status, 200, "{verified:?}");
    assert_eq!(server.client.get_as("/me", &verified.text("access_token")).await.status, 200);
    server.kill();

    let server = Server::start(&data);
    assert_eq!(server.client.post("/otp/verify", &guess).await.status, 401, "used stays used");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_put_forward_is_so_after_kill_minus_nine() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", folder.path().to_str().unwrap()];
    let server = Server::start(&data);
    let ahead = async |server: &Server| server.client.get("/dev/clock").await.json()["ahead"].clone();
    assert_eq!(ahead(&server).await, 0);
    for seconds in [86_400, 60] {
        assert_eq!(server.client.post("/dev/clock", &json!({ "seconds": seconds })).await.status, 200);
    }
    server.kill();
    let server = Server::start(&data);
    let shown = server.client.get("/dev/clock").await.json();
    assert_eq!(shown["ahead"], 86_460);
    let now = platform::clock::Clock::system().now();
    assert!(shown["now"].as_u64().unwrap() <= now.plus(86_460).as_unix());
    assert!(shown["now"].as_u64().unwrap() > now.plus(86_400).as_unix());
    server.kill();
    assert_eq!(ahead(&Server::start(&["--memory"])).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn op_01_every_algorithm_signs_in_on_a_laptop_and_rs256_is_there_for_id_tokens() {
    for algorithm in ["RS256", "ES256", "EdDSA", "HS256"] {
        let server = Server::start(&["--memory", "--algorithm", algorithm]);
        let requested = server.client.post("/otp/request", &json!({ "email": "ada@example.org" })).await;
        let inbox = server.client.get("/dev/inbox.json").await.json();
        let code = code_in(inbox[0]["text"].as_str().unwrap());
        let verified =
            server.client.post("/otp/verify", &json!({ "challenge": requested.text("challenge"), "code": code })).await;
        let me = server.client.get_as("/me", &verified.text("access_token")).await;
        assert_eq!((me.status.as_u16(), me.text("email")), (200, "ada@example.org".to_owned()), "{algorithm}");
        let keys = server.client.get("/.well-known/jwks.json").await.json();
        let published: Vec<&str> =
            keys["keys"].as_array().unwrap().iter().map(|key| key["alg"].as_str().unwrap()).collect();
        assert_eq!(
            published,
            match algorithm {
                "RS256" | "HS256" => vec!["RS256"],
                _ => vec![algorithm, "RS256"],
            },
            "a secret is never published"
        );
        let metadata = server.client.get("/.well-known/openid-configuration").await.json();
        let mut supported = published.clone();
        supported.sort_unstable();
        assert_eq!(metadata["id_token_signing_alg_values_supported"], json!(supported), "{algorithm}");
        assert!(supported.contains(&"RS256"), "which every client can check");
        let kids: BTreeSet<_> = keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].to_string()).collect();
        assert_eq!(kids.len(), published.len(), "no name twice: {keys}");
        let header = jsonwebtoken::decode_header(verified.text("access_token")).unwrap();
        assert_eq!(format!("{:?}", header.alg), algorithm, "the access token's own");
    }
}
