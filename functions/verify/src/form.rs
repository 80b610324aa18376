//! `POST /signin/check`: takes a code as a page does. The same rules and budgets as the JSON interface; what comes of it is a
//! browser session, and no token.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use pages::Fault;
use platform::http::{
    BodyUnreadable, Caller, PageForm, ask_again, cookie_pairs, cookies, flow_over, out_of_order, see_other,
};
use platform::limits::AddressRefused;
use platform::store::StoreError;
use shared::Timestamp;
use shared::authorization::cookie::{self, SessionCookie};
use shared::authorization::flow::{BrowserId, CODE_PATH, Flow, RESUME_PATH, SIGN_IN_PATH};
use shared::codes::handle::Handle;
use shared::codes::purpose::CodePurpose;
use shared::identity::account::EntryRefused;

use crate::device::{DeviceTokenDelivery, Remembered};
use crate::entry::Lookup;
use crate::limits::Refused;
use crate::presented::Presented;
use crate::{Service, VerifyBody, VerifyError};

/// Where pages post the code.
pub const FORM_PATH: &str = "/signin/check";

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let name = service.settings.service_name.as_str();
    let Ok(form) = form else { return flow_over(name, &headers) };
    let text = form.get("flow").unwrap_or_default();
    let browsers = BrowserId::of_cookies(cookie_pairs(&cookies(&headers)));
    let region = &service.settings.table.aws.region;
    let Ok(flow) = Flow::open(text, &browsers, &service.keyring, region, service.clock.now()) else {
        return flow_over(name, &headers);
    };
    let error = match Box::pin(service.check(&form, &flow, &headers, &caller)).await {
        Ok(set_cookies) => {
            // The page that comes next offers a passkey where the browser can make one.
            let offer = if form.get("offer") == Some("passkey") { "&offer=passkey" } else { "" };
            return signed_in(&format!("{RESUME_PATH}?flow={text}{offer}"), set_cookies);
        }
        Err(error) => error,
    };
    let problem = error.problem();
    let challenge = form.get("challenge").unwrap_or_default();
    match fault(&error) {
        Some(_) if Handle::open(challenge, &service.keyring, region, service.clock.now()).is_err() => {
            ask_again(&format!("{SIGN_IN_PATH}?flow={text}"), Fault::Over, &problem, &error)
        }
        Some(fault) => ask_again(&format!("{CODE_PATH}?flow={text}&challenge={challenge}"), fault, &problem, &error),
        None => out_of_order(name, platform::http::locale(Some(&flow), &headers), &problem, said(&error), &error),
    }
}

/// Sends a browser on that has proven who it is, with what it is known by from now on.
pub(crate) fn signed_in(location: &str, set_cookies: Vec<String>) -> Response {
    let mut response = see_other(location);
    let set_cookies = set_cookies.into_iter().filter_map(|cookie| HeaderValue::try_from(cookie).ok());
    response.headers_mut().extend(set_cookies.map(|cookie| (SET_COOKIE, cookie)));
    response
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
        let proven_at = flow.proven_at(presented.now);
        Box::pin(self.prove_in_browser(&presented, proven_at, headers, caller)).await
    }

    /// Judges what a page presents, begins or steps up the browser's session, and gives its cookies.
    pub(crate) async fn prove_in_browser(
        self: &Arc<Self>,
        presented: &Presented,
        proven_at: Timestamp,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<Vec<String>, VerifyError> {
        self.limits.recall(&presented.network, presented.now)?;
        let Presented { now, handle, .. } = presented;
        let (device, delivery) = (handle.pool.device(), DeviceTokenDelivery::Cookie);
        let Remembered { cookies: mut set_cookies, .. } =
            self.remember(&handle.identifier, device, delivery, headers, *now)?;
        let lookup = Lookup::new(self, presented, presented.is_likely_right(&self.settings.codes.policy));
        let (booked, counted) =
            tokio::join!(Box::pin(self.book(presented)), self.limits.charge(&presented.network, presented.now));
        if let Err(Refused { error, .. }) = self.limits.outcome(booked, counted, presented).await {
            return Err(error);
        }
        let (entered, ()) = tokio::join!(self.enter(presented, lookup), self.limits.came_back(presented));
        let entered = entered.map_err(VerifyError::not_begun)?;
        let header = cookies(headers);
        let old = SessionCookie::of_cookies(cookie_pairs(&header), &self.keyring, &self.settings.table.aws.region);
        let begun = self.begin_in_browser(presented, &entered, proven_at, old.as_ref(), caller);
        let (begun, ()) = tokio::join!(begun, self.tell_of_device(presented, entered, headers, caller));
        let begun = begun.map_err(VerifyError::not_begun)?;
        set_cookies.push(cookie::set(&begun.seal(&self.keyring)?, self.settings.terms.sessions.absolute));
        Ok(set_cookies)
    }
}

/// What a page tells of an error, which is nothing of what is our own fault. Wrong, expired, used and unknown are one (OTP-10).
pub(crate) const fn fault(error: &VerifyError) -> Option<Fault> {
    match error {
        VerifyError::Malformed(_) | VerifyError::OtherForm(_) => Some(Fault::Form),
        VerifyError::Wrong | VerifyError::NotJudged => Some(Fault::Code),
        VerifyError::Handle(_) | VerifyError::Removed | VerifyError::OtherPurpose => Some(Fault::Attempt),
        VerifyError::Entry(EntryRefused::Disabled) => Some(Fault::Disabled),
        VerifyError::SecondStep(_) => Some(Fault::SecondStep),
        VerifyError::Entry(EntryRefused::SignUpClosed) => Some(Fault::SignUp),
        VerifyError::Address(AddressRefused::Spent { .. }) => Some(Fault::TooManyCalls),
        VerifyError::Store(StoreError::Contended)
        | VerifyError::Address(AddressRefused::Store(StoreError::Contended)) => Some(Fault::AtOnce),
        VerifyError::NotBegun(_)
        | VerifyError::Store(_)
        | VerifyError::Address(AddressRefused::Store(_))
        | VerifyError::Signing(_)
        | VerifyError::Unfinished(_)
        | VerifyError::SessionExists
        | VerifyError::Entropy(_)
        | VerifyError::Key(_) => None,
    }
}

/// What is said of our own fault beside that there is one: whether what was presented is used up.
pub(crate) const fn said(error: &VerifyError) -> Option<&'static str> {
    match error {
        VerifyError::NotBegun(_) => Some("wrong-not-signed-in"),
        _ => None,
    }
}
