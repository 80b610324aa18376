//! Where a right code leads: into the account that stands under the identifier now, or into a new one.

use std::sync::Arc;

use platform::audit::Act;
use platform::entropy::random;
use platform::store::{Key, Step, Store, StoreError, Transacted};
use shared::identity::account::{Account, AccountId, AccountRecord, Entry, Identity, OwnIdentifier, enter};
use shared::revision::Versioned;
use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::presented::Presented;
use crate::{Service, VerifyError};

/// How often somebody else may be faster: whoever loses that often is not losing to sign-ins.
const ROUNDS: u32 = 8;

type Found = Option<Versioned<Identity>>;

/// What stands under the identifier, asked for while the code is judged.
pub(crate) struct Lookup {
    store: Store,
    key: Key,
    begun: Option<JoinHandle<Result<Found, StoreError>>>,
}

impl Lookup {
    /// Asks at once where the code `is_likely_right`, whether or not anybody waits for it. For a wrong one nothing is asked
    /// beside what is asked for everybody, so that time tells nothing of whom it is for.
    pub(crate) fn new(service: &Arc<Service>, presented: &Presented, is_likely_right: bool) -> Self {
        let (store, key) = (service.store.clone(), Key::identity(presented.identity));
        let ask = || {
            let (store, key) = (store.clone(), key.clone());
            tokio::spawn(async move { store.read(&key).await }.in_current_span())
        };
        let begun = is_likely_right.then(ask);
        Self { store, key, begun }
    }

    async fn finish(self) -> Result<Found, VerifyError> {
        match self.begun {
            Some(asked) => Ok(asked.await.map_err(VerifyError::from)??),
            None => Ok(self.store.read(&self.key).await?),
        }
    }
}

/// Where a right code has led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entered {
    /// Into this account.
    pub(crate) account: AccountId,
    /// Whether nothing else leads into it.
    only_way: bool,
    /// Whether it demands more than a code.
    pub(crate) second_step: bool,
    /// Whether it was made just now.
    pub(crate) is_new: bool,
}

impl Service {
    /// Makes sure that the identifier of a session which was just written still leads where it did: it may have been taken off
    /// its account meanwhile, and whoever did that has found no such session to end. An account's only identifier stays, so
    /// that most sign-ins ask nothing here.
    pub(crate) async fn confirm(&self, presented: &Presented, entered: &Entered) -> Result<(), VerifyError> {
        if entered.only_way {
            return Ok(());
        }
        let found: Found = self.store.read(&Key::identity(presented.identity)).await?;
        match found.and_then(|found| found.state.account()) {
            Some(account) if account == entered.account => Ok(()),
            _ => Err(VerifyError::Removed),
        }
    }

    /// The account that the code leads to, which is made where there is none; or why it leads nowhere.
    pub(crate) async fn enter(&self, presented: &Presented, lookup: Lookup) -> Result<Entered, VerifyError> {
        let mut found = lookup.finish().await?;
        let expected = presented.handle.account;
        // One that was found is taken, also where it is gone.
        let mut id = if expected.found { AccountId::from_random(random()?) } else { expected.id };
        for _ in 0..ROUNDS {
            let state = found.as_ref().map(|found| &found.state);
            match enter(state, &presented.handle.identifier, &self.settings.sign_up, presented.now) {
                Ok(Entry::Account { id, only_way, second_step }) => {
                    return Ok(Entered { account: id, only_way, second_step, is_new: false });
                }
                Ok(Entry::SignUp) => {}
                Err(refused) => {
                    Act::EntryRefused { reason: &refused }.record();
                    return Err(refused.into());
                }
            }
            match self.store.transact(&self.sign_up(presented, id, found.as_ref())?).await? {
                Transacted::Done => {
                    Act::AccountBegun.record();
                    return Ok(Entered { account: id, only_way: true, second_step: false, is_new: true });
                }
                Transacted::Lost(lost) => {
                    if lost.at(0) {
                        found = lost.winner(0)?;
                    }
                    if lost.at(1) {
                        id = AccountId::from_random(random()?);
                    }
                }
            }
        }
        Err(StoreError::Contended.into())
    }

    /// What makes the account `id`: whose the identifier is, where that is as it was `found`, and the account itself.
    fn sign_up(
        &self,
        presented: &Presented,
        id: AccountId,
        found: Option<&Versioned<Identity>>,
    ) -> Result<[Step; 2], VerifyError> {
        let Presented { now, handle, identity, .. } = presented;
        let account = Account::new(OwnIdentifier::new(&handle.identifier, id, &self.keyring, random()?, *now)?);
        let revision = found.map(|found| found.revision);
        Ok([
            Step::swap(&Key::identity(*identity), revision, &account.identity(id), None)?,
            Step::swap(&Key::account(id), None, &AccountRecord::Live(account), None)?,
        ])
    }
}
