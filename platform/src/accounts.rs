//! What becomes of accounts beside sign-ins: they are looked up, get and lose identifiers, are disabled, enabled and erased, and
//! people are invited.
//!
//! An account and what stands under its identifiers change in one transaction, which also says that its owner is told. Sessions
//! end after that: a sign-in or a refresh that was faster meets the account as it is now at its next step.

use futures_util::future::try_join_all;
use shared::Timestamp;
use shared::codes::ledger::{Ledger, erase};
use shared::identity::IdentityKey;
use shared::identity::account::{Account, AccountId, AccountRecord, Identity};
use shared::identity::identifier::Identifier;
use shared::identity::keyring::Keyring;
use shared::identity::notice::AccountEvent;
use shared::revision::{Revision, Versioned};
use shared::tokens::session::{SessionRecord, Sid};

use crate::notices::{Actor, Announced, Announcement, NoticeFailed, Notices};
use crate::store::{Decision, Expected, Key, NEVER, OUTLIVES_EVERY_WRITE, Step, Store, StoreError, Transacted};

mod factors;
mod identifiers;
mod passkeys;
mod reset;

pub use factors::{Changed, FactorsChangeRefused, NoRecoveryCodes, new_recovery_codes};
pub use identifiers::{AgreedBy, IdentifierChangeRefused};
pub use passkeys::{MadeFrom, NewPasskey};

/// How often somebody else may change the account meanwhile.
const ROUNDS: u32 = 8;

/// The accounts of one table.
#[derive(Clone, Debug)]
pub struct Accounts {
    store: Store,
    keyring: Keyring,
    notices: Notices,
}

/// Why an account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeFailed {
    /// The table could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its owner could not be told, and is to be told of every change.
    #[error(transparent)]
    Untold(#[from] NoticeFailed),
}

impl Accounts {
    /// Those of the table of `store`, whose names and identifiers `keyring` knows, and whose owners are told by `notices`.
    pub fn new(store: Store, keyring: Keyring, notices: Notices) -> Self {
        Self { store, keyring, notices }
    }

    /// What stands under an identifier.
    pub async fn identity(&self, identifier: &Identifier) -> Result<Option<Identity>, StoreError> {
        let found = self.store.read(&Key::identity(self.keyring.identity_key(identifier))).await?;
        Ok(found.map(|found| found.state))
    }

    /// What stands under an account's id.
    pub async fn account(&self, id: AccountId) -> Result<Option<AccountRecord>, StoreError> {
        Ok(self.store.read(&Key::account(id)).await?.map(|found| found.state))
    }

    /// Lets nobody sign in to an account, and ends its sessions and every token of it. Gives how many sessions there were;
    /// `None`: there is no such account.
    pub async fn disable(&self, id: AccountId, now: Timestamp) -> Result<Option<usize>, ChangeFailed> {
        if !self.change(id, Some(AccountEvent::Disabled), now, Account::disable).await? {
            return Ok(None);
        }
        self.store.close(id.into(), &[], now).await?;
        // One by one as well: what was issued within this second is to stay dead once the account is enabled.
        Ok(Some(self.end_sessions(id, now).await?))
    }

    /// Lets its owner sign in again; tells whether there is such an account.
    pub async fn enable(&self, id: AccountId, now: Timestamp) -> Result<bool, ChangeFailed> {
        // A session that a sign-in has begun while the account was disabled is to stay dead.
        self.end_sessions(id, now).await?;
        // Before anybody may sign in, since tokens are to count from then on.
        self.store.reopen(id.into(), now).await?;
        let is_there = self.change(id, None, now, Account::enable).await?;
        if !is_there {
            // It was erased meanwhile: no token of it is to count again.
            self.close(id, now).await?;
        }
        Ok(is_there)
    }

