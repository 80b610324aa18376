//! Settings of the function that judges passkeys.

use pages::ServiceName;
use platform::aws::Aws;
use platform::origin::OriginSettings;
use platform::settings::{
    FromEnvironment, MOST_CALLS, NoticeSettings, Reader, Setting, SettingsFaults, TableSettings, address_limit,
    offered_methods, relying_party, second_step, service_name,
};
use shared::bounds::network::AddressLimit;
use shared::identity::RelyingParty;
use shared::identity::keyring::{Keyring, Purpose, Uses};
use shared::tokens::session::SessionPolicy;

const ADDRESS_PASSKEYS: Setting = Setting::number(
    "ADDRESS_PASSKEYS",
    "calls",
    1..=MOST_CALLS,
    30,
    "passkeys shown from one address (IPv6: /64) in a window; ten times from a /24 or /48",
);

/// It opens what the pages carry and begins sessions; it derives no codes, and seals nothing that a client is handed.
const USES: Uses = Uses {
    codes: false,
    seals: &[
        Purpose::Flow,
        Purpose::BrowserSession,
        Purpose::SessionDevice,
        Purpose::AccountIdentifier,
        Purpose::AuthenticatorName,
        Purpose::Ceremony,
        Purpose::Notice,
    ],
};

/// What `passkeys` needs to know.
#[derive(Debug)]
pub struct Settings {
    /// The table that holds passkeys, accounts and sessions.
    pub table: TableSettings,
    /// For whom they are made; `None`: passkeys are off.
    pub relying_party: Option<RelyingParty>,
    /// Whether accounts are given some.
    pub offered: bool,
    /// How long sessions live.
    pub sessions: SessionPolicy,
    /// Whether a second step is demanded of everybody.
    pub second_step: bool,
    /// What pages call the service.
    pub service_name: ServiceName,
    /// How many calls are answered per network.
    pub addresses: AddressLimit,
    /// Where messages for owners go.
    pub notices: NoticeSettings,
    /// The network that stands in front, if there is one.
    pub origin: OriginSettings,
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
        let party = relying_party(reader);
        let sessions = SessionPolicy::read_with(reader);
        let second_step = second_step(reader);
        let passkeys = party.as_ref().is_none_or(Option::is_some);
        let offered = offered_methods(reader, passkeys, second_step.unwrap_or(false));
        let service_name = service_name(reader);
        let addresses = address_limit(reader, &ADDRESS_PASSKEYS);
        let notices = NoticeSettings::read_with(reader);
        let origin = OriginSettings::read_with(reader);
        Some(Self {
            table: table?,
            relying_party: party?,
            offered: offered?.passkeys,
            sessions: sessions?,
            second_step: second_step?,
            service_name: service_name?,
            addresses: addresses?,
            notices: notices?,
            origin: origin?,
        })
    }
}
