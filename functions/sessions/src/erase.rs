//! `DELETE /me`: forgets everything about the caller.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use platform::audit::Act;
use platform::store::{Decision, Expected, Key, OUTLIVES_EVERY_WRITE};
use shared::codes::ledger::{Ledger, erase};

use crate::owner::Owner;
use crate::{Service, SessionsError};

/// The ledger goes, but for the times of a day's sends; every session goes; a revocation stays until the last token of
/// the caller has expired. `ada+news@example.org` has no ledger of its own: the one of `ada@example.org` stays as it is,
/// or whoever has a tag of an address could have its budgets filled again.
pub(crate) async fn handle(State(service): State<Arc<Service>>, owner: Owner) -> Result<StatusCode, SessionsError> {
    let now = service.clock.now();
    let ledger = Key::ledger(&service.keyring.lookup_hash(&owner.identifier));
    let own = owner.identifier.canonical() == owner.identifier.budget_name();
    let decide = |found: Option<&Ledger>| match found.map(|found| (found, erase(found, now))) {
        Some((found, next)) if own && *found != next => {
            // A write that was held up must not find the place empty.
            let expires_at = next.expires_at().max(now.plus(OUTLIVES_EVERY_WRITE));
            Decision::Write { expires_at, next, outcome: () }
        }
        _ => Decision::Keep(()),
    };
    service.store.settle(&ledger, Expected::Unknown, decide).await?;
    // Last, since it ends the token that the caller would try again with.
    let count = service.end_everything(owner.sid, now).await?;
    Act::Erased { count }.record();
    Ok(StatusCode::NO_CONTENT)
}
