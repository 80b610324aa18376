//! An account's recovery codes, as the table keeps them: keyed hashes, each good for one use.

use std::fmt;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::Timestamp;
use crate::codes::recovery::RecoveryCode;
use crate::identity::AuthenticatorId;
use crate::identity::account::AccountId;
use crate::identity::keyring::{KeyVersion, Keyring, NotSealedHere};

/// Codes of a set.
pub const CODES: usize = 10;

/// A set of recovery codes, made at once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// Names the set.
    pub id: AuthenticatorId,
    /// When it was made.
    pub made_at: Timestamp,
    version: KeyVersion,
    unused: Vec<[u8; 16]>,
}

impl RecoveryCodes {
    /// A set for `account`, and its codes, which are shown once; of fresh random bytes.
    pub fn new(
        account: AccountId,
        id: [u8; 16],
        codes: [[u8; 16]; CODES],
        keyring: &Keyring,
        now: Timestamp,
    ) -> Result<(Self, Vec<RecoveryCode>), NotSealedHere> {
        let (id, version) = (AuthenticatorId::from_random(id), keyring.naming());
        let codes: Vec<_> = codes.into_iter().map(RecoveryCode::from_random).collect();
        let hash = |code: &RecoveryCode| hash(account, id, version, code, keyring).ok_or(NotSealedHere);
        let unused = codes.iter().map(hash).collect::<Result<_, _>>()?;
        Ok((Self { id, made_at: now, version, unused }, codes))
    }

    /// How many are left.
    pub const fn left(&self) -> usize {
        self.unused.len()
    }

    /// The set without this code, if it is one of those left. All of them are compared, in constant time.
    pub(super) fn use_up(&self, account: AccountId, code: &RecoveryCode, keyring: &Keyring) -> Option<Self> {
        let presented = hash(account, self.id, self.version, code, keyring)?;
        let compared = self.unused.iter().map(|unused| (unused, bool::from(unused.ct_eq(&presented))));
        let unused: Vec<_> = compared.filter(|(_, matches)| !matches).map(|(unused, _)| *unused).collect();
        (unused.len() < self.unused.len()).then(|| Self { unused, ..self.clone() })
    }
}

/// Bound to the account and the set, so that no hash means anything in another item.
fn hash(
    account: AccountId,
    set: AuthenticatorId,
    version: KeyVersion,
    code: &RecoveryCode,
    keyring: &Keyring,
) -> Option<[u8; 16]> {
    let owner = [account.to_bytes(), set.to_bytes()].concat();
    keyring.recovery_code_hash(version, &owner, code.as_bytes())
}

impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RecoveryCodes({:?}, {} left)", self.id, self.left())
    }
}
