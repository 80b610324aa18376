//! What the gateways want to hear.

use std::sync::Arc;

use crate::routes::Lacking;
use serde::{Serialize, Serializer};
use shared::Timestamp;
use shared::tokens::Claims;
use shared::tokens::assurance::Level;

/// An answer, in the shape that its gateway takes.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// HTTP API, payload 2.0, simple responses.
    #[serde(rename_all = "camelCase")]
    Simple {
        /// Whether the call may pass.
        is_authorized: bool,
        /// What the guarded API learns.
        #[serde(skip_serializing_if = "Option::is_none")]
        context: Option<Context>,
    },
    /// REST and WebSocket APIs; HTTP APIs with payload 1.0, or without simple responses.
    #[serde(rename_all = "camelCase")]
    Policy {
        /// Whom the call is by.
        principal_id: String,
        /// What it may do.
        policy_document: PolicyDocument,
        /// What the guarded API learns.
        #[serde(skip_serializing_if = "Option::is_none")]
        context: Option<Context>,
    },
    /// AppSync, GraphQL API.
    #[serde(rename_all = "camelCase")]
    AppSync {
        /// Whether the call may pass.
        is_authorized: bool,
        /// What the resolvers learn.
        #[serde(skip_serializing_if = "Option::is_none")]
        resolver_context: Option<Context>,
        /// For how many seconds the answer may be reused.
        ttl_override: u64,
    },
    /// AppSync, Event API.
    #[serde(rename_all = "camelCase")]
    AppSyncEvent {
        /// Whether the connection, the subscription or the publication may pass.
        is_authorized: bool,
        /// What the handlers learn.
        #[serde(skip_serializing_if = "Option::is_none")]
        handler_context: Option<Context>,
        /// For how many seconds the answer may be reused.
        ttl_override: u64,
    },
}

/// The claims as strings: REST APIs take nothing else.
#[derive(Debug)]
pub struct Context(Arc<Claims>);

#[derive(Serialize)]
struct Strings<'a> {
    sub: &'a str,
    client_id: &'a str,
    scope: &'a str,
    sid: &'a str,
    jti: &'a str,
    acr: &'a str,
    amr: String,
    auth_time: String,
    exp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<&'a str>,
}

/// An IAM policy.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyDocument {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    action: &'static str,
    effect: &'static str,
    resource: Resource,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Resource {
    One(String),
    Many(Vec<String>),
}

impl Answer {
    pub(crate) fn simple(claims: Arc<Claims>) -> Self {
        Self::Simple { is_authorized: true, context: Some(Context(claims)) }
    }

    /// A boolean, so that a valid token that lacks something gets 403.
    pub(crate) const fn simple_denial() -> Self {
        Self::Simple { is_authorized: false, context: None }
    }

    /// What the token may do in the whole stage, `arn:…:api-id/stage`: the answer is reused for other calls (JWT-11), so
    /// it depends on nothing of this one but token and stage.
    pub(crate) fn policy(stage: &str, claims: Arc<Claims>, lacking: Option<&Lacking<'_>>) -> Self {
        let within = |resource: String| format!("{stage}/{resource}");
        let statement = match lacking {
            None => vec![Statement::allow(Resource::One(format!("{stage}/*")))],
            Some(lacking) => {
                let denied: Vec<String> = lacking.denied().map(within).collect();
                let denial = (!denied.is_empty()).then(|| Statement::deny(Resource::Many(denied)));
                let allowed = Statement::allow(Resource::Many(lacking.allowed().map(within).collect()));
                std::iter::once(allowed).chain(denial).collect()
            }
        };
        let principal_id = claims.sub.clone();
        let policy_document = PolicyDocument { version: "2012-10-17", statement };
        Self::Policy { principal_id, policy_document, context: Some(Context(claims)) }
    }

    /// Denies the whole stage, so that the gateway answers 403.
    pub(crate) fn policy_denial(stage: &str, principal: &str) -> Self {
        let statement = vec![Statement::deny(Resource::One(format!("{stage}/*")))];
        let policy_document = PolicyDocument { version: "2012-10-17", statement };
        Self::Policy { principal_id: principal.to_owned(), policy_document, context: None }
    }

    /// Reused for no longer than `result_ttl` seconds, nor than the token lives.
    pub(crate) fn appsync(claims: Arc<Claims>, result_ttl: u64, now: Timestamp) -> Self {
        let ttl_override = claims.exp.since(now).min(result_ttl);
        Self::AppSync { is_authorized: true, resolver_context: Some(Context(claims)), ttl_override }
    }

    /// As [`Answer::appsync`]. It is true for every operation on every channel, whatever AppSync reuses it for.
    pub(crate) fn appsync_event(claims: Arc<Claims>, result_ttl: u64, now: Timestamp) -> Self {
        let ttl_override = claims.exp.since(now).min(result_ttl);
        Self::AppSyncEvent { is_authorized: true, handler_context: Some(Context(claims)), ttl_override }
    }

    /// The same for both kinds of API.
    pub(crate) const fn appsync_denial() -> Self {
        Self::AppSync { is_authorized: false, resolver_context: None, ttl_override: 0 }
    }
}

impl Statement {
    const fn allow(resource: Resource) -> Self {
        Self { action: "execute-api:Invoke", effect: "Allow", resource }
    }

    const fn deny(resource: Resource) -> Self {
        Self { action: "execute-api:Invoke", effect: "Deny", resource }
    }
}

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let claims = &*self.0;
        let strings = Strings {
            sub: &claims.sub,
            client_id: &claims.client_id,
            scope: &claims.scope,
            sid: &claims.sid,
            jti: &claims.jti,
            acr: Level::of_token(claims.acr.as_deref()).name(),
            amr: claims.amr.join(" "),
            auth_time: claims.auth_time.as_unix().to_string(),
            exp: claims.exp.as_unix().to_string(),
            email: claims.contact.email.as_deref(),
            phone_number: claims.contact.phone_number.as_deref(),
        };
        strings.serialize(serializer)
    }
}
