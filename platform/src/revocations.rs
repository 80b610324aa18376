//! Whether a token was revoked before it expires.

use shared::Timestamp;
use shared::tokens::Claims;
use shared::tokens::session::{Sid, SubjectKey};

mod memory;

use crate::store::{RevocationTable, StoreError};
use crate::telemetry::Metric;
use memory::{Memory, Revoked};

/// For how long, in seconds, a subject is remembered of whom there is too much to read: it is the dearest to ask about, and
/// all that this can do is to refuse.
const TOO_MANY_REMEMBERED_FOR: u64 = 5;

/// Knows what is revoked.
#[derive(Debug)]
pub struct Revocations {
    table: RevocationTable,
    memory: Memory,
    /// For how many seconds an answer about a subject is remembered; of nobody, where each call asks.
    remembered_for: Option<u64>,
}

/// Why a token does not count, although it is one of ours and has not expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevocationRefused {
    /// It was revoked.
    #[error("revoked")]
    Revoked,
    /// More of its subject was revoked than one answer of DynamoDB holds: it may be among that.
    #[error("more of its subject was revoked than can be looked through")]
    TooMany,
    /// Its `sid` names nobody, so that it could not be revoked.
    #[error("names no session")]
    Untraceable,
    /// DynamoDB does not say whether it was revoked.
    #[error("revocations are not known")]
    Unknown,
}

impl Revocations {
    /// Asks `table` about a subject, and goes by the answer for so many seconds.
    pub fn cached(table: RevocationTable, seconds: u64) -> Self {
        Self { table, memory: Memory::lasting(seconds), remembered_for: Some(seconds) }
    }

    /// Asks `table` at each call, with a consistent read. Remembers of whom there is too much to read, and nothing else.
    pub fn strict(table: RevocationTable) -> Self {
        Self { table, memory: Memory::lasting(TOO_MANY_REMEMBERED_FOR), remembered_for: None }
    }

    /// Opens the connection by asking whether everybody's sessions were ended, which the first call then need not.
    pub async fn warm(&self, now: Timestamp) {
        if let (Some(found), Some(_)) = (self.table.warm(now).await, self.remembered_for) {
            self.memory.remember(SubjectKey::EVERYBODY, now, &Revoked::These(found.into()));
        }
    }

    /// For how many seconds a revocation may go unseen.
    pub fn remembered_for(&self) -> u64 {
        self.remembered_for.unwrap_or_default()
    }

    /// Refuses a revoked token, and every token while nobody knows.
    pub async fn check(&self, claims: &Claims, now: Timestamp) -> Result<(), RevocationRefused> {
        // Revocations are found by the subject in `sid`: a token that names none could never be revoked.
        let sid: Sid = claims.sid.parse().map_err(|_| RevocationRefused::Untraceable)?;
        let lets_pass = async |subject| self.revoked(subject, now).await?.lets_pass(claims, &sid);
        // The subject first: where it is known to refuse, nothing is asked.
        tokio::try_join!(biased; lets_pass(sid.subject), lets_pass(SubjectKey::EVERYBODY)).map(drop)
    }

    /// What is revoked of a subject, as far as it is remembered, else as the table has it.
    async fn revoked(&self, subject: SubjectKey, now: Timestamp) -> Result<Revoked, RevocationRefused> {
        let Self { table, memory, remembered_for } = self;
        if let Some(known) = memory.recall(subject, now) {
            return Ok(known);
        }
        let is_strict = remembered_for.is_none();
        let found = ask(table, subject, is_strict, now).await?;
        if !is_strict || found == Revoked::TooMany {
            memory.remember(subject, now, &found);
        }
        Ok(found)
    }
}

async fn ask(
    table: &RevocationTable,
    subject: SubjectKey,
    consistent: bool,
    now: Timestamp,
) -> Result<Revoked, RevocationRefused> {
    match table.revocations_of(subject, consistent, now).await {
        Ok(found) => Ok(Revoked::These(found.into())),
        // Whoever brought that about did it to the own tokens alone: no outage, and nothing to alarm the others with.
        Err(error @ StoreError::TooMany) => {
            tracing::warn!(outcome = "refused", reason = %error, "every token of the subject is refused");
            Metric::TooManyRevocations.add(1);
            Ok(Revoked::TooMany)
        }
        Err(error) => {
            tracing::error!(outcome = "failed", reason = %error, "revocations are not known");
            Metric::Unavailable("revocations-unknown").add(1);
            Err(RevocationRefused::Unknown)
        }
    }
}
