//! The caller's sign-ins: `GET /sessions`, `DELETE /sessions/{id}`, `DELETE /sessions`, `DELETE /me`, and
//! `POST /revoke` (RFC 7009) for whoever holds a token. Ends what others began; it cannot sign.

use std::sync::Arc;

use axum::{Router, routing};
use shared::aws::Aws;
use shared::clock::{Clock, Timestamp};
use shared::config::{ConfigFaults, Environment, SessionsConfig};
use shared::http::OAuthError;
use shared::revocation::{OUTLIVES_EVERY_TOKEN, Revocation};
use shared::session::{Session, SessionId, SubjectKey};
use shared::store::{Change, Key, Store, StoreError};

mod erase;
mod error;
mod list;
mod owner;
mod revoke;

pub use error::SessionsError;
pub use revoke::RevokeError;

/// Where sign-ins are listed, and all of them ended.
pub const SESSIONS_PATH: &str = "/sessions";
/// Where one is ended.
pub const SESSION_PATH: &str = "/sessions/{id}";
/// Where a token is revoked by whoever holds it.
pub const REVOKE_PATH: &str = "/revoke";
/// Where everything about the caller is erased.
pub const ME_PATH: &str = "/me";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    config: SessionsConfig,
    store: Store,
    clock: Clock,
}

/// Builds the function from its environment.
pub fn start(environment: &Environment) -> Result<Router, ConfigFaults> {
    let config = SessionsConfig::read(environment)?;
    let aws = Aws::new(config.aws.clone());
    Ok(router(Service::new(config, &aws, Clock::system())))
}

/// The function's routes.
pub fn router(service: Service) -> Router {
    let revoke = routing::post(revoke::handle).fallback(|| async { OAuthError::MethodNotAllowed });
    let routes = Router::new()
        .route(SESSIONS_PATH, shared::http::route(routing::get(list::handle).delete(list::end_all)))
        .route(SESSION_PATH, shared::http::route(routing::delete(list::end_one)))
        .route(ME_PATH, shared::http::route(routing::delete(erase::handle)))
        .route(REVOKE_PATH, revoke);
    shared::http::finish(routes.with_state(Arc::new(service)))
}

impl Service {
    /// Works as `config` says; the clock is the caller's choice.
    pub fn new(config: SessionsConfig, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), config.table.clone());
        Self { config, store, clock }
    }

    /// The sessions of a subject that still count, the one used last first.
    async fn live(&self, subject: SubjectKey, now: Timestamp) -> Result<Vec<(SessionId, Session)>, StoreError> {
        let mut sessions = self.store.sessions(subject).await?;
        sessions.retain(|(_, session)| now < session.expires_at(&self.config.sessions));
        sessions.sort_by_key(|(id, session)| (std::cmp::Reverse(session.rotated_at), *id));
        Ok(sessions)
    }

    /// Ends every session of a subject, and every token that was issued before now.
    async fn end_everything(&self, subject: SubjectKey, now: Timestamp) -> Result<usize, StoreError> {
        let expires_at = now.plus(OUTLIVES_EVERY_TOKEN);
        let revocation = Revocation::Subject { not_before: now };
        let mut changes = vec![Change::Revoke { subject, revocation, expires_at }];
        let sessions = self.store.sessions(subject).await?;
        // The moment alone would miss a token that a machine with a fast clock issued.
        changes.extend(sessions.iter().flat_map(|(session, _)| end(subject, *session, now)));
        self.store.apply(&changes).await?;
        Ok(sessions.len())
    }
}

/// Ends a session: no refresh from now on, and no access token of it counts. Without its item no refresh can be booked,
/// so one that is on its way loses.
fn end(subject: SubjectKey, session: SessionId, now: Timestamp) -> [Change; 2] {
    let (revocation, expires_at) = (Revocation::Session(session), now.plus(OUTLIVES_EVERY_TOKEN));
    [Change::Delete(Key::session(subject, session)), Change::Revoke { subject, revocation, expires_at }]
}
