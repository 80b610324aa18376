//! `DELETE /me`: erases the caller's account.

use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use platform::audit::Act;
use platform::notices::Actor;
use shared::Timestamp;
use shared::identity::account::AccountId;
use shared::tokens::Claims;
use shared::tokens::assurance::Level;

use crate::account::FRESH;
use crate::owner::Owner;
use crate::{Service, SessionsError};

/// The account goes, with whatever leads to it; so do its sessions and tokens, the caller's own last, so that whoever is told
/// of a failure can ask again. Who comes back is somebody new.
pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    owner: Owner,
    headers: HeaderMap,
) -> Result<StatusCode, SessionsError> {
    let (id, now) = (owner.sid.subject.account(), service.clock.now());
    match service.account_of(id, &owner.claims).await {
        // Of one that is erased, what is left is done.
        Ok(_) => service.judge_erasure(id, &owner.claims, now).await?,
        Err(SessionsError::Ended) => {}
        Err(refused) => return Err(refused),
    }
    let actor = Actor::Owner { language: platform::http::accept_language(&headers) };
    let count = service.accounts.erase(id, actor, now).await?;
    Act::Erased { count }.record();
    Ok(StatusCode::NO_CONTENT)
}

impl Service {
    /// Whether a token tells of what an erasure takes: the strongest method that the account has, shown a moment ago, as for less
    /// than that. Where it has nothing but codes, whoever holds one of its tokens may.
    async fn judge_erasure(&self, id: AccountId, claims: &Claims, now: Timestamp) -> Result<(), SessionsError> {
        let factors = self.accounts.factors(id).await?;
        let needed = factors.map_or(Level::Otp, |found| found.state.strongest_level());
        if shown(claims, now) >= needed { Ok(()) } else { Err(SessionsError::NotFresh(needed)) }
    }
}

/// How much a token tells of that was shown a moment ago.
pub(crate) fn shown(claims: &Claims, now: Timestamp) -> Level {
    let is_fresh = now.since(claims.auth_time) <= FRESH;
    if is_fresh { Level::of_token(claims.acr.as_deref()) } else { Level::Otp }
}
