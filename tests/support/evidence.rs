//! Everything that the service prints while the suite runs, and every secret that passes: two files, which the test
//! `suite_secrecy` searches when the suite has ended.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

use axum::body::Bytes;
use http::HeaderMap;
use http::header::SET_COOKIE;
use platform::settings::{LogLevel, TelemetrySettings};
use platform::telemetry;
use serde_json::Value;

/// What must never be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A one-time code.
    Code,
    /// A token, a handle, a cookie, a key.
    Token,
    /// A whole email address or phone number.
    Address,
}

/// The two files. Each run of the suite begins them anew.
struct Evidence {
    printed: Mutex<File>,
    secrets: Mutex<File>,
}

static EVIDENCE: LazyLock<Evidence> = LazyLock::new(|| {
    fs::create_dir_all(folder()).expect("a folder");
    let [printed, secrets] =
        [printed_file(), secrets_file()].map(|path| Mutex::new(File::create(path).expect("a file")));
    Evidence { printed, secrets }
});

/// The members of answers that are secret.
const SECRET_MEMBERS: [&str; 6] =
    ["challenge", "auth_session", "access_token", "refresh_token", "id_token", "device_token"];

/// A folder beside the tests' binaries: another process reads it.
fn folder() -> PathBuf {
    let here = std::env::current_exe().expect("the path of this test");
    here.parent().expect("a folder for builds").join("suite-evidence")
}

/// Where lines are kept, as they were printed.
pub fn printed_file() -> PathBuf {
    folder().join("printed")
}

/// Where secrets are kept, a line each: the kind, a blank, the secret.
pub fn secrets_file() -> PathBuf {
    folder().join("secrets")
}

/// Has everything kept that the service prints in this process, in more detail than it ever does deployed.
pub fn watch() {
    let config = TelemetrySettings { level: LogLevel::Trace, metrics_of: Some("suite".to_owned()) };
    telemetry::start_with("suite", config, printed);
}

/// Keeps what was printed, in whole lines.
pub fn printed(lines: &[u8]) {
    EVIDENCE.printed.lock().expect("no panic while keeping").write_all(lines).expect("room for lines");
}

/// Keeps a secret.
pub fn secret(kind: Kind, text: &str) {
    // Shorter ones are none of ours, and would be found everywhere.
    if text.len() >= 6 && !text.contains('\n') {
        let line = format!("{kind:?} {text}\n");
        EVIDENCE.secrets.lock().expect("no panic while keeping").write_all(line.as_bytes()).expect("room for secrets");
    }
}

/// Keeps the secrets of an answer, also of the inbox.
pub fn answered(headers: &HeaderMap, body: &Bytes) {
    let members = serde_json::from_slice::<Value>(body).unwrap_or_default();
    for name in SECRET_MEMBERS {
        if let Some(text) = members[name].as_str() {
            secret(Kind::Token, text);
        }
    }
    for message in members.as_array().into_iter().flatten() {
        if let (Some(to), Some(text)) = (message["to"].as_str(), message["text"].as_str()) {
            sent(to, text);
        }
    }
    for cookie in headers.get_all(SET_COOKIE) {
        let pair = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
        secret(Kind::Token, pair.split_once('=').map_or(pair, |(_, value)| value));
    }
}

/// Keeps the code of a message and whom it went to.
pub fn sent(to: &str, text: &str) {
    secret(Kind::Address, to);
    let words = text.split_whitespace().map(|word| word.trim_end_matches('.'));
    for long in words.filter(|word| word.len() == 19 && word.split('-').all(|group| group.len() == 4)) {
        secret(Kind::Code, long);
    }
    let runs = text.split(|character: char| !character.is_ascii_digit());
    for code in runs.filter(|run| (6..=8).contains(&run.len())) {
        secret(Kind::Code, code);
    }
}
