//! `POST /signin/code`: asks for a code as a page does. The same rules and budgets as the JSON interface; what comes of it is
//! a page.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use http::HeaderMap;
use pages::{Asker, CodeEntryPage, Locale, RenderFailed, SignInPage, Template, Words};
use platform::http::{BodyUnreadable, Caller, PageForm, Refusal, cookie_pairs, cookies, flow_over, see_other};
use platform::limits::AddressRefused;
use platform::store::StoreError;
use serde_json::Value;
use shared::authorization::flow::{BrowserId, Flow};
use shared::codes::handle::Handle;
use shared::codes::hotp::CodeForm;
use shared::codes::ledger::IssueRefused;
use shared::codes::purpose::CodePurpose;
use shared::identity::identifier::Identifier;

use crate::limits::TextRefused;
use crate::{NumberFault, RequestBody, RequestError, Service};

/// Where pages post the address or number that a code is to go to.
pub const FORM_PATH: &str = "/signin/code";

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let Ok(form) = form else { return flow_over(service.sender.service_name(), &headers) };
    service.by_form(&form, &headers, &caller).await
}

/// What a page was shown with, for another time.
struct Shown<'a> {
    flow: &'a Flow,
    /// The flow, sealed.
    text: &'a str,
    typed: Option<&'a str>,
    challenge: Option<&'a str>,
    locale: Locale,
}

impl Service {
    async fn by_form(&self, form: &PageForm, headers: &HeaderMap, caller: &Caller) -> Response {
        let text = form.get("flow").unwrap_or_default();
        let browsers = BrowserId::of_cookies(cookie_pairs(&cookies(headers)));
        let Ok(flow) = Flow::open(text, &browsers, &self.keyring, &self.region, self.clock.now()) else {
            return flow_over(self.sender.service_name(), headers);
        };
        let locale = platform::http::locale(Some(&flow), headers);
        let challenge = form.get("challenge");
        let Some(body) = self.body(form, locale) else {
            return flow_over(self.sender.service_name(), headers);
        };
        match Box::pin(self.request(&body, headers, caller)).await {
            Ok(answer) => see_other(&format!("{FORM_PATH}?flow={text}&challenge={}", answer.challenge)),
            Err(error) => {
                let shown = Shown { flow: &flow, text, typed: form.get("identifier"), challenge, locale };
                self.refusal(&error, &shown)
            }
        }
    }

    /// What a form asks for: a code to what was typed, or another one for an attempt.
    fn body(&self, form: &PageForm, locale: Locale) -> Option<RequestBody> {
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
        let locale = Value::String(locale.tag().to_owned());
        Some(RequestBody { email, phone, purpose: CodePurpose::SignIn, locale, challenge, device_token: None })
    }

    /// The page once more, with what was wrong: the code may still be entered where another one was not sent.
    fn refusal(&self, error: &RequestError, shown: &Shown<'_>) -> Response {
        let problem = error.problem();
        let form_target = shown.flow.redirect().map(|uri| uri.origin());
        let html = self.asked_again(error, shown, problem.wait());
        Refusal::of(&problem, error, form_target.as_deref()).page(html)
    }

    fn asked_again(&self, error: &RequestError, shown: &Shown<'_>, wait: Option<u64>) -> Result<String, RenderFailed> {
        let Shown { flow, text, typed, challenge, locale } = *shown;
        let words = Words::of_pages(locale)?;
        let asker = Asker::of(flow);
        let fault = words.say_and_wait(wrong(error, &words)?, wait)?;
        let attempt = challenge.and_then(|challenge| {
            let now = self.clock.now();
            let (handle, _) = Handle::open(challenge, &self.keyring, &self.region, now).ok()?;
            Some((challenge, handle.identifier.to_string(), handle.expires_at.since(now).div_ceil(60), handle.form))
        });
        match &attempt {
            Some((challenge, destination, minutes, form)) => CodeEntryPage {
                words: &words,
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
                words: &words,
                service: self.sender.service_name(),
                asker: asker.as_ref(),
                flow: text,
                takes_numbers: self.sms_countries.is_some(),
                identifier: typed.unwrap_or_default(),
                fault: &fault,
            }
            .render(),
        }
    }
}

/// What a person reads of an error.
fn wrong(error: &RequestError, words: &Words) -> Result<String, RenderFailed> {
    if let RequestError::Phone { likely: Some(likely), .. } = error {
        return words.say_of("wrong-number.perhaps", &[("number", likely.e164())]);
    }
    words.say(match error {
        RequestError::Phone { kind: NumberFault::SmsOff, .. } => "wrong-texts-off",
        RequestError::Phone { kind: NumberFault::Country, .. } => "wrong-country",
        RequestError::Phone { kind: NumberFault::Number, .. } | RequestError::Recipient { field: "phone", .. } => {
            "wrong-number"
        }
        RequestError::Invalid(fault) if fault.field == "phone" => "wrong-number",
        RequestError::Invalid(_) | RequestError::Recipient { .. } => "wrong-email",
        RequestError::Handle(_)
        | RequestError::OtherIdentifier
        | RequestError::OtherPurpose
        | RequestError::Refused(IssueRefused::UnknownChallenge) => "wrong-attempt",
        RequestError::Refused(IssueRefused::TooSoon { .. }) => "wrong-too-soon",
        RequestError::Refused(IssueRefused::SendsSpent { .. }) => "wrong-too-many-codes",
        RequestError::Address(AddressRefused::Spent { .. }) => "wrong-too-many-calls",
        RequestError::Text(TextRefused::BudgetSpent { .. } | TextRefused::BlockStopped { .. }) => "wrong-no-texts",
        RequestError::Store(StoreError::Contended)
        | RequestError::Address(AddressRefused::Store(StoreError::Contended))
        | RequestError::Text(TextRefused::Store(StoreError::Contended)) => "wrong-at-once",
        RequestError::Store(_)
        | RequestError::Address(AddressRefused::Store(_))
        | RequestError::Text(TextRefused::Store(_)) => "wrong-unavailable",
        RequestError::TooFast { .. } | RequestError::NotSent { .. } => "wrong-not-sent",
        RequestError::Send(_) | RequestError::Entropy(_) | RequestError::Seal(_) => "wrong-internal",
    })
}

/// Whether what was typed is meant as a number: an address has an `@`, and a number digits in whatever is put around them.
fn is_number(typed: &str) -> bool {
    !typed.contains(['@', '＠']) && typed.chars().any(char::is_numeric) && !typed.chars().any(char::is_alphabetic)
}
