//! The table, and what names its items: what every function with state needs to know.

use shared::identity::master_secret::MasterSecret;

use super::{AwsSettings, FromEnvironment, Reader, Setting};

/// Where state is.
pub const TABLE: Setting = Setting::required("TABLE_NAME", "the name of a table", "the DynamoDB table");

const MASTER_SECRET: Setting = Setting::required(
    "MASTER_SECRET",
    "version:base64 of at least 32 bytes or version:ARN of a secret that holds it, with commas between versions",
    "the secret that keys of codes, items and sealed texts come from, the current version first; 1n:base64 only names",
);

/// Access to the table.
#[derive(Clone, Debug)]
pub struct TableSettings {
    /// Region, credentials, endpoints.
    pub aws: AwsSettings,
    /// The name of the table.
    pub name: String,
    /// What keys of codes, items and sealed texts come from, or where it stands.
    pub master_secret: MasterSecret,
}

impl FromEnvironment for TableSettings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let aws = AwsSettings::read_with(reader);
        let name = reader.text(&TABLE);
        let master_secret = reader.parsed(&MASTER_SECRET, MasterSecret::parse);
        Some(Self { aws: aws?, name: name?, master_secret: master_secret? })
    }
}
