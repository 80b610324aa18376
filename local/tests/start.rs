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

    for unusable in ["", "soon", "-60", "315360001"] {
        std::fs::write(folder.path().join("clock-ahead"), unusable).unwrap();
        let refused = run(&["--port", "0", "--data", folder.path().to_str().unwrap()]);
        one_line(&refused, &["local:", "clock-ahead", "move it away"]);
    }
    std::fs::remove_file(folder.path().join("clock-ahead")).unwrap();

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
    for option in ["--port", "--data", "--memory", "--algorithm"] {
        assert!(help.contains(option), "{option} in {help}");
    }
}
