//! Whose sessions a call is about: those of its access token, and no others.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use platform::audit::About;
use shared::tokens::Claims;
use shared::tokens::session::Sid;

use crate::SessionsError;

/// The caller.
pub(crate) struct Owner {
    pub(crate) sid: Sid,
}

impl<S: Send + Sync> FromRequestParts<S> for Owner {
    type Rejection = SessionsError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, SessionsError> {
        let claims = parts.extensions.get::<Arc<Claims>>().ok_or(SessionsError::NoOwner)?;
        let sid: Sid = claims.sid.parse().map_err(|_| SessionsError::NoOwner)?;
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        Ok(Self { sid })
    }
}
