//! `DELETE /me`: erases the caller's account.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use platform::audit::Act;

use crate::owner::Owner;
use crate::{Service, SessionsError};

/// The account goes, with whatever leads to it; so do its sessions and tokens, the caller's own last, so that whoever is told
/// of a failure can ask again. Who comes back is somebody new.
pub(crate) async fn handle(State(service): State<Arc<Service>>, owner: Owner) -> Result<StatusCode, SessionsError> {
    let count = service.accounts.erase(owner.sid.subject.account(), service.clock.now()).await?;
    Act::Erased { count }.record();
    Ok(StatusCode::NO_CONTENT)
}
