//! Settings of the function that lists and ends sessions.

use super::environment::Reader;
use super::{AwsConfig, ConfigFaults, Environment, client, issuer, limits};
use crate::keyring::Keyring;
use crate::network::SessionLimit;
use crate::session::SessionPolicy;
use crate::token::{KeySet, Verifier};

/// What `sessions` needs to know. It cannot sign.
#[derive(Debug)]
pub struct SessionsConfig {
    /// Region, credentials, endpoints.
    pub aws: AwsConfig,
    /// The table that holds ledgers, sessions and revocations.
    pub table: String,
    /// The master secret's sub-keys.
    pub keyring: Keyring,
    /// Which access tokens may be revoked.
    pub verifier: Verifier,
    /// The one client.
    pub client_id: String,
    /// How long sessions live.
    pub sessions: SessionPolicy,
    /// How many revocations are answered.
    pub calls: SessionLimit,
}

impl SessionsConfig {
    /// Reads the settings, or names everything that is wrong with them.
    pub fn read(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let aws = AwsConfig::read(&mut reader);
        let table = reader.text("TABLE_NAME");
        let keyring = reader.required("MASTER_SECRET", Keyring::parse);
        let issuer = reader.required("ISSUER", issuer::parse);
        let audience = reader.text("AUDIENCE");
        let keys = reader.required("JWKS", KeySet::parse);
        let clock_skew = reader.number("CLOCK_SKEW_SECONDS", 30, 0..=60);
        let client_id = client::id(&mut reader);
        let sessions = client::sessions(&mut reader);
        let calls = limits::token_calls(&mut reader);
        let built = (|| {
            Some(Self {
                aws: aws?,
                table: table?,
                keyring: keyring?,
                verifier: Verifier::new(keys?, issuer?, audience?, clock_skew?),
                client_id: client_id?,
                sessions: sessions?,
                calls: calls?,
            })
        })();
        reader.finish(built)
    }
}
