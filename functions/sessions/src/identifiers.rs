//! `POST /account/identifiers` and `DELETE /account/identifiers`: an account gets one identifier more, or loses one. Its owner agrees
//! by a proof that was made for that (`/otp/request` with a `purpose`), and by the strongest method that the account has beside codes,
//! of which the access token tells; what is added is proven as well.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use platform::accounts::AgreedBy;
use platform::audit::Act;
use platform::http::{FieldFault, StrictJson, present};
use serde::Deserialize;
use shared::Timestamp;
use shared::codes::proof::IdentifierProof;
use shared::codes::purpose::CodePurpose;
use shared::identity::identifier::{EmailAddress, Identifier, PhoneNumber};
use shared::tokens::assurance::Level;

use crate::account_owner::AccountOwner;
use crate::erase::shown;
use crate::overview::OwnEntry;
use crate::{IdentifiersError, Service};

/// The field that has the proof of what is added.
pub(crate) const IDENTIFIER_PROOF: &str = "identifier_proof";
/// The field that has the proof of the account's owner.
pub(crate) const ACCOUNT_PROOF: &str = "account_proof";

/// `{identifier_proof, account_proof}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Addition {
    identifier_proof: String,
    account_proof: String,
}

/// `{email, account_proof}` or `{phone, account_proof}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Removal {
    #[serde(default, deserialize_with = "present")]
    email: Option<String>,
    #[serde(default, deserialize_with = "present")]
    phone: Option<String>,
    account_proof: String,
}

pub(crate) async fn add(
    State(service): State<Arc<Service>>,
    owner: AccountOwner,
    headers: HeaderMap,
    StrictJson(body): StrictJson<Addition>,
) -> Response {
    match Box::pin(service.add(&owner, &body, platform::http::accept_language(&headers))).await {
        Ok(added) => platform::http::json(StatusCode::CREATED, &added),
        Err(error) => error.into_response(),
    }
}

pub(crate) async fn remove(
    State(service): State<Arc<Service>>,
    owner: AccountOwner,
    headers: HeaderMap,
    StrictJson(body): StrictJson<Removal>,
) -> Response {
    match Box::pin(service.remove(&owner, &body, platform::http::accept_language(&headers))).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => error.into_response(),
    }
}

impl Removal {
    /// What is to go, and the field that names it.
    fn identifier(&self) -> Result<(&'static str, Identifier), FieldFault> {
        match (&self.email, &self.phone) {
            (Some(_), Some(_)) => Err(FieldFault::new("phone", "must not stand beside email")),
            (None, None) => Err(FieldFault::new("email", "must be given, or phone in its place")),
            (Some(email), None) => {
                let address = EmailAddress::parse(email).map_err(|fault| FieldFault::new("email", fault))?;
                Ok(("email", Identifier::Email(address)))
            }
            (None, Some(phone)) => {
                let (number, _) = PhoneNumber::parse(phone).map_err(|fault| FieldFault::new("phone", fault))?;
                Ok(("phone", Identifier::Phone(number)))
            }
        }
    }
}

impl Service {
    async fn add(&self, owner: &AccountOwner, body: &Addition, language: &str) -> Result<OwnEntry, IdentifiersError> {
        let by = self.proof(ACCOUNT_PROOF, &body.account_proof, CodePurpose::AddIdentifier)?;
        let new = self.proof(IDENTIFIER_PROOF, &body.identifier_proof, CodePurpose::NewIdentifier)?;
        let now = self.clock.now();
        let by = self.agreed_by(owner, &by, language, now);
        let added = self.accounts.join(owner.id(), &new, by, now).await;
        let added = added.map_err(|refused| IdentifiersError::of(IDENTIFIER_PROOF, refused))?;
        Act::IdentifierAdded { channel: new.identifier.channel() }.record();
        Ok(self.own_entry(owner.id(), &added, false))
    }

    async fn remove(&self, owner: &AccountOwner, body: &Removal, language: &str) -> Result<(), IdentifiersError> {
        let (field, identifier) = body.identifier()?;
        let by = self.proof(ACCOUNT_PROOF, &body.account_proof, CodePurpose::RemoveIdentifier)?;
        let now = self.clock.now();
        let by = self.agreed_by(owner, &by, language, now);
        let removed = self.accounts.detach(owner.sid, &identifier, by, now).await;
        let count = removed.map_err(|refused| IdentifiersError::of(field, refused))?;
        Act::IdentifierRemoved { channel: identifier.channel(), count }.record();
        Ok(())
    }

    /// By a code that was sent, and by what the caller's token tells of.
    fn agreed_by<'a>(
        &self,
        owner: &AccountOwner,
        proof: &'a IdentifierProof,
        language: &'a str,
        now: Timestamp,
    ) -> AgreedBy<'a> {
        let demanded = if self.settings.second_step { Level::TwoStep } else { Level::Otp };
        AgreedBy { proof, shown: shown(&owner.claims, now), demanded, language }
    }

    fn proof(
        &self,
        field: &'static str,
        text: &str,
        purpose: CodePurpose,
    ) -> Result<IdentifierProof, IdentifiersError> {
        let region = &self.settings.table.aws.region;
        let opened = IdentifierProof::open(text, purpose, &self.keyring, region, self.clock.now());
        opened.map_err(|refused| IdentifiersError::Proof { field, refused })
    }
}
