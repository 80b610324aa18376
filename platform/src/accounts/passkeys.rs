//! How an account gets a passkey more, loses one, and calls it something else.
//!
//! The list of the account, what stands under the passkey and that its owner is told change in one transaction.

use shared::Timestamp;
use shared::identity::AuthenticatorId;
use shared::identity::account::{AccountId, TOMBSTONE_LIFE};
use shared::identity::factors::{Factors, OwnPasskey, PasskeysRefused, RecoveryCodes, SealedName};
use shared::identity::notice::{AccountEvent, FactorsChange};
use shared::identity::passkey::{Passkey, PasskeyRecord};
use shared::revision::Versioned;
use shared::tokens::assurance::Demand;
use shared::tokens::session::Session;

use super::factors::{Changed, FactorsChangeRefused};
use super::{Accounts, ROUNDS};
use crate::notices::Actor;
use crate::store::{Key, Step, StoreError, Transacted};
use crate::visitor::Visitor;

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
    /// When the flow began in which it was agreed to.
    pub agreed_from: Timestamp,
    /// The network, as far as that is told.
    pub network: Option<&'a str>,
    /// What the caller calls its own language.
    pub language: &'a str,
}

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
    ) -> Result<bool, FactorsChangeRefused> {
        let account = by.cookie.account;
        let (key, found) = (Key::passkey(new.id), by.factors.as_ref().map(|factors| &factors.state));
        let with_it = found.cloned().unwrap_or_default().with_passkey(OwnPasskey {
            id: new.id,
            name: new.name.clone(),
            added_at: now,
        })?;
        // Whosever it is or was: no credential is registered twice (WA-05).
        if self.store.read::<PasskeyRecord>(&key).await?.is_some() {
            return Err(PasskeysRefused::Known.into());
        }
        let has_codes = with_it.recovery.is_some();
        let factors = if has_codes { with_it } else { with_it.with_recovery(recovery.clone()) };
        let (credential, counter) = (new.credential.clone(), new.counter);
        let record = PasskeyRecord::Live(Passkey { account, credential, counter, last_used_at: now });
        let passkeys = vec![Step::swap(&key, None, &record, None)?];
        let agreed_from = from.agreed_from;
        let changed = Changed { account: by.account.state.clone(), factors, session: None, agreed_from, passkeys };
        self.change_passkeys(by, changed, FactorsChange::PasskeyAdded, from, now).await?;
        Ok(!has_codes)
    }

    /// Takes a passkey off the account whose visitor has agreed, and ends every session that came by it, the visitor's own last of
    /// all. Gives how many there were. It may be asked for again, and then does what was left undone. An account that has nothing
    /// left that could be a second step demands none.
    pub async fn remove_passkey(
        &self,
        by: &Visitor,
        id: AuthenticatorId,
        from: MadeFrom<'_>,
        now: Timestamp,
    ) -> Result<usize, FactorsChangeRefused> {
        let account = by.cookie.account;
        let found = by.factors.as_ref().map(|factors| factors.state.clone()).unwrap_or_default();
        let (state, mut drops) = (&by.account.state, false);
        if let Ok(factors) = found.without_passkey(id) {
            let passkeys = self.passkeys_removed(account, &[id], now).await?;
            let demands = state.second_step && factors.has_stronger();
            drops = state.second_step && !demands;
            let (account, agreed_from) = (state.with_second_step(demands), from.agreed_from);
            let changed = Changed { account, factors, session: None, agreed_from, passkeys };
            self.change_passkeys(by, changed, FactorsChange::PasskeyRemoved, from, now).await?;
        }
        // Whoever has shown a code alone does not come in by that where no second step is demanded any more.
        let demand = Demand::of_account(drops);
        let ends = |session: &Session| session.came_by_authenticator(id) || demand.judge(&session.proofs, now).is_err();
        Ok(self.end_what_came_by(by.sid(), ends, now).await?)
    }

    /// Calls a passkey of the account something else, of which nobody is told.
    pub async fn rename_passkey(
        &self,
        account: AccountId,
        id: AuthenticatorId,
        name: &SealedName,
    ) -> Result<(), FactorsChangeRefused> {
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

    async fn change_passkeys(
        &self,
        by: &Visitor,
        changed: Changed,
        change: FactorsChange,
        from: MadeFrom<'_>,
        now: Timestamp,
    ) -> Result<(), FactorsChangeRefused> {
        let event = AccountEvent::FactorsChanged { change, network: from.network.map(str::to_owned) };
        self.change_factors(by, changed, event, Actor::Owner { language: from.language }, now).await
    }

    /// What empties the list of an account that is about to be erased or begun anew, and has its passkeys sign nobody in any more, for
    /// the transaction that does so: half of it would leave the account a strongest method that nobody has.
    pub(super) async fn forget_factors(
        &self,
        id: AccountId,
        found: Option<&Versioned<Factors>>,
        now: Timestamp,
    ) -> Result<Vec<Step>, StoreError> {
        let Some(found) = found else { return Ok(Vec::new()) };
        let until = Some(now.plus(TOMBSTONE_LIFE));
        let emptied = Step::swap(&Key::factors(id), Some(found.revision), &Factors::default(), until)?;
        let own: Vec<_> = found.state.passkeys.iter().map(|own| own.id).collect();
        Ok([vec![emptied], self.passkeys_removed(id, &own, now).await?].concat())
    }

    /// What has these passkeys sign nobody in any more, as far as they are the account's.
    pub async fn passkeys_removed(
        &self,
        id: AccountId,
        passkeys: &[AuthenticatorId],
        now: Timestamp,
    ) -> Result<Vec<Step>, StoreError> {
        let keys: Vec<Key> = passkeys.iter().map(|passkey| Key::passkey(*passkey)).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let batch = self.store.read_batch(&keys.iter().collect::<Vec<_>>()).await?;
        let mut steps = Vec::new();
        for key in &keys {
            let record = batch.state::<PasskeyRecord>(key)?;
            let own = record.filter(|own| own.state.live().is_some_and(|passkey| passkey.account == id));
            if let Some(own) = own {
                let until = Some(now.plus(TOMBSTONE_LIFE));
                steps.push(Step::swap(key, Some(own.revision), &PasskeyRecord::Removed, until)?);
            }
        }
        Ok(steps)
    }
}
