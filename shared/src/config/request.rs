//! Settings of the function that sends codes.

use super::environment::Reader;
use super::{AwsConfig, ConfigFaults, Environment, rules};
use crate::identifier::EmailAddress;
use crate::keyring::Keyring;
use crate::ledger::Policy;
use crate::sender::{Brand, BrandFault, EmailConfig, SmsConfig};

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
    /// How text messages leave; `None` while no country is listed: SMS is off.
    pub sms: Option<SmsConfig>,
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
        let name = reader.text("SERVICE_NAME");
        let host = reader.text("SERVICE_HOST");
        let brand = name.zip(host).and_then(|(name, host)| brand(&mut reader, name, host));
        let from = reader.required("EMAIL_FROM", EmailAddress::parse);
        let configuration_set = reader.optional_text("EMAIL_CONFIGURATION_SET");
        let sms = sms(&mut reader);
        let built = (|| {
            Some(Self {
                aws: aws?,
                table: table?,
                keyring: keyring?,
                policy: policy?,
                device_life: device_life?,
                brand: brand?,
                email: EmailConfig { from: from?, configuration_set },
                sms: sms?,
            })
        })();
        reader.finish(built)
    }
}

fn brand(reader: &mut Reader<'_>, name: String, host: String) -> Option<Brand> {
    match Brand::new(name, host) {
        Ok(brand) => Some(brand),
        Err(fault @ BrandFault::Name) => {
            reader.fault("SERVICE_NAME", fault);
            None
        }
        Err(fault @ BrandFault::Host) => {
            reader.fault("SERVICE_HOST", fault);
            None
        }
    }
}

#[expect(clippy::option_option, reason = "the outer one is a fault, the inner one is SMS switched off")]
fn sms(reader: &mut Reader<'_>) -> Option<Option<SmsConfig>> {
    let countries = reader.or_else("SMS_COUNTRIES", Vec::new(), |text| {
        let countries: Vec<String> = text.split(',').map(|country| country.trim().to_owned()).collect();
        let well_formed =
            |country: &String| country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        if countries.iter().all(well_formed) {
            Ok(countries)
        } else {
            Err("must be two-letter countries with commas: US,DE")
        }
    });
    let sender_id = reader.or_else("SMS_SENDER_ID", None, |text| {
        let alphanumeric = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
        let well_formed = alphanumeric && has_letter && text.len() <= 11;
        if well_formed {
            Ok(Some(text.to_owned()))
        } else {
            Err("must be 1 to 11 letters and digits, one of them a letter")
        }
    });
    let maximum_price = reader.or_else("SMS_MAX_PRICE", "0.10".to_owned(), |text| {
        // Plain decimals only: SNS takes the text as it stands.
        let plain = text.len() <= 6 && text.starts_with(|first: char| first.is_ascii_digit()) && !text.ends_with('.');
        let decimal = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let price = text.parse::<f64>().ok().filter(|price| plain && decimal && (0.001..=5.0).contains(price));
        price.map(|_| text.to_owned()).ok_or("must be US dollars from 0.001 to 5, as a plain decimal")
    });
    let (countries, sender_id, maximum_price) = (countries?, sender_id?, maximum_price?);
    Some((!countries.is_empty()).then_some(SmsConfig { countries, sender_id, maximum_price }))
}
