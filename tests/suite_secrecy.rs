//! Searches what the suite made the service print. Cargo runs test binaries in the order of their names: this one after
//! `suite`, whose process has then written everything down.

// For clippy, which lets tests panic: helpers belong to them.
#![cfg(test)]

use std::collections::HashSet;
use std::fs;

use serde_json::Value;
use tests::evidence::{printed_file, secrets_file};

/// Enough of a token to know it by: of a handle it holds the nonce, of a signature a hundred bits.
const WINDOW: usize = 20;

/// What must not be found.
#[derive(Default)]
struct Secrets {
    codes: HashSet<String>,
    windows: HashSet<[u8; WINDOW]>,
    emails: HashSet<String>,
    numbers: HashSet<String>,
}

impl Secrets {
    fn read(lines: &str) -> Self {
        let mut secrets = Self::default();
        for line in lines.lines() {
            let (kind, text) = line.split_once(' ').unwrap();
            match kind {
                "Code" => drop(secrets.codes.insert(text.replace('-', "").to_lowercase())),
                "Address" if text.contains('@') => drop(secrets.emails.insert(text.to_lowercase())),
                "Address" => drop(secrets.numbers.insert(text.trim_start_matches('+').to_owned())),
                // Whoever prints a good part of any of them prints one of its pieces.
                _ => secrets.windows.extend(text.split('.').flat_map(|part| part.as_bytes().as_chunks::<WINDOW>().0)),
            }
        }
        secrets
    }

    /// What of it stands in a line of JSON.
    fn found_in(&self, line: &str) -> Vec<String> {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let mut texts = Vec::new();
        collect("", &value, &mut texts);
        texts.iter().flat_map(|text| self.found_in_text(text)).collect()
    }

    fn found_in_text(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        let windows = text.as_bytes().windows(WINDOW);
        found.extend(
            windows
                .filter(|window| self.windows.contains(*window))
                .map(|window| String::from_utf8_lossy(window).into_owned()),
        );
        let plain = text.to_lowercase().replace("%40", "@").replace("%2b", "+");
        if plain.contains('@') {
            found.extend(self.emails.iter().filter(|email| plain.contains(email.as_str())).cloned());
        }
        let is_word = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
        for word in plain.split(|character| !is_word(character)) {
            // Random numbers have six digits, too: a code is a word of its own, and no fraction.
            let code = word.replace('-', "");
            if self.numbers.contains(word) || (self.codes.contains(&code) && !plain.contains(&format!(".{code}"))) {
                found.push(word.to_owned());
            }
        }
        found
    }
}

/// Every text of a line, names of fields included. Numbers stand for themselves but in metrics, which are numbers only.
fn collect(name: &str, value: &Value, texts: &mut Vec<String>) {
    match value {
        // Its fraction of a second has six digits.
        _ if name == "timestamp" => {}
        Value::Object(members) => {
            let metrics = members.contains_key("_aws");
            for (name, value) in members {
                texts.push(name.clone());
                if !(metrics && value.is_number()) && name != "Timestamp" {
                    collect(name, value, texts);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(name, value, texts)),
        Value::String(text) => texts.push(text.clone()),
        other => texts.push(other.to_string()),
    }
}

fn read(path: &std::path::Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}; run `cargo test -p tests`", path.display()))
}

#[test]
fn otp_13_nothing_that_the_service_printed_in_the_suite_holds_a_code_a_token_or_an_address() {
    let secrets = Secrets::read(&read(&secrets_file()));
    let printed = read(&printed_file());
    assert!(!secrets.codes.is_empty() && !secrets.windows.is_empty() && !secrets.emails.is_empty(), "nothing passed");
    assert!(printed.contains("\"code_sent\"") && printed.contains("CloudWatchMetrics"), "nothing was kept");
    let leaks: Vec<_> =
        printed.lines().map(|line| (secrets.found_in(line), line)).filter(|(found, _)| !found.is_empty()).collect();
    assert!(leaks.is_empty(), "{} lines, the first: {:?}", leaks.len(), leaks.first());
}

#[test]
fn hw_07_every_line_of_the_suite_is_one_object_without_controls() {
    for line in read(&printed_file()).lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok_and(|value| value.is_object()), "{line}");
        assert!(
            !line.contains(|character: char| character.is_control() || ('\u{2028}'..='\u{202e}').contains(&character)),
            "{line}"
        );
    }
}

#[test]
fn otp_13_the_search_finds_each_kind_wherever_it_stands() {
    let handle = "AQGNzv8N2l0cW5hbGx5IG5vdCBhIHNlY3JldCBoYW5kbGU";
    let token = format!("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.{handle}");
    let lines = format!(
        "Code 755224\nCode 9TZ4-8QXW-2M0B-HV7K\nToken {token}\nAddress Ada.Lovelace@example.org\nAddress +14155550100\n"
    );
    let secrets = Secrets::read(&lines);
    for leak in [
        r#"{"reason":"wrong code 755224."}"#.to_owned(),
        r#"{"code":755224}"#.to_owned(),
        r#"{"reason":"no 9tz4-8qxw-2m0b-hv7k."}"#.to_owned(),
        r#"{"code":"9TZ48QXW2M0BHV7K"}"#.to_owned(),
        r#"{"755224":1}"#.to_owned(),
        r#"{"span":{"deep":["code=755224&x"]}}"#.to_owned(),
        format!(r#"{{"reason":"xx{handle}xx"}}"#),
        r#"{"reason":"To: <ada.lovelace@EXAMPLE.org>"}"#.to_owned(),
        r#"{"reason":"email=ada.lovelace%40example.org"}"#.to_owned(),
        r#"{"reason":"\u0061da.lovelace@example.org"}"#.to_owned(),
        r#"{"reason":"PhoneNumber=%2B14155550100"}"#.to_owned(),
        r#"{"_aws":{},"Cause":"755224"}"#.to_owned(),
    ] {
        assert!(!secrets.found_in(&leak).is_empty(), "{leak}");
    }
    for inert in [
        r#"{"timestamp":"2026-11-22T12:00:00.755224Z","reason":"took 0.755224 s","request_id":"1-755224-b"}"#,
        r#"{"_aws":{"Timestamp":755224},"SmsSpendMicros":755224}"#,
        r#"{"to":"a•••@example.org","number":"+1•••••••100","challenge":"7552240a…"}"#,
    ] {
        assert_eq!(secrets.found_in(inert), Vec::<String>::new(), "{inert}");
    }
}
