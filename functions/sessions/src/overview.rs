//! `GET /account`: what a first-party client shows its user of the account.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use shared::Timestamp;
use shared::identity::account::{Account, AccountId, OwnIdentifier};

use crate::account_owner::AccountOwner;
use crate::authenticators::OwnAuthenticators;
use crate::list::Entry;
use crate::{Service, SessionsError};

/// The account as its owner sees it. Times are Unix seconds, as in a token.
#[derive(Serialize)]
struct Overview {
    id: String,
    created_at: Timestamp,
    /// The primary one first.
    identifiers: Vec<OwnEntry>,
    /// How its owner may prove who they are, as `amr` has it.
    methods: Vec<&'static str>,
    #[serde(flatten)]
    authenticators: OwnAuthenticators,
    /// Whether it demands a second step at every sign-in.
    second_step: bool,
    sessions: Vec<Entry>,
    consents: Vec<ConsentEntry>,
}

/// One identifier. One that was sealed by a version of the master secret which is retired has no value any more.
#[derive(Serialize)]
pub(crate) struct OwnEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    primary: bool,
    added_at: Timestamp,
}

/// What its owner has agreed to.
#[derive(Serialize)]
struct ConsentEntry {
    client: String,
    name: String,
    scope: String,
    given_at: Timestamp,
}

pub(crate) async fn handle(State(service): State<Arc<Service>>, owner: AccountOwner) -> Response {
    match Box::pin(service.overview(&owner)).await {
        Ok(overview) => platform::http::json(StatusCode::OK, &overview),
        Err(error) => error.into_response(),
    }
}

impl Service {
    async fn overview(&self, owner: &AccountOwner) -> Result<Overview, SessionsError> {
        let (id, now) = (owner.id(), self.clock.now());
        let lists = async {
            let (sessions, consents) = (self.live(owner.sid.subject, now), self.store.consents(id));
            Ok(tokio::try_join!(sessions, consents, self.authenticators(id))?)
        };
        let (account, (sessions, found, authenticators)) = tokio::try_join!(self.own_account(owner), lists)?;
        let mut consents = Vec::new();
        for consent in found.into_iter().map(|consent| consent.state) {
            let client = self.clients.find(&consent.client, now).await?;
            let name = client.map_or_else(|| consent.client.clone(), |client| client.name.as_str().to_owned());
            let (scope, given_at) = (consent.scope, consent.given_at);
            consents.push(ConsentEntry { client: consent.client, name, scope, given_at });
        }
        let identifiers = self.own_entries(id, &account);
        let mut methods: Vec<&str> = identifiers.iter().filter_map(|own| own.channel).collect();
        methods.sort_unstable();
        methods.dedup();
        methods.extend_from_slice(&authenticators.methods);
        Ok(Overview {
            id: id.to_string(),
            created_at: account.created_at,
            methods,
            authenticators,
            second_step: account.second_step,
            identifiers,
            sessions: sessions.iter().map(|(id, session)| self.entry(*id, session, owner.sid)).collect(),
            consents,
        })
    }

    fn own_entries(&self, id: AccountId, account: &Account) -> Vec<OwnEntry> {
        account.identifiers().enumerate().map(|(position, own)| self.own_entry(id, own, position == 0)).collect()
    }

    /// One identifier of the account `id`.
    pub(crate) fn own_entry(&self, id: AccountId, own: &OwnIdentifier, primary: bool) -> OwnEntry {
        let opened = own.sealed.open(id, &self.keyring).ok();
        OwnEntry {
            channel: opened.as_ref().map(|opened| opened.channel().name()),
            value: opened.map(|opened| opened.exposed()),
            primary,
            added_at: own.added_at,
        }
    }
}
