//! `POST /signin/code`: asks for a code as a page does. The same rules and budgets as the JSON interface; what comes of it is
//! a page.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::header::ACCEPT_LANGUAGE;
use http::{HeaderMap, StatusCode};
use pages::{Asker, CodeEntryPage, MessagePage, RenderFailed, SignInPage, Template};
use platform::http::{
    BodyUnreadable, Caller, PageForm, Problem, Reason, cookie_pairs, cookies, page, retry_after, see_other,
};
use serde_json::Value;
use shared::authorization::flow::{BrowserId, Flow};
use shared::codes::handle::Handle;
use shared::codes::hotp::CodeForm;
use shared::identity::identifier::Identifier;
use shared::tokens::client::RedirectUri;

use crate::{RequestBody, RequestError, Service};

/// Where pages post the address or number that a code is to go to.
pub const FORM_PATH: &str = "/signin/code";

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let Ok(form) = form else { return service.over(StatusCode::BAD_REQUEST) };
    service.by_form(&form, &headers, &caller).await
}

impl Service {
    async fn by_form(&self, form: &PageForm, headers: &HeaderMap, caller: &Caller) -> Response {
        let text = form.get("flow").unwrap_or_default();
        let browsers = BrowserId::of_cookies(cookie_pairs(&cookies(headers)));
        let Ok(flow) = Flow::open(text, &browsers, &self.keyring, &self.region, self.clock.now()) else {
            return self.over(StatusCode::BAD_REQUEST);
        };
        let locale = flow.request().and_then(|request| request.ui_locales.clone()).or_else(|| {
            let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|languages| languages.to_str().ok());
            accepted.map(str::to_owned)
        });
        let challenge = form.get("challenge");
        let Some(body) = self.body(form, locale) else { return self.over(StatusCode::BAD_REQUEST) };
        match Box::pin(self.request(&body, headers, caller)).await {
            Ok(answer) => see_other(&format!("{FORM_PATH}?flow={text}&challenge={}", answer.challenge)),
            Err(error) => self.refusal(&error, &flow, text, form.get("identifier"), challenge),
        }
    }

    /// What a form asks for: a code to what was typed, or another one for an attempt.
    fn body(&self, form: &PageForm, locale: Option<String>) -> Option<RequestBody> {
        let (mut email, mut phone) = (None, None);
        let challenge = form.get("challenge").map(str::to_owned);
        match &challenge {
            Some(text) => {
                let (handle, _) = Handle::open(text, &self.keyring, &self.region, self.clock.now()).ok()?;
                match handle.identifier {
                    Identifier::Email(address) => email = Some(address.identity()),
                    Identifier::Phone(number) => phone = Some(number.e164().to_owned()),
                }
            }
            None => match form.get("identifier").map(str::to_owned) {
                Some(typed) if is_number(&typed) => phone = Some(typed),
                typed => email = Some(typed.unwrap_or_default()),
            },
        }
        let locale = locale.map(Value::String).unwrap_or_default();
        Some(RequestBody { email, phone, locale, challenge, device_token: None })
    }

    /// The page once more, with what was wrong: the code may still be entered where another one was not sent.
    fn refusal(
        &self,
        error: &RequestError,
        flow: &Flow,
        text: &str,
        typed: Option<&str>,
        challenge: Option<&str>,
    ) -> Response {
        let problem = error.problem();
        let asker = asker(flow);
        let fault = problem.in_words();
        let attempt = challenge.and_then(|challenge| {
            let now = self.clock.now();
            let (handle, _) = Handle::open(challenge, &self.keyring, &self.region, now).ok()?;
            Some((challenge, handle.identifier.to_string(), handle.expires_at.since(now).div_ceil(60), handle.form))
        });
        let html = match &attempt {
            Some((challenge, destination, minutes, form)) => CodeEntryPage {
                service: self.sender.service_name(),
                asker: asker.as_ref(),
                flow: text,
                challenge,
                destination,
                minutes: *minutes,
                is_long: *form == CodeForm::Long,
                fault: &fault,
            }
            .render(),
            None => SignInPage {
                service: self.sender.service_name(),
                asker: asker.as_ref(),
                flow: text,
                takes_numbers: self.sms_countries.is_some(),
                identifier: typed.unwrap_or_default(),
                fault: &fault,
            }
            .render(),
        };
        let origin =
            flow.request().and_then(|request| RedirectUri::parse(&request.redirect_uri).ok()).map(|uri| uri.origin());
        let mut response = answer(html, problem.status(), problem.code(), error.to_string(), origin.as_deref());
        if let Some(seconds) = problem.wait() {
            retry_after(&mut response, seconds);
        }
        response
    }

    /// The page for a form that belongs to no flow of this browser.
    fn over(&self, status: StatusCode) -> Response {
        let message = MessagePage {
            service: self.sender.service_name(),
            title: "Start again",
            text: "This page is too old, or was begun in another browser. Go back to the app, and sign in from there.",
        };
        answer(message.render(), status, "flow-refused", "the flow is over".to_owned(), None)
    }
}

/// A page that is no success; what is behind it goes to the log.
fn answer(
    html: Result<String, RenderFailed>,
    status: StatusCode,
    code: &'static str,
    cause: String,
    origin: Option<&str>,
) -> Response {
    let mut response = match html {
        Ok(html) => page(status, html, origin),
        Err(_) => Problem::internal().into_response(),
    };
    response.extensions_mut().insert(Reason { code, cause: Some(cause) });
    response
}

fn asker(flow: &Flow) -> Option<Asker> {
    let redirect = RedirectUri::parse(&flow.request()?.redirect_uri);
    let host = redirect.map(|uri| uri.host_shown().to_owned()).unwrap_or_default();
    Some(Asker { name: flow.client_name()?.to_owned(), host })
}

/// Whether what was typed is meant as a number: an address has an `@`, and a number digits in whatever is put around them.
fn is_number(typed: &str) -> bool {
    !typed.contains(['@', '＠']) && typed.chars().any(char::is_numeric) && !typed.chars().any(char::is_alphabetic)
}
