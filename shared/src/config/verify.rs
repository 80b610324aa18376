//! Settings of the function that judges codes and begins sessions.

use std::num::NonZeroU32;

use super::environment::Reader;
use super::{AwsConfig, ConfigFaults, Environment, limits, rules, terms};
use crate::grant::Terms;
use crate::keyring::Keyring;
use crate::ledger::Policy;
use crate::network::AddressLimit;
use crate::token::SigningKeys;

/// What `verify` needs to know.
#[derive(Debug)]
pub struct VerifyConfig {
    /// Region, credentials, endpoints.
    pub aws: AwsConfig,
    /// The table that holds ledgers and sessions.
    pub table: String,
    /// The master secret's sub-keys.
    pub keyring: Keyring,
    /// How much is sent and judged.
    pub policy: Policy,
    /// How long a device is known after a sign-in on it, in seconds; 0: never.
    pub device_life: u64,
    /// The keys that sign, and when each does.
    pub signing_keys: SigningKeys,
    /// What tokens say.
    pub terms: Terms,
    /// How many calls are answered per network.
    pub addresses: AddressLimit,
    /// Wrong guesses in a minute that make codes longer; `None`: never.
    pub wrong_guesses_per_minute: Option<NonZeroU32>,
}

impl VerifyConfig {
    /// Reads the settings, or names everything that is wrong with them.
    pub fn read(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let aws = AwsConfig::read(&mut reader);
        let table = reader.text("TABLE_NAME");
        let keyring = reader.required("MASTER_SECRET", Keyring::parse);
        let policy = rules::read(&mut reader);
        let device_life = rules::device_life(&mut reader);
        let signing_keys = reader.required("SIGNING_KEYS", SigningKeys::parse_for_signing);
        let terms = terms::read(&mut reader);
        let addresses = limits::verifications(&mut reader);
        let wrong_guesses_per_minute = limits::wrong_guesses(&mut reader);
        let built = (|| {
            Some(Self {
                aws: aws?,
                table: table?,
                keyring: keyring?,
                policy: policy?,
                device_life: device_life?,
                signing_keys: signing_keys?,
                terms: terms?,
                addresses: addresses?,
                wrong_guesses_per_minute: wrong_guesses_per_minute?,
            })
        })();
        reader.finish(built)
    }
}
