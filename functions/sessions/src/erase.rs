//! `DELETE /me`: erases the caller's account.

use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use platform::audit::Act;
use platform::notices::Actor;

use crate::owner::Owner;
use crate::{Service, SessionsError};

/// The account goes, with whatever leads to it; so do its sessions and tokens, the caller's own last, so that whoever is told
/// of a failure can ask again. Who comes back is somebody new.
pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    owner: Owner,
    headers: HeaderMap,
) -> Result<StatusCode, SessionsError> {
    let id = owner.sid.subject.account();
    match service.account_of(id, &owner.claims).await {
        // Of one that is erased, what is left is done.
        Ok(_) | Err(SessionsError::Ended) => {}
        Err(refused) => return Err(refused),
    }
    let actor = Actor::Owner { language: platform::http::accept_language(&headers) };
    let count = service.accounts.erase(id, actor, service.clock.now()).await?;
    Act::Erased { count }.record();
    Ok(StatusCode::NO_CONTENT)
}
