//! How an account gets a passkey more, loses one, and calls it something else.
//!
//! The list of the account, what stands under the passkey and that its owner is told change in one transaction, which takes place
//! only while the session that agreed to it and its account are as they were read: nobody adds a way in with a session that has
//! ended meanwhile.

use shared::Timestamp;
use shared::identity::AuthenticatorId;
use shared::identity::account::{AccountId, TOMBSTONE_LIFE};
use shared::identity::factors::{Factors, OwnPasskey, PasskeysRefused, RecoveryCodes, SealedName};
use shared::identity::notice::{AccountEvent, FactorsChange};
use shared::identity::passkey::{Passkey, PasskeyRecord};
use shared::revision::Versioned;
use shared::tokens::session::Session;

use super::{Accounts, ChangeFailed, ROUNDS};
use crate::notices::Actor;
use crate::store::{Key, Step, StoreError, Transacted};
use crate::visitor::Visitor;

/// Why an account's passkeys stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyChangeRefused {
    /// The list does not take the change.
    #[error(transparent)]
    List(#[from] PasskeysRefused),
    /// The account or the session that agreed has changed meanwhile.
    #[error("the account or its session has changed")]
    Ended,
    /// It could not be made, or its owner not be told.
    #[error(transparent)]
    Change(#[from] ChangeFailed),
}

impl From<StoreError> for PasskeyChangeRefused {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// A passkey that becomes an account's.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// Its name, of its credential's id.
    pub id: AuthenticatorId,
    /// What its owner calls it.
    pub name: SealedName,
    /// The credential.
    pub credential: Vec<u8>,
    /// How often it has signed.
    pub counter: u32,
}

/// From where a change is made, for whoever is told of it.
#[derive(Clone, Copy, Debug)]
pub struct MadeFrom<'a> {
    /// The network, as far as that is told.
    pub network: Option<&'a str>,
    /// What the caller calls its own language.
    pub language: &'a str,
}

/// Where the account and the session stand among the steps of a change.
const AGREED: [usize; 2] = [0, 1];

impl Accounts {
    /// What an account has beside its identifiers.
    pub async fn factors(&self, id: AccountId) -> Result<Option<Versioned<Factors>>, StoreError> {
        self.store.read(&Key::factors(id)).await
    }

    /// What stands under the passkeys of an account, in the order of its list.
    pub async fn passkeys(&self, factors: &Factors) -> Result<Vec<(AuthenticatorId, Passkey)>, StoreError> {
        let keys: Vec<_> = factors.passkeys.iter().map(|own| (own.id, Key::passkey(own.id))).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let batch = self.store.read_batch(&keys.iter().map(|(_, key)| key).collect::<Vec<_>>()).await?;
        let mut found = Vec::new();
        for (id, key) in &keys {
            let passkey = batch.state::<PasskeyRecord>(key)?.and_then(|record| record.state.live().cloned());
            found.extend(passkey.map(|passkey| (*id, passkey)));
        }
        Ok(found)
    }

    /// Makes a passkey the account's whose visitor has agreed, and with it the account's first recovery codes, where it has none.
    /// Tells whether they are.
    pub async fn add_passkey(
        &self,
        by: &Visitor,
        new: &NewPasskey,
        recovery: &RecoveryCodes,
        from: MadeFrom<'_>,
        now: Timestamp,
    ) -> Result<bool, PasskeyChangeRefused> {
        let own = OwnPasskey { id: new.id, name: new.name.clone(), added_at: now };
        let (account, credential, counter) = (by.cookie.account, new.credential.clone(), new.counter);
        let record = PasskeyRecord::Live(Passkey { account, credential, counter, last_used_at: now });
        let event = AccountEvent::FactorsChanged {
            change: FactorsChange::PasskeyAdded,
            network: from.network.map(str::to_owned),
        };
        let with_both = |factors: &Factors| {
            let next = factors.with_passkey(own.clone())?;
            Ok(if next.recovery.is_some() { next } else { next.with_recovery(recovery.clone()) })
        };
        let made = self.change_passkeys(
            by,
            (&event, from),
            now,
            with_both,
            |found| {
                match found {
                    // Whosever it is or was: no credential is registered twice (WA-05).
                    Some(_) => Err(PasskeysRefused::Known),
                    None => Ok(Some(Step::swap(&Key::passkey(new.id), None, &record, None))),
                }
            },
            new.id,
        );
        Ok(made.await?.recovery.is_some_and(|made| made.id == recovery.id))
    }

