//! Settings of the authorization endpoint and its pages.

use pages::ServiceName;
use platform::aws::Aws;
use platform::clients::first_client;
use platform::origin::OriginSettings;
use platform::settings::{
    CorsSettings, FromEnvironment, MOST_CALLS, NoticeSettings, OfferedMethods, Reader, Setting, SettingsFaults,
    TableSettings, address_limit, issuer, keys, offered_methods, relying_party, second_step, service_name,
    shown_calling_codes, sign_in_links,
};
use shared::bounds::network::AddressLimit;
use shared::identity::keyring::{Keyring, Purpose, Uses};
use shared::tokens::client::Client;
use shared::tokens::session::SessionPolicy;
use shared::tokens::{Issuer, KeySet};

/// The server of a large client pushes for all of its users, from one address.
const ADDRESS_PUSHED_REQUESTS: Setting = Setting::number(
    "ADDRESS_PUSHED_REQUESTS",
    "calls",
    1..=MOST_CALLS,
    1_000,
    "authorization requests pushed from one address (IPv6: /64) in a window; ten times from a /24 or /48",
);

/// It reads whose session a browser has and what an attempt was for, and makes authorization codes; it derives no codes
/// that are sent, and seals no refresh token.
const USES: Uses = Uses {
    codes: false,
    seals: &[
        Purpose::Handle,
        Purpose::Flow,
        Purpose::BrowserSession,
        Purpose::Confirmation,
        Purpose::AuthorizationCode,
        Purpose::PushedRequest,
        Purpose::AccountIdentifier,
        Purpose::Notice,
        Purpose::Link,
        Purpose::LinkPage,
    ],
};

/// What `signin` needs to know.
#[derive(Debug)]
pub struct Settings {
    /// The table that holds sessions, accounts, consents and clients.
    pub table: TableSettings,
    /// Who answers clients.
    pub issuer: Issuer,
    /// The keys that ID tokens are signed with, for those that clients show.
    pub keys: KeySet,
    /// How long sessions live.
    pub sessions: SessionPolicy,
    /// Whether a second step is demanded of everybody.
    pub second_step: bool,
    /// Whether it may be told by a passkey who it is.
    pub passkeys: bool,
    /// What accounts are given beside codes.
    pub offered: OfferedMethods,
    /// What pages call the service.
    pub service_name: ServiceName,
    /// The calling codes that pages show; `None`: no number is texted.
    pub calling_codes: Option<String>,
    /// Whether emails bring links.
    pub links: bool,
    /// A client that stands in no item.
    pub first_client: Option<Client>,
    /// How many requests are pushed.
    pub pushed_requests: AddressLimit,
    /// Where messages for owners go.
    pub notices: NoticeSettings,
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
        let issuer = issuer(reader);
        let keys = keys(reader);
        let sessions = SessionPolicy::read_with(reader);
        let second_step = second_step(reader);
        let passkeys = relying_party(reader).map(|party| party.is_some());
        let offered = offered_methods(reader, passkeys.unwrap_or(true), second_step.unwrap_or(false));
        let service_name = service_name(reader);
        let calling_codes = shown_calling_codes(reader);
        let links = sign_in_links(reader);
        let first_client = first_client(reader);
        let pushed_requests = address_limit(reader, &ADDRESS_PUSHED_REQUESTS);
        let notices = NoticeSettings::read_with(reader);
        let origin = OriginSettings::read_with(reader);
        let cors = CorsSettings::read_with(reader);
        Some(Self {
            table: table?,
            issuer: issuer?,
            keys: keys?,
            sessions: sessions?,
            second_step: second_step?,
            passkeys: passkeys?,
            offered: offered?,
            service_name: service_name?,
            calling_codes,
            links: links?,
            first_client: first_client?,
            pushed_requests: pushed_requests?,
            notices: notices?,
            origin: origin?,
            cors: cors?,
        })
    }
}
