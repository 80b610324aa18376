//! Settings of the function that tells owners.

use pages::Brand;
use platform::aws::Aws;
use platform::sender::EmailSettings;
use platform::settings::{
    FromEnvironment, Reader, SettingsFaults, TableSettings, TextMessageSettings, brand, email, text_messages,
};
use shared::identity::keyring::{Keyring, Purpose, Uses};

const USES: Uses = Uses { codes: false, seals: &[Purpose::Notice] };

/// What `notify` needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The table that holds suppressions, and what was told.
    pub table: TableSettings,
    /// What messages say about the service.
    pub brand: Brand,
    /// How email leaves.
    pub email: EmailSettings,
    /// How text messages leave; `None` while no country is listed: SMS is off.
    pub text: Option<TextMessageSettings>,
}

impl Settings {
    /// The sub-keys that this function uses: it opens messages of its queue and nothing else.
    pub async fn keyring(&self, aws: &Aws) -> Result<Keyring, SettingsFaults> {
        platform::master_secret::keyring(&self.table.master_secret, USES, aws).await
    }
}

impl FromEnvironment for Settings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let table = TableSettings::read_with(reader);
        let brand = brand(reader);
        let email = email(reader);
        let text = text_messages(reader);
        Some(Self { table: table?, brand: brand?, email: email?, text: text? })
    }
}
