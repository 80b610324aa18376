//! Who imports whom: the table in `docs/architecture.md` is the rule.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Names = BTreeSet<String>;

/// What one room uses.
#[derive(Debug, Default, PartialEq, Eq)]
struct Uses {
    rooms: Names,
    crates: Names,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
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

/// Every `name` that stands before `::` where no longer path begins earlier.
fn path_heads(code: &str) -> Names {
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let mut heads = Names::new();
    // `use aws_lc_rs::hmac;` makes `hmac::Key` a path of `aws_lc_rs`, whatever crates there are besides.
    let imports = code.split("\nuse ").skip(1).map(|import| import.split(';').next().unwrap());
    let leaves = |import: &str| -> Names {
        let names = import.split([',', '{', '}', ' ', '\n']).map(|path| path.rsplit("::").next().unwrap());
        names.map(str::to_owned).collect()
    };
    let imported: Names = imports.filter(|import| import.contains("::")).flat_map(leaves).collect();
    for (position, _) in code.match_indices("::") {
        let before = &code[..position];
        let head = before.rsplit(|character| !is_name(character)).next().unwrap();
        let start = &before[..before.len() - head.len()];
        let shadowed = imported.contains(head) && !start.ends_with("use ");
        if !head.is_empty() && !start.ends_with("::") && !shadowed {
            heads.insert(head.to_owned());
        }
    }
    heads
}

/// Every `name` that stands behind `crate::`.
fn rooms_used(code: &str) -> Names {
    let names = code.split("crate::").skip(1);
    names
        .map(|rest| {
            rest.split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect()
}

/// The dependencies of a package, as code spells them.
fn dependencies(package: &str, section: &str) -> Names {
    let manifest = read(format!("{package}/Cargo.toml"));
    let lines = manifest.lines().skip_while(|line| *line != section).skip(1).take_while(|line| !line.starts_with('['));
    lines
        .filter_map(|line| Some(line.split(['.', ' ', '=']).next()?.replace('-', "_")))
        .filter(|name| !name.is_empty())
        .collect()
}

/// The dependencies of a package that no feature has to ask for.
fn default_dependencies(package: &str) -> Names {
    let manifest = read(format!("{package}/Cargo.toml"));
    let optional = |name: &String| {
        let line = manifest.lines().find(|line| line.replace('-', "_").starts_with(&format!("{name} =")));
        line.is_some_and(|line| line.contains("optional = true"))
    };
    dependencies(package, "[dependencies]").into_iter().filter(|name| !optional(name)).collect()
}

/// The table of the documentation.
fn documented() -> BTreeMap<String, Uses> {
    let text = read("docs/architecture.md");
    let table = text.split("| room | is for |").nth(1).unwrap();
    let names = |cell: &str| -> Names { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        (names(cells[1]).pop_first().unwrap(), Uses { rooms: names(cells[3]), crates: names(cells[4]) })
    })
    .collect()
}

/// What the code of `shared` does.
fn found() -> BTreeMap<String, Uses> {
    let source = root().join("shared/src");
    let known = dependencies("shared", "[dependencies]");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let mut rooms: BTreeMap<String, Uses> = BTreeMap::new();
    for file in files {
        let relative = file.strip_prefix(&source).unwrap().to_str().unwrap();
        let room = relative.split(['/', '.']).next().unwrap();
        let name = file.file_stem().unwrap().to_str().unwrap();
        let only_tests = name.ends_with("tests") || relative.contains("tests/") || is_test_module(&source, relative);
        if room == "lib" || room.ends_with("_tests") || only_tests {
            continue;
        }
        let code = code(&file);
        let uses = rooms.entry(room.to_owned()).or_default();
        uses.rooms.extend(rooms_used(&code).into_iter().filter(|used| used != room));
        uses.crates.extend(path_heads(&code).intersection(&known).cloned());
    }
    rooms
}

/// Whether the parent declares this module under `#[cfg(test)]`.
fn is_test_module(source: &Path, relative: &str) -> bool {
    let Some((parent, rest)) = relative.split_once('/') else { return false };
    let parent = fs::read_to_string(source.join(format!("{parent}.rs"))).unwrap();
    let module = rest.split(['/', '.']).next().unwrap();
    parent.contains(&format!("#[cfg(test)]\nmod {module};"))
}

#[test]
fn every_room_uses_exactly_what_the_architecture_says() {
    let (documented, found) = (documented(), found());
    assert_eq!(
        documented.keys().collect::<Vec<_>>(),
        found.keys().collect::<Vec<_>>().into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    );
    for (room, uses) in &found {
        assert_eq!(uses, &documented[room], "room {room}: the code is on the left, docs/architecture.md on the right");
    }
}

#[test]
fn pure_rooms_use_neither_an_aws_client_nor_a_runtime() {
    for room in [
        "clock",
        "entropy",
        "secret",
        "hotp",
        "identifier",
        "keyring",
        "ledger",
        "revision",
        "revocation",
        "session",
        "handle",
        "refresh_token",
        "device_token",
        "grant",
        "token",
        "routes",
        "suppression",
    ] {
        for used in &documented()[room].crates {
            let impure = ["aws_sdk", "aws_smithy", "tokio", "axum", "lambda", "tracing"];
            assert!(!impure.iter().any(|prefix| used.starts_with(prefix)), "{room} uses {used}");
        }
    }
}

#[test]
fn functions_know_shared_and_never_each_other_nor_an_aws_client() {
    let functions = ["authorizer", "discovery", "feedback", "keys", "me", "request", "sessions", "token", "verify"];
    let mut members: Vec<String> = fs::read_dir(root().join("functions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    members.sort();
    assert_eq!(members, functions, "a new function belongs into this test");
    for function in functions {
        let dependencies = dependencies(&format!("functions/{function}"), "[dependencies]");
        for forbidden in functions.into_iter().chain(["local", "tests"]) {
            assert!(!dependencies.contains(forbidden), "{function} depends on {forbidden}");
        }
        assert!(!dependencies.iter().any(|name| name.starts_with("aws_")), "{function}: {dependencies:?}");
        let main = root().join(format!("functions/{function}/src/main.rs"));
        assert!(fs::read_to_string(main).unwrap().lines().count() <= 45, "{function}: main.rs is start-up only");
    }
}

#[test]
fn the_verifier_of_other_services_carries_neither_shared_nor_an_aws_client_nor_a_runtime() {
    let pure = ["aws_lc_rs", "base64", "serde", "serde_json", "thiserror"];
    assert_eq!(default_dependencies("verifier"), pure.map(str::to_owned).into());
    let with_features = dependencies("verifier", "[dependencies]");
    for forbidden in ["shared", "tokio", "axum", "hyper", "hyper_util", "tower", "lambda_runtime", "tracing"] {
        assert!(!with_features.contains(forbidden), "{forbidden}");
    }
    assert!(!with_features.iter().any(|name| name.starts_with("aws_sdk") || name.starts_with("aws_smithy")));
    assert!(read("verifier/Cargo.toml").contains("\ndefault = []\n"));
    // What the deployed functions take of it has no feature on.
    assert!(read("Cargo.toml").contains("\notp-verifier = { path = \"verifier\" }\n"));
    for package in ["shared", "functions/authorizer"] {
        let manifest = read(format!("{package}/Cargo.toml"));
        let lines = manifest.lines().filter(|line| line.starts_with("otp-verifier"));
        assert!(lines.into_iter().all(|line| line == "otp-verifier.workspace = true"), "{package}");
    }
}

#[test]
fn nothing_but_tests_knows_local() {
    for package in [
        "examples/guarded-lambda",
        "examples/guarded-service",
        "shared",
        "verifier",
        "functions/authorizer",
        "functions/discovery",
        "functions/feedback",
        "functions/keys",
        "functions/me",
        "functions/request",
        "functions/sessions",
        "functions/token",
        "functions/verify",
    ] {
        for section in ["[dependencies]", "[dev-dependencies]"] {
            let dependencies = dependencies(package, section);
            assert!(!dependencies.contains("local") && !dependencies.contains("dynoxide_rs"), "{package} {section}");
        }
    }
}

#[test]
fn no_file_is_longer_than_400_lines_without_its_tests() {
    let mut files = Vec::new();
    for folder in ["examples", "functions", "shared", "local", "verifier"] {
        rust_files(&root().join(folder), &mut files);
    }
    let mut lengths: Vec<(usize, PathBuf)> = files
        .into_iter()
        .filter(|path| {
            !path.to_str().unwrap().contains("tests") && !path.starts_with(root().join("shared/src/ledger/properties"))
        })
        .map(|path| (code(&path).lines().count(), path))
        .collect();
    lengths.sort();
    let (longest, path) = lengths.last().unwrap();
    assert!(*longest <= 400, "{}: {longest}", path.display());
    assert!(lengths[lengths.len() / 2].0 <= 120, "the median is {}", lengths[lengths.len() / 2].0);
}
