//! The pages that ask who it is and for the code. Both are GETs that change nothing: reload, back and a second tab do no harm.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use pages::{CodeEntryPage, Fault, RenderFailed, SignInPage, Template, Words};
use platform::http::page;
use shared::authorization::Parameters;
use shared::codes::handle::Handle;

use crate::asker::Asker;
use crate::resume::parameters;
use crate::{Service, SignInError};

/// Nothing that is refused is refused for longer, in seconds.
const DAY: u64 = 86_400;

pub(crate) async fn sign_in(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = parameters(query.as_deref());
    let flow = parameters.get("flow").unwrap_or_default();
    let answer = service.sign_in_page(flow, &parameters, &headers).await;
    service.answer(answer, flow, &headers)
}

pub(crate) async fn code_entry(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = parameters(query.as_deref());
    let flow = parameters.get("flow").unwrap_or_default();
    let answer = service.code_page(flow, &parameters, &headers).await;
    service.answer(answer, flow, &headers)
}

/// What the last form was refused for, as the URL has it.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    pub(crate) fault: Option<Fault>,
    /// When trying again helps, in seconds.
    pub(crate) wait: Option<u64>,
}

impl Told {
    pub(crate) fn of(parameters: &Parameters) -> Self {
        let wait = parameters.get("wait").and_then(|seconds| seconds.parse().ok()).filter(|seconds| *seconds <= DAY);
        Self { fault: parameters.get("fault").and_then(Fault::named), wait }
    }

    /// In words; empty where nothing was.
    pub(crate) fn said(self, words: &Words) -> Result<String, RenderFailed> {
        match self.fault {
            Some(fault) => words.say_and_wait(words.say(fault.name())?, self.wait),
            None => Ok(String::new()),
        }
    }

    /// The page, with a status of the kind that the form would have had.
    pub(crate) fn page(self, html: String, form_target: Option<&str>) -> Response {
        let status = match (self.fault, self.wait) {
            (None, _) => StatusCode::OK,
            (Some(_), None) => StatusCode::BAD_REQUEST,
            (Some(_), Some(_)) => StatusCode::TOO_MANY_REQUESTS,
        };
        let mut response = page(status, html, form_target);
        if let (Some(_), Some(wait)) = (self.fault, self.wait) {
            response.headers_mut().insert(RETRY_AFTER, wait.into());
        }
        response
    }
}

impl Service {
    async fn sign_in_page(
        &self,
        flow: &str,
        parameters: &Parameters,
        headers: &HeaderMap,
    ) -> Result<Response, SignInError> {
        let going = self.open(flow, headers, self.clock.now()).await?;
        let shown = going.asker.as_ref().map(Asker::shown);
        let hint = going.flow.request().and_then(|request| request.login_hint.as_deref());
        let words = Words::of_sign_in(going.locale)?;
        let told = Told::of(parameters);
        let html = SignInPage {
            words: &words,
            service: self.settings.service_name.as_str(),
            asker: shown.as_ref(),
            flow,
            passkeys: self.settings.passkeys,
            calling_codes: self.settings.calling_codes.as_deref(),
            identifier: hint.unwrap_or_default(),
            fault: &told.said(&words)?,
            // That is told by the page of the form's own function.
            is_refused: false,
        };
        Ok(told.page(html.render()?, going.asker.as_ref().map(Asker::origin).as_deref()))
    }

    async fn code_page(
        &self,
        flow: &str,
        parameters: &Parameters,
        headers: &HeaderMap,
    ) -> Result<Response, SignInError> {
        let now = self.clock.now();
        let going = self.open(flow, headers, now).await?;
        let challenge = parameters.get("challenge").unwrap_or_default();
        let (handle, _) = Handle::open(challenge, &self.keyring, &self.settings.table.aws.region, now)
            .map_err(|_| SignInError::AttemptOver)?;
        let shown = going.asker.as_ref().map(Asker::shown);
        let words = Words::of_sign_in(going.locale)?;
        let told = Told::of(parameters);
        let html = CodeEntryPage {
            words: &words,
            service: self.settings.service_name.as_str(),
            asker: shown.as_ref(),
            flow,
            handle: &handle,
            challenge,
            links: self.settings.links,
            passkeys: self.settings.offered.passkeys,
            now,
            fault: &told.said(&words)?,
        };
        Ok(told.page(html.render()?, going.asker.as_ref().map(Asker::origin).as_deref()))
    }
}
