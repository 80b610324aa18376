//! `GET /signin/step`: asks for what lacks of a sign-in, and for nothing else; what the account does not have yet, it may be given.
//! Whoever can do neither goes back to the client, which is told so. A page that changes nothing: reload and back do no harm.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::HeaderMap;
use pages::{Fault, StepPage, Template, Words};
use platform::http::see_other;
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::{AccountChange, Answer, AuthorizationError, Next, OwnNext, Parameters, decide, decide_own};
use shared::tokens::assurance::{Lacking, Method};

use crate::asker::Asker;
use crate::page::Told;
use crate::resume::{Going, parameters};
use crate::{RESUME_PATH, Service, SignInError};

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = parameters(query.as_deref());
    let flow = parameters.get("flow").unwrap_or_default();
    let answer = Box::pin(service.step(flow, &parameters, &headers)).await;
    service.answer(answer, flow, &headers)
}

impl Service {
    async fn step(&self, flow: &str, parameters: &Parameters, headers: &HeaderMap) -> Result<Response, SignInError> {
        let now = self.clock.now();
        let going = self.open(flow, headers, now).await?;
        let client = going.asker.as_ref().map(|asker| asker.client.id.as_str());
        let visitor = self.visitors.of(headers, client, now).await?;
        let lacking = match &visitor {
            Some(visitor) => self.lacking(&going, visitor, now).await?.map(|lacking| (visitor, lacking)),
            None => None,
        };
        // Nothing is told of an account of which nothing was proven.
        let Some((visitor, lacking)) = lacking else { return Ok(see_other(&format!("{RESUME_PATH}?flow={flow}"))) };
        match going.flow.request() {
            Some(request) if parameters.get("answer") == Some("no") => {
                Ok(self.callback(request).error(AuthorizationError::UnmetAuthenticationRequirements))
            }
            _ => self.step_page(&going, visitor, &lacking, Told::of(parameters), now),
        }
    }

    /// What lacks for a flow to go on; nothing, where a page of another kind is next.
    async fn lacking(
        &self,
        going: &Going<'_>,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<Option<Lacking>, SignInError> {
        let user = Some(visitor.signed_in());
        let (Some(asker), Some(request)) = (&going.asker, going.flow.request()) else {
            return Ok(match decide_own(&going.flow, user, &visitor.means(now), now) {
                OwnNext::Further(lacking) => Some(lacking),
                OwnNext::SignIn | OwnNext::Arrived | OwnNext::Over => None,
            });
        };
        let asking = self.asking(asker, request, now).await?;
        Ok(match decide(&going.flow, request, &asking, user, Answer::None, now) {
            Next::Further(lacking) => Some(lacking),
            Next::SignIn | Next::Confirm | Next::Code(_) | Next::Refuse(_) => None,
        })
    }

    fn step_page(
        &self,
        going: &Going<'_>,
        visitor: &Visitor,
        lacking: &Lacking,
        told: Told,
        now: Timestamp,
    ) -> Result<Response, SignInError> {
        let is_on = |method: &Method| *method != Method::Passkey || self.settings.passkeys;
        let means = visitor.means(now);
        let has = &means.methods;
        let asked: Vec<Method> =
            lacking.methods().iter().copied().filter(|method| has.contains(method) && is_on(method)).collect();
        let signs_in_anew = matches!(lacking, Lacking::SignIn(_));
        // What the account has is asked for; only where it has none of it, it may be given some.
        let additions = if asked.is_empty() && !signs_in_anew { lacking.methods() } else { &[] };
        let words = Words::of_pages(going.locale)?;
        let html = StepPage {
            words: &words,
            service: self.settings.service_name.as_str(),
            asker: going.asker.as_ref().map(Asker::shown).as_ref(),
            account: &visitor.shown(&self.keyring),
            flow: going.text,
            asked: &asked,
            signs_in_anew,
            add_passkey: &self.addition(going, visitor, additions, AccountChange::AddPasskey)?,
            add_app: &self.addition(going, visitor, additions, AccountChange::SetApp)?,
            lost: &self.ways_of_lost(going, visitor, lacking, &means)?,
            removal: self.removal_on_the_way(going, visitor, &means, now)?.as_ref(),
            left: &self.left_to_prove(going, visitor, lacking, &means),
            fault: &told.said(&words)?,
            refused: told.fault.and_then(Fault::method),
        }
        .render()?;
        Ok(told.page(html, going.asker.as_ref().map(Asker::origin).as_deref()))
    }

    /// The flow of a change that gives the account one of the methods that lack; empty, where it gives none of them.
    pub(crate) fn addition(
        &self,
        going: &Going<'_>,
        visitor: &Visitor,
        lacking: &[Method],
        change: AccountChange,
    ) -> Result<String, SignInError> {
        let (gives, is_offered) = match change {
            AccountChange::AddPasskey => (Method::Passkey, self.settings.offered.passkeys),
            _ => (Method::Totp, self.settings.offered.apps),
        };
        if !is_offered || !lacking.contains(&gives) {
            return Ok(String::new());
        }
        self.onward(going, visitor, change)
    }
}
