//! What an account has beside its identifiers: passkeys, an authenticator app and recovery codes, as one item. What a passkey's
//! ceremonies need stands in an item of its own, which makes it unique.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::codes::recovery::RecoveryCode;
use crate::identity::AuthenticatorId;
use crate::identity::account::AccountId;
use crate::identity::keyring::Keyring;
use crate::identity::passkey::Passkey;
use crate::tokens::assurance::{Level, Method};

mod app;
mod changes;
mod enrolment;
mod name;
mod passkeys;
mod recovery;
mod waiting;

pub use app::{AppJudgement, AppRefused, AuthenticatorApp};
pub use changes::{MOST_CHANGES, TooManyChanges};
pub use enrolment::{Enrolment, EnrolmentRefused};
pub use name::{SealedName, UNNAMED};
pub use passkeys::PasskeysRefused;
pub use recovery::{CODES, RecoveryCodes};
pub use waiting::{Lost, RecoveredBy, RemovalRefused, WaitingRemoval};

/// Most passkeys of one account.
pub const MOST_PASSKEYS: usize = 20;

/// What an account may prove itself by, beside its identifiers. An account without such an item has none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// Its passkeys, the oldest first.
    pub passkeys: Vec<OwnPasskey>,
    /// Its authenticator app.
    pub app: Option<AuthenticatorApp>,
    /// Its recovery codes.
    pub recovery: Option<RecoveryCodes>,
    /// What it will lose, since its owner has lost it.
    pub waiting: Option<WaitingRemoval>,
    /// When its owner has changed it last, or what it demands.
    pub changed_at: Option<Timestamp>,
    /// How often they did on that day (UTC).
    pub changes: u32,
}

/// A passkey in the list of its account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPasskey {
    /// Which one.
    pub id: AuthenticatorId,
    /// What its owner calls it.
    pub name: SealedName,
    /// When it became the account's.
    pub added_at: Timestamp,
}

impl OwnPasskey {
    /// When it was used last, as stands under one of `passkeys`; one that was never used was added then.
    pub fn last_used_at(&self, passkeys: &[(AuthenticatorId, Passkey)]) -> Timestamp {
        let own = passkeys.iter().find(|(id, _)| *id == self.id);
        own.map_or(self.added_at, |(_, passkey)| passkey.last_used_at)
    }
}

impl Factors {
    /// The methods that it has, the strongest first.
    pub fn methods(&self) -> Vec<Method> {
        let has = |method: &Method| match method {
            Method::Passkey => !self.passkeys.is_empty(),
            Method::Totp => self.app.is_some(),
            Method::Recovery => self.recovery.as_ref().is_some_and(|codes| codes.left() > 0),
            Method::Email | Method::Sms => false,
        };
        [Method::Passkey, Method::Totp, Method::Recovery].into_iter().filter(has).collect()
    }

    /// The strongest method that it has, which is stronger than codes that are sent: recovery codes only stand in for that.
    pub fn strongest(&self) -> Option<Method> {
        self.methods().into_iter().find(|method| *method != Method::Recovery)
    }

    /// How much that adds up to, where it is shown: what changing the account takes.
    pub fn strongest_level(&self) -> Level {
        match self.strongest() {
            Some(Method::Passkey) => Level::PhishingResistant,
            Some(_) => Level::TwoStep,
            None => Level::Otp,
        }
    }

    /// Whether it has something stronger than codes that are sent.
    pub fn has_stronger(&self) -> bool {
        self.strongest().is_some()
    }

    /// The same, where its app was off and another method has turned it on again.
    pub fn with_app_on(&self) -> Option<Self> {
        let app = self.app.as_ref().filter(|app| app.is_off())?.turned_on();
        Some(Self { app: Some(app), ..self.clone() })
    }

    /// Whether a passkey, an app or a set of recovery codes is its own.
    pub fn has_authenticator(&self, id: AuthenticatorId) -> bool {
        self.has_passkey(id)
            || self.app.as_ref().is_some_and(|app| app.id == id)
            || self.recovery.as_ref().is_some_and(|codes| codes.id == id)
    }

    /// With this app, in the place of the one before.
    #[must_use]
    pub fn with_app(&self, app: AuthenticatorApp) -> Self {
        Self { app: Some(app), ..self.clone() }
    }

    /// Without its app.
    #[must_use]
    pub fn without_app(&self) -> Self {
        Self { app: None, ..self.clone() }.without_the_needless()
    }

    /// With these recovery codes: those of before count no more.
    #[must_use]
    pub fn with_recovery(&self, codes: RecoveryCodes) -> Self {
        Self { recovery: Some(codes), ..self.clone() }
    }

    /// After the use of a recovery code, where it is one of its own: an app that wrong guesses have turned off is on again, since
    /// this is another method.
    pub fn recover(&self, account: AccountId, code: &RecoveryCode, keyring: &Keyring) -> Option<Self> {
        let recovery = self.recovery.as_ref()?.use_up(account, code, keyring)?;
        let app = self.app.as_ref().map(AuthenticatorApp::turned_on);
        Some(Self { app, recovery: Some(recovery), ..self.clone() })
    }

    /// Nothing that stands in for what is there no more.
    fn without_the_needless(self) -> Self {
        let waiting = self.waiting.clone().filter(|waiting| waiting.lost.is_had_by(&self));
        let recovery = self.recovery.clone().filter(|_| self.has_stronger());
        Self { recovery, waiting, ..self }
    }
}

#[cfg(test)]
#[path = "factors_tests.rs"]
mod tests;
