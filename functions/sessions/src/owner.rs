//! Whose sessions a call is about: those of its access token, and no others.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use platform::audit::About;
use shared::identity::identifier::{EmailAddress, Identifier, PhoneNumber};
use shared::tokens::Claims;
use shared::tokens::session::Sid;

use crate::SessionsError;

/// The caller.
pub(crate) struct Owner {
    pub(crate) sid: Sid,
    /// The identifier that the sign-in proved.
    pub(crate) identifier: Identifier,
}

impl<S: Send + Sync> FromRequestParts<S> for Owner {
    type Rejection = SessionsError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, SessionsError> {
        let claims = parts.extensions.get::<Arc<Claims>>().ok_or(SessionsError::NoOwner)?;
        let sid: Sid = claims.sid.parse().map_err(|_| SessionsError::NoOwner)?;
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        let email =
            claims.contact.email.as_deref().and_then(|text| EmailAddress::parse(text).ok()).map(Identifier::Email);
        let phone = claims.contact.phone_number.as_deref().and_then(|text| PhoneNumber::parse(text).ok());
        let identifier = email.or(phone.map(|(number, _)| Identifier::Phone(number)));
        Ok(Self { sid, identifier: identifier.ok_or(SessionsError::NoOwner)? })
    }
}
