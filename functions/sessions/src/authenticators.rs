//! What an account may be proven by beside codes that are sent, as calls tell its owner.

use platform::store::StoreError;
use serde::Serialize;
use shared::Timestamp;
use shared::identity::account::AccountId;
use shared::identity::factors::{Factors, RecoveryCodes};
use shared::tokens::assurance::Method;

use crate::Service;

/// All of it. Times are Unix seconds.
#[derive(Serialize)]
pub(crate) struct OwnAuthenticators {
    /// The oldest first.
    passkeys: Vec<PasskeyEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator_app: Option<AppEntry>,
    /// How many recovery codes are left.
    recovery_codes: usize,
    /// What it all is, as `amr` names it.
    #[serde(skip)]
    pub(crate) methods: Vec<&'static str>,
}

/// One passkey. One whose name was sealed by a version of the master secret which is retired has none any more.
#[derive(Serialize)]
struct PasskeyEntry {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    added_at: Timestamp,
    last_used_at: Timestamp,
}

#[derive(Serialize)]
struct AppEntry {
    added_at: Timestamp,
    /// Whether it was guessed at too often, and is off until another method turns it on.
    is_off: bool,
}

impl Service {
    /// What the account `id` has.
    pub(crate) async fn authenticators(&self, id: AccountId) -> Result<OwnAuthenticators, StoreError> {
        let factors: Factors = self.accounts.factors(id).await?.map(|found| found.state).unwrap_or_default();
        let passkeys = self.accounts.passkeys(&factors).await?;
        let entries = factors.passkeys.iter().map(|own| PasskeyEntry {
            id: own.id.to_string(),
            name: own.name.open(id, &self.keyring).ok(),
            added_at: own.added_at,
            last_used_at: own.last_used_at(&passkeys),
        });
        Ok(OwnAuthenticators {
            passkeys: entries.collect(),
            authenticator_app: factors
                .app
                .as_ref()
                .map(|app| AppEntry { added_at: app.added_at, is_off: app.is_off() }),
            recovery_codes: factors.recovery.as_ref().map_or(0, RecoveryCodes::left),
            methods: factors.methods().into_iter().map(Method::name).collect(),
        })
    }
}
