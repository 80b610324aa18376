//! What API Gateway wants to hear.

use serde::Serialize;
use shared::token::Claims;

/// An allowed call, in one of two shapes; a denied one is an error.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// HTTP API, payload 2.0.
    #[serde(rename_all = "camelCase")]
    Simple {
        /// Always true.
        is_authorized: bool,
        /// What the guarded API learns.
        context: Context,
    },
    /// REST API, or HTTP API with payload 1.0.
    #[serde(rename_all = "camelCase")]
    Policy {
        /// Whom the call is by.
        principal_id: String,
        /// What it may do.
        policy_document: PolicyDocument,
        /// What the guarded API learns.
        context: Context,
    },
}

/// The claims as strings: REST APIs take nothing else.
#[derive(Debug, Serialize)]
pub struct Context {
    sub: String,
    client_id: String,
    scope: String,
    sid: String,
    jti: String,
    amr: String,
    auth_time: String,
    exp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
}

/// An IAM policy.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyDocument {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    action: &'static str,
    effect: &'static str,
    resource: String,
}

impl Answer {
    pub(crate) fn simple(claims: &Claims) -> Self {
        Self::Simple { is_authorized: true, context: Context::of(claims) }
    }

    /// Allows the whole stage, `arn:…:api-id/stage`: the answer is cached by token, not by method.
    pub(crate) fn policy(stage: &str, claims: &Claims) -> Self {
        let statement = [Statement { action: "execute-api:Invoke", effect: "Allow", resource: format!("{stage}/*") }];
        let policy_document = PolicyDocument { version: "2012-10-17", statement };
        Self::Policy { principal_id: claims.sub.clone(), policy_document, context: Context::of(claims) }
    }
}

impl Context {
    fn of(claims: &Claims) -> Self {
        Self {
            sub: claims.sub.clone(),
            client_id: claims.client_id.clone(),
            scope: claims.scope.clone(),
            sid: claims.sid.clone(),
            jti: claims.jti.clone(),
            amr: claims.amr.join(" "),
            auth_time: claims.auth_time.as_unix().to_string(),
            exp: claims.exp.as_unix().to_string(),
            email: claims.contact.email.clone(),
            phone_number: claims.contact.phone_number.clone(),
        }
    }
}
