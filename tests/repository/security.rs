//! `docs/security.md` names no test that does not exist, and leaves no check of its list out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = include_str!("../../docs/security.md");

/// The checks, by prefix, and the last of each.
const CHECKS: [(&str, u32); 10] = [
    ("OTP", 28),
    ("TOTP", 8),
    ("REC", 2),
    ("WA", 10),
    ("JWT", 13),
    ("OA", 22),
    ("OP", 8),
    ("SE", 7),
    ("HW", 7),
    ("RE", 7),
];

/// Every function of this repository's own sources, by name.
pub(super) fn functions() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders: Vec<PathBuf> = [
        "admin",
        "examples",
        "functions",
        "fuzz",
        "local",
        "logo",
        "pages",
        "platform",
        "shared",
        "tests",
        "theme",
        "verifier",
    ]
    .map(|folder| root.join(folder))
    .into();
    let mut names = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let after = text.split("fn ").skip(1);
                names.extend(after.filter_map(|rest| Some(rest.split_once('(')?.0.to_owned())));
            }
        }
    }
    names
}

#[test]
fn the_document_names_tests_that_exist() {
    let functions = functions();
    let quoted = DOCUMENT.split('`').skip(1).step_by(2);
    let is_test =
        |name: &&str| CHECKS.iter().any(|(prefix, _)| name.starts_with(&format!("{}_", prefix.to_lowercase())));
    let named: BTreeSet<&str> = quoted.filter(is_test).filter(|name| *name != "otp_15").collect();
    assert!(named.len() > 80, "{}", named.len());
    let missing: Vec<_> = named.iter().filter(|name| !functions.contains(**name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_check_has_its_line() {
    let lines: Vec<&str> = DOCUMENT.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next()).collect();
    for (prefix, last) in CHECKS {
        for number in 1..=last {
            let id = format!("{prefix}-{number:02}");
            assert_eq!(lines.iter().filter(|line| **line == id).count(), 1, "{id}");
        }
    }
}
