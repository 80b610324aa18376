//! Clients and resources as the file has them, and what differs between two.

use serde_json::{Map, Value, json};

use crate::tokens::assurance::{Demand, Level, Method};
use crate::tokens::client::{Client, ClientKind, ClientLogo, Consent, Pkce, Resource, TokenAlgorithm};

impl Client {
    /// The client as a file has it, without what is as where nothing is said. Its secrets stand in no file.
    pub fn to_json(&self) -> Value {
        let (of_type, pkce) = match &self.kind {
            ClientKind::Public => ("public", None),
            ClientKind::Confidential { pkce: Pkce::Required, .. } => ("confidential", None),
            ClientKind::Confidential { pkce: Pkce::Optional, .. } => ("confidential", Some("optional")),
        };
        let [acr, max_age, without_methods] = demanded(&self.demand);
        said([
            ("id", json!(self.id)),
            ("name", json!(self.name)),
            ("logo", json!(self.logo.as_ref().map(ClientLogo::to_uri))),
            ("type", json!(of_type)),
            ("pkce", json!(pkce)),
            ("redirect_uris", json!(self.redirect_uris)),
            ("post_logout_redirect_uris", json!(self.post_logout_redirect_uris)),
            ("origins", json!(self.origins)),
            ("scopes", json!(self.scopes)),
            ("resources", json!(self.resources)),
            ("consent", json!((self.consent == Consent::FirstParty).then_some("first-party"))),
            ("access_token_seconds", json!(self.access_token_life)),
            ("session_idle_seconds", json!(self.session_idle)),
            ("session_seconds", json!(self.session_absolute)),
            ("id_token_algorithm", json!(self.id_token_algorithm.name())),
            ("contact_in_id_token", json!(self.contact_in_id_token.then_some(true))),
            acr,
            max_age,
            without_methods,
        ])
    }

    /// The same client with the secrets of the one that is registered: files say nothing of them. Whoever becomes public
    /// has none any more.
    #[must_use]
    pub fn with_secrets_of(mut self, registered: Option<&Self>) -> Self {
        if let ClientKind::Confidential { secrets, .. } = &mut self.kind
            && let Some(ClientKind::Confidential { secrets: kept, .. }) = registered.map(|client| &client.kind)
        {
            secrets.clone_from(kept);
        }
        self
    }
}

impl Resource {
    /// The resource as a file has it, without what is as where nothing is said.
    pub fn to_json(&self) -> Value {
        let [acr, max_age, without_methods] = demanded(&self.demand);
        said([
            ("id", json!(self.id)),
            ("name", json!(self.name)),
            ("scopes", json!(self.scopes)),
            ("access_token_seconds", json!(self.access_token_life)),
            ("algorithm", json!(self.algorithm.map(TokenAlgorithm::name))),
            acr,
            max_age,
            without_methods,
        ])
    }
}

fn demanded(demand: &Demand) -> [(&'static str, Value); 3] {
    let Demand { level, max_age, without, second_step: _ } = demand;
    let without: Vec<&str> = without.iter().copied().map(Method::name).collect();
    [
        ("acr", json!((*level > Level::Otp).then_some(level.name()))),
        ("max_age", json!(max_age)),
        ("without_methods", json!(without)),
    ]
}

/// The names of the fields in which two objects of a file differ.
pub fn differing_fields(one: &Value, other: &Value) -> Vec<String> {
    let empty = Map::new();
    let [one, other] = [one, other].map(|value| value.as_object().unwrap_or(&empty));
    let mut names: Vec<&String> =
        one.keys().chain(other.keys()).filter(|name| one.get(*name) != other.get(*name)).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().cloned().collect()
}

/// Only what is said: no `null`, and no empty list.
fn said<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let said = |(_, value): &(&str, Value)| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    Value::Object(fields.into_iter().filter(said).map(|(name, value)| (name.to_owned(), value)).collect())
}
