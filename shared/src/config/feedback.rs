//! Settings of the function that heeds bounces and complaints, and of the command that lifts a suppression.

use super::environment::Reader;
use super::{AwsConfig, ConfigFaults, Environment};
use crate::keyring::Keyring;
use crate::suppression::SuppressionPolicy;

/// An hour.
const SHORTEST: u64 = 3_600;
/// Two years.
const LONGEST: u64 = 63_072_000;

/// What `feedback` needs to know.
#[derive(Clone, Debug)]
pub struct FeedbackConfig {
    /// Region, credentials, endpoints.
    pub aws: AwsConfig,
    /// The table that holds the suppressions.
    pub table: String,
    /// The master secret's sub-keys.
    pub keyring: Keyring,
    /// How long suppressions last.
    pub policy: SuppressionPolicy,
}

impl FeedbackConfig {
    /// Reads the settings, or names everything that is wrong with them.
    pub fn read(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let aws = AwsConfig::read(&mut reader);
        let table = reader.text("TABLE_NAME");
        let keyring = reader.required("MASTER_SECRET", Keyring::parse);
        let bounce = reader.number("SUPPRESSION_BOUNCE_SECONDS", 2_592_000, SHORTEST..=LONGEST);
        let complaint = reader.number("SUPPRESSION_COMPLAINT_SECONDS", 31_536_000, SHORTEST..=LONGEST);
        let built = (|| {
            let policy = SuppressionPolicy { bounce: bounce?, complaint: complaint? };
            Some(Self { aws: aws?, table: table?, keyring: keyring?, policy })
        })();
        reader.finish(built)
    }
}
