//! OAuth clients and the APIs that their tokens are for: what is registered, and what a request may ask of it.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::tokens::assurance::Demand;
use crate::tokens::session::SessionPolicy;

mod algorithm;
mod document;
mod id;
mod logo;
mod origin;
mod redirect_uri;
mod resource;
mod scope;
mod secret;
mod uri;

pub use algorithm::TokenAlgorithm;
pub use document::{
    CLIENT_FIELDS, DOCUMENT_FIELDS, Document, DocumentFaults, Fault, RESOURCE_FIELDS, Standing, differing_fields,
};
pub use id::{ClientId, ClientIdFault, LONGEST_CLIENT_ID, LONGEST_NAME, ShownName, ShownNameFault};
pub use logo::{ClientLogo, ClientLogoFault, LARGEST_CLIENT_LOGO};
pub use origin::WebOrigin;
pub use redirect_uri::{LONGEST_REDIRECT_URI, RedirectUri};
pub use resource::{LONGEST_RESOURCE_ID, Resource, ResourceId};
pub use scope::{LONGEST_SCOPE, Scope, ScopeFault};
pub use secret::{ClientSecret, MOST_SECRETS, SecretChange, SecretFault, SecretHash, knows_secret};
pub use uri::UriFault;

/// How long access tokens may live, in seconds.
pub const ACCESS_TOKEN_LIFE: RangeInclusive<u64> = 60..=3_600;
/// How long sessions and grants may live, idle or in all, in seconds.
pub const SESSION_LIFE: RangeInclusive<u64> = 60..=365 * 86_400;
/// How old proofs may be that a client or an API takes, in seconds.
pub const MAX_AGE: RangeInclusive<u64> = 1..=365 * 86_400;
/// Most URIs in each list of a client.
pub const MOST_URIS: usize = 20;
/// Most scopes of a client, and of a resource.
pub const MOST_SCOPES: usize = 50;

/// A program that signs users in by OAuth 2.1 and OpenID Connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// `client_id`.
    pub id: ClientId,
    /// How people are told of it.
    pub name: ShownName,
    /// Whether it can keep a secret.
    pub kind: ClientKind,
    /// Where authorization codes may be sent; at least one.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where users may be sent once they have signed out.
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// Whose pages may call the service.
    pub origins: Vec<WebOrigin>,
    /// What it may ask for.
    pub scopes: Vec<Scope>,
    /// The APIs that it may ask tokens for.
    pub resources: Vec<ResourceId>,
    /// Whether users are asked.
    pub consent: Consent,
    /// Longest life of its access tokens, in seconds; the service's where there is none.
    pub access_token_life: Option<u64>,
    /// Seconds without a refresh after which its grants end; the service's where there are none.
    pub session_idle: Option<u64>,
    /// Seconds after the sign-in at which its grants end; the service's where there are none.
    pub session_absolute: Option<u64>,
    /// Which signature its ID tokens have.
    pub id_token_algorithm: TokenAlgorithm,
    /// Whether email address and phone number stand in its ID tokens: many programs read nothing else.
    pub contact_in_id_token: bool,
    /// What pages show beside its name.
    pub logo: Option<ClientLogo>,
    /// What its users have to have proven.
    pub demand: Demand,
}

/// Whether a client can keep a secret (RFC 6749 §2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientKind {
    /// It cannot: a page, an app, a command.
    Public,
    /// It can: a server.
    Confidential {
        /// What its secrets are known by, at most [`MOST_SECRETS`]; the newest last. Without any it cannot authenticate.
        secrets: Vec<SecretHash>,
        /// Whether it has to use PKCE.
        pkce: Pkce,
    },
}

/// Whether an authorization request needs a `code_challenge` (RFC 7636).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pkce {
    /// It does.
    Required,
    /// It does not; one that is there counts. For clients that cannot, with a secret and `https` alone.
    Optional,
}

/// Whether users are asked before a client gets tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    /// They are.
    Asked,
    /// The client is the operator's own: they are not, but for what leads to programs on their own device.
    FirstParty,
}

impl Client {
    /// Where an authorization request that names `asked` as its `redirect_uri` is answered; `None`: nowhere, and the
    /// browser is not sent anywhere (OA-01).
    pub fn redirect(&self, asked: &str) -> Option<RedirectUri> {
        self.redirect_uris.iter().find_map(|registered| registered.matching(asked))
    }

    /// Where a browser goes after signing out, if that is registered.
    pub fn post_logout_redirect(&self, asked: &str) -> Option<RedirectUri> {
        self.post_logout_redirect_uris.iter().find_map(|registered| registered.matching(asked))
    }

    /// Whether pages of this origin, as a browser's header has it, are its own. Compared to the letter.
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|own| own.as_str() == origin)
    }

    /// Whether it may ask for tokens of this API.
    pub fn may_use(&self, resource: &str) -> bool {
        self.resources.iter().any(|allowed| allowed.as_str() == resource)
    }

    /// Whether it may ask for this scope.
    pub fn may_ask(&self, scope: &str) -> bool {
        self.scopes.iter().any(|allowed| allowed.as_str() == scope)
    }

    /// Whether it has a secret to authenticate with.
    pub fn is_confidential(&self) -> bool {
        matches!(self.kind, ClientKind::Confidential { .. })
    }

    /// Whether an authorization request needs a `code_challenge`.
    pub fn needs_pkce(&self) -> bool {
        !matches!(self.kind, ClientKind::Confidential { pkce: Pkce::Optional, .. })
    }

    /// What is demanded of proofs where it asks for a token of `resource`.
    pub fn demand(&self, resource: Option<&Resource>) -> Demand {
        resource.map_or_else(|| self.demand.clone(), |resource| self.demand.and(&resource.demand))
    }

    /// Life of its access tokens, in seconds: the shortest of its own, the API's, and `service`'s where they have none.
    pub fn access_token_life(&self, resource: Option<&Resource>, service: u64) -> u64 {
        let of_resource = resource.and_then(|resource| resource.access_token_life);
        self.access_token_life.into_iter().chain(of_resource).min().unwrap_or(service)
    }

    /// How long its grants live, where `service` is how long others do.
    #[must_use]
    pub fn sessions(&self, service: SessionPolicy) -> SessionPolicy {
        SessionPolicy {
            idle: self.session_idle.unwrap_or(service.idle),
            absolute: self.session_absolute.unwrap_or(service.absolute),
            ..service
        }
    }
}
