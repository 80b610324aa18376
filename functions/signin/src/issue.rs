//! Hands a client the authorization code of what a visitor has granted.

use axum::response::Response;
use platform::entropy::random;
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::code::{self, AuthorizationCode, Contact};
use shared::authorization::flow::Flow;
use shared::authorization::{AuthorizationError, AuthorizationRequest, has_scope};
use shared::identity::identifier::Identifier;
use shared::tokens::client::Client;
use shared::tokens::session::SessionId;

use crate::callback::Callback;
use crate::{Service, SignInError};

impl Service {
    /// Answers `request`, which runs in `flow`, with a code. Nothing is written: the code carries all that its redemption needs.
    pub(crate) fn issue(
        &self,
        flow: &Flow,
        request: &AuthorizationRequest,
        client: &Client,
        visitor: Option<&Visitor>,
        now: Timestamp,
    ) -> Result<Response, SignInError> {
        let callback = self.callback(request);
        let Some(visitor) = visitor else { return Ok(callback.error(AuthorizationError::LoginRequired)) };
        let contact =
            if client.contact_in_id_token { self.contact(&request.scope, visitor) } else { Contact::default() };
        let asker = code::Asker {
            account: visitor.cookie.account,
            account_revision: visitor.account.revision,
            browser: visitor.cookie.session,
            session: visitor.session.clone(),
            contact,
        };
        let code = AuthorizationCode::new(flow, request, asker, SessionId::from_random(random()?), now);
        Ok(callback.code(&code.seal(&self.keyring, random()?)?))
    }

    /// Where a request's answer goes.
    pub(crate) fn callback<'a>(&'a self, request: &'a AuthorizationRequest) -> Callback<'a> {
        Callback { redirect_uri: &request.redirect_uri, state: request.state.as_deref(), issuer: &self.settings.issuer }
    }

    /// The first address and number of the account, as far as a scope goes.
    fn contact(&self, scope: &str, visitor: &Visitor) -> Contact {
        let mut contact = Contact::default();
        for own in visitor.account.state.identifiers() {
            match own.sealed.open(visitor.cookie.account, &self.keyring) {
                Ok(Identifier::Email(address)) if has_scope(scope, "email") => {
                    contact.email.get_or_insert(address.identity());
                }
                Ok(Identifier::Phone(number)) if has_scope(scope, "phone") => {
                    contact.phone_number.get_or_insert(number.e164().to_owned());
                }
                Ok(_) | Err(_) => {}
            }
        }
        contact
    }
}
