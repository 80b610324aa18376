//! The offer of a passkey, to whoever has just signed in by a code in a browser that can make one. The browser was offered it once, then:
//! whoever has declined is not asked again there.

use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use pages::{OfferPage, Template, Words};
use platform::http::{cookie_pairs, cookies, page};
use platform::visitor::Visitor;
use shared::authorization::{AccountChange, Parameters};
use shared::tokens::assurance::Method;

use crate::asker::Asker;
use crate::resume::Going;
use crate::{Service, SignInError};

/// Tells that a browser was offered a passkey. It names nobody.
const COOKIE: &str = "__Host-passkey-offered";
/// The same for a year, which is as long as browsers keep one.
const SET: HeaderValue =
    HeaderValue::from_static("__Host-passkey-offered=1; Max-Age=31536000; Path=/; Secure; HttpOnly; SameSite=Lax");

/// Whether the browser says that it can make a passkey, and was offered none.
pub(crate) fn is_open(parameters: &Parameters, headers: &HeaderMap) -> bool {
    parameters.get("offer") == Some("passkey") && !cookie_pairs(&cookies(headers)).any(|(name, _)| name == COOKIE)
}

impl Service {
    /// Whether an account has no passkey and could have one.
    pub(crate) fn may_offer(&self, visitor: &Visitor) -> bool {
        self.settings.offered.passkeys && !visitor.methods().contains(&Method::Passkey)
    }

    /// The page that offers one, before the flow goes on.
    pub(crate) fn offer(&self, going: &Going<'_>, asker: &Asker, visitor: &Visitor) -> Result<Response, SignInError> {
        let words = Words::of_pages(going.locale)?;
        let html = OfferPage {
            words: &words,
            service: self.settings.service_name.as_str(),
            asker: Some(&asker.shown()),
            flow: going.text,
            add_passkey: &self.addition(going, visitor, &[Method::Passkey], AccountChange::AddPasskey)?,
        };
        let mut answer = page(StatusCode::OK, html.render()?, Some(&asker.origin()));
        answer.headers_mut().append(SET_COOKIE, SET);
        Ok(answer)
    }
}
