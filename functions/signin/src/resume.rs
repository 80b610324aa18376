//! `GET /signin/continue`: goes on with a flow, once its browser has proven who it is.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use pages::{ConfirmPage, Locale, Template, Words};
use platform::entropy::random;
use platform::http::{page, see_other};
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::confirmation::{self, Question};
use shared::authorization::flow::{ACCOUNT_PATH, BrowserId, CHANGE_PATH, Destination, Flow};
use shared::authorization::{Answer, Next, OwnNext, Parameters, decide, decide_own};
use shared::codes::handle::Handle;

use crate::asker::Asker;
use crate::{CODE_PATH, SIGN_IN_PATH, STEP_PATH, Service, SignInError};
use crate::{offer, reminder};

/// A flow that goes on.
pub(crate) struct Going<'a> {
    /// As it was sealed.
    pub(crate) text: &'a str,
    pub(crate) flow: Flow,
    /// The client that it is for; `None` where the user came by themselves.
    pub(crate) asker: Option<Asker>,
    /// The attempt at whose page the browser waits, sealed.
    pub(crate) challenge: Option<&'a str>,
    /// Whether its user may be offered a passkey first.
    pub(crate) offers: bool,
    /// Whether its user is told first of a removal that waits.
    pub(crate) reminds: bool,
    /// The language of its pages.
    pub(crate) locale: Locale,
}

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = parameters(query.as_deref());
    let flow = parameters.get("flow").unwrap_or_default();
    let answer = Box::pin(service.resume(flow, &parameters, &headers)).await;
    service.answer(answer, flow, &headers)
}

/// The parameters of a page's URL.
pub(crate) fn parameters(query: Option<&str>) -> Parameters {
    Parameters::new(form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect())
}

impl Service {
    /// Opens a flow of the calling browser. Its client may have changed meanwhile, and its redirect URIs with it.
    pub(crate) async fn open<'a>(
        &self,
        text: &'a str,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Going<'a>, SignInError> {
        let browsers = BrowserId::of_cookies(platform::http::cookie_pairs(&platform::http::cookies(headers)));
        let flow = Flow::open(text, &browsers, &self.keyring, &self.settings.table.aws.region, now)?;
        let asker = match &flow.destination {
            Destination::Client { request, .. } => Some(self.asker(&request.client, &request.redirect_uri, now).await?),
            Destination::Account | Destination::Change(_) => None,
        };
        let locale = platform::http::locale(Some(&flow), headers);
        Ok(Going { text, flow, asker, challenge: None, offers: false, reminds: false, locale })
    }

    async fn resume(&self, text: &str, parameters: &Parameters, headers: &HeaderMap) -> Result<Response, SignInError> {
        let now = self.clock.now();
        // Nothing is put into a URL that was not sealed here.
        let region = &self.settings.table.aws.region;
        let challenge = parameters.get("challenge");
        let challenge = challenge.filter(|text| Handle::open(text, &self.keyring, region, now).is_ok());
        let offers = offer::is_open(parameters, headers);
        let reminds = reminder::is_due(parameters);
        let going = Going { challenge, offers, reminds, ..self.open(text, headers, now).await? };
        let client = going.asker.as_ref().map(|asker| asker.client.id.as_str());
        let visitor = self.visitors.of(headers, client, now).await?;
        self.proceed(&going, visitor.as_ref(), Answer::None, now).await
    }

    /// Does what is decided over a flow.
    pub(crate) async fn proceed(
        &self,
        going: &Going<'_>,
        visitor: Option<&Visitor>,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Response, SignInError> {
        let to_sign_in = || match going.challenge {
            Some(challenge) => see_other(&format!("{CODE_PATH}?flow={}&challenge={challenge}", going.text)),
            None => see_other(&format!("{SIGN_IN_PATH}?flow={}", going.text)),
        };
        let to_step = || see_other(&format!("{STEP_PATH}?flow={}", going.text));
        let (Some(asker), Some(request)) = (&going.asker, going.flow.request()) else {
            let means = visitor.map(|visitor| visitor.means(now)).unwrap_or_default();
            return Ok(match decide_own(&going.flow, visitor.map(Visitor::signed_in), &means, now) {
                OwnNext::SignIn => to_sign_in(),
                OwnNext::Further(_) => to_step(),
                OwnNext::Arrived if going.flow.is_change() => see_other(&format!("{CHANGE_PATH}?flow={}", going.text)),
                OwnNext::Arrived | OwnNext::Over => see_other(ACCOUNT_PATH),
            });
        };
        let signed_in = visitor.map(Visitor::signed_in);
        let asking = self.asking(asker, request, now).await?;
        let next = decide(&going.flow, request, &asking, signed_in, answer, now);
        if let (Next::Code(_) | Next::Confirm, Some(visitor)) = (&next, visitor)
            && let Some(reminder) = self.reminder(going, asker, visitor, now)?
        {
            return Ok(reminder);
        }
        match (next, visitor) {
            (Next::Code(_) | Next::Confirm, Some(visitor)) if going.offers && self.may_offer(visitor) => {
                self.offer(going, asker, visitor)
            }
            (Next::Confirm, Some(visitor)) => self.confirm(going, asker, visitor, now),
            (Next::SignIn | Next::Confirm, _) => Ok(to_sign_in()),
            (Next::Further(_), _) => Ok(to_step()),
            (Next::Code(proofs), visitor) => {
                self.issue(&going.flow, request, &asker.client, visitor.zip(Some(proofs)), now).await
            }
            (Next::Refuse(refused), _) => Ok(self.callback(request).error(refused)),
        }
    }

    fn confirm(
        &self,
        going: &Going<'_>,
        asker: &Asker,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<Response, SignInError> {
        let confirmation =
            confirmation::seal(Question::Consent, going.text, &visitor.cookie, &self.keyring, random()?, now)?;
        let scope = going.flow.request().map(|request| request.scope.as_str()).unwrap_or_default();
        let words = Words::of_pages(going.locale)?;
        let html = ConfirmPage {
            words: &words,
            service: self.settings.service_name.as_str(),
            asker: &asker.shown(),
            account: &visitor.shown(&self.keyring),
            grants: &pages::in_words(scope, &words)?,
            flow: going.text,
            confirmation: &confirmation,
        };
        Ok(page(StatusCode::OK, html.render()?, Some(&asker.origin())))
    }
}
