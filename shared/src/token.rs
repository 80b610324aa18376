//! Access tokens: JWTs of RFC 9068, who signs them, and (in the crate `otp-verifier`) who checks them.
//!
//! Keys are parsed once, at start: a general JWT library parses them anew for each token, which makes an RS256
//! signature three times as slow. Such a library is the oracle of the tests instead.

mod contact;
mod signing_key;

pub use otp_verifier::{
    ACCESS_TOKEN_TYPE, Algorithm, Claims, ContactClaims, ContextClaims, Insufficient, Issuer, IssuerFault, Jwk, KeySet,
    KeySetFault, LONGEST_TOKEN, Requirements, TokenRefused, VerificationKey, Verifier,
};
pub use signing_key::{SigningFailed, SigningKey, SigningKeyFault};

#[cfg(test)]
mod tests;
