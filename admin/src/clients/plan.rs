//! What applying a file changes: decided over what was read, before anything is written.

use std::collections::BTreeMap;
use std::fmt;

use shared::revision::Versioned;
use shared::tokens::client::{Client, Document, Resource, differing_fields};

/// What becomes of one client or resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change<T> {
    /// It is new.
    Added(T),
    /// It is registered, and differs in these fields.
    Changed(T, Vec<String>),
    /// It is registered as the file has it.
    Unchanged(T),
    /// The file does not have it, and it is removed.
    Removed(Versioned<T>),
    /// The file does not have it, and it stays.
    Kept(T),
}

/// What becomes of everything, in the order of the ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) resources: Vec<Change<Resource>>,
    pub(super) clients: Vec<Change<Client>>,
}

impl Plan {
    /// Compares a file with what is registered.
    pub(super) fn of(
        document: Document,
        clients: Vec<Versioned<Client>>,
        resources: Vec<Versioned<Resource>>,
        prune: bool,
    ) -> Self {
        let name = |client: &Client| client.id.to_string();
        let differs = |one: &Client, other: &Client| differing_fields(&one.to_json(), &other.to_json());
        let of_clients = changes(document.clients, clients, prune, name, differs);
        let name = |resource: &Resource| resource.id.to_string();
        let differs = |one: &Resource, other: &Resource| differing_fields(&one.to_json(), &other.to_json());
        Self { resources: changes(document.resources, resources, prune, name, differs), clients: of_clients }
    }
}

fn changes<T>(
    wanted: Vec<T>,
    registered: Vec<Versioned<T>>,
    prune: bool,
    name: impl Fn(&T) -> String,
    differs: impl Fn(&T, &T) -> Vec<String>,
) -> Vec<Change<T>> {
    let mut left: BTreeMap<String, Versioned<T>> =
        registered.into_iter().map(|found| (name(&found.state), found)).collect();
    let mut changes = BTreeMap::new();
    for wanted in wanted {
        let name = name(&wanted);
        let change = match left.remove(&name) {
            None => Change::Added(wanted),
            Some(found) => match differs(&found.state, &wanted) {
                fields if fields.is_empty() => Change::Unchanged(wanted),
                fields => Change::Changed(wanted, fields),
            },
        };
        changes.insert(name, change);
    }
    let rest = |found: Versioned<T>| if prune { Change::Removed(found) } else { Change::Kept(found.state) };
    changes.extend(left.into_iter().map(|(name, found)| (name, rest(found))));
    changes.into_values().collect()
}

impl<T> Change<T> {
    fn of(&self) -> &T {
        match self {
            Self::Added(of) | Self::Changed(of, _) | Self::Unchanged(of) | Self::Kept(of) => of,
            Self::Removed(found) => &found.state,
        }
    }

    fn line(&self) -> String {
        match self {
            Self::Added(_) => "added".to_owned(),
            Self::Changed(_, fields) => format!("changed in {}", fields.join(", ")),
            Self::Unchanged(_) => "unchanged".to_owned(),
            Self::Removed(_) => "removed".to_owned(),
            Self::Kept(_) => "not in the file, and stays (--prune removes it)".to_owned(),
        }
    }
}

impl fmt::Display for Plan {
    /// A line each.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.resources {
            writeln!(formatter, "resource {}: {}", change.of().id, change.line())?;
        }
        for change in &self.clients {
            writeln!(formatter, "client {}: {}", change.of().id, change.line())?;
        }
        Ok(())
    }
}
