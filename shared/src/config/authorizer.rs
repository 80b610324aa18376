//! Settings of the authorizer.

use super::environment::Reader;
use super::{ConfigFaults, Environment};
use crate::token::{Issuer, KeySet};

/// What the authorizer needs to know: no secret, unless tokens are signed with one (HS256).
#[derive(Debug)]
pub struct AuthorizerConfig {
    /// The only `iss` that is accepted.
    pub issuer: Issuer,
    /// The only `aud` that is accepted.
    pub audience: String,
    /// The keys that tokens may be signed with.
    pub keys: KeySet,
    /// Seconds by which clocks may differ.
    pub clock_skew: u64,
}

impl AuthorizerConfig {
    /// Reads the settings, or names everything that is wrong with them.
    pub fn read(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let issuer = reader.required("ISSUER", Issuer::parse);
        let audience = reader.text("AUDIENCE");
        let keys = reader.required("JWKS", KeySet::parse);
        let clock_skew = reader.number("CLOCK_SKEW_SECONDS", 30, 0..=60);
        let built = (|| Some(Self { issuer: issuer?, audience: audience?, keys: keys?, clock_skew: clock_skew? }))();
        reader.finish(built)
    }
}
