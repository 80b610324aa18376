//! What a right code is worth that was asked for a change of an account: a proof, which the account's own endpoints take.
//! Whom the identifier belongs to is not asked: whoever proves one here learns nothing of that.

use platform::entropy::random;
use serde::Serialize;
use shared::codes::proof::{IdentifierProof, LIFE};

use crate::limits::Refused;
use crate::presented::Presented;
use crate::{Service, VerifyError};

/// What a client gets for the right code.
#[derive(Serialize)]
pub(crate) struct Proven {
    proof: String,
    purpose: &'static str,
    expires_in: u64,
}

impl Service {
    /// Judges the code by the rules of every other one, and seals what it proves.
    pub(crate) async fn prove(&self, presented: &Presented) -> Result<Proven, VerifyError> {
        self.limits.recall(&presented.network, presented.now)?;
        let (booked, counted) =
            tokio::join!(Box::pin(self.book(presented)), self.limits.charge(&presented.network, presented.now));
        if let Err(Refused { error, .. }) = self.limits.outcome(booked, counted, presented).await {
            return Err(error);
        }
        self.limits.came_back(presented).await;
        self.seal(presented).map_err(VerifyError::not_begun)
    }

    fn seal(&self, presented: &Presented) -> Result<Proven, VerifyError> {
        let Presented { now, handle, .. } = presented;
        let proof = IdentifierProof {
            identifier: handle.identifier.clone(),
            purpose: handle.purpose,
            challenge: handle.challenge,
            expires_at: now.plus(LIFE),
            region: handle.region.clone(),
        };
        let sealed = proof.seal(&self.keyring, random()?)?;
        Ok(Proven { proof: sealed, purpose: handle.purpose.name(), expires_in: LIFE })
    }
}
