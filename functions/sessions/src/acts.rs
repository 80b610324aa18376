//! `POST /signin/account`: what an owner does on the page of their account.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use platform::audit::Act;
use platform::http::{BodyUnreadable, PageForm};
use platform::notices::Actor;
use platform::store::{Key, StoreError};
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::confirmation::{self, Question};
use shared::authorization::consent::Consent;
use shared::authorization::cookie;
use shared::tokens::client::ClientId;
use shared::tokens::session::{SessionId, SessionKind, Sid};

use crate::Service;
use crate::account::{AccountError, FRESH, HERE};

/// How often a consent may be added to while it is taken back.
const ROUNDS: u32 = 4;

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let answer = match form {
        Ok(form) => Box::pin(service.act(&form, &headers)).await,
        Err(_) => service.tell(StatusCode::BAD_REQUEST, "Start again", "Load the page again.").map_err(Into::into),
    };
    service.page_or_fault(answer)
}

impl Service {
    async fn act(&self, form: &PageForm, headers: &HeaderMap) -> Result<Response, AccountError> {
        let now = self.clock.now();
        let Some(visitor) = self.visitors.of(headers, None, now).await? else {
            return self.prove(headers, None, now);
        };
        // A form of another site, of another session, or of a page that is too old (HW-04).
        let shown = form.get("confirmation").unwrap_or_default();
        if !confirmation::is_of(shown, Question::Account, HERE, &visitor.cookie, &self.keyring, now) {
            return self.show(&visitor, "Nothing was changed: do it once more.", StatusCode::BAD_REQUEST, now).await;
        }
        let id = form.get("id").unwrap_or_default();
        match form.get("act") {
            Some("end") => self.end_sign_in(id, &visitor, now).await,
            Some("end-all") => {
                let count = self.end_everything(visitor.sid(), now).await?;
                Act::SessionsEnded { count }.record();
                self.signed_out("You are signed out everywhere")
            }
            Some("take-back") => self.take_back(id, &visitor, now).await,
            Some("prove") => self.prove(headers, Some(&visitor), now),
            Some("erase") if form.get("sure") == Some("yes") => self.erase(headers, &visitor, now).await,
            _ => self.show(&visitor, "Nothing was changed.", StatusCode::BAD_REQUEST, now).await,
        }
    }

    async fn end_sign_in(&self, id: &str, visitor: &Visitor, now: Timestamp) -> Result<Response, AccountError> {
        let own = visitor.sid();
        let Ok(session) = id.parse::<SessionId>() else {
            return self.show(visitor, "Nothing was changed.", StatusCode::BAD_REQUEST, now).await;
        };
        let sid = Sid { subject: own.subject, session };
        if !self.may_end(sid, own, now).await? {
            return self.show(visitor, "That sign-in was over already.", StatusCode::OK, now).await;
        }
        self.store.end_with_grants(sid, now).await?;
        Act::SessionEnded { session }.record();
        if sid == own {
            return self.signed_out("You are signed out");
        }
        self.show(visitor, "That sign-in is over.", StatusCode::OK, now).await
    }

    /// The consent first: nothing is granted by it any more, also by a code on its way; then what came of it, also of one
    /// that is gone already, since the end of its grants may have failed half way.
    async fn take_back(&self, id: &str, visitor: &Visitor, now: Timestamp) -> Result<Response, AccountError> {
        let Ok(client) = ClientId::parse(id) else {
            return self.show(visitor, "Nothing was changed.", StatusCode::BAD_REQUEST, now).await;
        };
        let client = client.as_str();
        let was_given = self.forget_consent(&Key::consent(visitor.cookie.account, client)).await?;
        self.end_grants(visitor, now, |kind| matches!(kind, SessionKind::Grant { client: of, .. } if of == client))
            .await?;
        if was_given {
            Act::ConsentTakenBack { client }.record();
        }
        self.show(visitor, "That app is let in no more.", StatusCode::OK, now).await
    }

    /// Deletes a consent, whatever is added to it meanwhile; tells whether there was one.
    async fn forget_consent(&self, key: &Key) -> Result<bool, StoreError> {
        for _ in 0..ROUNDS {
            let Some(found) = self.store.read::<Consent>(key).await? else { return Ok(false) };
            if self.store.unregister(key, found.revision).await? {
                return Ok(true);
            }
        }
        Err(StoreError::Contended)
    }

    async fn end_grants(
        &self,
        visitor: &Visitor,
        now: Timestamp,
        ends: impl Fn(&SessionKind) -> bool,
    ) -> Result<(), AccountError> {
        let subject = visitor.sid().subject;
        let found = self.live(subject, now).await?;
        let ending = found.into_iter().filter(|(_, session)| ends(&session.kind));
        let ending: Vec<Sid> = ending.map(|(session, _)| Sid { subject, session }).collect();
        Ok(self.store.end(&ending, now).await?)
    }

    /// Only whoever has proven who they are a moment ago: an open browser is not enough.
    async fn erase(&self, headers: &HeaderMap, visitor: &Visitor, now: Timestamp) -> Result<Response, AccountError> {
        if visitor.session.state.proofs.within(FRESH, now).is_none() {
            return self.prove(headers, Some(visitor), now);
        }
        let actor = Actor::Owner { language: platform::http::accept_language(headers) };
        let count = self.accounts.erase(visitor.cookie.account, actor, now).await?;
        Act::Erased { count }.record();
        self.signed_out("Your account is erased")
    }

    fn signed_out(&self, title: &str) -> Result<Response, AccountError> {
        let mut answer = self.tell(StatusCode::OK, title, "You can close this page.")?;
        if let Ok(removed) = HeaderValue::try_from(cookie::remove()) {
            answer.headers_mut().insert(SET_COOKIE, removed);
        }
        Ok(answer)
    }
}
