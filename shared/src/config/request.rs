//! Settings of the function that sends codes.

use std::num::NonZeroU32;

use super::environment::Reader;
use super::text::{self, TextConfig};
use super::{AwsConfig, ConfigFaults, Environment, limits, rules};
use crate::identifier::EmailAddress;
use crate::keyring::Keyring;
use crate::ledger::Policy;
use crate::network::AddressLimit;
use crate::sender::{Brand, EmailConfig, ServiceHost, ServiceName};

/// What `request` needs to know.
#[derive(Clone, Debug)]
pub struct RequestConfig {
    /// Region, credentials, endpoints.
    pub aws: AwsConfig,
    /// The table that holds the ledgers.
    pub table: String,
    /// The master secret's sub-keys.
    pub keyring: Keyring,
    /// How much is sent and judged.
    pub policy: Policy,
    /// How long a device is known after a sign-in on it, in seconds; 0: never.
    pub device_life: u64,
    /// What messages say about the service.
    pub brand: Brand,
    /// How email leaves.
    pub email: EmailConfig,
    /// How text messages leave, and what bounds them; `None` while no country is listed: SMS is off.
    pub text: Option<TextConfig>,
    /// How many calls are answered per network.
    pub addresses: AddressLimit,
    /// Wrong guesses in a minute that make codes longer; `None`: never.
    pub wrong_guesses_per_minute: Option<NonZeroU32>,
}

impl RequestConfig {
    /// Reads the settings, or names everything that is wrong with them.
    pub fn read(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let aws = AwsConfig::read(&mut reader);
        let table = reader.text("TABLE_NAME");
        let keyring = reader.required("MASTER_SECRET", Keyring::parse);
        let policy = rules::read(&mut reader);
        let device_life = rules::device_life(&mut reader);
        let name = reader.required("SERVICE_NAME", str::parse::<ServiceName>);
        let host = reader.required("SERVICE_HOST", str::parse::<ServiceHost>);
        let text_name = text::name(&mut reader, name.as_ref());
        let from = reader.required("EMAIL_FROM", EmailAddress::parse);
        let configuration_set = reader.optional_text("EMAIL_CONFIGURATION_SET");
        let text = text::read(&mut reader);
        let addresses = limits::sends(&mut reader);
        let wrong_guesses_per_minute = limits::wrong_guesses(&mut reader);
        let built = (|| {
            Some(Self {
                aws: aws?,
                table: table?,
                keyring: keyring?,
                policy: policy?,
                device_life: device_life?,
                brand: Brand { name: name?, host: host?, text_name: text_name? },
                email: EmailConfig { from: from?, configuration_set },
                text: text?,
                addresses: addresses?,
                wrong_guesses_per_minute: wrong_guesses_per_minute?,
            })
        })();
        reader.finish(built)
    }
}
