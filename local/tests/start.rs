//! The command line: what cannot work says so in one line, and keys are written once.

// For clippy, which lets tests panic: helpers belong to them.
#![cfg(test)]

use std::process::{Command, Output};

/// Cargo builds the binary for this test, and thereby for every other one that starts it.
fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_local")).args(arguments).output().unwrap()
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
fn what_pages_cannot_be_allowed_is_refused_with_the_reason() {
    for (arguments, reason) in [
        (&["--allow-origin", "capacitor://localhost"][..], "takes no other scheme"),
        (&["--allow-origin", "https://app.example.org/"], "port alone: https://app.example.org\n"),
        (&["--allow-origin", "http://app.example.org"], "must begin with https:// unless the host is localhost"),
        (&["--allow-origin", "*"], "must be one exact origin"),
        (&["--allow-origin", "http://localhost:3000", "--allow-header", "*"], "must be the name of a header"),
        (&["--allow-header", "b3"], "--allow-origin"),
    ] {
        let refused = run(&[&["--memory", "--port", "0"], arguments].concat());
        let told = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && told.contains(reason), "{arguments:?}: {told}");
    }
}

#[test]
fn help_names_every_option() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for option in
        ["--port", "--data", "--memory", "--algorithm", "--allow-origin", "--allow-header", "keys", "suppression"]
    {
        assert!(help.contains(option), "{option} in {help}");
    }
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
