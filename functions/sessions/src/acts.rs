//! `POST /signin/account`: what an owner does on the page of their account.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use pages::Locale;
use platform::accounts::FactorsChangeRefused;
use platform::audit::Act;
use platform::entropy::random;
use platform::http::{BodyUnreadable, PageForm, see_other};
use platform::notices::Actor;
use platform::store::{Key, StoreError};
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::AccountChange;
use shared::authorization::confirmation::{self, Question};
use shared::authorization::consent::Consent;
use shared::authorization::cookie;
use shared::authorization::flow::ACCOUNT_PATH;
use shared::identity::AuthenticatorId;
use shared::identity::factors::SealedName;
use shared::tokens::client::ClientId;
use shared::tokens::session::{SessionId, SessionKind, Sid};

use crate::Service;
use crate::account::{AccountError, FRESH, HERE, Shown};

/// How often a consent may be added to while it is taken back.
const ROUNDS: u32 = 4;

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let answer = if let Ok(form) = form {
        Box::pin(service.act(&form, &headers)).await
    } else {
        let locale = platform::http::locale(None, &headers);
        service.tell(StatusCode::BAD_REQUEST, locale, "fault-reload", "fault-reload.text").map_err(Into::into)
    };
    service.page_or_fault(answer, &headers)
}

impl Service {
    async fn act(&self, form: &PageForm, headers: &HeaderMap) -> Result<Response, AccountError> {
        let now = self.clock.now();
        let visitor = match self.owner(headers, now).await? {
            Ok(visitor) => visitor,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let locale = platform::http::locale(None, headers);
        let shown = Shown { visitor: &visitor, locale, done: None };
        // A form of another site, of another session, or of a page that is too old (HW-04).
        let sealed = form.get("confirmation").unwrap_or_default();
        if !confirmation::is_of(sealed, Question::Account, HERE, &visitor.cookie, &self.keyring, now) {
            return self.show(&shown.done("done-again"), StatusCode::BAD_REQUEST, now).await;
        }
        let id = form.get("id").unwrap_or_default();
        match form.get("act") {
            Some("end") => self.end_sign_in(id, &shown, now).await,
            Some("end-all") => {
                let count = self.end_everything(visitor.sid(), now).await?;
                Act::SessionsEnded { count }.record();
                self.signed_out("signed-out.everywhere", locale)
            }
            Some("take-back") => self.take_back(id, &shown, now).await,
            Some("change") if let Some(change) = named(id) => self.begin_change(headers, &visitor, change, now),
            Some("rename-passkey") => self.rename_passkey(id, form.get("name").unwrap_or_default(), &shown, now).await,
            Some("remove-passkey") if let Ok(passkey) = id.parse() => {
                self.begin_change(headers, &visitor, AccountChange::RemovePasskey(passkey), now)
            }
            Some("prove") => self.prove(headers, &visitor, now),
            Some("erase") if form.get("sure") == Some("yes") => self.erase(headers, &visitor, now).await,
            _ => self.show(&shown.done("done-nothing"), StatusCode::BAD_REQUEST, now).await,
        }
    }

    async fn end_sign_in(&self, id: &str, shown: &Shown<'_>, now: Timestamp) -> Result<Response, AccountError> {
        let own = shown.visitor.sid();
        let Ok(session) = id.parse::<SessionId>() else {
            return self.show(&shown.done("done-nothing"), StatusCode::BAD_REQUEST, now).await;
        };
        let sid = Sid { subject: own.subject, session };
        if !self.may_end(sid, own, now).await? {
            return self.show(&shown.done("done-ended-before"), StatusCode::OK, now).await;
        }
        self.store.end_with_grants(sid, now).await?;
        Act::SessionEnded { session }.record();
        if sid == own {
            return self.signed_out("signed-out", shown.locale);
        }
        self.show(&shown.done("done-ended"), StatusCode::OK, now).await
    }

    /// What a passkey is called lets nobody in and keeps nobody out: it takes no proof.
    async fn rename_passkey(
        &self,
        id: &str,
        name: &str,
        shown: &Shown<'_>,
        now: Timestamp,
    ) -> Result<Response, AccountError> {
        let nothing = async || self.show(&shown.done("done-nothing"), StatusCode::BAD_REQUEST, now).await;
        let (Ok(passkey), false) = (id.parse::<AuthenticatorId>(), name.trim().is_empty()) else {
            return nothing().await;
        };
        let account = shown.visitor.cookie.account;
        let name = SealedName::new(name, account, &self.keyring, random()?)?;
        match self.accounts.rename_passkey(account, passkey, &name).await {
            Ok(()) => Ok(see_other(ACCOUNT_PATH)),
            // It was removed in another tab.
            Err(FactorsChangeRefused::List(_)) => nothing().await,
            Err(refused) => Err(refused.into()),
        }
    }

    /// The consent first: nothing is granted by it any more, also by a code on its way; then what came of it, also of one
    /// that is gone already, since the end of its grants may have failed half way.
    async fn take_back(&self, id: &str, shown: &Shown<'_>, now: Timestamp) -> Result<Response, AccountError> {
        let Ok(client) = ClientId::parse(id) else {
            return self.show(&shown.done("done-nothing"), StatusCode::BAD_REQUEST, now).await;
        };
        let client = client.as_str();
        let was_given = self.forget_consent(&Key::consent(shown.visitor.cookie.account, client)).await?;
        self.end_grants(
            shown.visitor,
            now,
            |kind| matches!(kind, SessionKind::Grant { client: of, .. } if of == client),
        )
        .await?;
        if was_given {
            Act::ConsentTakenBack { client }.record();
        }
        self.show(&shown.done("done-taken-back"), StatusCode::OK, now).await
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
        if !visitor.has_proven_within(FRESH, now) {
            return self.prove(headers, visitor, now);
        }
        let actor = Actor::Owner { language: platform::http::accept_language(headers) };
        let count = self.accounts.erase(visitor.cookie.account, actor, now).await?;
        Act::Erased { count }.record();
        self.signed_out("account.erased", platform::http::locale(None, headers))
    }

    fn signed_out(&self, title: &str, locale: Locale) -> Result<Response, AccountError> {
        let mut answer = self.tell(StatusCode::OK, locale, title, "signed-out.close")?;
        if let Ok(removed) = HeaderValue::try_from(cookie::remove()) {
            answer.headers_mut().insert(SET_COOKIE, removed);
        }
        Ok(answer)
    }
}

/// The change that a button of the page asks for.
fn named(id: &str) -> Option<AccountChange> {
    match id {
        "add-passkey" => Some(AccountChange::AddPasskey),
        "set-app" => Some(AccountChange::SetApp),
        "remove-app" => Some(AccountChange::RemoveApp),
        "renew-codes" => Some(AccountChange::RenewRecoveryCodes),
        "demand-step" => Some(AccountChange::DemandSecondStep(true)),
        "stop-removal" => Some(AccountChange::StopRemoval),
        "complete-removal" => Some(AccountChange::CompleteRemoval),
        "drop-step" => Some(AccountChange::DemandSecondStep(false)),
        _ => None,
    }
}
