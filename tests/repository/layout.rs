//! Who may know whom is what each crate depends on; here is what no dependency list says.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file without its comments, and without its tests where they begin.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let product = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
    product.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The dependencies of a package, those for its tests included.
fn dependencies(manifest: &Path) -> Vec<String> {
    let text = fs::read_to_string(manifest).unwrap();
    let section =
        text.split("dependencies]").skip(1).flat_map(|part| part.lines().take_while(|line| !line.starts_with('[')));
    section
        .filter_map(|line| Some(line.split(['.', ' ', '=']).next()?.to_owned()))
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn functions_never_know_each_other_nor_an_aws_client() {
    let functions = crate::repository::settings::functions();
    for function in &functions {
        let known = dependencies(&root().join(format!("functions/{function}/Cargo.toml")));
        for name in &known {
            // Who judges settings reads them as each function will.
            let is_other = functions.contains(name) && function != "settings";
            assert!(!is_other && name != "local" && name != "tests", "{function} depends on {name}");
            // The one that is cryptography, and no client.
            assert!(!name.starts_with("aws-") || name == "aws-lc-rs", "{function} depends on {name}");
        }
        let main = root().join(format!("functions/{function}/src/main.rs"));
        assert!(fs::read_to_string(main).unwrap().lines().count() <= 45, "{function}: main.rs is start-up only");
    }
}

#[test]
fn the_verifier_of_other_services_carries_neither_rules_nor_an_aws_client_nor_a_runtime() {
    let manifest = fs::read_to_string(root().join("verifier/Cargo.toml")).unwrap();
    let listed = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let (optional, always): (Vec<&str>, Vec<&str>) = listed.lines().partition(|line| line.contains("optional = true"));
    let name = |line: &&str| line.split(['.', ' ', '=']).next().unwrap().to_owned();
    let always: Vec<String> = always.iter().map(name).collect();
    assert_eq!(always, ["aws-lc-rs", "base64", "jsonwebtoken", "lru", "serde", "serde_json", "thiserror"]);
    let optional: Vec<String> = optional.iter().map(name).collect();
    assert_eq!(optional, ["futures-util", "http", "tower-layer", "tower-service"]);
    // What the authorizer takes of it has no feature on that costs anything.
    assert!(manifest.contains("\ndefault = []\n"));
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains("\notp-verifier = { path = \"verifier\" }\n"));
    let shared = fs::read_to_string(root().join("shared/Cargo.toml")).unwrap();
    // The issuer's own: a verifier of any audience, and no dependency.
    assert!(shared.contains("\notp-verifier = { workspace = true, features = [\"issuer\"] }\n"));
}

/// `proptest` finds the cases that once failed by the place of their test's file below `lib.rs` or `main.rs`.
#[test]
fn cases_that_once_failed_are_tried_again() {
    let mut kept = 0;
    for (cases, sources) in [("proptest-regressions", "tests"), ("shared/proptest-regressions", "shared/src")] {
        let mut folders = vec![root().join(cases)];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let test = path.strip_prefix(root().join(cases)).unwrap().with_extension("rs");
                    assert!(root().join(sources).join(&test).exists(), "{} has no {}", path.display(), test.display());
                    kept += 1;
                }
            }
        }
    }
    assert!(kept >= 3, "{kept}");
}

#[test]
fn what_functions_are_made_of_logs_as_the_level_says() {
    let mut crates = crate::repository::settings::functions();
    crates.extend(["otp_verifier", "pages", "platform", "shared"].map(str::to_owned));
    crates.sort_unstable();
    assert_eq!(crates, platform::telemetry::OURS, "platform/src/telemetry.rs: OURS");
}

#[test]
fn nothing_but_tests_knows_local_and_its_database() {
    let functions = crate::repository::settings::functions();
    let others = [
        "admin",
        "examples/command-line",
        "examples/guarded-lambda",
        "examples/guarded-service",
        "examples/web-app",
        "logo",
        "pages",
        "platform",
        "shared",
        "theme",
        "verifier",
    ];
    let others = others.map(str::to_owned).into_iter().chain(functions.iter().map(|name| format!("functions/{name}")));
    for package in others {
        let known = dependencies(&root().join(&package).join("Cargo.toml"));
        assert!(!known.iter().any(|name| name == "local" || name == "dynoxide-rs"), "{package}");
    }
}

#[test]
fn no_file_is_longer_than_400_lines_without_its_tests() {
    let mut files = Vec::new();
    for folder in
        ["admin", "examples", "functions", "local", "logo", "pages", "platform", "shared", "theme", "verifier"]
    {
        rust_files(&root().join(folder), &mut files);
    }
    let mut lengths: Vec<(usize, PathBuf)> = files
        .into_iter()
        .filter(|path| {
            !path.to_str().unwrap().contains("tests")
                && !path.starts_with(root().join("shared/src/codes/ledger/properties"))
        })
        .map(|path| (code(&path).lines().count(), path))
        .collect();
    lengths.sort();
    let (longest, path) = lengths.last().unwrap();
    assert!(*longest <= 400, "{}: {longest}", path.display());
    assert!(lengths[lengths.len() / 2].0 <= 120, "the median is {}", lengths[lengths.len() / 2].0);
}
