//! `DELETE /me`: erases the caller's account.

use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use platform::audit::Act;
use platform::notices::Actor;
use shared::Timestamp;
use shared::identity::account::AccountId;
use shared::tokens::Claims;
use shared::tokens::assurance::{Level, Method};

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
        let needed = match factors.and_then(|found| found.state.strongest()) {
            Some(Method::Passkey) => Level::PhishingResistant,
            Some(_) => Level::TwoStep,
            None => return Ok(()),
        };
        let is_fresh = now.since(claims.auth_time) <= FRESH;
        let has_shown = Level::of_token(claims.acr.as_deref()) >= needed;
        if is_fresh && has_shown { Ok(()) } else { Err(SessionsError::NotFresh(needed)) }
    }
}
