//! The local server as a person starts it: `kill -9` loses nothing, and what cannot work says so in one line.

use std::io::{BufRead, BufReader, Lines, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::json;
use tests::Client;
use tests::service::code_in;

/// The compiled server, beside the test's own binary.
fn binary() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let binary = here.parent().and_then(Path::parent).unwrap().join("local");
    assert!(binary.exists(), "{} is missing: run `cargo test --workspace`", binary.display());
    binary
}

struct Server {
    process: Child,
    /// Held open: the server logs into it.
    _output: Lines<BufReader<ChildStdout>>,
    client: Client,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(binary());
        let mut process = command.args(["--port", "0"]).args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = output.by_ref().map(Result::unwrap).find(|line| line.contains("sign in")).unwrap();
        let url = line.split_whitespace().last().unwrap().trim_end_matches('/').to_owned();
        Self { process, _output: output, client: Client::new(url) }
    }

    /// SIGKILL.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(arguments: &[&str]) -> Output {
    Command::new(binary()).args(arguments).output().unwrap()
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
async fn every_algorithm_signs_in_on_a_laptop() {
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
            if algorithm == "HS256" { vec![] } else { vec![algorithm] },
            "a secret is never published"
        );
    }
}

#[test]
fn a_taken_port_and_an_unusable_folder_are_one_line_with_a_hint() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = run(&["--memory", "--port", &port]);
    one_line(&refused, &["local: port", &port, "--port"]);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    one_line(&run(&["--port", "0", "--data", file.to_str().unwrap()]), &["local:", "file", "--data"]);

    std::fs::write(folder.path().join("signing-key-rs256.pem"), "no key").unwrap();
    one_line(
        &run(&["--port", "0", "--data", folder.path().to_str().unwrap()]),
        &["signing-key-rs256.pem", "move it away"],
    );
}

fn one_line(output: &Output, parts: &[&str]) {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!output.status.success() && text.trim_end().lines().count() == 1, "{text}");
    assert!(parts.iter().all(|part| text.contains(part)), "{parts:?} in {text}");
}

#[test]
fn help_names_every_option() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for option in ["--port", "--data", "--memory", "--algorithm", "keys"] {
        assert!(help.contains(option), "{option} in {help}");
    }
}

#[test]
fn keys_for_a_deployment_are_written_once_and_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert!(run(&["keys", path]).status.success());
    let private = folder.path().join("signing-key-rs256.pem");
    assert_eq!(std::fs::metadata(&private).unwrap().permissions().mode() & 0o777, 0o600);
    let mut jwks = String::new();
    std::fs::File::open(folder.path().join("jwks.json")).unwrap().read_to_string(&mut jwks).unwrap();
    assert!(jwks.starts_with(r#"{"keys":["#) && !jwks.contains('\n') && !jwks.contains(r#""d""#), "{jwks}");
    one_line(&run(&["keys", path]), &["signing-key-rs256.pem"]);
}
