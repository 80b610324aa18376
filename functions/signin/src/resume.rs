//! `GET /signin/continue`: goes on with a flow, once its browser has proven who it is.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use pages::{Asker, ConfirmPage, Template};
use platform::entropy::random;
use platform::http::{page, see_other};
use shared::Timestamp;
use shared::authorization::code::{self, AuthorizationCode, Contact};
use shared::authorization::confirmation::{self, Question};
use shared::authorization::flow::{BrowserId, Flow};
use shared::authorization::{Answer, Asking, AuthorizationError, Next, Parameters, decide, has_scope};
use shared::identity::identifier::Identifier;
use shared::tokens::client::{Client, Consent, RedirectUri};
use shared::tokens::session::SessionId;

use crate::callback::Callback;
use crate::visitor::Visitor;
use crate::{SIGN_IN_PATH, Service, SignInError};

/// A flow that goes on, with the client that it is for.
pub(crate) struct Going<'a> {
    /// As it was sealed.
    pub(crate) text: &'a str,
    pub(crate) flow: Flow,
    pub(crate) client: Arc<Client>,
    /// Where its answer goes.
    pub(crate) redirect: RedirectUri,
}

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = parameters(query.as_deref());
    let answer = Box::pin(service.resume(parameters.get("flow").unwrap_or_default(), &headers)).await;
    service.answer(answer)
}

/// What a client is to the decision over its request.
pub(crate) fn asking(client: &Client, redirect: &RedirectUri) -> Asking {
    Asking { is_first_party: client.consent == Consent::FirstParty, is_native: redirect.is_native() }
}

/// The parameters of a page's URL.
pub(crate) fn parameters(query: Option<&str>) -> Parameters {
    Parameters::new(form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect())
}

impl Service {
    /// Opens a flow of the calling browser. Its client may have changed meanwhile, and its redirect URIs with it.
    pub(crate) async fn open<'a>(
        &self,
        text: &'a str,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Going<'a>, SignInError> {
        let browsers = BrowserId::of_cookies(platform::http::cookie_pairs(&platform::http::cookies(headers)));
        let flow = Flow::open(text, &browsers, &self.keyring, &self.settings.table.aws.region, now)?;
        let client = self.clients.find(&flow.request.client, now).await?.ok_or(SignInError::UnknownClient)?;
        let redirect = client.redirect(&flow.request.redirect_uri).ok_or(SignInError::UnknownRedirect)?;
        Ok(Going { text, flow, client, redirect })
    }

    async fn resume(&self, text: &str, headers: &HeaderMap) -> Result<Response, SignInError> {
        let now = self.clock.now();
        let going = self.open(text, headers, now).await?;
        let visitor = self.visitor(headers, Some(going.client.id.as_str()), now).await?;
        self.proceed(&going, visitor.as_ref(), Answer::None, now)
    }

    /// Does what is decided over a flow.
    pub(crate) fn proceed(
        &self,
        going: &Going<'_>,
        visitor: Option<&Visitor>,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Response, SignInError> {
        let signed_in = visitor.map(Visitor::signed_in);
        match (decide(&going.flow, asking(&going.client, &going.redirect), signed_in, answer, now), visitor) {
            (Next::Confirm, Some(visitor)) => self.confirm(going, visitor, now),
            (Next::SignIn | Next::Confirm, _) => Ok(see_other(&format!("{SIGN_IN_PATH}?flow={}", going.text))),
            (Next::Code, visitor) => self.issue(&going.flow, &going.client, visitor, now),
            (Next::Refuse(refused), _) => Ok(self.callback(&going.flow).error(refused)),
        }
    }

    /// Hands the client a code of what the visitor has granted.
    pub(crate) fn issue(
        &self,
        flow: &Flow,
        client: &Client,
        visitor: Option<&Visitor>,
        now: Timestamp,
    ) -> Result<Response, SignInError> {
        let callback = self.callback(flow);
        let Some(visitor) = visitor else { return Ok(callback.error(AuthorizationError::LoginRequired)) };
        let asker = code::Asker {
            account: visitor.cookie.account,
            account_revision: visitor.account.revision,
            browser: visitor.cookie.session,
            session: visitor.session.clone(),
            contact: if client.contact_in_id_token { self.contact(flow, visitor) } else { Contact::default() },
        };
        let code = AuthorizationCode::new(flow, asker, SessionId::from_random(random()?), now);
        Ok(callback.code(&code.seal(&self.keyring, random()?)?))
    }

    fn confirm(&self, going: &Going<'_>, visitor: &Visitor, now: Timestamp) -> Result<Response, SignInError> {
        let confirmation =
            confirmation::seal(Question::Consent, going.text, &visitor.cookie, &self.keyring, random()?, now)?;
        let html = ConfirmPage {
            service: self.settings.service_name.as_str(),
            asker: &going.asker(),
            account: &self.shown(visitor),
            grants: &going.grants(),
            flow: going.text,
            confirmation: &confirmation,
        };
        Ok(page(StatusCode::OK, html.render()?, Some(&going.origin())))
    }

    pub(crate) fn callback<'a>(&'a self, flow: &'a Flow) -> Callback<'a> {
        let request = &flow.request;
        Callback { redirect_uri: &request.redirect_uri, state: request.state.as_deref(), issuer: &self.settings.issuer }
    }

    /// The visitor's account as the visitor knows it: its primary identifier, masked.
    pub(crate) fn shown(&self, visitor: &Visitor) -> String {
        let Visitor { account, cookie, .. } = visitor;
        let opened = account.state.primary.sealed.open(cookie.account, &self.keyring);
        opened.map(|identifier| identifier.to_string()).unwrap_or_default()
    }

    /// The first address and number of the account, as far as the request's scope goes.
    fn contact(&self, flow: &Flow, visitor: &Visitor) -> Contact {
        let mut contact = Contact::default();
        for own in visitor.account.state.identifiers() {
            match own.sealed.open(visitor.cookie.account, &self.keyring) {
                Ok(Identifier::Email(address)) if has_scope(&flow.request.scope, "email") => {
                    contact.email.get_or_insert(address.identity());
                }
                Ok(Identifier::Phone(number)) if has_scope(&flow.request.scope, "phone") => {
                    contact.phone_number.get_or_insert(number.e164().to_owned());
                }
                Ok(_) | Err(_) => {}
            }
        }
        contact
    }
}

impl Going<'_> {
    /// Who asks, for every page of the flow.
    pub(crate) fn asker(&self) -> Asker {
        Asker { name: self.client.name.as_str().to_owned(), host: self.redirect.host_shown().to_owned() }
    }

    /// Where a form of the flow may end: a browser follows no redirect of a form that the page's policy does not list.
    pub(crate) fn origin(&self) -> String {
        self.redirect.origin()
    }

    /// What the client asks for, in words.
    fn grants(&self) -> Vec<String> {
        let words = |part: &str| match part {
            "openid" => None,
            "email" => Some("see your email address".to_owned()),
            "phone" => Some("see your phone number".to_owned()),
            "offline_access" => Some("stay signed in after you sign out here".to_owned()),
            "account" => Some("change your account".to_owned()),
            other => Some(format!("use {other}")),
        };
        self.flow.request.scope.split(' ').filter_map(words).collect()
    }
}
