//! What lines tell of a panic. In a process of its own: hooks and subscribers are the process's.

// For clippy, which lets tests panic: helpers belong to them.
#![cfg(test)]

use std::panic::{catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, PoisonError};

use platform::settings::TelemetrySettings;
use platform::telemetry::{call, start_with, tell_place};
use serde_json::Value;

static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn write(line: &[u8]) {
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).extend(line);
}

#[test]
fn a_panic_is_one_line_with_its_place_and_its_call_and_without_what_it_says() {
    start_with("me", TelemetrySettings::default(), write);
    let usual = take_hook();
    set_hook(Box::new(tell_place));
    // Its message quotes the text.
    let text = "\u{e9}: ada@example.org 123456".to_owned();
    for panics in [|| panic!("of {}", "ada@example.org 123456"), || panic!("ada@example.org 123456")] {
        assert!(call("me", "8476a536", None).in_scope(|| catch_unwind(panics)).is_err());
    }
    assert!(catch_unwind(|| text[1..].len()).is_err());
    set_hook(usual);
    let written = String::from_utf8(WRITTEN.lock().unwrap().clone()).unwrap();
    assert!(!written.contains("ada") && !written.contains("123456"), "{written}");
    let lines: Vec<Value> = written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3, "{written}");
    for line in lines.iter().take(2) {
        assert!(line["reason"].as_str().unwrap().contains("tests/panics.rs:"), "{line}");
    }
    for line in &lines {
        let told = (&line["level"], &line["outcome"], &line["message"]);
        assert_eq!(told, (&"ERROR".into(), &"failed".into(), &"panicked".into()), "{line}");
    }
    assert_eq!((&lines[0]["function"], &lines[0]["request_id"]), (&"me".into(), &"8476a536".into()));
}
