//! What is read is declared, by its readers and with a purpose, and nothing else.

use std::collections::BTreeSet;

use super::super::VARIABLES;
use super::{EVERYWHERE, REQUIRED};

/// What `config/limits.rs` reads for each function: the name of the limit is the function's own.
const SENDS: &str = r#""ADDRESS_SENDS" "ADDRESS_WINDOW_SECONDS" "WRONG_GUESSES_PER_MINUTE""#;
const TOKEN_CALLS: &str = r#""ADDRESS_TOKEN_CALLS" "SESSION_CALLS" "ADDRESS_WINDOW_SECONDS""#;
const VERIFICATIONS: &str = r#""ADDRESS_VERIFICATIONS" "ADDRESS_WINDOW_SECONDS" "WRONG_GUESSES_PER_MINUTE""#;

/// The source of each configuration, with what it includes.
const SOURCES: [(&str, &[&str]); 8] = [
    (
        "request",
        &[
            include_str!("../request.rs"),
            include_str!("../text.rs"),
            SENDS,
            include_str!("../rules.rs"),
            include_str!("../aws.rs"),
        ],
    ),
    (
        "verify",
        &[
            include_str!("../verify.rs"),
            VERIFICATIONS,
            include_str!("../rules.rs"),
            include_str!("../terms.rs"),
            include_str!("../client.rs"),
            include_str!("../aws.rs"),
        ],
    ),
    (
        "token",
        &[
            include_str!("../token.rs"),
            TOKEN_CALLS,
            include_str!("../terms.rs"),
            include_str!("../client.rs"),
            include_str!("../aws.rs"),
        ],
    ),
    (
        "sessions",
        &[include_str!("../sessions.rs"), TOKEN_CALLS, include_str!("../client.rs"), include_str!("../aws.rs")],
    ),
    ("authorizer", &[include_str!("../authorizer.rs"), include_str!("../aws.rs")]),
    ("discovery", &[include_str!("../discovery.rs")]),
    ("feedback", &[include_str!("../feedback.rs"), include_str!("../aws.rs")]),
    ("keys", &[include_str!("../aws.rs")]),
];

#[test]
fn every_variable_that_is_read_is_declared_with_its_reader_and_back() {
    for (function, sources) in SOURCES {
        let read: BTreeSet<&str> = sources.iter().flat_map(|source| variables_in(source)).collect();
        let read: BTreeSet<&str> = read.into_iter().filter(|name| !name.starts_with("AWS_")).collect();
        // Read by the start of every function, before its own configuration.
        let declared: BTreeSet<&str> = VARIABLES
            .iter()
            .filter(|variable| variable.read_by.contains(&function) && !EVERYWHERE.contains(&variable.name))
            .map(|variable| variable.name)
            .collect();
        assert_eq!(read, declared, "{function}");
    }
}

#[test]
fn every_function_reads_its_telemetry_first() {
    let source = include_str!("../telemetry.rs");
    let read: BTreeSet<&str> = variables_in(source).into_iter().filter(|name| !name.starts_with("AWS_")).collect();
    assert_eq!(read, EVERYWHERE.into());
    for name in EVERYWHERE {
        let variable = VARIABLES.iter().find(|variable| variable.name == name).unwrap();
        assert!(REQUIRED.iter().all(|(function, _)| variable.read_by.contains(function)), "{name}");
    }
}

#[test]
fn every_variable_is_declared_once_with_a_purpose() {
    for (position, variable) in VARIABLES.iter().enumerate() {
        assert!(VARIABLES[..position].iter().all(|earlier| earlier.name != variable.name), "{}", variable.name);
        assert!(!variable.purpose.is_empty() && !variable.read_by.is_empty(), "{}", variable.name);
    }
}

/// String literals in capitals: the names of variables.
fn variables_in(source: &str) -> Vec<&str> {
    let is_name = |text: &&str| {
        text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') && !text.starts_with('_')
    };
    source.split('"').skip(1).step_by(2).filter(is_name).collect()
}
