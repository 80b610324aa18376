//! Whose sessions a call is about: those of the token that the authorizer let through, and no others.

use axum::extract::FromRequestParts;
use http::request::Parts;
use platform::audit::About;
use platform::http::Principal;
use shared::identity::identifier::{EmailAddress, Identifier, PhoneNumber};
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
        // Only a gateway that forgot its authorizer lets a call come this far without a principal.
        let principal = parts.extensions.get::<Principal>().ok_or(SessionsError::NoOwner)?;
        let sid: Sid = principal.text("sid").and_then(|sid| sid.parse().ok()).ok_or(SessionsError::NoOwner)?;
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        let email = principal.text("email").and_then(|text| EmailAddress::parse(text).ok()).map(Identifier::Email);
        let phone = principal.text("phone_number").and_then(|text| PhoneNumber::parse(text).ok());
        let identifier = email.or(phone.map(|(number, _)| Identifier::Phone(number)));
        Ok(Self { sid, identifier: identifier.ok_or(SessionsError::NoOwner)? })
    }
}
