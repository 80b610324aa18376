//! The answer at the client's redirect URI (RFC 6749 §4.1.2), with the issuer that it comes from (RFC 9207).

use axum::response::Response;
use form_urlencoded::Serializer;
use platform::http::see_other;
use shared::authorization::AuthorizationError;
use shared::tokens::Issuer;

/// Where an answer goes, and what goes back with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Callback<'a> {
    /// One of the client's.
    pub(crate) redirect_uri: &'a str,
    /// As it came.
    pub(crate) state: Option<&'a str>,
    /// We.
    pub(crate) issuer: &'a Issuer,
}

impl Callback<'_> {
    /// Hands the client its code.
    pub(crate) fn code(&self, code: &str) -> Response {
        self.answer(&[("code", code)])
    }

    /// Tells the client why there is none.
    pub(crate) fn error(&self, error: AuthorizationError) -> Response {
        self.answer(&[("error", error.code()), ("error_description", error.description())])
    }

    fn answer(&self, parameters: &[(&str, &str)]) -> Response {
        // A query that is registered stays as it is (RFC 6749 §3.1.2).
        let between = if self.redirect_uri.contains('?') { '&' } else { '?' };
        let mut query = Serializer::new(String::new());
        query.extend_pairs(parameters);
        if let Some(state) = self.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", self.issuer.as_str());
        see_other(&format!("{}{between}{}", self.redirect_uri, query.finish()))
    }
}
