//! `/logout`: ends the browser's session where a client asks for it (RP-Initiated Logout 1.0), or the user does.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use pages::{Locale, SignOutPage, Template, Words};
use platform::audit::Act;
use platform::entropy::random;
use platform::http::{BodyUnreadable, PageForm, page, see_other};
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::confirmation::{self, Question};
use shared::authorization::{Parameters, cookie};
use shared::tokens::id_token_hint::IdTokenHint;

use crate::authorize::by_get;
use crate::resume::parameters;
use crate::{LOGOUT_PATH, Service, SignInError};

/// What the page that signs out is about.
const HERE: &str = "sign-out";

pub(crate) async fn get(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let answer = Box::pin(service.log_out(&parameters(query.as_deref()), &headers)).await;
    service.answer(answer, "", &headers)
}

/// The page's own form has a confirmation; a client's request comes again by GET, with the cookies that a form of another
/// site leaves behind.
pub(crate) async fn post(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let shown = form.as_ref().ok().and_then(|form| form.get("confirmation"));
    let answer = match shown {
        Some(shown) => Box::pin(service.confirmed(shown, &headers)).await,
        None => by_get(LOGOUT_PATH, form),
    };
    service.answer(answer, "", &headers)
}

impl Service {
    /// A client with a hint of its own signs the hint's user out; without one, or of somebody else, the user is asked.
    async fn log_out(&self, parameters: &Parameters, headers: &HeaderMap) -> Result<Response, SignInError> {
        let now = self.clock.now();
        parameters.check().map_err(|_| SignInError::Unreadable)?;
        let hint = parameters.get("id_token_hint").map(|text| self.hint(text)).transpose()?;
        let named = parameters.get("client_id");
        if hint.as_ref().is_some_and(|hint| named.is_some_and(|named| named != hint.client)) {
            return Err(SignInError::UnknownHint);
        }
        let back = self.back(parameters, hint.as_ref(), now).await?;
        let visitor = self.visitors.of(headers, None, now).await?;
        match (visitor, hint) {
            (None, _) => self.signed_out(back.as_deref(), headers),
            (Some(visitor), Some(hint)) if hint.account == visitor.cookie.account => {
                self.end(&visitor, now).await?;
                self.signed_out(back.as_deref(), headers)
            }
            (Some(visitor), _) => self.ask(&visitor, platform::http::locale(None, headers), now),
        }
    }

    async fn confirmed(&self, shown: &str, headers: &HeaderMap) -> Result<Response, SignInError> {
        let now = self.clock.now();
        if !has_cookie(headers) {
            // A form of another site, which leaves the cookie behind. The user is asked, and keeps it until then.
            return Ok(see_other(LOGOUT_PATH));
        }
        let Some(visitor) = self.visitors.of(headers, None, now).await? else { return self.signed_out(None, headers) };
        if !confirmation::is_of(shown, Question::SignOut, HERE, &visitor.cookie, &self.keyring, now) {
            return self.ask(&visitor, platform::http::locale(None, headers), now);
        }
        self.end(&visitor, now).await?;
        self.signed_out(None, headers)
    }

    fn hint(&self, text: &str) -> Result<IdTokenHint, SignInError> {
        IdTokenHint::read(text, &self.settings.keys, &self.settings.issuer).map_err(|_| SignInError::UnknownHint)
    }

    /// Where the client wants the user then: only one of its own addresses, and only with a hint that is its own.
    async fn back(
        &self,
        parameters: &Parameters,
        hint: Option<&IdTokenHint>,
        now: Timestamp,
    ) -> Result<Option<String>, SignInError> {
        let Some(uri) = parameters.get("post_logout_redirect_uri") else { return Ok(None) };
        let Some(hint) = hint else { return Ok(None) };
        let client = self.clients.find(&hint.client, now).await?.ok_or(SignInError::UnknownClient)?;
        let own = client.post_logout_redirect(uri).ok_or(SignInError::UnknownPostLogoutRedirect)?;
        let uri = own.as_str();
        let Some(state) = parameters.get("state") else { return Ok(Some(uri.to_owned())) };
        let between = if uri.contains('?') { '&' } else { '?' };
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
        Ok(Some(format!("{uri}{between}{query}")))
    }

    async fn end(&self, visitor: &Visitor, now: Timestamp) -> Result<(), SignInError> {
        let own = visitor.sid();
        self.store.end_with_grants(own, now).await?;
        Act::SessionEnded { session: own.session }.record();
        Ok(())
    }

    fn ask(&self, visitor: &Visitor, locale: Locale, now: Timestamp) -> Result<Response, SignInError> {
        let confirmation = confirmation::seal(Question::SignOut, HERE, &visitor.cookie, &self.keyring, random()?, now)?;
        let html = SignOutPage {
            words: &Words::of_pages(locale)?,
            service: self.settings.service_name.as_str(),
            account: &visitor.shown(&self.keyring),
            confirmation: &confirmation,
        };
        Ok(page(StatusCode::OK, html.render()?, None))
    }

    fn signed_out(&self, back: Option<&str>, headers: &HeaderMap) -> Result<Response, SignInError> {
        let mut answer = if let Some(back) = back {
            see_other(back)
        } else {
            let (locale, service) = (platform::http::locale(None, headers), self.settings.service_name.as_str());
            page(StatusCode::OK, pages::message(locale, service, "signed-out", "signed-out.close")?, None)
        };
        if has_cookie(headers) {
            let removed = HeaderValue::try_from(cookie::remove()).map_err(|_| SignInError::Unsendable)?;
            answer.headers_mut().insert(SET_COOKIE, removed);
        }
        Ok(answer)
    }
}

/// Whether the call brings a session's cookie along, whatever it is worth.
fn has_cookie(headers: &HeaderMap) -> bool {
    let cookies = platform::http::cookies(headers);
    platform::http::cookie_pairs(&cookies).any(|(name, _)| name == cookie::NAME)
}
