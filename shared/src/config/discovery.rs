//! Settings of the function that publishes keys and metadata.

use super::environment::Reader;
use super::{ConfigFaults, Environment, issuer};
use crate::token::{Issuer, KeySet};

/// What `discovery` needs to know.
#[derive(Debug)]
pub struct DiscoveryConfig {
    /// The issuer that the documents describe.
    pub issuer: Issuer,
    /// The keys to publish; secret ones are left out.
    pub keys: KeySet,
}

impl DiscoveryConfig {
    /// Reads the settings, or names everything that is wrong with them.
    pub fn read(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let issuer = reader.required("ISSUER", issuer::parse);
        let keys = reader.required("JWKS", KeySet::parse);
        let built = (|| Some(Self { issuer: issuer?, keys: keys? }))();
        reader.finish(built)
    }
}
