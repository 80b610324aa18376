//! Whether a token was revoked before it expires.

use crate::settings::{RevocationSettings, TableAccess};
use platform::aws::Aws;
use platform::store::{RevocationTable, StoreError};
use platform::telemetry::Metric;
use shared::Timestamp;
use shared::tokens::Claims;
use shared::tokens::session::{Sid, SubjectKey};

use crate::Denied;
use crate::memory::{Memory, Revoked};

/// For how long, in seconds, a subject is remembered of whom there is too much to read: it is the dearest to ask about, and
/// all that this can do is to refuse.
const TOO_MANY_REMEMBERED_FOR: u64 = 5;

/// Knows what is revoked, as soon as its settings ask for.
#[derive(Debug)]
pub(crate) enum Revocations {
    Off,
    Cached {
        table: RevocationTable,
        memory: Memory,
        seconds: u64,
    },
    /// Remembers of whom there is too much to read, and nothing else.
    Strict {
        table: RevocationTable,
        memory: Memory,
    },
}

impl Revocations {
    pub(crate) fn new(settings: RevocationSettings) -> Self {
        let table_of = |TableAccess { aws, name }| RevocationTable::new(&Aws::new(aws), name);
        match settings {
            RevocationSettings::Off => Self::Off,
            RevocationSettings::Cached { table, seconds } => {
                Self::Cached { table: table_of(table), memory: Memory::lasting(seconds), seconds }
            }
            RevocationSettings::Strict { table } => {
                Self::Strict { table: table_of(table), memory: Memory::lasting(TOO_MANY_REMEMBERED_FOR) }
            }
        }
    }

    pub(crate) async fn warm(&self) {
        match self {
            Self::Off => {}
            Self::Cached { table, .. } | Self::Strict { table, .. } => table.warm().await,
        }
    }

    /// Refuses a revoked token, and every token while nobody knows.
    pub(crate) async fn check(&self, claims: &Claims, now: Timestamp) -> Result<(), Denied> {
        let (Self::Cached { table, memory, .. } | Self::Strict { table, memory }) = self else { return Ok(()) };
        let is_strict = matches!(self, Self::Strict { .. });
        // Revocations are found by the subject in `sid`: a token that names none could never be revoked.
        let sid: Sid = claims.sid.parse().map_err(|_| Denied::Untraceable)?;
        let revoked = if let Some(known) = memory.recall(sid.subject, now) {
            known
        } else {
            let found = ask(table, sid.subject, is_strict, now).await?;
            if !is_strict || found == Revoked::TooMany {
                memory.remember(sid.subject, now, &found);
            }
            found
        };
        match revoked {
            Revoked::TooMany => Err(Denied::TooManyRevocations),
            Revoked::These(some) if some.iter().any(|revocation| revocation.revokes(claims, &sid)) => {
                Err(Denied::Revoked)
            }
            Revoked::These(_) => Ok(()),
        }
    }

    /// The longest time for which a revoked token may pass, in words, where a gateway reuses answers for `result_ttl`.
    pub(crate) fn staleness(&self, result_ttl: u64) -> String {
        let gateway = format!("{result_ttl} s for which the gateway reuses an answer");
        match self {
            Self::Off => "revocations are not looked at: a token counts until it expires".to_owned(),
            Self::Cached { seconds, .. } => {
                let total = result_ttl + seconds;
                let delay = "DynamoDB's replication, usually less than a second, comes on top";
                format!("a revocation counts within {total} s: {gateway}, and {seconds} s of memory; {delay}")
            }
            Self::Strict { .. } => format!("a revocation counts within {result_ttl} s: the {gateway}"),
        }
    }
}

async fn ask(
    table: &RevocationTable,
    subject: SubjectKey,
    consistent: bool,
    now: Timestamp,
) -> Result<Revoked, Denied> {
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
            Err(Denied::RevocationsUnknown)
        }
    }
}
