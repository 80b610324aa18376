//! Values of a JSON text that know where they stand, and the reading of their fields.

use std::collections::HashSet;
use std::fmt::{self, Display};
use std::hash::Hash;
use std::ops::RangeInclusive;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{DocumentFaults, Fault};

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node<'t> {
    document: &'t str,
    raw: &'t str,
    pointer: String,
}

/// Where something stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pointer: String,
    line: usize,
}

/// The fields of an object.
#[derive(Debug)]
pub(super) struct Fields<'t> {
    place: Place,
    fields: Vec<(String, Node<'t>)>,
}

/// What was found to be wrong so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

/// Names and values in the order of the text, doubled ones included.
struct Entries<'t>(Vec<(String, &'t RawValue)>);

impl Faults {
    pub(super) fn add(&mut self, place: &Place, rule: impl Display) {
        self.0.push(Fault { pointer: place.pointer.clone(), line: place.line, rule: rule.to_string() });
    }

    /// What was read, or all faults in the order of their lines.
    pub(super) fn or<T>(mut self, read: Option<T>) -> Result<T, DocumentFaults> {
        self.0.sort_by_key(|fault| fault.line);
        read.filter(|_| self.0.is_empty()).ok_or(DocumentFaults(self.0))
    }
}

impl<'t> Node<'t> {
    /// The whole text, which must be JSON.
    pub(super) fn root(text: &'t str, faults: &mut Faults) -> Option<Self> {
        match serde_json::from_str::<&RawValue>(text) {
            Ok(raw) => Some(Self { document: text, raw: raw.get(), pointer: String::new() }),
            Err(error) => {
                let place = Place { pointer: String::new(), line: error.line().max(1) };
                faults.add(&place, format!("must be JSON: {error}"));
                None
            }
        }
    }

    pub(super) fn place(&self) -> Place {
        // Every value is a part of the text.
        let offset = self.raw.as_ptr().addr().saturating_sub(self.document.as_ptr().addr());
        let before = self.document.get(..offset).unwrap_or_default();
        Place { pointer: self.pointer.clone(), line: before.matches('\n').count().saturating_add(1) }
    }

    /// The fields of an object, with a fault for each that is not `known` or stands there twice.
    pub(super) fn fields(&self, known: &[&str], faults: &mut Faults) -> Option<Fields<'t>> {
        let Some(Entries(entries)) = self.read() else {
            faults.add(&self.place(), "must be an object");
            return None;
        };
        let node = |(name, raw): (String, &'t RawValue)| {
            let pointer = format!("{}/{}", self.pointer, name.replace('~', "~0").replace('/', "~1"));
            (name, Self { document: self.document, raw: raw.get(), pointer })
        };
        let fields: Vec<(String, Self)> = entries.into_iter().map(node).collect();
        let mut names = HashSet::new();
        for (name, node) in &fields {
            if !known.contains(&name.as_str()) {
                faults.add(&node.place(), "is no field of this object");
            }
            if !names.insert(name) {
                faults.add(&node.place(), "must stand there once");
            }
        }
        Some(Fields { place: self.place(), fields })
    }

    fn elements(&self, most: usize, faults: &mut Faults) -> Option<Vec<Self>> {
        let Some(raw) = self.read::<Vec<&RawValue>>() else {
            faults.add(&self.place(), "must be a list");
            return None;
        };
        if raw.len() > most {
            faults.add(&self.place(), format!("must have at most {most} elements"));
        }
        let node = |(position, raw): (usize, &'t RawValue)| Self {
            document: self.document,
            raw: raw.get(),
            pointer: format!("{}/{position}", self.pointer),
        };
        Some(raw.into_iter().take(most).enumerate().map(node).collect())
    }

    /// A text that `parse` takes.
    fn text<T, E: Display>(&self, faults: &mut Faults, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<(Place, T)> {
        let Some(text) = self.read::<String>() else {
            faults.add(&self.place(), "must be a text");
            return None;
        };
        parse(&text).map_err(|rule| faults.add(&self.place(), rule)).ok().map(|value| (self.place(), value))
    }

    fn read<T: Deserialize<'t>>(&self) -> Option<T> {
        serde_json::from_str(self.raw).ok()
    }
}

impl<'t> Fields<'t> {
    fn find(&self, name: &str) -> Option<&Node<'t>> {
        self.fields.iter().find(|(found, _)| found == name).map(|(_, node)| node)
    }

    /// Whether the field is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Where the object stands, or its field where that is there.
    pub(super) fn place(&self, name: &str) -> Place {
        self.find(name).map_or_else(|| self.place.clone(), Node::place)
    }

    /// A text that must be there.
    pub(super) fn required<T, E: Display>(
        &self,
        name: &str,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<(Place, T)> {
        let Some(node) = self.find(name) else {
            faults.add(&self.place, format!("must have {name}"));
            return None;
        };
        node.text(faults, parse)
    }

    /// A text that may be missing, as is one with a fault: with any of those nothing comes of the document.
    pub(super) fn optional<T, E: Display>(
        &self,
        name: &str,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<(Place, T)> {
        self.find(name)?.text(faults, parse)
    }

    /// A list of texts, each there once; empty where it is missing.
    pub(super) fn texts<T: Clone + Eq + Hash, E: Display>(
        &self,
        name: &str,
        most: usize,
        faults: &mut Faults,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Vec<(Place, T)>> {
        let mut seen = HashSet::new();
        let mut all = Some(Vec::new());
        for node in self.elements(name, most, faults)? {
            let Some((place, value)) = node.text(faults, &parse) else {
                all = None;
                continue;
            };
            if !seen.insert(value.clone()) {
                faults.add(&place, "must stand there once");
            }
            if let Some(all) = &mut all {
                all.push((place, value));
            }
        }
        all
    }

    /// A list of anything; empty where it is missing.
    pub(super) fn elements(&self, name: &str, most: usize, faults: &mut Faults) -> Option<Vec<Node<'t>>> {
        self.find(name).map_or(Some(Vec::new()), |node| node.elements(most, faults))
    }

    /// A whole number within `range` that may be missing, as is one with a fault.
    pub(super) fn number(&self, name: &str, range: RangeInclusive<u64>, faults: &mut Faults) -> Option<u64> {
        let node = self.find(name)?;
        let number = node.read::<u64>().filter(|number| range.contains(number));
        if number.is_none() {
            let rule = format!("must be a whole number from {} to {}", range.start(), range.end());
            faults.add(&node.place(), rule);
        }
        number
    }

    /// `true` or `false`; the latter where it is missing or has a fault.
    pub(super) fn boolean(&self, name: &str, faults: &mut Faults) -> bool {
        let Some(node) = self.find(name) else { return false };
        node.read().unwrap_or_else(|| {
            faults.add(&node.place(), "must be true or false");
            false
        })
    }
}

impl<'de: 't, 't> Deserialize<'de> for Entries<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Entries<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
