//! The rules of accounts, as pure functions: what a proven identifier leads to, how an account begins, and how it changes
//! and ends.
//!
//! Two kinds of items change together or not at all: the account, and under each of its identifiers whose it is. What
//! stands there of an account, `Account::identity` alone says.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::identity::IdentityKey;
use crate::identity::identifier::Identifier;
use crate::tokens::assurance::Level;

mod id;
mod sealed;
mod sign_up;

pub use id::{AccountId, AccountIdMalformed};
pub use sealed::{OwnIdentifier, SealedIdentifier};
pub use sign_up::{SignUp, SignUpFault};

/// Most identifiers of one account: all of them change in one transaction, and each is told of what happens to it.
pub const MOST_IDENTIFIERS: usize = 10;
/// Most identifiers that one account is given in a day (UTC): each has all of its identifiers told, and so has each that is removed.
/// What is removed was given before, and needs no count of its own.
pub const MOST_ADDITIONS: u32 = 10;
/// How long a tombstone stays, in seconds: longer than any write is on its way and any session lives. A backup that is
/// older must not be restored.
pub const TOMBSTONE_LIFE: u64 = 366 * 86_400;

/// What stands under an identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Identity {
    /// It leads to an account.
    Belongs {
        /// Which.
        account: AccountId,
        /// Whether the account demands more than a code.
        second_step: bool,
        /// Whether nobody may sign in to it for now.
        disabled: bool,
        /// Whether it is the account's one identifier. Then nobody can take it off the account.
        only_way: bool,
    },
    /// Its owner may make an account, whoever else may.
    Invited {
        /// The first moment at which that is over.
        until: Timestamp,
    },
    /// It led to an account and does no more.
    Vacated,
}

/// What stands under an account's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountRecord {
    /// An account.
    Live(Account),
    /// It was erased. A write that was held up does not bring it back.
    Erased,
}

/// A person. It names nobody: its identifiers are sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// When its first sign-in was.
    pub created_at: Timestamp,
    /// Whether it demands more than a code.
    pub second_step: bool,
    /// Whether nobody may sign in to it for now.
    pub disabled: bool,
    /// The identifier that it is reached by first.
    pub primary: OwnIdentifier,
    /// Its other identifiers.
    pub others: Vec<OwnIdentifier>,
}

/// Where the proof of an identifier leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Into this account.
    Account {
        /// Which.
        id: AccountId,
        /// Whether nothing else leads into it.
        only_way: bool,
        /// Whether it demands more than a code: what was proven is a beginning, on the strength of which nothing is handed out.
        second_step: bool,
    },
    /// Into a new one.
    SignUp,
}

/// Why the proof of an identifier leads nowhere. Only who has proven it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryRefused {
    /// The account is disabled.
    #[error("the account is disabled")]
    Disabled,
    /// Nobody's account, and none may be made.
    #[error("no account may be made for this identifier")]
    SignUpClosed,
}

/// Why the proof of an identifier does not change an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofInsufficient {
    /// It leads to the account no more, or never did.
    #[error("the identifier is none of the account's")]
    OtherAccount,
    /// A code alone does not do; it takes so much, shown a moment ago.
    #[error("the account was not proven by {} a moment ago", .0.name())]
    Weaker(Level),
}

/// Why an identifier does not become an account's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoinRefused {
    /// It is the account's already.
    #[error("the identifier is the account's already")]
    Own,
    /// It leads to another account: two are never made one.
    #[error("the identifier leads to another account")]
    Others,
    /// The account has as many as it may.
    #[error("the account has as many identifiers as it may")]
    TooMany,
}

/// Why an identifier stays an account's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DetachRefused {
    /// It is none of the account's.
    #[error("the identifier is none of the account's")]
    Unknown,
    /// Nobody could sign in any more.
    #[error("the identifier is the last way in")]
    LastWayIn,
}

/// Decides where the proof of `identifier` leads, by what was found under it.
pub fn enter(
    found: Option<&Identity>,
    identifier: &Identifier,
    sign_up: &SignUp,
    now: Timestamp,
) -> Result<Entry, EntryRefused> {
    match found {
        Some(Identity::Belongs { disabled: true, .. }) => Err(EntryRefused::Disabled),
        Some(Identity::Belongs { account, second_step, only_way, .. }) => {
            Ok(Entry::Account { id: *account, only_way: *only_way, second_step: *second_step })
        }
        Some(Identity::Invited { until }) if now < *until => Ok(Entry::SignUp),
        Some(Identity::Invited { .. } | Identity::Vacated) | None => {
            if sign_up.admits(identifier) {
                Ok(Entry::SignUp)
            } else {
                Err(EntryRefused::SignUpClosed)
            }
        }
    }
}

