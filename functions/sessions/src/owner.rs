//! Whose sessions a call is about: those of its access token, and no others.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use platform::audit::About;
use shared::tokens::Claims;
use shared::tokens::session::Sid;

use crate::{Service, SessionsError};

/// The caller, who holds a token of the codes' own interface: what an OAuth client was given opens none of this, whomever it
/// is for.
pub(crate) struct Owner {
    pub(crate) sid: Sid,
    /// What the token says.
    pub(crate) claims: Arc<Claims>,
}

impl FromRequestParts<Arc<Service>> for Owner {
    type Rejection = SessionsError;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, SessionsError> {
        let claims = parts.extensions.get::<Arc<Claims>>().ok_or(SessionsError::NoOwner)?;
        let settings = &service.settings;
        if claims.aud != settings.audience || claims.client_id != settings.client_id {
            return Err(SessionsError::OfClient);
        }
        let sid: Sid = claims.sid.parse().map_err(|_| SessionsError::NoOwner)?;
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        Ok(Self { sid, claims: Arc::clone(claims) })
    }
}
