//! What a call needs beyond a valid token.

use serde::Deserialize;

use crate::{Claims, Level, Timestamp};

/// Scopes that a token must have, and what it must tell of its sign-in. The default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Requirements {
    /// Scopes (RFC 6749 §3.3), all of which the token must have.
    pub scopes: Vec<String>,
    /// Methods (`amr`, RFC 8176), all of which the sign-in must have used.
    pub methods: Vec<String>,
    /// Methods, none of which the sign-in may have used: `sms`, for example.
    pub without_methods: Vec<String>,
    /// What its proofs must add up to (`acr`), at least.
    pub acr: Level,
    /// How many seconds ago the user may have proven who they are (`auth_time`).
    pub max_age: Option<u64>,
}

/// A valid token that is not enough for this call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Insufficient {
    /// A scope is missing: 403 (RFC 6750 §3.1).
    #[error("a scope is missing")]
    Scope,
    /// The proofs of the sign-in add up to too little, or are too old: 401, and the client may send the user to sign in by more
    /// (RFC 9470 §3).
    #[error("a stronger or newer sign-in is needed")]
    Authentication,
    /// The sign-in lacks a method, or used one that is refused here: 403.
    #[error("another way to sign in is needed")]
    Method,
}

impl Requirements {
    /// Whether the token has all of it at `now`.
    pub fn check(&self, claims: &Claims, now: Timestamp) -> Result<(), Insufficient> {
        let has_scope = |scope: &String| claims.scope.split(' ').any(|of_token| of_token == scope);
        let used = |method: &String| claims.amr.contains(method);
        let is_young = self.max_age.is_none_or(|most| now.since(claims.auth_time) <= most);
        if !self.scopes.iter().all(has_scope) {
            Err(Insufficient::Scope)
        } else if Level::of_token(claims.acr.as_deref()) < self.acr || !is_young {
            Err(Insufficient::Authentication)
        } else if !self.methods.iter().all(used) || self.without_methods.iter().any(used) {
            Err(Insufficient::Method)
        } else {
            Ok(())
        }
    }
}
