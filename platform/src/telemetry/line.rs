//! One line: fields in order, as one JSON object that nothing in them can break out of.

use std::fmt::{self, Write};

use serde_json::Value;
use tracing::field::{Field, Visit};

/// Fields in the order in which they came; a name stands there once.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(&'static str, Value)>);

impl Fields {
    /// Sets a field; the last value counts.
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((name, value)),
        }
    }

    /// Takes fields over.
    pub(super) fn extend(&mut self, others: &Self) {
        for (name, value) in &others.0 {
            self.set(name, value.clone());
        }
    }

    /// The line, with its end.
    pub(super) fn into_line(self) -> String {
        let mut line = String::from("{");
        for (position, (name, value)) in self.0.into_iter().enumerate() {
            if position > 0 {
                line.push(',');
            }
            line.push_str(&Value::from(name).to_string());
            line.push(':');
            line.push_str(&value.to_string());
        }
        line.push('}');
        let mut line = inert(line);
        line.push('\n');
        line
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field.name(), value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field.name(), value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field.name(), value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field.name(), value);
    }
}

/// JSON escapes what would end a string or a line in JSON's own eyes. Terminals and viewers also act on the controls of
/// Latin-1, on Unicode's line ends and on marks that turn the direction of text: callers could forge lines with them
/// (HW-07).
fn inert(line: String) -> String {
    if !line.contains(is_active) {
        return line;
    }
    line.chars().fold(String::with_capacity(line.len()), |mut inert, character| {
        if is_active(character) {
            // Every one of them lies in the first plane.
            let _ = write!(inert, "\\u{:04x}", u32::from(character));
        } else {
            inert.push(character);
        }
        inert
    })
}

fn is_active(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Fields;

    fn line(fields: &[(&'static str, &str)]) -> String {
        let mut line = Fields::default();
        for (name, value) in fields {
            line.set(name, *value);
        }
        line.into_line()
    }

    #[test]
    fn fields_keep_their_order_and_the_last_value() {
        assert_eq!(
            line(&[("level", "INFO"), ("b", "1"), ("a", "2"), ("b", "3")]),
            "{\"level\":\"INFO\",\"b\":\"3\",\"a\":\"2\"}\n"
        );
    }

    #[test]
    fn hw_07_nothing_in_a_value_ends_its_line_or_its_string_or_moves_a_cursor() {
        for active in [
            "\r\n{\"level\":\"ERROR\"}",
            "\u{1b}[2J\u{1b}[1;31mroot",
            "\",\"audit\":\"code_accepted",
            "\\\",\"a\":\"",
            "\0",
            "\u{7f}\u{8}\u{b}\u{c}",
            "\u{85}\u{9b}31m",
            "\u{2028}\u{2029}",
            "\u{202e}nimda\u{202c}",
            "\u{2066}\u{2069}",
            "\u{feff}\u{200b}",
            "'<b>&amp;%0d%0a",
        ] {
            let line = line(&[("reason", active)]);
            assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), json!({ "reason": active }), "{line}");
            let body = line.strip_suffix('\n').unwrap();
            assert!(!body.contains(super::is_active), "{active:?} in {body}");
        }
    }

    #[test]
    fn what_people_write_stays_readable() {
        assert!(line(&[("to", "é•ß漢🙂")]).contains("é•ß漢🙂"));
    }
}
