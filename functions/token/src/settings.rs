//! Settings of the function that continues sessions.

use platform::aws::Aws;
use platform::clients::first_client;
use platform::origin::OriginSettings;
use platform::settings::{
    CorsSettings, FromEnvironment, Reader, SettingsFaults, TableSettings, second_step, session_limit, signing_keys,
};
use shared::bounds::network::SessionLimit;
use shared::identity::keyring::{Keyring, Purpose, Uses};
use shared::tokens::SigningKeys;
use shared::tokens::client::Client;
use shared::tokens::grant::Terms;

const USES: Uses =
    Uses { codes: false, seals: &[Purpose::RefreshToken, Purpose::SessionDevice, Purpose::AuthorizationCode] };

/// What `token` needs to know.
#[derive(Debug)]
pub struct Settings {
    /// The table that holds the sessions.
    pub table: TableSettings,
    /// The keys that sign, and when each does.
    pub signing_keys: SigningKeys,
    /// What tokens say.
    pub terms: Terms,
    /// Whether a second step is demanded of everybody.
    pub second_step: bool,
    /// An OAuth client that stands in no item.
    pub first_client: Option<Client>,
    /// How many calls are answered.
    pub calls: SessionLimit,
    /// The network that stands in front, if there is one.
    pub origin: OriginSettings,
    /// The first party's pages.
    pub cors: CorsSettings,
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
        let signing_keys = signing_keys(reader);
        let terms = Terms::read_with(reader);
        let second_step = second_step(reader);
        let first_client = first_client(reader);
        let calls = session_limit(reader);
        let origin = OriginSettings::read_with(reader);
        let cors = CorsSettings::read_with(reader);
        Some(Self {
            table: table?,
            signing_keys: signing_keys?,
            terms: terms?,
            second_step: second_step?,
            first_client: first_client?,
            calls: calls?,
            origin: origin?,
            cors: cors?,
        })
    }
}
