//! What owners call their authenticators: "Ada's phone" names somebody.

use std::fmt;

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::identity::account::AccountId;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

/// What an authenticator is called whose owner calls it nothing.
pub const UNNAMED: &str = "Passkey";
/// Longest name, in characters.
const LONGEST_NAME: usize = 60;

/// A name that only holders of the master secret read, in the item of its account and in no other.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedName(Vec<u8>);

impl SealedName {
    /// Seals `name` into the item of `account`, cut to 60 characters, without what no line shows.
    pub fn new(name: &str, account: AccountId, keyring: &Keyring, nonce: [u8; 12]) -> Result<Self, NotSealedHere> {
        let shown: String =
            name.trim().chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect();
        let owner = account.to_bytes();
        keyring.seal_into(Purpose::AuthenticatorName, &owner, shown.as_bytes(), nonce).map(Self)
    }

    /// Opens it. Sealed under a version of the master secret that is gone, or for another account, it tells nothing.
    pub fn open(&self, account: AccountId, keyring: &Keyring) -> Result<String, NotSealedHere> {
        let opened = keyring.open_from(Purpose::AuthenticatorName, &account.to_bytes(), &self.0)?;
        String::from_utf8(opened.expose_secret().to_vec()).map_err(|_| NotSealedHere)
    }
}

impl fmt::Debug for SealedName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealedName")
    }
}
