//! `POST /signin/code`: asks for a code as a page does. The same rules and budgets as the JSON interface; what comes of it is
//! a page.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use http::HeaderMap;
use pages::{Asker, CodeEntryPage, SignInPage, Template};
use platform::http::{BodyUnreadable, Caller, PageForm, Refusal, cookie_pairs, cookies, flow_over, see_other};
use serde_json::Value;
use shared::authorization::flow::{BrowserId, Flow};
use shared::codes::handle::Handle;
use shared::codes::hotp::CodeForm;
use shared::codes::purpose::CodePurpose;
use shared::identity::identifier::Identifier;

use crate::{RequestBody, RequestError, Service};

/// Where pages post the address or number that a code is to go to.
pub const FORM_PATH: &str = "/signin/code";

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let Ok(form) = form else { return flow_over(service.sender.service_name()) };
    service.by_form(&form, &headers, &caller).await
}

impl Service {
    async fn by_form(&self, form: &PageForm, headers: &HeaderMap, caller: &Caller) -> Response {
        let text = form.get("flow").unwrap_or_default();
        let browsers = BrowserId::of_cookies(cookie_pairs(&cookies(headers)));
        let Ok(flow) = Flow::open(text, &browsers, &self.keyring, &self.region, self.clock.now()) else {
            return flow_over(self.sender.service_name());
        };
        let locale = flow.request().and_then(|request| request.ui_locales.clone()).or_else(|| {
            Some(platform::http::accept_language(headers).to_owned()).filter(|languages| !languages.is_empty())
        });
        let challenge = form.get("challenge");
        let Some(body) = self.body(form, locale) else { return flow_over(self.sender.service_name()) };
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
        Some(RequestBody { email, phone, purpose: CodePurpose::SignIn, locale, challenge, device_token: None })
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
        let asker = Asker::of(flow);
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
        let form_target = flow.redirect().map(|uri| uri.origin());
        let refusal = Refusal {
            status: problem.status(),
            code: problem.code(),
            cause: error,
            wait: problem.wait(),
            form_target: form_target.as_deref(),
        };
        refusal.page(html)
    }
}

/// Whether what was typed is meant as a number: an address has an `@`, and a number digits in whatever is put around them.
fn is_number(typed: &str) -> bool {
    !typed.contains(['@', '＠']) && typed.chars().any(char::is_numeric) && !typed.chars().any(char::is_alphabetic)
}
