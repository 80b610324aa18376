//! What an account has beside its identifiers: passkeys, an authenticator app and recovery codes, as one item. What a passkey's
//! ceremonies need stands in an item of its own, which makes it unique.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::identity::AuthenticatorId;
use crate::tokens::assurance::Method;

mod name;

pub use name::SealedName;

/// Most passkeys of one account.
pub const MOST_PASSKEYS: usize = 20;

/// What an account may prove itself by, beside its identifiers. An account without such an item has none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// Its passkeys, the oldest first.
    pub passkeys: Vec<OwnPasskey>,
    /// When its owner said that they want none for now; the page offers one until then.
    pub passkey_declined_at: Option<Timestamp>,
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

impl Factors {
    /// The methods that it has, the strongest first.
    pub fn methods(&self) -> Vec<Method> {
        let mut methods = Vec::new();
        if !self.passkeys.is_empty() {
            methods.push(Method::Passkey);
        }
        methods
    }
}