    /// Takes a passkey off the account whose visitor has agreed, and ends every session that came by it, the visitor's own last of
    /// all. Gives how many there were. It may be asked for again, and then does what was left undone.
    pub async fn remove_passkey(
        &self,
        by: &Visitor,
        id: AuthenticatorId,
        from: MadeFrom<'_>,
        now: Timestamp,
    ) -> Result<usize, PasskeyChangeRefused> {
        let event = AccountEvent::FactorsChanged {
            change: FactorsChange::PasskeyRemoved,
            network: from.network.map(str::to_owned),
        };
        let account = by.cookie.account;
        let removed = self
            .change_passkeys(
                by,
                (&event, from),
                now,
                |factors| factors.without_passkey(id),
                |found| {
                    let own =
                        found.filter(|found| found.state.live().is_some_and(|passkey| passkey.account == account));
                    let until = Some(now.plus(TOMBSTONE_LIFE));
                    let step = |own: &Versioned<PasskeyRecord>| {
                        Step::swap(&Key::passkey(id), Some(own.revision), &PasskeyRecord::Removed, until)
                    };
                    Ok(own.map(step))
                },
                id,
            )
            .await;
        match removed {
            Ok(_) | Err(PasskeyChangeRefused::List(PasskeysRefused::Unknown)) => {}
            Err(refused) => return Err(refused),
        }
        Ok(self.end_what_came_by(by.sid(), |session: &Session| session.came_by_authenticator(id), now).await?)
    }

    /// Calls a passkey of the account something else, of which nobody is told.
    pub async fn rename_passkey(
        &self,
        account: AccountId,
        id: AuthenticatorId,
        name: &SealedName,
    ) -> Result<(), PasskeyChangeRefused> {
        for _ in 0..ROUNDS {
            let found = self.factors(account).await?;
            let revision = found.as_ref().map(|found| found.revision);
            let next = found.map(|found| found.state).unwrap_or_default().with_passkey_named(id, name.clone())?;
            let step = Step::swap(&Key::factors(account), revision, &next, None)?;
            if matches!(self.store.transact(&[step]).await?, Transacted::Done) {
                return Ok(());
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Makes the `next` of what the account has, and what stands `under` the passkey with it; gives the former.
    async fn change_passkeys(
        &self,
        by: &Visitor,
        (event, from): (&AccountEvent, MadeFrom<'_>),
        now: Timestamp,
        next: impl Fn(&Factors) -> Result<Factors, PasskeysRefused>,
        under: impl Fn(Option<&Versioned<PasskeyRecord>>) -> Result<Option<Result<Step, StoreError>>, PasskeysRefused>,
        id: AuthenticatorId,
    ) -> Result<Factors, PasskeyChangeRefused> {
        let account = by.cookie.account;
        let (of_factors, of_passkey) = (Key::factors(account), Key::passkey(id));
        let sid = by.sid();
        for _ in 0..ROUNDS {
            let batch = self.store.read_batch(&[&of_factors, &of_passkey]).await?;
            let found = batch.state::<Factors>(&of_factors)?;
            let revision = found.as_ref().map(|found| found.revision);
            let next = next(&found.map(|found| found.state).unwrap_or_default())?;
            let passkey = under(batch.state::<PasskeyRecord>(&of_passkey)?.as_ref())?.transpose()?;
            let actor = Actor::Owner { language: from.language };
            let announced = self.announce(account, &by.account.state, event.clone(), actor, now).await;
            let announced = announced.map_err(ChangeFailed::from)?;
            let mut steps = vec![
                Step::check(&Key::account(account), by.account.revision),
                Step::check(&Key::session(sid.subject, sid.session), by.session.revision),
                Step::swap(&of_factors, revision, &next, None)?,
            ];
            steps.extend(passkey);
            steps.push(announced.step().clone());
            match self.store.transact(&steps).await? {
                Transacted::Done => return Ok(next),
                Transacted::Lost(lost) if AGREED.iter().any(|step| lost.at(*step)) => {
                    return Err(PasskeyChangeRefused::Ended);
                }
                Transacted::Lost(_) => {}
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Has the passkeys of an account that is about to be erased sign nobody in any more. Gives what empties its list, for the
    /// transaction that erases it: whatever is added meanwhile is in another list than the one that was found.
    pub(super) async fn forget_factors(
        &self,
        id: AccountId,
        found: Option<&Versioned<Factors>>,
        now: Timestamp,
    ) -> Result<Option<Step>, StoreError> {
        let Some(found) = found else { return Ok(None) };
        let passkeys: Vec<AuthenticatorId> = found.state.passkeys.iter().map(|own| own.id).collect();
        self.store.remove_passkeys(&passkeys, now).await?;
        let until = Some(now.plus(TOMBSTONE_LIFE));
        Step::swap(&Key::factors(id), Some(found.revision), &Factors::default(), until).map(Some)
    }
}
