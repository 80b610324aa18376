//! What a call needs beyond a valid token.

use serde::Deserialize;

use crate::Claims;

/// Scopes and methods that a token must have. The default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Requirements {
    /// Scopes (RFC 6749 §3.3), all of which the token must have.
    pub scopes: Vec<String>,
    /// Methods (`amr`, RFC 8176), all of which the sign-in must have used.
    pub methods: Vec<String>,
    /// Methods, none of which the sign-in may have used: `sms`, for example.
    pub without_methods: Vec<String>,
}

/// A valid token that is not enough for this call: 403 (RFC 6750 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Insufficient {
    /// A scope is missing.
    #[error("a scope is missing")]
    Scope,
    /// The sign-in lacks a method, or used one that is refused here.
    #[error("another way to sign in is needed")]
    Method,
}

impl Requirements {
    /// Whether the token has all of it.
    pub fn check(&self, claims: &Claims) -> Result<(), Insufficient> {
        let has_scope = |scope: &String| claims.scope.split(' ').any(|of_token| of_token == scope);
        let used = |method: &String| claims.amr.contains(method);
        if !self.scopes.iter().all(has_scope) {
            Err(Insufficient::Scope)
        } else if !self.methods.iter().all(used) || self.without_methods.iter().any(used) {
            Err(Insufficient::Method)
        } else {
            Ok(())
        }
    }
}
