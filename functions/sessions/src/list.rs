//! `GET /sessions`, `DELETE /sessions`, `DELETE /sessions/{id}`.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use platform::audit::Act;
use serde::Serialize;
use shared::Timestamp;
use shared::tokens::session::{Device, IdMalformed, Session, SessionId, Sid};

use crate::owner::Owner;
use crate::{Service, SessionsError};

#[derive(Serialize)]
struct Sessions {
    sessions: Vec<Entry>,
}

/// One sign-in, as its owner sees it. Times are Unix seconds, as in a token.
#[derive(Serialize)]
pub(crate) struct Entry {
    id: String,
    current: bool,
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
    amr: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
}

pub(crate) async fn handle(State(service): State<Arc<Service>>, owner: Owner) -> Response {
    match service.live(owner.sid.subject, service.clock.now()).await {
        Ok(sessions) => {
            let entry = |(id, session): &(SessionId, Session)| service.entry(*id, session, owner.sid);
            let sessions = sessions.iter().map(entry).collect();
            platform::http::json(StatusCode::OK, &Sessions { sessions })
        }
        Err(error) => SessionsError::from(error).into_response(),
    }
}

pub(crate) async fn end_all(State(service): State<Arc<Service>>, owner: Owner) -> Result<StatusCode, SessionsError> {
    let count = service.end_everything(owner.sid, service.clock.now()).await?;
    Act::SessionsEnded { count }.record();
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn end_one(
    State(service): State<Arc<Service>>,
    path: Result<Path<String>, PathRejection>,
    owner: Owner,
) -> Result<StatusCode, SessionsError> {
    let id: SessionId = path.map_err(|_| IdMalformed).and_then(|Path(id)| id.parse()).map_err(SessionsError::Id)?;
    let (subject, now) = (owner.sid.subject, service.clock.now());
    let sid = Sid { subject, session: id };
    // Only what exists is revoked: ids that the caller makes up must not fill the table.
    if !service.may_end(sid, owner.sid, now).await? {
        return Err(SessionsError::Unknown);
    }
    if sid == owner.sid {
        service.store.end_own(sid, now).await?;
    } else {
        service.store.end_with_grants(sid, now).await?;
    }
    Act::SessionEnded { session: id }.record();
    Ok(StatusCode::NO_CONTENT)
}

impl Service {
    /// One of the sessions of the caller, whose own one is `own`.
    pub(crate) fn entry(&self, id: SessionId, session: &Session, own: Sid) -> Entry {
        let sid = Sid { subject: own.subject, session: id };
        let Device { network, user_agent } = session.device.open(&self.keyring, sid).unwrap_or_default();
        Entry {
            id: id.to_string(),
            current: sid == own,
            created_at: session.created_at,
            last_used_at: session.rotated_at,
            expires_at: session.expires_at(&self.settings.sessions),
            amr: session.proofs.assurance().methods,
            network,
            user_agent,
        }
    }
}
