//! An authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1), judged for a client that is known and a
//! redirect URI that is the client's.

use serde::{Deserialize, Serialize};

use super::error::AuthorizationError;
use super::parameters::Parameters;
use super::pkce::CodeChallenge;
use super::prompt::Prompt;
use crate::tokens::assurance::{Demand, Level};
use crate::tokens::client::{Client, Resource};

/// Longest `state`, in bytes: a gateway takes 10 kB of headers in all, and the flow travels in a URL.
const LONGEST_STATE: usize = 1_024;
/// Longest `nonce`, in bytes.
const LONGEST_NONCE: usize = 256;
/// Longest `scope`, in bytes.
const LONGEST_SCOPE: usize = 512;
/// Longest of what only helps the page, in bytes; what is longer is ignored.
const LONGEST_HINT: usize = 256;
/// Without it a client gets no ID token.
pub const OPENID: &str = "openid";
/// Without it a grant ends with its browser session.
pub const OFFLINE_ACCESS: &str = "offline_access";
/// Lets a client know the address.
pub(super) const EMAIL: &str = "email";
/// Lets a client know the number.
pub(super) const PHONE: &str = "phone";
/// What opens the account's own endpoints.
const ACCOUNT: &str = "account";
/// The service's own scopes; others are a resource's.
const OWN_SCOPES: [&str; 5] = [OPENID, EMAIL, PHONE, OFFLINE_ACCESS, ACCOUNT];
/// Scopes of OpenID Connect that every client may ask for, and of which nothing is known here: they grant nothing.
const UNKNOWN_HERE: [&str; 2] = ["profile", "address"];

/// What a client asks for, as it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// The client.
    pub client: String,
    /// Where the answer goes: one of the client's, as it was asked for.
    pub redirect_uri: String,
    /// What is granted if the user agrees: the asked scopes that mean something here, with single blanks.
    pub scope: String,
    /// Comes back with the answer.
    pub state: Option<String>,
    /// Comes back in the ID token.
    pub nonce: Option<String>,
    /// What the redeemer will have to show; `None` only for clients that are registered so.
    pub challenge: Option<CodeChallenge>,
    /// Whom the access token is for; the service itself, where there is none.
    pub resource: Option<String>,
    /// What the client wants the user to be asked.
    pub prompt: Prompt,
    /// How old the sign-in may be, in seconds.
    pub max_age: Option<u64>,
    /// How much the proofs have to add up to: the least of `acr_values`, of which each would do.
    pub level: Level,
    /// Whom the client believes to have before it: the text for the sign-in page's field.
    pub login_hint: Option<String>,
    /// The languages that the client wants, best first (BCP 47, single blanks).
    pub ui_locales: Option<String>,
}

impl AuthorizationRequest {
    /// Judges the parameters of a request whose `client` and `redirect_uri` are known to be right.
    pub fn judge(parameters: &Parameters, client: &Client, redirect_uri: &str) -> Result<Self, AuthorizationError> {
        let invalid = AuthorizationError::InvalidRequest;
        parameters.check().map_err(|fault| invalid(fault.rule()))?;
        refuse_what_is_not_supported(parameters)?;
        let (scope, resource) = scope_and_resource(parameters, client)?;
        let max_age = parameters
            .get("max_age")
            .map(|text| text.parse().map_err(|_| invalid("max_age must be a number of seconds.")))
            .transpose()?;
        let mut prompt = Prompt::parse(parameters.get("prompt").unwrap_or_default())
            .ok_or(invalid("prompt must not have none beside other values."))?;
        // No age at all is a new sign-in (OpenID Connect Core §3.1.2.1), also within the second of the last one.
        prompt.login |= max_age == Some(0);
        Ok(Self {
            client: client.id.to_string(),
            redirect_uri: redirect_uri.to_owned(),
            scope,
            state: state(parameters)?,
            nonce: bounded(parameters.get("nonce"), LONGEST_NONCE, invalid("nonce must be at most 256 bytes."))?,
            challenge: challenge(parameters, client)?,
            resource,
            prompt,
            max_age,
            level: parameters.get("acr_values").map(level).unwrap_or_default(),
            login_hint: hint(parameters.get("login_hint")),
            ui_locales: hint(parameters.get("ui_locales")),
        })
    }

    /// What the client demands with this request. Whoever edits it on its way takes nothing from what is registered.
    pub fn demand(&self) -> Demand {
        Demand { level: self.level, max_age: self.max_age, ..Demand::default() }
    }

