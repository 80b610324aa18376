//! APIs that tokens are for (RFC 8707).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::uri::{self, UriFault};
use super::{Scope, ShownName, TokenAlgorithm};
use crate::tokens::assurance::Demand;

/// Longest id of a resource, in bytes.
pub const LONGEST_RESOURCE_ID: usize = 255;

/// The `resource` of a request and the `aud` of its tokens: an absolute URI without fragment (RFC 8707 §2). Where it names a
/// host it is written as browsers write it, so that two texts are two resources.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResourceId(String);

/// An API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// How requests and tokens name it.
    pub id: ResourceId,
    /// How people are told of it.
    pub name: ShownName,
    /// What can be asked for there; none of them is the service's own.
    pub scopes: Vec<Scope>,
    /// Longest life of an access token, in seconds; the service's where there is none.
    pub access_token_life: Option<u64>,
    /// Which signature its access tokens have; the service's own where there is none.
    pub algorithm: Option<TokenAlgorithm>,
    /// What users have to have proven whose tokens it takes.
    pub demand: Demand,
}

impl ResourceId {
    /// Reads an id.
    pub fn parse(text: &str) -> Result<Self, UriFault> {
        let (scheme, rest) = uri::scheme(text, LONGEST_RESOURCE_ID)?;
        if matches!(scheme, "https" | "http") {
            uri::web(scheme, rest)?;
        } else if rest.is_empty() {
            return Err(UriFault::Path);
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as requests and tokens carry it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an API with this id would be taken for `issuer` itself, whose account endpoints take tokens with that `aud`.
    pub fn is_issuer(&self, issuer: &str) -> bool {
        self.0.trim_end_matches('/') == issuer.trim_end_matches('/')
    }
}

impl TryFrom<String> for ResourceId {
    type Error = UriFault;

    fn try_from(text: String) -> Result<Self, UriFault> {
        Self::parse(&text)
    }
}

impl From<ResourceId> for String {
    fn from(id: ResourceId) -> Self {
        id.0
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oa_22_a_resource_is_an_absolute_uri_without_fragment() {
        for text in
            ["https://api.example.org", "https://api.example.org/v1?a=b", "http://localhost:3000", "urn:example:api"]
        {
            assert_eq!(ResourceId::parse(text).map(String::from), Ok(text.to_owned()));
        }
        for (text, fault) in [
            ("", UriFault::Length(LONGEST_RESOURCE_ID)),
            ("api", UriFault::Scheme),
            ("/api", UriFault::Scheme),
            ("urn:", UriFault::Path),
            ("https://api.example.org#x", UriFault::Fragment),
            ("https://API.example.org", UriFault::Host),
            ("http://api.example.org", UriFault::PlainHttp),
            ("https://api.example.org/a b", UriFault::Character),
            ("https://user@api.example.org", UriFault::UserInfo),
        ] {
            assert_eq!(ResourceId::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn the_issuer_itself_is_told_whatever_stands_at_its_end() {
        for text in ["https://login.example.org", "https://login.example.org/"] {
            assert!(ResourceId::parse(text).unwrap().is_issuer("https://login.example.org"), "{text}");
        }
        assert!(!ResourceId::parse("https://login.example.org/api").unwrap().is_issuer("https://login.example.org"));
    }
}