impl Identity {
    /// The account that it leads to.
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Belongs { account, .. } => Some(*account),
            Self::Invited { .. } | Self::Vacated => None,
        }
    }

    /// When the table may forget it, where it is written at `now`; `None`: never.
    pub fn expires_at(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Belongs { .. } => None,
            // Where an account has ended, it stands in the place of that end's tombstone.
            Self::Invited { until } => Some((*until).max(now.plus(TOMBSTONE_LIFE))),
            Self::Vacated => Some(now.plus(TOMBSTONE_LIFE)),
        }
    }
}

impl AccountRecord {
    /// The account, unless it was erased.
    pub const fn live(&self) -> Option<&Account> {
        match self {
            Self::Live(account) => Some(account),
            Self::Erased => None,
        }
    }

    /// The account, unless it was erased or is disabled: its sessions go on.
    pub fn active(&self) -> Option<&Account> {
        self.live().filter(|account| !account.disabled)
    }

    /// When the table may forget it, where it is written at `now`; `None`: never.
    pub fn expires_at(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Live(_) => None,
            Self::Erased => Some(now.plus(TOMBSTONE_LIFE)),
        }
    }
}

impl Account {
    /// The account of a first sign-in, which has proven `primary`.
    pub const fn new(primary: OwnIdentifier) -> Self {
        Self { created_at: primary.added_at, second_step: false, disabled: false, primary, others: Vec::new() }
    }

    /// What stands under each of its identifiers, where it is called `id`.
    pub const fn identity(&self, id: AccountId) -> Identity {
        Identity::Belongs {
            account: id,
            second_step: self.second_step,
            disabled: self.disabled,
            only_way: self.others.is_empty(),
        }
    }

    /// Its identifiers, the primary one first.
    pub fn identifiers(&self) -> impl Iterator<Item = &OwnIdentifier> {
        std::iter::once(&self.primary).chain(&self.others)
    }

    /// Whether an identifier is the account's.
    pub fn has(&self, identity: IdentityKey) -> bool {
        self.identifiers().any(|own| own.identity == identity)
    }

    /// Whether a code that was sent to `identity` is enough to change the account beside what was `shown` a moment ago, where
    /// the account's strongest method adds up to `strongest`.
    pub fn accepts_proof_of(
        &self,
        identity: IdentityKey,
        strongest: Level,
        shown: Level,
    ) -> Result<(), ProofInsufficient> {
        if !self.has(identity) {
            return Err(ProofInsufficient::OtherAccount);
        }
        let needed = if self.second_step { strongest.max(Level::TwoStep) } else { strongest };
        if shown >= needed { Ok(()) } else { Err(ProofInsufficient::Weaker(needed)) }
    }

    /// The account with one identifier more, under which `found` stood. Its owner has proven to be the account's as well.
    pub fn join(&self, new: OwnIdentifier, found: Option<&Identity>) -> Result<Self, JoinRefused> {
        if self.has(new.identity) {
            return Err(JoinRefused::Own);
        }
        if found.is_some_and(|found| found.account().is_some()) {
            return Err(JoinRefused::Others);
        }
        if self.identifiers().count() >= MOST_IDENTIFIERS {
            return Err(JoinRefused::TooMany);
        }
        let mut joined = self.clone();
        joined.others.push(new);
        Ok(joined)
    }

    /// The account without one of its identifiers. The one that was added first of those that are left takes the place of
    /// the primary one.
    pub fn detach(&self, identity: IdentityKey) -> Result<Self, DetachRefused> {
        let mut left = self.identifiers().filter(|own| own.identity != identity).cloned();
        let primary = left.next().ok_or(DetachRefused::LastWayIn)?;
        let others: Vec<OwnIdentifier> = left.collect();
        if others.len() == self.others.len() {
            return Err(DetachRefused::Unknown);
        }
        Ok(Self { primary, others, ..self.clone() })
    }

    /// The account, which demands a second step at every sign-in, or no more.
    #[must_use]
    pub fn with_second_step(&self, second_step: bool) -> Self {
        Self { second_step, ..self.clone() }
    }

    /// The account, to which nobody may sign in.
    #[must_use]
    pub fn disable(&self) -> Self {
        Self { disabled: true, ..self.clone() }
    }

    /// The account, to which its owner may sign in again.
    #[must_use]
    pub fn enable(&self) -> Self {
        Self { disabled: false, ..self.clone() }
    }
}

#[cfg(test)]
#[path = "account_tests.rs"]
mod tests;
