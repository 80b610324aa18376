//! `clients.json`: the reviewed file that clients and resources are registered by, and `FIRST_CLIENT`, which is one client of
//! it. It is taken whole or refused whole, with every fault at once, each with its place.

use std::collections::HashSet;
use std::fmt;

use super::{Client, Resource, ResourceId, TokenAlgorithm};

mod client;
mod demand;
mod json;
mod resource;
mod written;

pub use client::CLIENT_FIELDS;
use json::{Faults, Node, Place};
pub use resource::RESOURCE_FIELDS;
pub use written::differing_fields;

/// Most clients, and most resources, of a file.
const MOST: usize = 1_000;

/// The names of the document itself. Editors find the schema by the first one.
pub const DOCUMENT_FIELDS: [&str; 3] = ["$schema", "resources", "clients"];

/// What a file registers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its APIs.
    pub resources: Vec<Resource>,
    /// Its clients; confidential ones without secrets, which stand in no file.
    pub clients: Vec<Client>,
}

/// What a file is judged by, beside itself.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// `iss` of the service's tokens: no resource is called so, since its account endpoints take tokens for it.
    pub issuer: &'a str,
    /// The `client_id` of the tokens that `/otp/verify` hands out: no other client is called so.
    pub first_party: &'a str,
    /// The algorithms for which a key signs now.
    pub algorithms: &'a [TokenAlgorithm],
    /// Resources that stay whatever the file says: its clients may name them.
    pub resources: &'a [Resource],
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, as a JSON pointer (RFC 6901); empty for the document itself.
    pub pointer: String,
    /// In which line, from 1.
    pub line: usize,
    /// The rule that it breaks.
    pub rule: String,
}

/// Everything that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFaults(pub Vec<Fault>);

impl Document {
    /// Reads a file.
    pub fn parse(text: &str, standing: &Standing<'_>) -> Result<Self, DocumentFaults> {
        let mut faults = Faults::default();
        let document = Node::root(text, &mut faults).and_then(|root| Self::read(&root, standing, &mut faults));
        faults.or(document)
    }

    fn read(root: &Node<'_>, standing: &Standing<'_>, faults: &mut Faults) -> Option<Self> {
        let fields = root.fields(&DOCUMENT_FIELDS, faults)?;
        let resource_nodes = fields.elements("resources", MOST, faults);
        let client_nodes = fields.elements("clients", MOST, faults);
        let mut resources = Vec::new();
        let mut names = HashSet::new();
        for node in resource_nodes.iter().flatten() {
            let Some((place, resource)) = resource::read(node, standing, faults) else { continue };
            if !names.insert(resource.id.as_str().to_owned()) {
                faults.add(&place, "must be another one's: it stands there twice");
            }
            resources.push(resource);
        }
        // What stands in the file counts in place of what was applied before.
        let kept = standing.resources.iter().filter(|kept| !names.contains(kept.id.as_str()));
        let known: Vec<&Resource> = resources.iter().chain(kept).collect();
        let mut clients = Vec::new();
        let mut names = HashSet::new();
        for node in client_nodes.iter().flatten() {
            let Some((place, client)) = client::read(node, standing, &known, faults) else { continue };
            if client.id.as_str() == standing.first_party {
                faults.add(&place, "must not be that of the tokens of /otp/verify (CLIENT_ID)");
            }
            if !names.insert(client.id.clone()) {
                faults.add(&place, "must be another one's: it stands there twice");
            }
            clients.push(client);
        }
        Some(Self { resources, clients })
    }
}

impl Client {
    /// Reads one public client of the service itself, as `FIRST_CLIENT` has it: what it does not say is as in a file, but its
    /// name, which is its id then, its `type`, and its scopes, which are the service's own, `account` apart.
    pub fn parse_first(text: &str) -> Result<Self, DocumentFaults> {
        let mut faults = Faults::default();
        let client = Node::root(text, &mut faults).and_then(|root| client::read_first(&root, &mut faults));
        faults.or(client)
    }
}

/// Whether a client may be registered for a resource with this id.
fn find<'a>(known: &[&'a Resource], id: &ResourceId) -> Option<&'a Resource> {
    known.iter().find(|resource| resource.id == *id).copied()
}

/// Refuses an algorithm that no key signs with, and says which there are.
fn check_algorithm((place, algorithm): &(Place, TokenAlgorithm), standing: &Standing<'_>, faults: &mut Faults) {
    if !standing.algorithms.contains(algorithm) {
        let active: Vec<&str> = standing.algorithms.iter().map(|algorithm| algorithm.name()).collect();
        let active = if active.is_empty() { "none".to_owned() } else { active.join(", ") };
        faults.add(place, format!("must be one for which a key signs now ({active}), not {}", algorithm.name()));
    }
}

/// Reads the name of an algorithm.
fn algorithm(text: &str) -> Result<TokenAlgorithm, &'static str> {
    TokenAlgorithm::named(text).ok_or("must be RS256, ES256 or EdDSA")
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the document" } else { &self.pointer };
        write!(formatter, "line {}: {place} {}", self.line, self.rule)
    }
}

impl fmt::Display for DocumentFaults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Fault::to_string).collect();
        formatter.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for DocumentFaults {}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
