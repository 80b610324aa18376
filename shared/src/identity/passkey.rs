//! A passkey as its ceremonies need it: an item of its own, named by a keyed hash of its credential's id, so that no two accounts
//! have the same.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::identity::account::AccountId;

/// Longest id of a credential, in bytes (WebAuthn Level 3 §7.1, step 25).
pub const LONGEST_CREDENTIAL_ID: usize = 1_023;

/// What stands under a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasskeyRecord {
    /// A passkey that signs in.
    Live(Passkey),
    /// It was removed, or its account erased: nobody gets it any more.
    Removed,
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Whose it is.
    pub account: AccountId,
    /// The credential, with its public key, as the library that judges it writes it.
    pub credential: Vec<u8>,
    /// How often its authenticator says to have signed; 0 where it does not count.
    pub counter: u32,
    /// When it signed somebody in, or was made.
    pub last_used_at: Timestamp,
}

/// What a use makes of a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// The passkey from now on.
    pub next: Passkey,
    /// Whether its counter did not go on: there may be a copy of it.
    pub went_back: bool,
}

impl PasskeyRecord {
    /// The passkey, unless it is gone.
    pub const fn live(&self) -> Option<&Passkey> {
        match self {
            Self::Live(passkey) => Some(passkey),
            Self::Removed => None,
        }
    }
}

impl Passkey {
    /// It has signed, and its authenticator says how often it has by now. A counter that goes back is told and locks nobody out
    /// (WA-07): whoever copied a key would keep its owner out, and authenticators that are synchronised count badly. The highest
    /// one stays, so that the older of two copies is told each time.
    pub fn used(&self, credential: Vec<u8>, counter: u32, now: Timestamp) -> Used {
        let counts = counter > 0 || self.counter > 0;
        let next = Self {
            account: self.account,
            credential,
            counter: self.counter.max(counter),
            last_used_at: now.max(self.last_used_at),
        };
        Used { next, went_back: counts && counter <= self.counter }
    }
}

#[cfg(test)]
#[path = "passkey_tests.rs"]
mod tests;
