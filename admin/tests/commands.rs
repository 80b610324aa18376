//! The command line: keys are written once, and the steps of a rotation print what the template takes.

// For clippy, which lets tests panic: helpers belong to them.
#![cfg(test)]

use std::process::{Command, Output};

/// Cargo builds the binary for this test, and thereby for every other one that starts it.
fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_admin")).args(arguments).output().unwrap()
}

fn one_line(output: &Output, parts: &[&str]) {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!output.status.success() && text.trim_end().lines().count() == 1, "{text}");
    assert!(parts.iter().all(|part| text.contains(part)), "{parts:?} in {text}");
}

#[test]
fn keys_for_a_deployment_are_written_once_and_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert!(run(&["keys", "new", path]).status.success());
    let private = folder.path().join("signing-key-rs256.pem");
    assert_eq!(std::fs::metadata(&private).unwrap().permissions().mode() & 0o777, 0o600);
    let jwks = std::fs::read_to_string(folder.path().join("jwks.json")).unwrap();
    assert!(jwks.starts_with(r#"{"keys":["#) && !jwks.contains('\n') && !jwks.contains(r#""d""#), "{jwks}");
    one_line(&run(&["keys", "new", path]), &["signing-key-rs256.pem"]);
    one_line(&run(&["keys", "new", path, "--algorithm", "HS256"]), &["HS256 has no public key"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left behind");
}

/// Runs a step of a rotation on `current`: what it prints, and what it says.
fn step(arguments: &[&str], current: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("current.json");
    std::fs::write(&file, current).unwrap();
    let output = run(&[&["keys"], arguments, &[file.to_str().unwrap()]].concat());
    assert!(output.status.success(), "{output:?}");
    let [printed, said] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    (printed, said)
}

#[test]
fn steps_of_a_rotation_print_one_line_for_the_template_and_say_what_it_means() {
    let arn = |name: &str| format!("arn:aws:kms:eu-central-1:123456789012:key/{name}");
    let (first, _) = step(&["announce", &arn("a")], "");
    let (both, said) = step(&["announce", &arn("b")], &first);
    assert!(both.trim_end().starts_with("[{\"key\":\"arn:") && both.lines().count() == 1, "{both}");
    assert!(said.contains(&format!("SigningKeyArns={},{}", arn("a"), arn("b"))), "{said}");
    assert!(said.contains("active, until") && said.contains("announced, signs from"), "{said}");
    assert_eq!(step(&["prune"], &both).0, both, "nothing is retired yet");
    let (dropped, _) = step(&["drop", &arn("a"), "--emergency"], &both);
    assert!(!dropped.contains("key/a") && dropped.contains("key/b"), "{dropped}");
    assert!(step(&["show"], &dropped).0.starts_with(&arn("b")));
    one_line(&run(&["keys", "show", "/nowhere.json"]), &["/nowhere.json cannot be read"]);
    one_line(&run(&["keys", "announce", "/nowhere.pem", "/nowhere.json"]), &["cannot be read"]);
}
