//! Settings of the function that judges codes and begins sessions.

use pages::ServiceName;
use platform::aws::Aws;
use platform::origin::OriginSettings;
use platform::settings::{
    CodeSettings, CorsSettings, FromEnvironment, MOST_CALLS, NoticeSettings, Reader, Setting, SettingsFaults,
    TableSettings, address_limit, app_window, second_step, service_name, signing_keys,
};
use shared::codes::totp::Window;
use shared::identity::account::SignUp;
use shared::identity::keyring::{Keyring, Uses};

use shared::bounds::network::AddressLimit;
use shared::tokens::SigningKeys;
use shared::tokens::grant::Terms;

const ADDRESS_VERIFICATIONS: Setting = Setting::number(
    "ADDRESS_VERIFICATIONS",
    "calls",
    1..=MOST_CALLS,
    30,
    "codes presented from one address (IPv6: /64) in a window; ten times from a /24 or /48",
);

const SIGN_UP: Setting = Setting::text(
    "SIGN_UP",
    "open, invitation, or domains with commas between",
    "open",
    "whose first sign-in makes an account: everybody's, that of who was invited, or of addresses of these domains",
);

const USES: Uses = Uses::EVERYTHING;

/// What `verify` needs to know.
#[derive(Debug)]
pub struct Settings {
    /// The table that holds ledgers and sessions.
    pub table: TableSettings,
    /// How much is sent and judged.
    pub codes: CodeSettings,
    /// The keys that sign, and when each does.
    pub signing_keys: SigningKeys,
    /// What tokens say.
    pub terms: Terms,
    /// Whose first sign-in makes an account.
    pub sign_up: SignUp,
    /// Whether a second step is demanded of everybody.
    pub second_step: bool,
    /// What pages call the service.
    pub service_name: ServiceName,
    /// Which codes of an authenticator app are taken beside the current one.
    pub app_window: Window,
    /// How many calls are answered per network.
    pub addresses: AddressLimit,
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
        let codes = CodeSettings::read_with(reader);
        let signing_keys = signing_keys(reader);
        let terms = Terms::read_with(reader);
        let sign_up = reader.parsed(&SIGN_UP, SignUp::parse);
        let second_step = second_step(reader);
        let service_name = service_name(reader);
        let app_window = app_window(reader);
        let addresses = address_limit(reader, &ADDRESS_VERIFICATIONS);
        let notices = NoticeSettings::read_with(reader);
        let origin = OriginSettings::read_with(reader);
        let cors = CorsSettings::read_with(reader);
        Some(Self {
            table: table?,
            codes: codes?,
            signing_keys: signing_keys?,
            terms: terms?,
            sign_up: sign_up?,
            second_step: second_step?,
            service_name: service_name?,
            app_window: app_window?,
            addresses: addresses?,
            notices: notices?,
            origin: origin?,
            cors: cors?,
        })
    }
}
