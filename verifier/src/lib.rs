#![doc = include_str!("../README.md")]

mod algorithm;
#[cfg(any(feature = "remote", feature = "tower"))]
mod check;
mod claims;
#[cfg(feature = "tower")]
mod clock;
mod credentials;
mod issuer;
mod jwk;
mod key_set;
mod key_use;
#[cfg(feature = "tower")]
mod layer;
mod level;
mod memory;
#[cfg(feature = "remote")]
mod remote;
mod requirements;
#[cfg(test)]
mod tests;
mod timestamp;
mod verifier;

pub use algorithm::Algorithm;
#[cfg(any(feature = "remote", feature = "tower"))]
pub use check::{CheckFailed, CheckToken, KeysUnavailable};
pub use claims::{Claims, ContactClaims, ContextClaims};
#[cfg(feature = "tower")]
pub use clock::system_clock;
pub use credentials::{NoBearerToken, bare_or_bearer_token, bearer_token, without_padding};
pub use issuer::{Issuer, IssuerFault};
pub use jwk::Jwk;
pub use key_set::{KeySet, KeySetFault, VerificationKey};
pub use key_use::{KeyOperation, is_for};
#[cfg(feature = "tower")]
pub use layer::{Client, Denied, Guarded, RequireToken};
pub use level::Level;
#[cfg(feature = "remote")]
pub use remote::{
    Background, DEFAULT_KEEPING, DEFAULT_MAX_AGE, FETCH_INTERVAL, FIRST_FETCH_INTERVAL, LONGEST_DOCUMENT,
    LONGEST_FETCH, RemoteKeys, SHORTEST_MAX_AGE,
};
pub use requirements::{Insufficient, Requirements};
pub use timestamp::Timestamp;
pub use verifier::{TokenRefused, Verifier};

/// `typ` of an access token (RFC 9068 §2.1): keeps an ID token from passing as one.
pub const ACCESS_TOKEN_TYPE: &str = "at+jwt";
/// Longest token that is looked at, in bytes: more than any header limit lets through.
pub const LONGEST_TOKEN: usize = 8_192;
