//! How an account gets one identifier more, and loses one.
//!
//! Everything that says so changes in one transaction: the account, what stands under each of its identifiers, and which change
//! each proof was used for. So one proof makes one change, and of two accounts that are given one identifier at once one gets it.

use serde::{Deserialize, Serialize};
use shared::Timestamp;
use shared::bounds::spend::Day;
use shared::codes::proof::IdentifierProof;
use shared::identity::IdentityKey;
use shared::identity::account::{
    Account, AccountId, AccountRecord, DetachRefused, Identity, JoinRefused, MOST_ADDITIONS, OwnIdentifier,
    ProofInsufficient,
};
use shared::identity::factors::Factors;
use shared::identity::identifier::Identifier;
use shared::identity::keyring::NotSealedHere;
use shared::identity::notice::AccountEvent;
use shared::revision::{Revision, Versioned};
use shared::tokens::assurance::Level;
use shared::tokens::session::{Session, SessionId, SessionRecord, Sid};

use super::{Accounts, ChangeFailed, ROUNDS};
use crate::entropy::{EntropyError, random};
use crate::notices::{Actor, Announced, Announcement};
use crate::store::{Key, OUTLIVES_EVERY_WRITE, Step, StoreError};

/// Why an account's identifiers stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum IdentifierChangeRefused {
    /// The account was erased or is disabled.
    #[error("the account is not active")]
    Ended,
    /// A proof was used for another change.
    #[error("the proof was used before")]
    Used,
    /// The proof is not the account's, or not enough.
    #[error(transparent)]
    Proof(#[from] ProofInsufficient),
    /// The identifier does not become the account's.
    #[error(transparent)]
    Join(#[from] JoinRefused),
    /// The identifier stays the account's.
    #[error(transparent)]
    Detach(#[from] DetachRefused),
    /// The account was given as many in this day (UTC) as it may.
    #[error("the account was given as many identifiers in a day as it may")]
    TooManyAdditions {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// It could not be made, or its owner not be told.
    #[error(transparent)]
    Change(#[from] ChangeFailed),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The identifier could not be sealed.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
}

/// What stands under a proof that was used. Whoever lost the answer asks again with it, and is told that it was done; somebody else's
/// account is another change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct UsedFor {
    account: AccountId,
    change: Change,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Change {
    Joined(IdentityKey),
    Detached(IdentityKey),
}

impl From<StoreError> for IdentifierChangeRefused {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// How an account's owner agrees to a change.
#[derive(Clone, Copy, Debug)]
pub struct AgreedBy<'a> {
    /// By a code that was sent to one of the account's identifiers.
    pub proof: &'a IdentifierProof,
    /// By what was shown a moment ago besides.
    pub shown: Level,
    /// What is demanded of every account.
    pub demanded: Level,
    /// What the owner calls their own language.
    pub language: &'a str,
}

/// One change, and the proofs that it uses up.
struct Wanted<'a> {
    id: AccountId,
    change: Change,
    /// What comes or goes.
    identifier: &'a Identifier,
    /// How its owner agrees.
    by: AgreedBy<'a>,
    /// What proves the identifier that comes.
    new: Option<&'a IdentifierProof>,
}

/// What was found of all that a change depends on.
struct Found {
    account: Versioned<AccountRecord>,
    /// What stands under the identifier that comes or goes.
    under: Option<Versioned<Identity>>,
    /// What stands under the account's own, as far as it leads there.
    own: Vec<(IdentityKey, Revision)>,
    /// How many identifiers the account was given this day.
    additions: Option<Versioned<u32>>,
}

impl<'a> Wanted<'a> {
    fn proofs(&self) -> impl Iterator<Item = &'a IdentifierProof> {
        std::iter::once(self.by.proof).chain(self.new)
    }
}

impl Change {
    const fn identity(self) -> IdentityKey {
        match self {
            Self::Joined(identity) | Self::Detached(identity) => identity,
        }
    }

    /// Whether `account` is as it was made by this.
    fn is_made(self, account: &Account) -> bool {
        account.has(self.identity()) == matches!(self, Self::Joined(_))
    }
}

impl Accounts {
    /// Makes the identifier that `new` proves one of the account's, to which its owner has agreed. Gives it as the account has it. It may be asked for again with the same proofs.
    pub async fn join(
        &self,
        id: AccountId,
        new: &IdentifierProof,
        by: AgreedBy<'_>,
        now: Timestamp,
    ) -> Result<OwnIdentifier, IdentifierChangeRefused> {
        let own = OwnIdentifier::new(&new.identifier, id, &self.keyring, random()?, now)?;
        let (identifier, change) = (&new.identifier, Change::Joined(own.identity));
        let wanted = Wanted { id, change, identifier, by, new: Some(new) };
        let next = |account: &Account, found: Option<&Identity>| Ok(account.join(own.clone(), found)?);
        let joined = self.change_identifiers(&wanted, next, now).await?;
        Ok(joined.identifiers().find(|known| known.identity == own.identity).unwrap_or(&own).clone())
    }

    /// Takes `identifier` off the account of the session `own`, to which its owner has agreed, and ends every
    /// session that came by it, `own` last of all. Gives how many there were. It may be asked for again with the same proof, and
    /// then does what was left undone.
    pub async fn detach(
        &self,
        own: Sid,
        identifier: &Identifier,
        by: AgreedBy<'_>,
        now: Timestamp,
    ) -> Result<usize, IdentifierChangeRefused> {
        let identity = self.keyring.identity_key(identifier);
        let (id, change) = (own.subject.account(), Change::Detached(identity));
        let wanted = Wanted { id, change, identifier, by, new: None };
        let next = |account: &Account, _: Option<&Identity>| Ok(account.detach(identity)?);
        self.change_identifiers(&wanted, next, now).await?;
        Ok(self.end_what_came_by(own, |session| session.came_by(identity), now).await?)
    }

    async fn change_identifiers(
        &self,
        wanted: &Wanted<'_>,
        next: impl Fn(&Account, Option<&Identity>) -> Result<Account, IdentifierChangeRefused>,
        now: Timestamp,
    ) -> Result<Account, IdentifierChangeRefused> {
        let Wanted { id, change, by, .. } = *wanted;
        let (of_account, of_identity) = (Key::account(id), Key::identity(change.identity()));
        let (wanted_use, of_day) = (UsedFor { account: id, change }, Key::additions(id, Day::of(now)));
        let of_proofs: Vec<Key> = wanted.proofs().map(|proof| Key::proof(proof.challenge)).collect();
        let of_factors = Key::factors(id);
        let keys: Vec<&Key> = [&of_account, &of_identity, &of_day, &of_factors].into_iter().chain(&of_proofs).collect();
        for _ in 0..ROUNDS {
            let batch = self.store.read_batch(&keys).await?;
            let found = batch.state::<AccountRecord>(&of_account)?.ok_or(IdentifierChangeRefused::Ended)?;
            let account = found.state.active().ok_or(IdentifierChangeRefused::Ended)?;
            let used = of_proofs.iter().map(|key| Ok(batch.state::<UsedFor>(key)?.map(|used| used.state)));
            let used: Vec<Option<UsedFor>> = used.collect::<Result<_, StoreError>>()?;
            if used.iter().any(Option::is_some) {
                let is_again = used.iter().all(|used| *used == Some(wanted_use)) && change.is_made(account);
                return if is_again { Ok(account.clone()) } else { Err(IdentifierChangeRefused::Used) };
            }
            let own = self.own_identities(id, account).await?;
            let agreeing = self.keyring.identity_key(&by.proof.identifier);
            let factors = batch.state::<Factors>(&of_factors)?;
            let strongest = factors.map_or(Level::Otp, |factors| factors.state.strongest_level());
            account.accepts_proof_of(agreeing, strongest.max(by.demanded), by.shown)?;
            if !own.iter().any(|(known, _)| *known == agreeing) {
                // Either it is somebody else's by now, or the account has changed since it was read.
                let again = self.store.read::<AccountRecord>(&of_account).await?;
                if again.map(|again| again.revision) == Some(found.revision) {
                    return Err(ProofInsufficient::OtherAccount.into());
                }
                continue;
            }
            let under = batch.state::<Identity>(&of_identity)?;
            let next = next(account, under.as_ref().map(|under| &under.state))?;
            // What the account lists and is somebody else's by now is no way in.
            if !own.iter().any(|(known, _)| next.has(*known)) {
                return Err(DetachRefused::LastWayIn.into());
            }
            let additions = batch.state::<u32>(&of_day)?;
            // What is refused for that is announced to nobody, however often it is asked for.
            if wanted.new.is_some() && additions.as_ref().is_some_and(|known| known.state >= MOST_ADDITIONS) {
                let retry_after = Day::of(now).end().since(now);
                return Err(IdentifierChangeRefused::TooManyAdditions { retry_after });
            }
            let announced = self.announce_change(wanted, account, now).await?;
            let steps = steps(wanted, &Found { account: found, under, own, additions }, &next, now)?;
            if self.make(steps, Some(&announced)).await? {
                return Ok(next);
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Every identifier is told, one that goes and one that comes too; and the one that its owner has just proven, though it was
    /// sealed under a version of the master secret that is retired.
    async fn announce_change(
        &self,
        wanted: &Wanted<'_>,
        found: &Account,
        now: Timestamp,
    ) -> Result<Announced, ChangeFailed> {
        let Wanted { id: account, change, identifier, by: AgreedBy { proof, language, .. }, .. } = *wanted;
        let named = identifier.to_string();
        let (event, comes) = match change {
            Change::Joined(_) => (AccountEvent::IdentifierAdded { identifier: named }, Some(identifier.clone())),
            Change::Detached(_) => (AccountEvent::IdentifierRemoved { identifier: named }, None),
        };
        let mut recipients = self.notices.recipients(account, found, &event);
        if !recipients.contains(&proof.identifier) {
            recipients.push(proof.identifier.clone());
        }
        recipients.extend(comes);
        let actor = Actor::Owner { language };
        let announcement = Announcement { account, recipients: &recipients, event, actor };
        Ok(self.notices.announce(&announcement, now).await?)
    }

    /// What came by something that the account has no more ends. A sign-in that is on its way is in no such list: it finds out by
    /// itself, once its session is written.
    pub(super) async fn end_what_came_by(
        &self,
        own: Sid,
        came_by: impl Fn(&Session) -> bool,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let subject = own.subject;
        let mut found = self.store.sessions(subject).await?;
        // By what one in the form of another version came cannot be told.
        let ends = |record: &Option<SessionRecord>| match record {
            Some(record) => record.live().is_some_and(&came_by),
            None => true,
        };
        // An earlier try may have ended it and failed before its token was revoked.
        let is_over = |(session, record): &(SessionId, Option<SessionRecord>)| {
            *session == own.session && *record == Some(SessionRecord::Ended)
        };
        let own_is_over = found.iter().any(is_over);
        found.retain(|(_, record)| ends(record));
        let ending: Vec<Sid> = found.iter().map(|(session, _)| Sid { subject, session: *session }).collect();
        let others: Vec<Sid> = ending.iter().filter(|sid| **sid != own).copied().collect();
        self.store.end(&others, now).await?;
        if ending.contains(&own) || own_is_over {
            self.store.end_own(own, now).await?;
        }
        Ok(ending.len())
    }
}

/// What makes the `next` of an account that was `found`.
fn steps(wanted: &Wanted<'_>, found: &Found, next: &Account, now: Timestamp) -> Result<Vec<Step>, StoreError> {
    let Wanted { id, change, .. } = *wanted;
    let under = found.under.as_ref();
    let belongs = next.identity(id);
    let under_it = match change {
        Change::Joined(_) => &belongs,
        Change::Detached(_) => &Identity::Vacated,
    };
    let record = AccountRecord::Live(next.clone());
    let account = Step::swap(&Key::account(id), Some(found.account.revision), &record, None);
    let revision = under.map(|under| under.revision);
    // Beside a backup that was restored it may be somebody else's by now, and stays theirs.
    let is_theirs = matches!(change, Change::Detached(_)) && under.and_then(|under| under.state.account()) != Some(id);
    let swap = || Step::swap(&Key::identity(change.identity()), revision, under_it, under_it.expires_at(now));
    let identity = (!is_theirs).then(swap);
    let used = wanted.proofs().map(|proof| {
        let until = proof.expires_at.plus(OUTLIVES_EVERY_WRITE);
        Step::swap(&Key::proof(proof.challenge), None, &UsedFor { account: id, change }, Some(until))
    });
    let counted = wanted.new.map(|_| {
        let (day, known) = (Day::of(now), found.additions.as_ref());
        let count = known.map_or(0, |known| known.state).saturating_add(1);
        let until = day.end().plus(OUTLIVES_EVERY_WRITE);
        Step::swap(&Key::additions(id, day), known.map(|known| known.revision), &count, Some(until))
    });
    // What stands under the others says whether an identifier is the only one.
    let others = found.own.iter().filter(|(identity, _)| *identity != change.identity());
    let others = others.map(|(key, revision)| Step::swap(&Key::identity(*key), Some(*revision), &belongs, None));
    [account].into_iter().chain(identity).chain(used).chain(counted).chain(others).collect()
}
