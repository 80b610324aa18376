//! `POST /signin/check`: takes a code as a page does. The same rules and budgets as the JSON interface; what comes of it is a
//! browser session, and no token.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use pages::{Asker, CodeEntryPage, Locale, RenderFailed, SignInPage, Template, Words};
use platform::http::{BodyUnreadable, Caller, PageForm, Refusal, cookie_pairs, cookies, flow_over, see_other};
use platform::limits::AddressRefused;
use platform::store::StoreError;
use shared::authorization::cookie::{self, SessionCookie};
use shared::authorization::flow::{BrowserId, Flow};
use shared::codes::handle::Handle;
use shared::codes::hotp::CodeForm;
use shared::codes::purpose::CodePurpose;
use shared::identity::account::EntryRefused;
use shared::tokens::SigningFailed;

use crate::device::{DeviceTokenDelivery, Remembered};
use crate::entry::Lookup;
use crate::limits::Refused;
use crate::{Service, VerifyBody, VerifyError};

/// Where pages post the code.
pub const FORM_PATH: &str = "/signin/check";
/// Where a browser goes on that has proven who it is.
const RESUME_PATH: &str = "/signin/continue";

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let Ok(form) = form else { return flow_over(service.settings.service_name.as_str(), &headers) };
    let text = form.get("flow").unwrap_or_default();
    let browsers = BrowserId::of_cookies(cookie_pairs(&cookies(&headers)));
    let region = &service.settings.table.aws.region;
    let Ok(flow) = Flow::open(text, &browsers, &service.keyring, region, service.clock.now()) else {
        return flow_over(service.settings.service_name.as_str(), &headers);
    };
    match Box::pin(service.check(&form, &flow, &headers, &caller)).await {
        Ok(set_cookies) => {
            let mut response = see_other(&format!("{RESUME_PATH}?flow={text}"));
            let set_cookies = set_cookies.into_iter().filter_map(|cookie| HeaderValue::try_from(cookie).ok());
            response.headers_mut().extend(set_cookies.map(|cookie| (SET_COOKIE, cookie)));
            response
        }
        Err(error) => {
            let (challenge, locale) =
                (form.get("challenge").unwrap_or_default(), platform::http::locale(Some(&flow), &headers));
            service.refusal(&error, &Shown { flow: &flow, text, challenge, locale })
        }
    }
}

/// What a page was shown with, for another time.
struct Shown<'a> {
    flow: &'a Flow,
    /// The flow, sealed.
    text: &'a str,
    challenge: &'a str,
    locale: Locale,
}

impl Service {
    /// Judges the form's code, and gives the cookies of whoever it is.
    async fn check(
        self: &Arc<Self>,
        form: &PageForm,
        flow: &Flow,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<Vec<String>, VerifyError> {
        let field = |name| form.get(name).unwrap_or_default().to_owned();
        let device = DeviceTokenDelivery::Cookie;
        let body = VerifyBody { challenge: field("challenge"), code: field("code"), device };
        let presented = self.parse(&body, caller)?;
        if presented.handle.purpose != CodePurpose::SignIn {
            return Err(VerifyError::OtherPurpose);
        }
        self.limits.recall(&presented)?;
        let Remembered { cookies: mut set_cookies, .. } = self.remember(&presented, device, headers)?;
        let lookup = Lookup::new(self, &presented, presented.is_likely_right(&self.settings.codes.policy));
        let (booked, counted) = tokio::join!(Box::pin(self.book(&presented)), self.limits.charge(&presented));
        if let Err(Refused { error, .. }) = self.limits.outcome(booked, counted, presented.now).await {
            return Err(error);
        }
        let (entered, ()) = tokio::join!(self.enter(&presented, lookup), self.limits.came_back(&presented));
        let entered = entered.map_err(VerifyError::not_begun)?;
        let header = cookies(headers);
        let old = SessionCookie::of_cookies(cookie_pairs(&header), &self.keyring, &self.settings.table.aws.region);
        let proven_at = flow.proven_at(presented.now);
        let begun = self.begin_in_browser(&presented, &entered, proven_at, old.as_ref(), caller);
        let (begun, ()) = tokio::join!(begun, self.tell_of_device(&presented, entered, headers, caller));
        let begun = begun.map_err(VerifyError::not_begun)?;
        set_cookies.push(cookie::set(&begun.seal(&self.keyring)?, self.settings.terms.sessions.absolute));
        Ok(set_cookies)
    }

    /// The page once more, with what was wrong.
    fn refusal(&self, error: &VerifyError, shown: &Shown<'_>) -> Response {
        let problem = error.problem();
        // A page that asks again is no challenge of HTTP's.
        let status =
            if problem.status() == StatusCode::UNAUTHORIZED { StatusCode::BAD_REQUEST } else { problem.status() };
        let form_target = shown.flow.redirect().map(|uri| uri.origin());
        let html = self.asked_again(error, shown, problem.wait());
        Refusal { status, ..Refusal::of(&problem, error, form_target.as_deref()) }.page(html)
    }

    fn asked_again(&self, error: &VerifyError, shown: &Shown<'_>, wait: Option<u64>) -> Result<String, RenderFailed> {
        let Shown { flow, text, challenge, locale } = *shown;
        let (region, now) = (&self.settings.table.aws.region, self.clock.now());
        let words = Words::of_sign_in(locale)?;
        let asker = Asker::of(flow);
        let service = self.settings.service_name.as_str();
        match Handle::open(challenge, &self.keyring, region, now) {
            Ok((handle, _)) => CodeEntryPage {
                words: &words,
                service,
                asker: asker.as_ref(),
                flow: text,
                challenge,
                destination: &handle.identifier.to_string(),
                minutes: handle.expires_at.since(now).div_ceil(60),
                is_long: handle.form == CodeForm::Long,
                fault: &words.say_and_wait(words.say(wrong(error))?, wait)?,
            }
            .render(),
            Err(_) => SignInPage {
                words: &words,
                service,
                asker: asker.as_ref(),
                flow: text,
                takes_numbers: self.settings.takes_numbers,
                identifier: "",
                fault: &words.say("wrong-over")?,
            }
            .render(),
        }
    }
}

/// What a person reads of an error. Wrong, expired, used and unknown are one (OTP-10).
const fn wrong(error: &VerifyError) -> &'static str {
    match error {
        VerifyError::Malformed(_) | VerifyError::OtherForm(_) => "wrong-form",
        VerifyError::Wrong | VerifyError::NotJudged => "wrong-code",
        VerifyError::Handle(_) | VerifyError::Removed | VerifyError::OtherPurpose => "wrong-attempt",
        VerifyError::NotBegun(_) => "wrong-not-signed-in",
        VerifyError::Entry(EntryRefused::Disabled) => "wrong-disabled",
        VerifyError::Entry(EntryRefused::SecondStep) => "wrong-second-step",
        VerifyError::Entry(EntryRefused::SignUpClosed) => "wrong-sign-up",
        VerifyError::Address(AddressRefused::Spent { .. }) => "wrong-too-many-calls",
        VerifyError::Store(StoreError::Contended)
        | VerifyError::Address(AddressRefused::Store(StoreError::Contended)) => "wrong-at-once",
        VerifyError::Store(_)
        | VerifyError::Address(AddressRefused::Store(_))
        | VerifyError::Signing(SigningFailed::Service { .. }) => "wrong-unavailable",
        VerifyError::Unfinished(_)
        | VerifyError::SessionExists
        | VerifyError::Entropy(_)
        | VerifyError::Key(_)
        | VerifyError::Signing(SigningFailed::Key | SigningFailed::NoKey(_)) => "wrong-internal",
    }
}
