//! An authenticator app on its way to become an account's: sealed in the form that asks for its first code, and stored nowhere.

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::AuthenticatorApp;
use super::app::matching_step;
use crate::Timestamp;
use crate::codes::hotp::Code;
use crate::codes::totp::{AppSecret, SECRET_LENGTH, Window};
use crate::identity::AuthenticatorId;
use crate::identity::account::AccountId;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

/// Seconds in which the app's first code is taken.
const LIFE: u64 = 600;
/// Longest text that is looked at, in bytes.
const LONGEST: usize = 512;

/// An app that has shown no code yet.
#[derive(Debug)]
pub struct Enrolment {
    /// Whose it is to be.
    pub account: AccountId,
    /// What it will be called.
    pub id: AuthenticatorId,
    /// What it shares with the account.
    pub secret: AppSecret,
    /// The first moment at which it is refused.
    pub expires_at: Timestamp,
}

/// What is sealed of it.
#[derive(Serialize, Deserialize)]
struct Sealed {
    account: AccountId,
    id: AuthenticatorId,
    secret: [u8; SECRET_LENGTH],
    expires_at: Timestamp,
}

/// Why an app does not become an account's.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentRefused {
    /// Not sealed here, changed since, or another account's.
    #[error("the enrolment was not sealed here for this account")]
    Forged,
    /// It took too long.
    #[error("the enrolment has expired")]
    Expired,
    /// It is not the app's code.
    #[error("the code is not the app's")]
    Wrong,
    /// No key to seal the app with.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
}

impl Enrolment {
    /// Begins one for `account`, of fresh random bytes.
    pub fn new(account: AccountId, id: [u8; 16], secret: [u8; SECRET_LENGTH], now: Timestamp) -> Self {
        let (id, secret) = (AuthenticatorId::from_random(id), AppSecret::from_random(secret));
        Self { account, id, secret, expires_at: now.plus(LIFE) }
    }

    /// Seals it under a fresh random nonce.
    pub fn seal(&self, keyring: &Keyring, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let Self { account, id, expires_at, .. } = *self;
        let sealed = Sealed { account, id, secret: *self.secret.as_bytes(), expires_at };
        let plaintext = postcard::to_allocvec(&sealed).map(Zeroizing::new).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::Enrolment, keyring.current(), &plaintext, nonce)
    }

    /// Opens one of `account`.
    pub fn open(text: &str, account: AccountId, keyring: &Keyring, now: Timestamp) -> Result<Self, EnrolmentRefused> {
        if text.len() > LONGEST {
            return Err(EnrolmentRefused::Forged);
        }
        let (plaintext, _) = keyring.open(Purpose::Enrolment, text).map_err(|_| EnrolmentRefused::Forged)?;
        let sealed: Sealed = postcard::from_bytes(plaintext.expose_secret()).map_err(|_| EnrolmentRefused::Forged)?;
        let Sealed { account: of, id, secret, expires_at } = sealed;
        if of != account {
            return Err(EnrolmentRefused::Forged);
        }
        if now >= expires_at {
            return Err(EnrolmentRefused::Expired);
        }
        Ok(Self { account, id, secret: AppSecret::from_random(secret), expires_at })
    }

    /// The account's app, once it has shown a code. That code is used up by it: whoever has seen it signs in by it no more.
    pub fn confirm(
        &self,
        code: &Code,
        window: Window,
        keyring: &Keyring,
        nonce: [u8; 12],
        now: Timestamp,
    ) -> Result<AuthenticatorApp, EnrolmentRefused> {
        let key = self.secret.key().map_err(|_| NotSealedHere)?;
        let step = matching_step(&key, code, window, now).ok_or(EnrolmentRefused::Wrong)?;
        Ok(AuthenticatorApp::new(self, step, keyring, nonce, now)?)
    }
}
