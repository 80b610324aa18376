//! Settings of the function that sends codes.

use pages::{Brand, ServiceHost};
use platform::aws::Aws;
use platform::origin::OriginSettings;
use platform::sender::EmailSettings;
use platform::settings::{
    CodeSettings, FromEnvironment, MOST_CALLS, PageSettings, Reader, Setting, SettingsFaults, TableSettings,
    address_limit, service_name,
};
use shared::bounds::network::AddressLimit;
use shared::identity::identifier::EmailAddress;
use shared::identity::keyring::{Keyring, Purpose, Uses};

mod text;

pub use text::TextSettings;

const ADDRESS_SENDS: Setting = Setting::number(
    "ADDRESS_SENDS",
    "calls",
    1..=MOST_CALLS,
    10,
    "codes asked for from one address (IPv6: /64) in a window; ten times from a /24 or /48",
);
const SERVICE_HOST: Setting =
    Setting::required("SERVICE_HOST", "a host", "the host that codes sent by SMS are bound to");
const EMAIL_FROM: Setting =
    Setting::required("EMAIL_FROM", "an email address", "the sender's address, verified in SES");
const CONFIGURATION_SET: Setting =
    Setting::optional("EMAIL_CONFIGURATION_SET", "the name of a set", "SES configuration set");

const USES: Uses = Uses { codes: true, seals: &[Purpose::Handle, Purpose::Device, Purpose::Flow] };

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
    /// The network that stands in front, if there is one.
    pub origin: OriginSettings,
    /// The first party's pages.
    pub pages: PageSettings,
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
        let name = service_name(reader);
        let host = reader.parsed(&SERVICE_HOST, str::parse::<ServiceHost>);
        let text_name = text::name(reader, name.as_ref());
        let from = reader.parsed(&EMAIL_FROM, EmailAddress::parse);
        let configuration_set = reader.get(&CONFIGURATION_SET).map(str::to_owned);
        let text = text::read(reader);
        let addresses = address_limit(reader, &ADDRESS_SENDS);
        let origin = OriginSettings::read_with(reader);
        let pages = PageSettings::read_with(reader);
        Some(Self {
            table: table?,
            codes: codes?,
            brand: Brand { name: name?, host: host?, text_name: text_name? },
            email: EmailSettings { from: from?, configuration_set },
            text: text?,
            addresses: addresses?,
            origin: origin?,
            pages: pages?,
        })
    }
}
