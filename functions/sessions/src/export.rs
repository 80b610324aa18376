//! `GET /signin/export` and `GET /account/export`: everything that is kept of an account, for its owner; in a browser as a file.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_DISPOSITION;
use http::{HeaderMap, HeaderValue, StatusCode};
use platform::store::StoreError;
use serde::Serialize;
use shared::Timestamp;
use shared::identity::account::{Account, AccountId};
use shared::tokens::session::{Device, SessionKind, Sid};

use crate::account::AccountError;
use crate::account_owner::AccountOwner;
use crate::authenticators::OwnAuthenticators;
use crate::{Service, SessionsError};

/// The whole of it. Times are Unix seconds.
#[derive(Serialize)]
pub(crate) struct Export {
    id: String,
    created_at: Timestamp,
    identifiers: Vec<ExportedIdentifier>,
    #[serde(flatten)]
    authenticators: OwnAuthenticators,
    second_step: bool,
    sessions: Vec<ExportedSession>,
    consents: Vec<ExportedConsent>,
}

#[derive(Serialize)]
struct ExportedIdentifier {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    added_at: Timestamp,
}

#[derive(Serialize)]
struct ExportedSession {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    scope: String,
    created_at: Timestamp,
    last_used_at: Timestamp,
    amr: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
}

#[derive(Serialize)]
struct ExportedConsent {
    client: String,
    scope: String,
    given_at: Timestamp,
}

pub(crate) async fn handle(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let answer = Box::pin(service.export(&headers)).await;
    service.page_or_fault(answer, &headers)
}

pub(crate) async fn handle_call(State(service): State<Arc<Service>>, owner: AccountOwner) -> Response {
    match Box::pin(service.export_to(&owner)).await {
        Ok(export) => platform::http::json(StatusCode::OK, &export),
        Err(error) => error.into_response(),
    }
}

impl Service {
    async fn export(&self, headers: &HeaderMap) -> Result<Response, AccountError> {
        let now = self.clock.now();
        let visitor = match self.owner(headers, now).await? {
            Ok(visitor) => visitor,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let export = Box::pin(self.exported(visitor.cookie.account, &visitor.account.state, now)).await?;
        let mut answer = platform::http::json(StatusCode::OK, &export);
        let as_file = HeaderValue::from_static("attachment; filename=\"account.json\"");
        answer.headers_mut().insert(CONTENT_DISPOSITION, as_file);
        Ok(answer)
    }

    async fn export_to(&self, owner: &AccountOwner) -> Result<Export, SessionsError> {
        let account = self.own_account(owner).await?;
        Ok(Box::pin(self.exported(owner.id(), &account, self.clock.now())).await?)
    }

    async fn exported(&self, id: AccountId, account: &Account, now: Timestamp) -> Result<Export, StoreError> {
        let subject = id.into();
        let (sessions, consents) = (self.live(subject, now), self.store.consents(id));
        let (sessions, consents, authenticators) = tokio::try_join!(sessions, consents, self.authenticators(id))?;
        let identifiers = account.identifiers().map(|own| {
            let opened = own.sealed.open(id, &self.keyring);
            ExportedIdentifier { value: opened.ok().map(|opened| opened.exposed()), added_at: own.added_at }
        });
        let sessions = sessions.into_iter().map(|(id, session)| {
            let opened = session.device.open(&self.keyring, Sid { subject, session: id });
            let Device { network, user_agent } = opened.unwrap_or_default();
            let client = match &session.kind {
                SessionKind::Grant { client, .. } => Some(client.clone()),
                SessionKind::FirstParty | SessionKind::Browser => None,
            };
            ExportedSession {
                id: id.to_string(),
                client,
                scope: session.scope.clone(),
                created_at: session.created_at,
                last_used_at: session.rotated_at,
                amr: session.proofs.assurance().methods,
                network,
                user_agent,
            }
        });
        let consents = consents.into_iter().map(|consent| consent.state);
        let consents = consents.map(|consent| ExportedConsent {
            client: consent.client,
            scope: consent.scope,
            given_at: consent.given_at,
        });
        Ok(Export {
            id: id.to_string(),
            created_at: account.created_at,
            identifiers: identifiers.collect(),
            authenticators,
            second_step: account.second_step,
            sessions: sessions.collect(),
            consents: consents.collect(),
        })
    }
}
