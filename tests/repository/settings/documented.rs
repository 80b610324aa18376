//! Each variable is declared once, and the documentation says what the declaration says.

use platform::settings::{Takes, Unset};

use super::{declared, declared_by, functions};

const DOCUMENT: &str = include_str!("../../../docs/settings.md");
const README: &str = include_str!("../../../README.md");

#[test]
fn a_name_is_declared_once_with_a_purpose() {
    let all = declared();
    for (position, setting) in all.iter().enumerate() {
        assert!(all[..position].iter().all(|earlier| earlier.name != setting.name), "{} twice", setting.name);
        assert!(!setting.purpose.is_empty(), "{}", setting.name);
    }
}

#[test]
fn the_table_of_the_documentation_is_what_is_declared() {
    let mut expected: Vec<String> = declared()
        .into_iter()
        .map(|setting| {
            let readers = functions().into_iter().filter(|function| declared_by(function).contains(&setting));
            let readers: Vec<String> = readers.collect();
            let readers = if readers.is_empty() { vec!["the stack".to_owned()] } else { readers };
            let readers = if readers.len() == functions().len() { "all".to_owned() } else { readers.join(", ") };
            let takes = match setting.takes {
                Takes::Number { unit, least, most } => format!("{least} to {most} {unit}"),
                Takes::Text(form) => form.to_owned(),
            };
            let unset = match setting.unset {
                Unset::Fault => "must be set".to_owned(),
                Unset::None => "none".to_owned(),
                Unset::Reads(text) => format!("`{text}`"),
                Unset::Counts(number) => number.to_string(),
            };
            format!("| `{}` | {takes} | {unset} | {} | {readers} |", setting.name, setting.purpose)
        })
        .collect();
    expected.sort();
    let rows: Vec<&str> = DOCUMENT.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(
        rows,
        expected,
        "docs/settings.md is on the left; what is declared, on the right:\n{}",
        expected.join("\n")
    );
}

/// The numbers of a text, those with a unit of time in seconds.
fn quantities(text: &str) -> Vec<u64> {
    let words: Vec<&str> = text.split([' ', ',', ';', '$', '|']).filter(|word| !word.is_empty()).collect();
    let unit = |position: usize| match words.get(position + 1) {
        Some(&"min") => 60,
        Some(&"days") => 86_400,
        _ => 1,
    };
    words.iter().enumerate().filter_map(|(at, word)| Some(word.parse::<u64>().ok()? * unit(at))).collect()
}

#[test]
fn the_defaults_of_the_readme_are_the_declared_ones() {
    let mut compared = 0;
    for row in README.lines().filter(|line| line.starts_with('|')) {
        let told = quantities(row);
        for setting in declared().iter().filter(|setting| row.contains(&format!("`{}`", setting.name))) {
            match setting.unset {
                Unset::Counts(number) => assert!(told.contains(&number), "{}: {number} is not in {row}", setting.name),
                Unset::Reads(text) if text.parse::<f64>().is_ok() => {
                    assert!(row.contains(&format!("${text} ")), "{}: ${text} is not in {row}", setting.name);
                }
                _ => continue,
            }
            compared += 1;
        }
    }
    assert!(compared >= 20, "{compared}");
}

#[test]
fn what_the_readme_names_is_declared() {
    let is_name = |text: &&str| {
        text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') && text.contains('_')
    };
    let all = declared();
    for name in README.split(|character: char| !character.is_ascii_alphanumeric() && character != '_').filter(is_name) {
        assert!(name.starts_with('_') || all.iter().any(|setting| setting.name == name), "{name}");
    }
}
