//! `POST /signin/code`: asks for a code as a page does. The same rules and budgets as the JSON interface; what comes of it is
//! a page.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use http::HeaderMap;
use pages::{Asker, Fault, Locale, RenderFailed, SignInPage, Template, Words};
use platform::http::{
    BodyUnreadable, Caller, PageForm, Refusal, ask_again, cookie_pairs, cookies, flow_over, out_of_order, see_other,
};
use platform::limits::AddressRefused;
use platform::store::StoreError;
use serde_json::Value;
use shared::authorization::flow::{BrowserId, Flow};
use shared::codes::handle::Handle;
use shared::codes::ledger::{IssueRefused, Pool};
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
    /// Whether the last mail's link counts still where strangers' sends are spent.
    has_link: bool,
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
                let has_link = self.leaves_link(&body);
                let shown = Shown { flow: &flow, text, typed: form.get("identifier"), challenge, has_link, locale };
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

    /// Whether whoever spends the sends of this address leaves its owner a link.
    fn leaves_link(&self, body: &RequestBody) -> bool {
        let identifier = body.recipient(self.sms_countries.as_deref()).ok().map(|recipient| recipient.identifier);
        identifier.is_some_and(|own| self.policy.has_link(own.channel(), CodePurpose::SignIn) && !own.is_tagged())
    }

    /// The page once more, with what was wrong: the code may still be entered where another one was not sent.
    fn refusal(&self, error: &RequestError, shown: &Shown<'_>) -> Response {
        let problem = error.problem();
        let service = self.sender.service_name();
        match (shown.challenge, fault(error, shown.has_link)) {
            (Some(challenge), Some(fault)) => {
                let page = format!("{FORM_PATH}?flow={}&challenge={challenge}", shown.text);
                ask_again(&page, fault, &problem, error)
            }
            (Some(_), None) => out_of_order(service, shown.locale, &problem, None, error),
            (None, _) => {
                let form_target = shown.flow.redirect().map(|uri| uri.origin());
                let html = self.who_again(error, shown, problem.wait());
                Refusal::of(&problem, error, form_target.as_deref()).page(html)
            }
        }
    }

    /// What was typed stands there still: an address has no place in a URL, so this page is no other one's.
    fn who_again(&self, error: &RequestError, shown: &Shown<'_>, wait: Option<u64>) -> Result<String, RenderFailed> {
        let words = Words::of_pages(shown.locale)?;
        let fault = words.say_and_wait(wrong(error, shown.has_link, &words)?, wait)?;
        SignInPage {
            words: &words,
            service: self.sender.service_name(),
            asker: Asker::of(shown.flow).as_ref(),
            flow: shown.text,
            passkeys: self.passkeys,
            calling_codes: self.calling_codes.as_deref(),
            identifier: shown.typed.unwrap_or_default(),
            fault: &fault,
            is_refused: true,
        }
        .render()
    }
}

/// What the page of the code tells of an error; nothing of what is our own fault.
const fn fault(error: &RequestError, has_link: bool) -> Option<Fault> {
    match error {
        RequestError::Refused(IssueRefused::TooSoon { .. }) => Some(Fault::TooSoon),
        RequestError::Refused(IssueRefused::SendsSpent { pool: Pool::Strangers, .. }) if has_link => {
            Some(Fault::TooManyCodesButLink)
        }
        RequestError::Refused(IssueRefused::SendsSpent { .. }) => Some(Fault::TooManyCodes),
        RequestError::Invalid(_)
        | RequestError::Phone { .. }
        | RequestError::Recipient { .. }
        | RequestError::Handle(_)
        | RequestError::OtherIdentifier
        | RequestError::OtherPurpose
        | RequestError::Refused(IssueRefused::UnknownChallenge) => Some(Fault::Attempt),
        RequestError::Address(AddressRefused::Spent { .. }) => Some(Fault::TooManyCalls),
        RequestError::Text(TextRefused::BudgetSpent { .. } | TextRefused::BlockStopped { .. }) => Some(Fault::NoTexts),
        RequestError::Store(StoreError::Contended)
        | RequestError::Address(AddressRefused::Store(StoreError::Contended))
        | RequestError::Text(TextRefused::Store(StoreError::Contended)) => Some(Fault::AtOnce),
        RequestError::TooFast { .. } | RequestError::NotSent { .. } => Some(Fault::NotSent),
        RequestError::Store(_)
        | RequestError::Address(AddressRefused::Store(_))
        | RequestError::Text(TextRefused::Store(_))
        | RequestError::Send(_)
        | RequestError::Entropy(_)
        | RequestError::Seal(_) => None,
    }
}

/// What a person reads of an error.
fn wrong(error: &RequestError, has_link: bool, words: &Words) -> Result<String, RenderFailed> {
    words.say(match error {
        RequestError::Phone { likely: Some(likely), .. } => {
            return words.say_of("wrong-number.perhaps", &[("number", likely.e164())]);
        }
        RequestError::Phone { kind: NumberFault::SmsOff, .. } => "wrong-texts-off",
        RequestError::Phone { kind: NumberFault::Country, .. } => "wrong-country",
        RequestError::Phone { kind: NumberFault::Number, .. } | RequestError::Recipient { field: "phone", .. } => {
            "wrong-number"
        }
        RequestError::Invalid(fault) if fault.field == "phone" => "wrong-number",
        RequestError::Invalid(_) | RequestError::Recipient { .. } => "wrong-email",
        RequestError::Store(_)
        | RequestError::Address(AddressRefused::Store(_))
        | RequestError::Text(TextRefused::Store(_)) => fault(error, has_link).map_or("wrong-unavailable", Fault::name),
        other => fault(other, has_link).map_or("wrong-internal", Fault::name),
    })
}

/// Whether what was typed is meant as a number: an address has an `@`, and a number digits in whatever is put around them.
fn is_number(typed: &str) -> bool {
    !typed.contains(['@', '＠']) && typed.chars().any(char::is_numeric) && !typed.chars().any(char::is_alphabetic)
}
