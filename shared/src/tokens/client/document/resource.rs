//! One resource of the file.

use super::json::{Faults, Node, Place};
use super::{Standing, algorithm, check_algorithm, demand};
use crate::tokens::client::{ACCESS_TOKEN_LIFE, MOST_SCOPES, Resource, ResourceId, Scope, ShownName};

/// The names of a resource's fields.
pub const RESOURCE_FIELDS: [&str; 8] =
    ["id", "name", "scopes", "access_token_seconds", "algorithm", "acr", "max_age", "without_methods"];

pub(super) fn read(node: &Node<'_>, standing: &Standing<'_>, faults: &mut Faults) -> Option<(Place, Resource)> {
    let fields = node.fields(&RESOURCE_FIELDS, faults)?;
    let id = fields.required("id", faults, ResourceId::parse);
    let name = fields.required("name", faults, ShownName::parse);
    let scopes = fields.texts("scopes", MOST_SCOPES, faults, Scope::parse);
    let access_token_life = fields.number("access_token_seconds", ACCESS_TOKEN_LIFE, faults);
    let algorithm = fields.optional("algorithm", faults, algorithm);
    let demand = demand::read(&fields, faults);
    if let Some(algorithm) = &algorithm {
        check_algorithm(algorithm, standing, faults);
    }
    if let Some((place, id)) = &id
        && id.is_issuer(standing.issuer)
    {
        faults.add(place, "must not be the issuer: its own account endpoints take tokens for it");
    }
    for (place, scope) in scopes.iter().flatten() {
        if scope.is_of_the_service() {
            faults.add(place, "must be another scope: this one is the service's own");
        }
    }
    let (place, id) = id?;
    let resource = Resource {
        id,
        name: name?.1,
        scopes: scopes?.into_iter().map(|(_, scope)| scope).collect(),
        access_token_life,
        algorithm: algorithm.map(|(_, algorithm)| algorithm),
        demand,
    };
    Some((place, resource))
}
