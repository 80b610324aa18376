//! Checks the access tokens of an otp-authorizer (RFC 9068): offline, with parsed keys, and everything unexpected refused.
//!
//! A [`Verifier`] is built from what is expected (keys, issuer, audience) and checks many tokens.

mod algorithm;
mod claims;
mod issuer;
mod jwk;
mod key_set;
mod memory;
mod requirements;
#[cfg(test)]
mod tests;
mod timestamp;
mod verifier;

pub use algorithm::Algorithm;
pub use claims::{Claims, ContactClaims, ContextClaims};
pub use issuer::{Issuer, IssuerFault};
pub use jwk::{Jwk, SHORTEST_SECRET};
pub use key_set::{KeySet, KeySetFault, VerificationKey};
pub use requirements::{Insufficient, Requirements};
pub use timestamp::Timestamp;
pub use verifier::{TokenRefused, Verifier};

/// `typ` of an access token (RFC 9068 §2.1): keeps an ID token from passing as one.
pub const ACCESS_TOKEN_TYPE: &str = "at+jwt";
/// Longest token that is looked at, in bytes: more than any header limit lets through.
pub const LONGEST_TOKEN: usize = 8_192;