    /// Erases an account: what it consists of, what ledgers remember of its identifiers, its sessions, and every token of
    /// it. Gives how many sessions there were. It may be asked for again, and then does what was left undone.
    pub async fn erase(&self, id: AccountId, actor: Actor<'_>, now: Timestamp) -> Result<usize, ChangeFailed> {
        for _ in 0..ROUNDS {
            let found: Option<Versioned<AccountRecord>> = self.store.read(&Key::account(id)).await?;
            let account = match found.as_ref().map(|found| &found.state) {
                Some(AccountRecord::Erased) => return Ok(self.finish_erasing(id, now).await?),
                Some(AccountRecord::Live(account)) => Some(account),
                None => None,
            };
            let mut own = Vec::new();
            let mut announced = None;
            let mut emptied = Vec::new();
            if let Some(account) = account {
                // Before anything is done: what is refused changes nothing.
                let (leading, factors) = tokio::try_join!(self.own_identities(id, account), self.factors(id))?;
                own = leading;
                announced = Some(self.announce(id, account, AccountEvent::Erased, actor, now).await?);
                let forgotten = self.forget_factors(id, factors.as_ref(), now);
                ((), emptied) = tokio::try_join!(self.forget(id, account, now), forgotten)?;
            }
            let mut steps = steps(id, found.as_ref(), &own, &AccountRecord::Erased, &Identity::Vacated, now)?;
            steps.extend(emptied);
            if self.make(steps, announced.as_ref()).await? {
                return Ok(self.finish_erasing(id, now).await?);
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Lets the owner of an identifier make an account until then, whoever else may; tells whether that is of use: not where
    /// it leads to an account.
    pub async fn invite(&self, identifier: &Identifier, until: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        let key = Key::identity(self.keyring.identity_key(identifier));
        let next = Identity::Invited { until };
        let expires_at = next.expires_at(now).unwrap_or(NEVER);
        let decide = |found: Option<&Identity>| match found.and_then(Identity::account) {
            Some(_) => Decision::Keep(false),
            None => Decision::Write { next: next.clone(), expires_at, outcome: true },
        };
        Ok(self.store.settle(&key, Expected::Unknown, decide).await?.outcome)
    }

    /// Makes the `next` of an account, and what stands under its identifiers with it, and has its owner told of `event`; tells
    /// whether there is such an account.
    async fn change(
        &self,
        id: AccountId,
        event: Option<AccountEvent>,
        now: Timestamp,
        next: impl Fn(&Account) -> Account,
    ) -> Result<bool, ChangeFailed> {
        for _ in 0..ROUNDS {
            let found: Option<Versioned<AccountRecord>> = self.store.read(&Key::account(id)).await?;
            let Some(account) = found.as_ref().and_then(|found| found.state.live()) else { return Ok(false) };
            let own = self.own_identities(id, account).await?;
            let announced = match &event {
                Some(event) => Some(self.announce(id, account, event.clone(), Actor::Operator, now).await?),
                None => None,
            };
            let next = next(account);
            let identity = next.identity(id);
            let steps = steps(id, found.as_ref(), &own, &AccountRecord::Live(next), &identity, now)?;
            if self.make(steps, announced.as_ref()).await? {
                return Ok(true);
            }
        }
        Err(StoreError::Contended.into())
    }

    async fn announce(
        &self,
        account: AccountId,
        found: &Account,
        event: AccountEvent,
        actor: Actor<'_>,
        now: Timestamp,
    ) -> Result<Announced, NoticeFailed> {
        let recipients = self.notices.recipients(account, found, &event);
        self.notices.announce(&Announcement { account, recipients: &recipients, event, actor }, now).await
    }

    /// What stands under the identifiers of an account that lead to it. Of a backup that was restored one may be somebody else's
    /// by now, and stays theirs.
    async fn own_identities(
        &self,
        id: AccountId,
        account: &Account,
    ) -> Result<Vec<(IdentityKey, Revision)>, StoreError> {
        let keys: Vec<(IdentityKey, Key)> =
            account.identifiers().map(|own| (own.identity, Key::identity(own.identity))).collect();
        let batch = self.store.read_batch(&keys.iter().map(|(_, key)| key).collect::<Vec<_>>()).await?;
        let mut own = Vec::new();
        for (identity, key) in &keys {
            let found = batch.state::<Identity>(key)?.filter(|found| found.state.account() == Some(id));
            own.extend(found.map(|found| (*identity, found.revision)));
        }
        Ok(own)
    }

    /// Makes a change beside what was announced of it; tells whether everything was still as it was found.
    async fn make(&self, mut steps: Vec<Step>, announced: Option<&Announced>) -> Result<bool, StoreError> {
        steps.extend(announced.map(Announced::step).cloned());
        Ok(matches!(self.store.transact(&steps).await?, Transacted::Done))
    }

    /// What is left of an account that is erased goes, its tokens last: whoever is told of a failure asks again with one. Gives how
    /// many sessions there were.
    async fn finish_erasing(&self, id: AccountId, now: Timestamp) -> Result<usize, StoreError> {
        let ended = async {
            let sids = self.sessions(id).await?;
            self.store.place_tombstones(&sids, now).await?;
            Ok(sids.len())
        };
        let (count, ()) = tokio::try_join!(ended, self.forget_consents(id))?;
        self.store.close(id.into(), &[], now).await?;
        Ok(count)
    }

    /// What its owner has agreed to goes. Nothing is added any more once the account is erased: a consent is written beside
    /// the account as it was read.
    async fn forget_consents(&self, id: AccountId) -> Result<(), StoreError> {
        let consents = self.store.consents(id).await?;
        let keys: Vec<(Key, Revision)> =
            consents.into_iter().map(|found| (Key::consent(id, &found.state.client), found.revision)).collect();
        try_join_all(keys.iter().map(|(key, revision)| self.store.unregister(key, *revision))).await?;
        Ok(())
    }

    /// The ledgers of an account's identifiers go, but for the times of a day's sends. `ada+news@example.org` has no ledger of
    /// its own: the one of `ada@example.org` stays as it is, or whoever has a tag of an address could have its budgets filled
    /// again.
    async fn forget(&self, id: AccountId, account: &Account, now: Timestamp) -> Result<(), StoreError> {
        let mut own = Vec::new();
        for identifier in account.identifiers() {
            if let Ok(opened) = identifier.sealed.open(id, &self.keyring) {
                own.push(opened);
            } else {
                // It was sealed by a version of the master secret that is retired. What the ledger has is over in a month.
                tracing::warn!(subject = ?id, "an identifier does not open: its ledger stays");
            }
        }
        own.retain(|identifier| identifier.canonical() == identifier.budget_name());
        try_join_all(own.iter().map(|identifier| self.forget_ledger(identifier, now))).await?;
        Ok(())
    }

    async fn forget_ledger(&self, identifier: &Identifier, now: Timestamp) -> Result<(), StoreError> {
        let decide = |found: Option<&Ledger>| match found.map(|found| (found, erase(found, now))) {
            Some((found, next)) if *found != next => {
                // A write that was held up must not find the place empty.
                let expires_at = next.expires_at().max(now.plus(OUTLIVES_EVERY_WRITE));
                Decision::Write { expires_at, next, outcome: () }
            }
            _ => Decision::Keep(()),
        };
        let ledger = Key::ledger(&self.keyring.lookup_hash(identifier));
        self.store.settle(&ledger, Expected::Unknown, decide).await.map(drop)
    }

    async fn close(&self, id: AccountId, now: Timestamp) -> Result<usize, StoreError> {
        let sids = self.sessions(id).await?;
        self.store.close(id.into(), &sids, now).await?;
        Ok(sids.len())
    }

    async fn end_sessions(&self, id: AccountId, now: Timestamp) -> Result<usize, StoreError> {
        let sids = self.sessions(id).await?;
        self.store.end(&sids, now).await?;
        Ok(sids.len())
    }

    /// The sessions of an account that have not ended.
    async fn sessions(&self, id: AccountId) -> Result<Vec<Sid>, StoreError> {
        let subject = id.into();
        let mut sessions = self.store.sessions(subject).await?;
        sessions.retain(|(_, record)| *record != Some(SessionRecord::Ended));
        Ok(sessions.iter().map(|(session, _)| Sid { subject, session: *session }).collect())
    }
}

/// What replaces an account as it was `found`, and what stands under each of its `own` identifiers.
fn steps(
    id: AccountId,
    found: Option<&Versioned<AccountRecord>>,
    own: &[(IdentityKey, Revision)],
    next: &AccountRecord,
    identity: &Identity,
    now: Timestamp,
) -> Result<Vec<Step>, StoreError> {
    let revision = found.map(|found| found.revision);
    let first = Step::swap(&Key::account(id), revision, next, next.expires_at(now));
    let of = |(key, revision): &(IdentityKey, Revision)| {
        Step::swap(&Key::identity(*key), Some(*revision), identity, identity.expires_at(now))
    };
    let identities = own.iter().map(of);
    std::iter::once(first).chain(identities).collect()
}
