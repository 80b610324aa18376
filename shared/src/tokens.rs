//! Access tokens: JWTs of RFC 9068, who signs them, and (in the crate `otp-verifier`) who checks them; the sessions that
//! they belong to, their refresh tokens, and what makes them invalid.
//!
//! Keys are parsed once, at start: a general JWT library parses them anew for each token, which makes an RS256
//! signature three times as slow. Such a library is the oracle of the tests instead.

mod contact;
mod der;
pub mod grant;
mod key_source;
mod public_key;
mod raw_signature;
pub mod refresh_token;
pub mod revocation;
mod schedule;
pub mod session;
mod signing_key;
mod signing_keys;
mod unsigned;

pub use key_source::{KeySource, SigningKeysFault};
pub use otp_verifier::{
    ACCESS_TOKEN_TYPE, Algorithm, Claims, ContactClaims, ContextClaims, Insufficient, Issuer, IssuerFault, Jwk, KeySet,
    KeySetFault, LONGEST_TOKEN, NoBearerToken, Requirements, TokenRefused, VerificationKey, Verifier,
    bare_or_bearer_token, bearer_token, without_padding,
};
pub use public_key::public_jwk_from_der;
pub use raw_signature::raw_signature;
pub use schedule::{KeyState, LONGEST_CACHE, Schedule, Turn};
pub use signing_key::{SigningFailed, SigningKey, SigningKeyFault};
pub use signing_keys::{KeyEntry, SigningKeys};
pub use unsigned::{Header, Unsigned};

#[cfg(test)]
mod tests;
