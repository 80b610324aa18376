//! How what an account may be proven by changes, and what it demands: beside the account as it was read, in one transaction that
//! says that every identifier is told.

use shared::Timestamp;
use shared::codes::recovery::RecoveryCode;
use shared::identity::account::{Account, AccountId, AccountRecord};
use shared::identity::factors::{CODES, Factors, RecoveryCodes};
use shared::identity::keyring::{Keyring, NotSealedHere};
use shared::identity::notice::AccountEvent;
use shared::revision::Versioned;
use shared::tokens::session::{Session, SessionRecord, Sid};

use super::{Accounts, ChangeFailed, steps};
use crate::entropy::{EntropyError, random};
use crate::notices::Actor;
use crate::store::{Key, Step, StoreError};

/// No recovery codes could be made.
#[derive(Debug, thiserror::Error)]
pub enum NoRecoveryCodes {
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// No key to keep them by.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
}

/// What an account had where its owner agreed to a change, and the session that they agreed in.
#[derive(Clone, Copy, Debug)]
pub struct AgreedBy<'a> {
    /// The session.
    pub own: Sid,
    /// As it was read.
    pub session: &'a Versioned<Session>,
    /// The account, as it was read.
    pub account: &'a Versioned<Account>,
    /// What it had beside its identifiers.
    pub factors: Option<&'a Versioned<Factors>>,
}

/// What becomes of them.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The account.
    pub account: Account,
    /// What it has.
    pub factors: Factors,
    /// The session, without what counts no more.
    pub session: Session,
    /// When the table may forget the session.
    pub session_expires_at: Timestamp,
}

/// Fresh recovery codes for an account, with what is kept of them.
pub fn new_recovery_codes(
    account: AccountId,
    keyring: &Keyring,
    now: Timestamp,
) -> Result<(RecoveryCodes, Vec<RecoveryCode>), NoRecoveryCodes> {
    let mut codes = [[0; 16]; CODES];
    for code in &mut codes {
        *code = random()?;
    }
    Ok(RecoveryCodes::new(account, random()?, codes, keyring, now)?)
}

impl Accounts {
    /// Makes a change to which an account's owner has agreed, of which every identifier is told. Tells whether everything was as
    /// it was found: what was agreed to by what the account had counts for nothing where it has something else by now.
    pub async fn change_factors(
        &self,
        agreed: &AgreedBy<'_>,
        changed: &Changed,
        event: AccountEvent,
        actor: Actor<'_>,
        now: Timestamp,
    ) -> Result<bool, ChangeFailed> {
        let AgreedBy { own, session, account, factors } = *agreed;
        let id = own.subject.account();
        let announced = self.announce(id, &account.state, event, actor, now).await?;
        let mut made = if changed.account == account.state {
            vec![Step::check(&Key::account(id), account.revision)]
        } else {
            // What stands under each identifier says what the account demands.
            let identities = self.own_identities(id, &account.state).await?;
            let found = Versioned { revision: account.revision, state: AccountRecord::Live(account.state.clone()) };
            let (next, identity) = (AccountRecord::Live(changed.account.clone()), changed.account.identity(id));
            steps(id, Some(&found), &identities, &next, &identity, now)?
        };
        let revision = factors.map(|factors| factors.revision);
        made.push(Step::swap(&Key::factors(id), revision, &changed.factors, None)?);
        let record = SessionRecord::Live(changed.session.clone());
        let of_session = Key::session(own.subject, own.session);
        made.push(Step::swap(&of_session, Some(session.revision), &record, Some(changed.session_expires_at))?);
        Ok(self.make(made, Some(&announced)).await?)
    }

    /// Ends the sessions of an account that `ends` says, but for its owner's `own`; gives how many there were. What cannot be read
    /// ends as well: by what it came cannot be told.
    pub async fn end_others(
        &self,
        own: Sid,
        ends: impl Fn(&Session) -> bool,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let subject = own.subject;
        let found = self.store.sessions(subject).await?.into_iter();
        let found = found.filter(|(session, record)| match record {
            Some(record) => *session != own.session && record.live().is_some_and(&ends),
            None => true,
        });
        let ending: Vec<Sid> = found.map(|(session, _)| Sid { subject, session }).collect();
        self.store.end(&ending, now).await?;
        Ok(ending.len())
    }
}
