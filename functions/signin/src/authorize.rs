//! `/authorize`: takes a request by GET or POST (OpenID Connect Core §3.1.2.1).

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use platform::entropy::random;
use platform::http::{BodyUnreadable, PageForm, is_utf8, see_other};
use platform::visitor::Visitor;
use shared::authorization::flow::{BrowserId, Destination, Flow};
use shared::authorization::{
    Answer, AuthorizationError, AuthorizationRequest, Next, Parameters, PushedRequest, decide, state,
};
use shared::identity::account::AccountId;
use shared::tokens::client::Client;
use shared::tokens::id_token_hint::IdTokenHint;

use crate::callback::Callback;
use crate::{AUTHORIZE_PATH, RESUME_PATH, SIGN_IN_PATH, STEP_PATH, Service, SignInError};

/// Longest query that is taken, in bytes: the gateway takes 10 kB of headers in all, cookies among them.
const LONGEST_QUERY: usize = 6_144;

pub(crate) async fn get(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let answer = Box::pin(service.authorize(&query.unwrap_or_default(), &headers)).await;
    service.answer(answer, "", &headers)
}

/// A form of another site brings no cookie of ours along (`SameSite=Lax`): the browser comes again by GET, and brings them.
pub(crate) async fn post(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    service.answer(by_get(AUTHORIZE_PATH, form), "", &headers)
}

/// Sends a browser that has posted a request to the same one by GET.
pub(crate) fn by_get(path: &str, form: Result<PageForm, BodyUnreadable>) -> Result<Response, SignInError> {
    let form = form.map_err(|_| SignInError::Unreadable)?;
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(form.pairs()).finish();
    if query.len() > LONGEST_QUERY {
        return Err(SignInError::Unreadable);
    }
    Ok(see_other(&format!("{path}?{query}")))
}

impl Service {
    async fn authorize(&self, query: &str, headers: &HeaderMap) -> Result<Response, SignInError> {
        // Read leniently, another `state` would go back than came.
        if query.len() > LONGEST_QUERY || !is_utf8(query) {
            return Err(SignInError::Unreadable);
        }
        let now = self.clock.now();
        let parameters = Parameters::new(form_urlencoded::parse(query.as_bytes()).into_owned().collect());
        let client = parameters.get("client_id").ok_or(SignInError::UnknownClient)?;
        let pushed = self.pushed(&parameters, client, now)?;
        let pushed_to = pushed.as_ref().map(|pushed| pushed.request.redirect_uri.clone());
        let redirect_uri = pushed_to.or_else(|| parameters.get("redirect_uri").map(str::to_owned));
        let redirect_uri = redirect_uri.ok_or(SignInError::UnknownRedirect)?;
        let asker = self.asker(client, &redirect_uri, now).await?;
        let client = &asker.client;
        let returned = match &pushed {
            Some(pushed) => pushed.request.state.clone(),
            None => state(&parameters).unwrap_or_default(),
        };
        let callback =
            Callback { redirect_uri: &redirect_uri, state: returned.as_deref(), issuer: &self.settings.issuer };
        let judged = match pushed {
            Some(PushedRequest { id, request, expected, .. }) => Ok((request, expected, Some(id))),
            None => AuthorizationRequest::judge(&parameters, client, &redirect_uri)
                .and_then(|request| Ok((request, self.expected(&parameters, client)?, None))),
        };
        let (request, expected, pushed) = match judged {
            Ok(taken) => taken,
            Err(refused) => return Ok(callback.error(refused)),
        };
        if let Err(refused) = self.check_resource(&request, now).await? {
            return Ok(callback.error(refused));
        }

        let known = BrowserId::of_cookies(platform::http::cookie_pairs(&platform::http::cookies(headers)));
        let is_new = known.is_empty();
        let browser = match known.first() {
            Some(browser) => *browser,
            None => BrowserId::from_random(random()?),
        };
        if let Some(pushed) = pushed {
            self.book_browser(pushed, browser, now).await?;
        }
        let visitor = self.visitors.of(headers, Some(client.id.as_str()), now).await?;
        let before = visitor.as_ref().map(|visitor| visitor.session.state.current);
        let region = self.settings.table.aws.region.clone();
        let (name, has_logo) = (client.name.as_str().to_owned(), client.logo.is_some());
        let destination = Destination::Client { request: request.clone(), name, has_logo };
        let flow = Flow { destination, expected, pushed, before, browser, started_at: now, region };
        let signed_in = visitor.as_ref().map(Visitor::signed_in);
        let asking = self.asking(&asker, &request, now).await?;
        let page = match decide(&flow, &request, &asking, signed_in, Answer::None, now) {
            Next::SignIn => SIGN_IN_PATH,
            Next::Further(_) => STEP_PATH,
            Next::Confirm => RESUME_PATH,
            Next::Code(proofs) => {
                return self.issue(&flow, &request, client, visitor.as_ref().zip(Some(proofs)), now).await;
            }
            Next::Refuse(refused) => return Ok(callback.error(refused)),
        };
        let mut answer = see_other(&format!("{page}?flow={}", flow.seal(&self.keyring, random()?)?));
        if is_new {
            let cookie = HeaderValue::try_from(browser.set_cookie()).map_err(|_| SignInError::Unsendable)?;
            answer.headers_mut().insert(SET_COOKIE, cookie);
        }
        Ok(answer)
    }

    /// Whom the client says to have before it; another client's token is no hint.
    pub(crate) fn expected(
        &self,
        parameters: &Parameters,
        client: &Client,
    ) -> Result<Option<AccountId>, AuthorizationError> {
        let Some(text) = parameters.get("id_token_hint") else { return Ok(None) };
        let hint = IdTokenHint::read(text, &self.settings.keys, &self.settings.issuer).ok();
        let own = hint.filter(|hint| hint.client == client.id.as_str());
        let rule =
            AuthorizationError::InvalidRequest("id_token_hint must be an ID token that this client was given here.");
        own.map(|hint| Some(hint.account)).ok_or(rule)
    }
}
