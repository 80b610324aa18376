//! Settings of the function that sends codes.

use pages::Brand;
use platform::aws::Aws;
use platform::origin::OriginSettings;
use platform::sender::EmailSettings;
use platform::settings::{
    CodeSettings, CorsSettings, FromEnvironment, MOST_CALLS, Reader, Setting, SettingsFaults, TableSettings,
    address_limit, brand, email, issuer, relying_party,
};
use shared::bounds::network::AddressLimit;
use shared::identity::keyring::{Keyring, Purpose, Uses};
use shared::tokens::Issuer;

mod text;

pub use text::TextSettings;

const ADDRESS_SENDS: Setting = Setting::number(
    "ADDRESS_SENDS",
    "calls",
    1..=MOST_CALLS,
    10,
    "codes asked for from one address (IPv6: /64) in a window; ten times from a /24 or /48",
);
const USES: Uses = Uses { codes: true, seals: &[Purpose::Handle, Purpose::Device, Purpose::Flow, Purpose::Link] };

/// What `request` needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The table that holds the ledgers.
    pub table: TableSettings,
    /// How much is sent and judged.
    pub codes: CodeSettings,
    /// What messages say about the service.
    pub brand: Brand,
    /// How email leaves.
    pub email: EmailSettings,
    /// How text messages leave, and what bounds them; `None` while no country is listed: SMS is off.
    pub text: Option<TextSettings>,
    /// How many calls are answered per network.
    pub addresses: AddressLimit,
    /// Where links in emails lead.
    pub issuer: Issuer,
    /// Whether pages ask for a passkey as well.
    pub passkeys: bool,
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
        let codes = CodeSettings::read_with(reader);
        let brand = brand(reader);
        let email = email(reader);
        let text = text::read(reader);
        let addresses = address_limit(reader, &ADDRESS_SENDS);
        let issuer = issuer(reader);
        let party = relying_party(reader);
        let origin = OriginSettings::read_with(reader);
        let cors = CorsSettings::read_with(reader);
        Some(Self {
            table: table?,
            codes: codes?,
            brand: brand?,
            email: email?,
            text: text?,
            addresses: addresses?,
            issuer: issuer?,
            passkeys: party?.is_some(),
            origin: origin?,
            cors: cors?,
        })
    }
}