    /// Holds the scope to the API that the token is for: another API's scope would mean there what nobody has granted (OA-22).
    /// `resource` is the request's, as it is registered; `None`: it is there no more.
    pub fn check_resource(&self, resource: Option<&Resource>) -> Result<(), AuthorizationError> {
        if self.resource.is_none() {
            return Ok(());
        }
        let gone = AuthorizationError::InvalidTarget("resource must be one that the client is registered for.");
        let resource = resource.ok_or(gone)?;
        let is_its = |part: &str| resource.scopes.iter().any(|scope| scope.as_str() == part);
        if self.scope.split(' ').all(|part| OWN_SCOPES.contains(&part) || is_its(part)) {
            Ok(())
        } else {
            Err(AuthorizationError::InvalidScope("scope must be the service's own, or of the resource."))
        }
    }
}

/// The `state` that goes back with an answer, an error as well: none, where it is doubled or too long to travel.
pub fn state(parameters: &Parameters) -> Result<Option<String>, AuthorizationError> {
    let rule = AuthorizationError::InvalidRequest("state must be at most 1,024 bytes.");
    bounded(parameters.get("state"), LONGEST_STATE, rule)
}

/// Whether a scope, with single blanks, has a part.
pub fn has_scope(scope: &str, part: &str) -> bool {
    scope.split(' ').any(|found| found == part)
}

fn refuse_what_is_not_supported(parameters: &Parameters) -> Result<(), AuthorizationError> {
    if parameters.get("request").is_some() {
        return Err(AuthorizationError::RequestNotSupported);
    }
    // One of ours was opened before: its parameters stand in its place.
    if parameters.get("request_uri").is_some() {
        return Err(AuthorizationError::RequestUriNotSupported);
    }
    if parameters.get("registration").is_some() {
        return Err(AuthorizationError::RegistrationNotSupported);
    }
    match parameters.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(AuthorizationError::UnsupportedResponseType),
        None => return Err(AuthorizationError::InvalidRequest("response_type is missing.")),
    }
    match parameters.get("response_mode") {
        None | Some("query") => Ok(()),
        Some(_) => Err(AuthorizationError::InvalidRequest("response_mode must be query.")),
    }
}

fn challenge(parameters: &Parameters, client: &Client) -> Result<Option<CodeChallenge>, AuthorizationError> {
    let invalid = AuthorizationError::InvalidRequest;
    match (parameters.get("code_challenge"), parameters.get("code_challenge_method")) {
        (None, None) if !client.needs_pkce() => Ok(None),
        (None, _) => Err(invalid("code_challenge is missing (PKCE, RFC 7636).")),
        (Some(text), Some("S256")) => {
            let rule = invalid("code_challenge must be 43 characters of base64url, made by S256.");
            CodeChallenge::parse(text).map(Some).map_err(|_| rule)
        }
        // Without a method it would be `plain`.
        (Some(_), _) => Err(invalid("code_challenge_method must be S256.")),
    }
}

fn scope_and_resource(
    parameters: &Parameters,
    client: &Client,
) -> Result<(String, Option<String>), AuthorizationError> {
    let invalid = AuthorizationError::InvalidScope;
    let asked = parameters.get("scope").ok_or(invalid("scope is missing."))?;
    if asked.len() > LONGEST_SCOPE {
        return Err(invalid("scope must be at most 512 bytes."));
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in asked.split(' ').filter(|part| !part.is_empty() && !UNKNOWN_HERE.contains(part)) {
        if !client.may_ask(part) {
            return Err(invalid("scope must be a part of what the client is registered for."));
        }
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if parts.is_empty() {
        return Err(invalid("scope has nothing that means anything here."));
    }
    let is_of_a_resource = parts.iter().any(|part| !OWN_SCOPES.contains(part));
    let resource = match parameters.get("resource") {
        Some(resource) if client.may_use(resource) => Some(resource.to_owned()),
        Some(_) => {
            return Err(AuthorizationError::InvalidTarget("resource must be one that the client is registered for."));
        }
        None if is_of_a_resource => match client.resources.as_slice() {
            [only] => Some(only.as_str().to_owned()),
            _ => return Err(AuthorizationError::InvalidTarget("resource is missing: the scope is one of a resource.")),
        },
        None => None,
    };
    if resource.is_some() && parts.contains(&ACCOUNT) {
        return Err(invalid("account must not stand beside a resource."));
    }
    Ok((parts.join(" "), resource))
}

fn bounded(
    value: Option<&str>,
    longest: usize,
    rule: AuthorizationError,
) -> Result<Option<String>, AuthorizationError> {
    match value {
        Some(text) if text.len() > longest || !is_plain(text) => Err(rule),
        value => Ok(value.map(str::to_owned)),
    }
}

fn is_plain(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

/// The least level of a list with blanks between. Unknown ones count for nothing: they are asked for, and not demanded (OpenID
/// Connect Core §3.1.2.1).
fn level(acr_values: &str) -> Level {
    acr_values.split(' ').filter_map(Level::named).min().unwrap_or_default()
}

/// What only helps the page stops no sign-in.
fn hint(value: Option<&str>) -> Option<String> {
    value.filter(|text| text.len() <= LONGEST_HINT && is_plain(text)).map(str::to_owned)
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
