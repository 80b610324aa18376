//! Access tokens: JWTs of RFC 9068, who signs them, and (in the crate `otp-verifier`) who checks them; ID tokens; the sessions
//! that they belong to, their refresh tokens, and what makes them invalid.
//!
//! Signatures are made and checked by `jsonwebtoken`; what a token says of itself and of its bearer is judged here and in
//! `otp-verifier`, since the library reads neither `typ` nor `crit`, and a clock of its own.

pub mod assurance;
pub mod client;
mod contact;
mod der;
pub mod grant;
mod id_token;
pub mod id_token_hint;
mod key_source;
pub mod refresh_token;
pub mod revocation;
mod schedule;
pub mod session;
mod signing_key;
mod signing_keys;
mod unsigned;

pub use der::{public_jwk_from_der, raw_signature};
pub use id_token::{ID_TOKEN_LIFE, IdTokenClaims};
pub use key_source::{KeySource, SigningKeysFault};
pub use otp_verifier::{
    ACCESS_TOKEN_TYPE, Algorithm, Claims, ContactClaims, ContextClaims, Insufficient, Issuer, IssuerFault, Jwk, KeySet,
    KeySetFault, LONGEST_TOKEN, NoBearerToken, Requirements, TokenRefused, VerificationKey, Verifier,
    bare_or_bearer_token, bearer_token, without_padding,
};
pub use schedule::{KeyState, LONGEST_CACHE, Schedule, Scheduled, Turn};
pub use signing_key::{SigningFailed, SigningKey, SigningKeyFault};
pub use signing_keys::{KeyEntry, SigningKeys};
pub use unsigned::{Header, TokenClaims, TokenType, Unsigned};

#[cfg(test)]
mod tests;
