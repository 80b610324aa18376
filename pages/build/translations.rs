//! What is wrong with a translation: told with file, line and reason, before anything is built of it.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// Every sentence of a file by its id, with what it names.
pub(crate) type Sentences = BTreeMap<String, BTreeSet<String>>;

/// Every fault of `text`, a file of this name, beside the same file in English.
pub(crate) fn faults(file: &str, text: &str, english: &str) -> Vec<String> {
    let (own, mut faults) = read(file, text);
    let (english, _) = read(file, english);
    for (id, named) in &english {
        match own.get(id) {
            None => faults.push(format!("{file}: {id} is missing")),
            Some(own) if own != named => {
                let (own, named) = (list(own), list(named));
                faults.push(format!("{}: {id} names {own}, and in English {named}", place(file, text, id)));
            }
            Some(_) => {}
        }
    }
    let unknown = own.keys().filter(|id| !english.contains_key(*id));
    faults.extend(unknown.map(|id| format!("{}: {id} is no sentence in English", place(file, text, id))));
    faults
}

/// The sentences that can be read, and what cannot.
pub(crate) fn read(file: &str, text: &str) -> (Sentences, Vec<String>) {
    let (read, unread) = parser::parse(text).map_or_else(|found| found, |read| (read, Vec::new()));
    let at = |fault: &parser::ParserError| {
        let before = text.get(..fault.pos.start).unwrap_or(text);
        format!("{file}:{}: {fault}", before.split('\n').count())
    };
    let mut faults: Vec<String> = unread.iter().map(at).collect();
    let mut sentences = Sentences::new();
    for entry in read.body {
        let Entry::Message(message) = entry else { continue };
        let own = message.value.iter().map(|value| (message.id.name.to_owned(), value));
        let attributes = message.attributes.iter();
        let attributes = attributes.map(|one| (format!("{}.{}", message.id.name, one.id.name), &one.value));
        for (id, pattern) in own.chain(attributes) {
            let place = || place(file, text, &id);
            let named = named(pattern).unwrap_or_else(|rule| {
                faults.push(format!("{}: {id} {rule}", place()));
                BTreeSet::new()
            });
            if sentences.contains_key(&id) {
                faults.push(format!("{}: {id} stands there twice", place()));
            }
            sentences.insert(id, named);
        }
    }
    (sentences, faults)
}

/// What a sentence names, or the rule that it breaks.
fn named(pattern: &Pattern<&str>) -> Result<BTreeSet<String>, &'static str> {
    let mut found = BTreeSet::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } if value.starts_with('-') => {
                return Err("begins with a hyphen, as what parts the bodies of an email does");
            }
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression: Expression::Inline(one) } => found.extend(variable(one)?),
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                found.extend(variable(selector)?);
                for variant in variants {
                    found.extend(named(&variant.value)?);
                }
            }
        }
    }
    Ok(found)
}

fn variable(expression: &InlineExpression<&str>) -> Result<Option<String>, &'static str> {
    match expression {
        InlineExpression::VariableReference { id } => Ok(Some(id.name.to_owned())),
        InlineExpression::StringLiteral { .. } => Ok(None),
        _ => Err("has an expression that no sentence needs"),
    }
}

/// The file, and the line on which a sentence begins.
fn place(file: &str, text: &str, id: &str) -> String {
    let (message, attribute) = id.split_once('.').map_or((id, None), |(id, attribute)| (id, Some(attribute)));
    let begins =
        |line: &str, name: &str| line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='));
    let lines = || text.lines().enumerate();
    let own = lines().find(|(_, line)| begins(line, message)).map_or(0, |(number, _)| number);
    let within = attribute.and_then(|name| {
        let name = format!(".{name}");
        lines().skip(own).find(|(_, line)| begins(line.trim_start(), &name)).map(|(number, _)| number)
    });
    format!("{file}:{}", within.unwrap_or(own) + 1)
}

fn list(names: &BTreeSet<String>) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("${name}")).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
