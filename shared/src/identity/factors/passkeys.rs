//! The passkeys in the list of an account.

use super::{Factors, MOST_PASSKEYS, OwnPasskey, SealedName};
use crate::identity::AuthenticatorId;

/// Why the list stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeysRefused {
    /// It has as many as it may.
    #[error("the account has as many passkeys as it may")]
    Full,
    /// The passkey is somebody's, this account's own perhaps.
    #[error("the passkey is an account's already")]
    Known,
    /// The passkey is not in it.
    #[error("the passkey is not the account's")]
    Unknown,
}

impl Factors {
    /// Whether there is room for a passkey more.
    pub fn has_room(&self) -> Result<(), PasskeysRefused> {
        if self.passkeys.len() < MOST_PASSKEYS { Ok(()) } else { Err(PasskeysRefused::Full) }
    }

    /// With a passkey more.
    pub fn with_passkey(&self, passkey: OwnPasskey) -> Result<Self, PasskeysRefused> {
        if self.has_passkey(passkey.id) {
            return Err(PasskeysRefused::Known);
        }
        self.has_room()?;
        let mut next = self.clone();
        next.passkeys.push(passkey);
        Ok(next)
    }

    /// With a passkey less.
    pub fn without_passkey(&self, id: AuthenticatorId) -> Result<Self, PasskeysRefused> {
        if !self.has_passkey(id) {
            return Err(PasskeysRefused::Unknown);
        }
        let mut next = self.clone();
        next.passkeys.retain(|own| own.id != id);
        Ok(next.without_the_needless())
    }

    /// With another name for a passkey.
    pub fn with_passkey_named(&self, id: AuthenticatorId, name: SealedName) -> Result<Self, PasskeysRefused> {
        let mut next = self.clone();
        let own = next.passkeys.iter_mut().find(|own| own.id == id).ok_or(PasskeysRefused::Unknown)?;
        own.name = name;
        Ok(next)
    }

    /// Whether a passkey is the account's.
    pub fn has_passkey(&self, id: AuthenticatorId) -> bool {
        self.passkeys.iter().any(|own| own.id == id)
    }
}

#[cfg(test)]
#[path = "passkeys_tests.rs"]
mod tests;
