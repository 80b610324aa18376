//! Settings of the function that heeds bounces and complaints.

use platform::aws::Aws;
use platform::settings::{FromEnvironment, Reader, Setting, SettingsFaults, TableSettings};
use shared::bounds::suppression::SuppressionPolicy;
use shared::identity::keyring::{Keyring, Uses};

/// An hour.
const SHORTEST: u64 = 3_600;
/// Two years.
const LONGEST: u64 = 63_072_000;

const BOUNCE: Setting = Setting::number(
    "SUPPRESSION_BOUNCE_SECONDS",
    "seconds",
    SHORTEST..=LONGEST,
    2_592_000,
    "an address gets nothing for so long after a hard bounce",
);
const COMPLAINT: Setting = Setting::number(
    "SUPPRESSION_COMPLAINT_SECONDS",
    "seconds",
    SHORTEST..=LONGEST,
    31_536_000,
    "an address gets nothing for so long after a complaint",
);

const USES: Uses = Uses::NAMES;

/// What `feedback` needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The table that holds the suppressions.
    pub table: TableSettings,
    /// How long suppressions last.
    pub policy: SuppressionPolicy,
}

impl Settings {
    /// The sub-keys that this function uses.
    pub async fn keyring(&self, aws: &Aws) -> Result<Keyring, SettingsFaults> {
        platform::master_secret::keyring(&self.table.master_secret, USES, aws).await
    }
}

impl FromEnvironment for Settings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let table = TableSettings::read_with(reader);
        let bounce = reader.number(&BOUNCE);
        let complaint = reader.number(&COMPLAINT);
        let policy = SuppressionPolicy { bounce: bounce?, complaint: complaint? };
        Some(Self { table: table?, policy })
    }
}
