//! Forms as OAuth endpoints take them (RFC 6749 §3.2 and Appendix B).

use std::fmt;

use axum::extract::{FromRequest, Request};
use shared::authorization::Parameters;

use super::OAuthError;
use super::body::{self, BodyUnreadable};
use super::client_authentication::{self, Basic};

pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// Whether what a form or a query encodes is text. Read leniently, it would be another text than the one that was sent.
pub fn is_utf8(encoded: &str) -> bool {
    percent_encoding::percent_decode_str(encoded).decode_utf8().is_ok()
}

/// Extracts the parameters of a form, and by what its client authenticates in the header.
#[derive(Clone)]
pub struct OAuthForm {
    parameters: Parameters,
    basic: Option<Basic>,
}

impl OAuthForm {
    /// A parameter; one without a value counts as missing (RFC 6749 §3.1).
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)
    }

    /// A parameter that must be there.
    pub fn required(&self, name: &str) -> Result<&str, OAuthError> {
        self.optional(name).ok_or_else(|| OAuthError::InvalidRequest(format!("{name} is missing.")))
    }

    /// Every parameter; none stands there twice.
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    pub(super) fn basic(&self) -> Option<&Basic> {
        self.basic.as_ref()
    }

    /// Refuses every client but the public one of this name, which need not say it (RFC 6749 §3.2.1).
    pub fn check_client(&self, client_id: &str) -> Result<(), OAuthError> {
        if self.basic.is_some() {
            return Err(OAuthError::InvalidClient { by_header: true });
        }
        let ours = self.optional("client_id").is_none_or(|named| named == client_id);
        let secretive = self.optional("client_secret").is_some();
        if ours && !secretive { Ok(()) } else { Err(OAuthError::InvalidClient { by_header: false }) }
    }
}

impl<S: Send + Sync> FromRequest<S> for OAuthForm {
    type Rejection = OAuthError;

    async fn from_request(request: Request, _: &S) -> Result<Self, OAuthError> {
        let basic = client_authentication::basic(request.headers())?;
        let body = body::read(request, FORM).await.map_err(unreadable)?;
        // What is decoded leniently would be another token than the one that was sent (RFC 6749 Appendix B).
        if !is_utf8(&body) {
            return Err(unreadable(BodyUnreadable::NotUtf8));
        }
        let parameters = Parameters::new(form_urlencoded::parse(body.as_bytes()).into_owned().collect());
        parameters.check().map_err(|fault| refused(fault.rule()))?;
        Ok(Self { parameters, basic })
    }
}

impl fmt::Debug for OAuthForm {
    /// Its values are tokens and secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.parameters.pairs().map(|(name, _)| name)).finish()
    }
}

fn unreadable(body: BodyUnreadable) -> OAuthError {
    match body {
        BodyUnreadable::MediaType => refused(&format!("The body must be {FORM}.")),
        BodyUnreadable::Coding(coding) => OAuthError::ContentCoding(coding),
        BodyUnreadable::TooLarge | BodyUnreadable::Empty | BodyUnreadable::ByteOrderMark | BodyUnreadable::NotUtf8 => {
            refused(&format!("The body {}.", body.rule()))
        }
    }
}

fn refused(rule: &str) -> OAuthError {
    OAuthError::InvalidRequest(rule.to_owned())
}
