//! `POST /signin/passkey/options` and `POST /signin/account/passkeys/options`: what a ceremony begins with. JSON, which no page of
//! another site may send unasked (HW-04).

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use platform::accounts::FactorsChangeRefused;
use platform::http::StrictJson;
use serde::{Deserialize, Serialize};
use shared::authorization::ceremony::CeremonyKind;

use crate::ceremony::Options;
use crate::{PasskeysError, Service};

/// `{flow}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionsBody {
    flow: String,
}

pub(crate) async fn of_sign_in(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    StrictJson(body): StrictJson<OptionsBody>,
) -> Response {
    answer(service.sign_in_options(&body.flow, &headers))
}

pub(crate) async fn of_registration(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    StrictJson(body): StrictJson<OptionsBody>,
) -> Response {
    answer(Box::pin(service.registration_options(&body.flow, &headers)).await)
}

fn answer<T: Serialize>(options: Result<Options<T>, PasskeysError>) -> Response {
    match options {
        Ok(options) => platform::http::json(StatusCode::OK, &options),
        Err(error) => error.into_response(),
    }
}

impl Service {
    /// Nothing is read for it, so that time tells nothing either (WA-08).
    fn sign_in_options(&self, flow: &str, headers: &HeaderMap) -> Result<Options<impl Serialize>, PasskeysError> {
        let now = self.clock.now();
        let judge = self.judge()?;
        let flow = self.flow(flow, headers, now)?;
        self.begin(CeremonyKind::SignIn, &flow, judge.begin_sign_in()?, now)
    }

    async fn registration_options(
        &self,
        flow: &str,
        headers: &HeaderMap,
    ) -> Result<Options<impl Serialize>, PasskeysError> {
        let now = self.clock.now();
        let judge = self.judge()?;
        let flow = self.flow(flow, headers, now)?;
        let visitor = self.agreed(&flow, headers, now).await?;
        let account = visitor.cookie.account;
        let factors = visitor.factors.as_ref().map(|found| found.state.clone()).unwrap_or_default();
        // Before the browser makes one that nobody would take, and offers it at every sign-in from then on.
        factors.has_room().map_err(FactorsChangeRefused::from)?;
        factors.clone().changed(now).map_err(FactorsChangeRefused::from)?;
        let known = self.accounts.passkeys(&factors).await?;
        let known: Vec<Vec<u8>> = known.into_iter().map(|(_, passkey)| passkey.credential).collect();
        let identifier = visitor.account.state.primary.sealed.open(account, &self.keyring)?;
        let begun = judge.begin_registration(account, identifier.exposed().as_ref(), &known)?;
        self.begin(CeremonyKind::Registration(account), &flow, begun, now)
    }
}
