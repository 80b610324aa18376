//! Hands a client the authorization code of what a visitor has granted.

use axum::response::Response;
use platform::entropy::random;
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::code::{AuthorizationCode, Contact, ResourceOwner};
use shared::authorization::flow::Flow;
use shared::authorization::{AuthorizationError, AuthorizationRequest};
use shared::revision::Versioned;
use shared::tokens::assurance::Proofs;
use shared::tokens::client::{Client, Consent};
use shared::tokens::session::SessionId;

use crate::callback::Callback;
use crate::{Service, SignInError};

impl Service {
    /// Answers `request`, which runs in `flow`, with a code for the `granting` visitor, of whose proofs those count. Nothing is written but that a pushed request is used up: the code
    /// carries all that its redemption needs.
    pub(crate) async fn issue(
        &self,
        flow: &Flow,
        request: &AuthorizationRequest,
        client: &Client,
        granting: Option<(&Visitor, Proofs)>,
        now: Timestamp,
    ) -> Result<Response, SignInError> {
        let callback = self.callback(request);
        let Some((visitor, proofs)) = granting else { return Ok(callback.error(AuthorizationError::LoginRequired)) };
        let account = visitor.cookie.account;
        let consent = match (client.consent, &visitor.consent) {
            (Consent::FirstParty, _) => None,
            (Consent::Asked, Some(found)) => Some(Versioned { revision: found.revision, state: found.state.id }),
            (Consent::Asked, None) => return Ok(callback.error(AuthorizationError::ConsentRequired)),
        };
        let contact = if client.contact_in_id_token {
            Contact::of(&visitor.account.state, account, &request.scope, &self.keyring)
        } else {
            Contact::default()
        };
        let owner = ResourceOwner {
            account,
            account_revision: visitor.account.revision,
            browser: visitor.cookie.session,
            session: visitor.session.clone(),
            proofs,
            consent,
            contact,
        };
        self.use_up(flow, now).await?;
        let code = AuthorizationCode::new(flow, request, owner, SessionId::from_random(random()?), now);
        Ok(callback.code(&code.seal(&self.keyring, random()?)?))
    }

    /// Where a request's answer goes.
    pub(crate) fn callback<'a>(&'a self, request: &'a AuthorizationRequest) -> Callback<'a> {
        Callback { redirect_uri: &request.redirect_uri, state: request.state.as_deref(), issuer: &self.settings.issuer }
    }
}
