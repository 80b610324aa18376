//! How what an account may be proven by changes, and what it demands: beside the account as it was read, in one transaction that
//! says that every identifier is told.

use shared::Timestamp;
use shared::codes::recovery::RecoveryCode;
use shared::identity::AuthenticatorId;
use shared::identity::account::{Account, AccountId, AccountRecord};
use shared::identity::factors::{CODES, Factors, PasskeysRefused, RecoveryCodes, TooManyChanges};
use shared::identity::keyring::{Keyring, NotSealedHere};
use shared::identity::notice::AccountEvent;
use shared::revision::Versioned;
use shared::tokens::session::{Session, SessionRecord, Sid};

use super::{Accounts, ChangeFailed, steps};
use crate::entropy::{EntropyError, random};
use crate::notices::Actor;
use crate::store::{Key, Step, StoreError};
use crate::visitor::Visitor;

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

/// Why what an account may be proven by stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum FactorsChangeRefused {
    /// The list of passkeys does not take the change.
    #[error(transparent)]
    List(#[from] PasskeysRefused),
    /// The account, what it has or the session that agreed has changed meanwhile.
    #[error("what the change was agreed to by has changed")]
    Ended,
    /// There were as many changes this day as there may be.
    #[error(transparent)]
    TooMany(#[from] TooManyChanges),
    /// It could not be made, or its owner not be told.
    #[error(transparent)]
    Change(#[from] ChangeFailed),
}

impl From<StoreError> for FactorsChangeRefused {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// What an account is to have.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The account.
    pub account: Account,
    /// What it has.
    pub factors: Factors,
    /// The session in which it was agreed to, without what counts no more, and when the table may forget it; `None`: as it is.
    pub session: Option<(Session, Timestamp)>,
    /// When the flow began in which it was agreed to.
    pub agreed_from: Timestamp,
    /// What comes to stand under passkeys with it.
    pub passkeys: Vec<Step>,
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
    /// Makes a change to which a visitor has agreed, of which every identifier is told. It takes place only while everything is as it
    /// was found: what was agreed to by what the account had counts for nothing where it has something else by now, and a session that
    /// has ended meanwhile adds no way in.
    pub async fn change_factors(
        &self,
        by: &Visitor,
        changed: Changed,
        event: AccountEvent,
        actor: Actor<'_>,
        now: Timestamp,
    ) -> Result<(), FactorsChangeRefused> {
        let (id, sid) = (by.cookie.account, by.sid());
        // Whoever shows the strongest that there is has not lost it: what waits would take what was added since, too.
        let is_of_removal = matches!(&event, AccountEvent::FactorsChanged { change, .. } if change.is_of_removal());
        let factors = if is_of_removal { changed.factors } else { changed.factors.without_removal() };
        // What is refused for that is announced to nobody.
        // Where the machine's clock is fast that has begun the flow, it is used up all the same.
        let factors = factors.changed(now.max(changed.agreed_from))?;
        let announced = self.announce(id, &by.account.state, event, actor, now).await.map_err(ChangeFailed::from)?;
        let mut made = if changed.account == by.account.state {
            vec![Step::check(&Key::account(id), by.account.revision)]
        } else {
            // What stands under each identifier says what the account demands.
            let identities = self.own_identities(id, &by.account.state).await?;
            let state = AccountRecord::Live(by.account.state.clone());
            let found = Versioned { revision: by.account.revision, state };
            let identity = changed.account.identity(id);
            steps(id, Some(&found), &identities, &AccountRecord::Live(changed.account), &identity, now)?
        };
        let revision = by.factors.as_ref().map(|factors| factors.revision);
        made.push(Step::swap(&Key::factors(id), revision, &factors, None)?);
        let of_session = Key::session(sid.subject, sid.session);
        made.push(match changed.session {
            Some((session, until)) => {
                Step::swap(&of_session, Some(by.session.revision), &SessionRecord::Live(session), Some(until))?
            }
            None => Step::check(&of_session, by.session.revision),
        });
        made.extend(changed.passkeys);
        if self.make(made, Some(&announced)).await? { Ok(()) } else { Err(FactorsChangeRefused::Ended) }
    }

    /// Ends the sessions of a visitor's account that came by an authenticator which it has no more: an earlier try to remove it may have
    /// failed before they did. Gives how many there were.
    pub async fn end_what_is_lost(&self, by: &Visitor, now: Timestamp) -> Result<usize, StoreError> {
        let factors = by.factors.as_ref().map(|factors| factors.state.clone()).unwrap_or_default();
        let is_lost = |id: AuthenticatorId| !factors.has_authenticator(id);
        self.end_what_came_by(by.sid(), |session| session.proofs.authenticators().any(is_lost), now).await
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
