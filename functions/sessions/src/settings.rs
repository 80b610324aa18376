//! Settings of the function that lists and ends sessions.

use std::sync::Arc;

use pages::ServiceName;
use platform::aws::Aws;
use platform::clients::first_client;
use platform::origin::OriginSettings;
use platform::settings::{
    CorsSettings, FromEnvironment, NoticeSettings, OfferedMethods, Reader, SettingsFaults, TableSettings, app_window,
    audience, client_id, offered_methods, recovery_wait, relying_party, second_step, service_name, session_limit,
    verifier_of_any_audience,
};
use shared::bounds::network::SessionLimit;
use shared::codes::totp::Window;
use shared::identity::keyring::{Keyring, Purpose, Uses};
use shared::tokens::Verifier;
use shared::tokens::client::Client;
use shared::tokens::session::SessionPolicy;

const USES: Uses = Uses {
    codes: false,
    seals: &[
        Purpose::RefreshToken,
        Purpose::SessionDevice,
        Purpose::AccountIdentifier,
        Purpose::AuthenticatorName,
        Purpose::AuthenticatorSecret,
        Purpose::Enrolment,
        Purpose::IdentifierProof,
        Purpose::BrowserSession,
        Purpose::Flow,
        Purpose::Confirmation,
        Purpose::Notice,
    ],
};

/// What `sessions` needs to know. It cannot sign.
#[derive(Debug)]
pub struct Settings {
    /// The table that holds ledgers, sessions and revocations.
    pub table: TableSettings,
    /// Every access token of ours, whomever it is for.
    pub verifier: Arc<Verifier>,
    /// `aud` of the tokens of the codes' own interface.
    pub audience: String,
    /// Its one client.
    pub client_id: String,
    /// How long sessions live.
    pub sessions: SessionPolicy,
    /// Whether a second step is demanded of everybody.
    pub second_step: bool,
    /// Which codes of an authenticator app are taken beside the current one.
    pub app_window: Window,
    /// Seconds for which the removal of a lost authenticator waits.
    pub recovery_wait: u64,
    /// An OAuth client that stands in no item.
    pub first_client: Option<Client>,
    /// What accounts are given beside codes.
    pub offered: OfferedMethods,
    /// What pages call the service.
    pub service_name: ServiceName,
    /// How many revocations are answered.
    pub calls: SessionLimit,
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
        let verifier = verifier_of_any_audience(reader);
        let audience = audience(reader);
        let client_id = client_id(reader);
        let sessions = SessionPolicy::read_with(reader);
        let second_step = second_step(reader);
        let app_window = app_window(reader);
        let recovery_wait = recovery_wait(reader);
        let first_client = first_client(reader);
        let passkeys = relying_party(reader).map(|party| party.is_some());
        let offered = offered_methods(reader, passkeys.unwrap_or(true), second_step.unwrap_or(false));
        let service_name = service_name(reader);
        let calls = session_limit(reader);
        let notices = NoticeSettings::read_with(reader);
        let origin = OriginSettings::read_with(reader);
        let cors = CorsSettings::read_with(reader);
        Some(Self {
            table: table?,
            verifier: Arc::new(verifier?),
            audience: audience?,
            client_id: client_id?,
            sessions: sessions?,
            second_step: second_step?,
            app_window: app_window?,
            recovery_wait: recovery_wait?,
            first_client: first_client?,
            offered: passkeys.and(offered)?,
            service_name: service_name?,
            calls: calls?,
            notices: notices?,
            origin: origin?,
            cors: cors?,
        })
    }
}
