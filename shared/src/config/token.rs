//! Settings of the function that continues sessions.

use super::environment::Reader;
use super::{AwsConfig, ConfigFaults, Environment, limits, terms};
use crate::grant::Terms;
use crate::keyring::Keyring;
use crate::network::SessionLimit;
use crate::token::SigningKeys;

/// What `token` needs to know.
#[derive(Debug)]
pub struct TokenConfig {
    /// Region, credentials, endpoints.
    pub aws: AwsConfig,
    /// The table that holds the sessions.
    pub table: String,
    /// The master secret's sub-keys.
    pub keyring: Keyring,
    /// The keys that sign, and when each does.
    pub signing_keys: SigningKeys,
    /// What tokens say.
    pub terms: Terms,
    /// How many calls are answered.
    pub calls: SessionLimit,
}

impl TokenConfig {
    /// Reads the settings, or names everything that is wrong with them.
    pub fn read(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let aws = AwsConfig::read(&mut reader);
        let table = reader.text("TABLE_NAME");
        let keyring = reader.required("MASTER_SECRET", Keyring::parse);
        let signing_keys = reader.required("SIGNING_KEYS", SigningKeys::parse_for_signing);
        let terms = terms::read(&mut reader);
        let calls = limits::token_calls(&mut reader);
        let built = (|| {
            Some(Self {
                aws: aws?,
                table: table?,
                keyring: keyring?,
                signing_keys: signing_keys?,
                terms: terms?,
                calls: calls?,
            })
        })();
        reader.finish(built)
    }
}
