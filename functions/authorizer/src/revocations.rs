//! Whether a token was revoked before it expires.

use std::sync::Arc;

use shared::aws::Aws;
use shared::clock::Timestamp;
use shared::config::{RevocationConfig, TableConfig};
use shared::revocation::Revocation;
use shared::session::{Sid, SubjectKey};
use shared::store::RevocationTable;
use shared::telemetry::Metric;
use shared::token::Claims;

use crate::Denied;
use crate::memory::Memory;

/// Knows what is revoked, as soon as its settings ask for.
#[derive(Debug)]
pub(crate) enum Revocations {
    Off,
    Cached { table: RevocationTable, memory: Memory, seconds: u64 },
    Strict { table: RevocationTable },
}

impl Revocations {
    pub(crate) fn new(config: RevocationConfig) -> Self {
        let table_of = |TableConfig { aws, name }| RevocationTable::new(&Aws::new(aws), name);
        match config {
            RevocationConfig::Off => Self::Off,
            RevocationConfig::Cached { table, seconds } => {
                Self::Cached { table: table_of(table), memory: Memory::lasting(seconds), seconds }
            }
            RevocationConfig::Strict { table } => Self::Strict { table: table_of(table) },
        }
    }

    pub(crate) async fn warm(&self) {
        match self {
            Self::Off => {}
            Self::Cached { table, .. } | Self::Strict { table } => table.warm().await,
        }
    }

    /// Refuses a revoked token, and every token while nobody knows.
    pub(crate) async fn check(&self, claims: &Claims, now: Timestamp) -> Result<(), Denied> {
        let (table, memory) = match self {
            Self::Off => return Ok(()),
            Self::Cached { table, memory, .. } => (table, Some(memory)),
            Self::Strict { table } => (table, None),
        };
        // Revocations are found by the subject in `sid`: a token that names none could never be revoked.
        let sid: Sid = claims.sid.parse().map_err(|_| Denied::Untraceable)?;
        let known = memory.and_then(|memory| memory.recall(sid.subject, now));
        let revocations = if let Some(known) = known {
            known
        } else {
            let found = ask(table, sid.subject, memory.is_none()).await?;
            if let Some(memory) = memory {
                memory.remember(sid.subject, now, &found);
            }
            found
        };
        let revoked = revocations.iter().any(|revocation| revocation.revokes(claims, &sid));
        if revoked { Err(Denied::Revoked) } else { Ok(()) }
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

async fn ask(table: &RevocationTable, subject: SubjectKey, consistent: bool) -> Result<Arc<[Revocation]>, Denied> {
    let found = table.revocations_of(subject, consistent).await.map_err(|error| {
        tracing::error!(outcome = "failed", reason = %error, "revocations are not known");
        Metric::Unavailable("revocations-unknown").add(1);
        Denied::RevocationsUnknown
    })?;
    Ok(found.into())
}
