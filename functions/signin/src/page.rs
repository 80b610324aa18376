//! The pages that ask who it is and for the code. Both are GETs that change nothing: reload, back and a second tab do no harm.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use pages::{CodeEntryPage, SignInPage, Template, Words};
use platform::http::page;
use shared::codes::handle::Handle;
use shared::codes::hotp::CodeForm;

use crate::asker::Asker;
use crate::resume::parameters;
use crate::{Service, SignInError};

pub(crate) async fn sign_in(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = parameters(query.as_deref());
    let flow = parameters.get("flow").unwrap_or_default();
    let answer = service.sign_in_page(flow, &headers).await;
    service.answer(answer, flow, &headers)
}

pub(crate) async fn code_entry(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = parameters(query.as_deref());
    let (flow, challenge) = (parameters.get("flow").unwrap_or_default(), parameters.get("challenge"));
    let answer = service.code_page(flow, challenge.unwrap_or_default(), &headers).await;
    service.answer(answer, flow, &headers)
}

impl Service {
    async fn sign_in_page(&self, flow: &str, headers: &HeaderMap) -> Result<Response, SignInError> {
        let going = self.open(flow, headers, self.clock.now()).await?;
        let shown = going.asker.as_ref().map(Asker::shown);
        let hint = going.flow.request().and_then(|request| request.login_hint.as_deref());
        let words = Words::of_sign_in(going.locale)?;
        let html = SignInPage {
            words: &words,
            service: self.settings.service_name.as_str(),
            asker: shown.as_ref(),
            flow,
            takes_numbers: self.settings.takes_numbers,
            identifier: hint.unwrap_or_default(),
            fault: "",
        };
        Ok(page(StatusCode::OK, html.render()?, going.asker.as_ref().map(Asker::origin).as_deref()))
    }

    async fn code_page(&self, flow: &str, challenge: &str, headers: &HeaderMap) -> Result<Response, SignInError> {
        let now = self.clock.now();
        let going = self.open(flow, headers, now).await?;
        let (handle, _) = Handle::open(challenge, &self.keyring, &self.settings.table.aws.region, now)
            .map_err(|_| SignInError::AttemptOver)?;
        let shown = going.asker.as_ref().map(Asker::shown);
        let words = Words::of_sign_in(going.locale)?;
        let html = CodeEntryPage {
            words: &words,
            service: self.settings.service_name.as_str(),
            asker: shown.as_ref(),
            flow,
            challenge,
            destination: &handle.identifier.to_string(),
            minutes: handle.expires_at.since(now).div_ceil(60),
            is_long: handle.form == CodeForm::Long,
            fault: "",
        };
        Ok(page(StatusCode::OK, html.render()?, going.asker.as_ref().map(Asker::origin).as_deref()))
    }
}
