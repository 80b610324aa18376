//! Access tokens: JWTs of RFC 9068, their keys, who signs and who checks them.
//!
//! Keys are parsed once, at start: a general JWT library parses them anew for each token, which makes an RS256
//! signature three times as slow. Such a library is the oracle of the tests instead.

use std::fmt;

mod algorithm;
mod claims;
mod jwk;
mod signing_key;
mod verifier;

pub use algorithm::Algorithm;
pub use claims::{Claims, ContactClaims};
pub use jwk::{Jwk, KeySet, KeySetFault};
pub use signing_key::{SigningFailed, SigningKey, SigningKeyFault};
pub use verifier::{TokenRefused, Verifier};

/// `typ` of an access token (RFC 9068 §2.1): keeps an ID token from passing as one.
pub const ACCESS_TOKEN_TYPE: &str = "at+jwt";
/// Longest token that is looked at, in bytes: more than any header limit lets through.
pub const LONGEST_TOKEN: usize = 8_192;

/// The issuer identifier: an https URL without query, fragment or trailing slash (RFC 8414 §2); plain http for a
/// loopback host only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(String);

/// The text is no issuer identifier.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an https URL without query, fragment, user or trailing slash (http for localhost and 127.0.0.1 only)")]
pub struct IssuerFault;

impl Issuer {
    /// Reads an issuer identifier.
    pub fn parse(text: &str) -> Result<Self, IssuerFault> {
        let loopback = |rest: &str| {
            let host = rest.split(['/', ':']).next().unwrap_or_default();
            host == "127.0.0.1" || host == "localhost"
        };
        let secure = text.strip_prefix("https://").filter(|rest| !rest.is_empty());
        let rest = secure.or_else(|| text.strip_prefix("http://").filter(|rest| loopback(rest))).ok_or(IssuerFault)?;
        let clean = rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\\\"".contains(&byte));
        if clean && !rest.starts_with('/') && !rest.ends_with('/') {
            Ok(Self(text.to_owned()))
        } else {
            Err(IssuerFault)
        }
    }

    /// The identifier as it stands in `iss`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
