//! `POST /signin/check`: takes a code as a page does. The same rules and budgets as the JSON interface; what comes of it is a
//! browser session, and no token.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use pages::{Asker, CodeEntryPage, SignInPage, Template};
use platform::http::{BodyUnreadable, Caller, PageForm, Refusal, cookie_pairs, cookies, flow_over, see_other};
use shared::authorization::cookie::{self, SessionCookie};
use shared::authorization::flow::{BrowserId, Flow};
use shared::codes::handle::Handle;
use shared::codes::hotp::CodeForm;
use shared::codes::purpose::CodePurpose;

use crate::device::{DeviceTokenDelivery, Remembered};
use crate::entry::Lookup;
use crate::limits::Refused;
use crate::{Service, VerifyBody, VerifyError};

/// Where pages post the code.
pub const FORM_PATH: &str = "/signin/check";
/// Where a browser goes on that has proven who it is.
const RESUME_PATH: &str = "/signin/continue";

/// Wrong, expired, used and unknown are one (OTP-10).
const NOT_RIGHT: &str = "This code is not right, or not any more. Check it, or have another one sent.";
const OVER: &str = "This code is over: have a new one sent.";

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let Ok(form) = form else { return flow_over(service.settings.service_name.as_str()) };
    let text = form.get("flow").unwrap_or_default();
    let browsers = BrowserId::of_cookies(cookie_pairs(&cookies(&headers)));
    let region = &service.settings.table.aws.region;
    let Ok(flow) = Flow::open(text, &browsers, &service.keyring, region, service.clock.now()) else {
        return flow_over(service.settings.service_name.as_str());
    };
    match Box::pin(service.check(&form, &flow, &headers, &caller)).await {
        Ok(set_cookies) => {
            let mut response = see_other(&format!("{RESUME_PATH}?flow={text}"));
            let set_cookies = set_cookies.into_iter().filter_map(|cookie| HeaderValue::try_from(cookie).ok());
            response.headers_mut().extend(set_cookies.map(|cookie| (SET_COOKIE, cookie)));
            response
        }
        Err(error) => service.refusal(&error, &flow, text, form.get("challenge").unwrap_or_default()),
    }
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
    fn refusal(&self, error: &VerifyError, flow: &Flow, text: &str, challenge: &str) -> Response {
        let problem = error.problem();
        let (region, now) = (&self.settings.table.aws.region, self.clock.now());
        let asker = Asker::of(flow);
        let service = self.settings.service_name.as_str();
        let fault = match error {
            VerifyError::Wrong | VerifyError::NotJudged => NOT_RIGHT.to_owned(),
            other => other.problem().in_words(),
        };
        let html = match Handle::open(challenge, &self.keyring, region, now) {
            Ok((handle, _)) => CodeEntryPage {
                service,
                asker: asker.as_ref(),
                flow: text,
                challenge,
                destination: &handle.identifier.to_string(),
                minutes: handle.expires_at.since(now).div_ceil(60),
                is_long: handle.form == CodeForm::Long,
                fault: &fault,
            }
            .render(),
            Err(_) => SignInPage {
                service,
                asker: asker.as_ref(),
                flow: text,
                takes_numbers: self.settings.takes_numbers,
                identifier: "",
                fault: OVER,
            }
            .render(),
        };
        // A page that asks again is no challenge of HTTP's.
        let status =
            if problem.status() == StatusCode::UNAUTHORIZED { StatusCode::BAD_REQUEST } else { problem.status() };
        let form_target = flow.redirect().map(|uri| uri.origin());
        let refusal = Refusal {
            status,
            code: problem.code(),
            cause: error,
            wait: problem.wait(),
            form_target: form_target.as_deref(),
        };
        refusal.page(html)
    }
}
