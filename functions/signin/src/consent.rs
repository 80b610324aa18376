//! `POST /signin/consent`: takes the answer to whether the user goes on to a client.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use platform::audit::Act;
use platform::entropy::random;
use platform::http::{BodyUnreadable, PageForm};
use platform::notices::{Actor, Announcement};
use platform::store::{Key, Step, StoreError, Transacted};
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::Answer;
use shared::authorization::confirmation::{self, Question};
use shared::authorization::consent::{Consent, ConsentId};
use shared::identity::notice::AccountEvent;
use shared::revision::{Revision, Versioned};
use shared::tokens::client::{Client, Consent as ClientConsent};

use crate::{Service, SignInError};

/// Two tabs that agree at once are one more than there are most often.
const ROUNDS: u32 = 4;

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let Ok(form) = form else { return service.fault(&SignInError::Unreadable, "", &headers) };
    let answer = Box::pin(service.consent(&form, &headers)).await;
    service.answer(answer, form.get("flow").unwrap_or_default(), &headers)
}

impl Service {
    async fn consent(&self, form: &PageForm, headers: &HeaderMap) -> Result<Response, SignInError> {
        let now = self.clock.now();
        let going = self.open(form.get("flow").unwrap_or_default(), headers, now).await?;
        let Some(asker) = &going.asker else { return self.proceed(&going, None, Answer::None, now).await };
        let visitor = self.visitors.of(headers, Some(asker.client.id.as_str()), now).await?;
        let Some(mut visitor) = visitor else { return self.proceed(&going, None, Answer::None, now).await };
        // The answer of a page that was shown to another session is asked for again.
        let shown = form.get("confirmation").unwrap_or_default();
        let answer = match form.get("answer") {
            _ if !confirmation::is_of(shown, Question::Consent, going.text, &visitor.cookie, &self.keyring, now) => {
                Answer::None
            }
            Some("yes") => Answer::Agreed,
            Some("no") => Answer::Refused,
            _ => Answer::None,
        };
        if let (Answer::Agreed, Some(request)) = (answer, going.flow.request())
            && asker.client.consent == ClientConsent::Asked
        {
            visitor.consent = self.remember(&asker.client, &request.scope, &visitor, headers, now).await?;
        }
        self.proceed(&going, Some(&visitor), answer, now).await
    }

    /// Keeps what the user has agreed to, with what they had before, and gives all of it.
    async fn remember(
        &self,
        client: &Client,
        scope: &str,
        visitor: &Visitor,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Option<Versioned<Consent>>, SignInError> {
        let account = visitor.cookie.account;
        let (name, client) = (client.name.as_str(), client.id.as_str());
        let key = Key::consent(account, client);
        let mut found = visitor.consent.clone();
        let fresh = ConsentId::from_random(random()?);
        for _ in 0..ROUNDS {
            let before = found.as_ref().map(|found| &found.state);
            let Some(state) = Consent::add(before, client, scope, fresh, now) else { return Ok(found) };
            let next = Versioned { revision: Revision::from_random(random()?), state };
            // Beside the account, or a consent would outlive an erasure that happens at the same time.
            let steps = [
                Step::swap_versioned(&key, found.map(|found| found.revision), &next, None)?,
                Step::check(&Key::account(account), visitor.account.revision),
            ];
            match self.store.transact(&steps).await? {
                Transacted::Done => {
                    Act::Consented { client }.record();
                    self.tell_of_consent(name, visitor, headers, now).await;
                    return Ok(Some(next));
                }
                Transacted::Lost(lost) if lost.at(1) => return Err(SignInError::AccountChanged),
                Transacted::Lost(lost) => found = lost.winner(0)?,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Tells the user that a client is let in: somebody else may sit at their browser.
    async fn tell_of_consent(&self, client: &str, visitor: &Visitor, headers: &HeaderMap, now: Timestamp) {
        let account = visitor.cookie.account;
        let event = AccountEvent::ClientConsented { client: client.to_owned() };
        let recipients = self.notices.recipients(account, &visitor.account.state, &event);
        let actor = Actor::Owner { language: platform::http::accept_language(headers) };
        self.notices.tell(&Announcement { account, recipients: &recipients, event, actor }, now).await;
    }
}
