//! An account's identifiers, as the table keeps them.

use std::fmt;

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::AccountId;
use crate::Timestamp;
use crate::identity::IdentityKey;
use crate::identity::identifier::Identifier;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

/// One identifier of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnIdentifier {
    /// Where it stands whose it is.
    pub identity: IdentityKey,
    /// When it became the account's.
    pub added_at: Timestamp,
    /// The identifier itself.
    pub sealed: SealedIdentifier,
}

/// An identifier that only holders of the master secret read, in the item of its account and in no other.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedIdentifier(Vec<u8>);

impl OwnIdentifier {
    /// `identifier`, which becomes that of `account` now; sealed under a fresh random nonce.
    pub fn new(
        identifier: &Identifier,
        account: AccountId,
        keyring: &Keyring,
        nonce: [u8; 12],
        now: Timestamp,
    ) -> Result<Self, NotSealedHere> {
        let sealed = SealedIdentifier::new(identifier, account, keyring, nonce)?;
        Ok(Self { identity: keyring.identity_key(identifier), added_at: now, sealed })
    }
}

impl SealedIdentifier {
    /// Seals `identifier` into the item of `account`.
    pub fn new(
        identifier: &Identifier,
        account: AccountId,
        keyring: &Keyring,
        nonce: [u8; 12],
    ) -> Result<Self, NotSealedHere> {
        let plaintext = postcard::to_allocvec(identifier).map_err(|_| NotSealedHere)?;
        let sealed = keyring.seal_into(Purpose::AccountIdentifier, &account.to_bytes(), &plaintext, nonce);
        sealed.map(Self)
    }

    /// Opens it. Sealed under a version of the master secret that is gone, or for another account, it tells nothing.
    pub fn open(&self, account: AccountId, keyring: &Keyring) -> Result<Identifier, NotSealedHere> {
        let opened = keyring.open_from(Purpose::AccountIdentifier, &account.to_bytes(), &self.0)?;
        postcard::from_bytes(opened.expose_secret()).map_err(|_| NotSealedHere)
    }
}

impl fmt::Debug for SealedIdentifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealedIdentifier")
    }
}
