//! The table, and what names its items: what every function with state needs to know.

use shared::identity::keyring::Keyring;

use super::{AwsSettings, FromEnvironment, Reader, Setting};

/// Where state is.
pub const TABLE: Setting = Setting::required("TABLE_NAME", "the name of a table", "the DynamoDB table");

const MASTER_SECRET: Setting = Setting::required(
    "MASTER_SECRET",
    "version:base64 of at least 32 bytes, with commas between versions",
    "the secret that keys of codes, items and sealed texts come from, the current version first; 1n:base64 only names",
);

/// Access to the table.
#[derive(Clone, Debug)]
pub struct TableSettings {
    /// Region, credentials, endpoints.
    pub aws: AwsSettings,
    /// The name of the table.
    pub name: String,
    /// The master secret's sub-keys.
    pub keyring: Keyring,
}

impl FromEnvironment for TableSettings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let aws = AwsSettings::read_with(reader);
        let name = reader.text(&TABLE);
        let keyring = reader.parsed(&MASTER_SECRET, Keyring::parse);
        Some(Self { aws: aws?, name: name?, keyring: keyring? })
    }
}
