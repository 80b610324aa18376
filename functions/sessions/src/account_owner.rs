//! Whose account a call is about: that of its access token, which is for the account endpoints and for nothing else.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use platform::audit::About;
use shared::authorization::has_scope;
use shared::identity::account::{Account, AccountId, AccountRecord};
use shared::tokens::Claims;
use shared::tokens::assurance::tells_of_second_step;
use shared::tokens::client::Scope;
use shared::tokens::session::Sid;

use crate::{Service, SessionsError};

/// The caller, who holds a token of a first-party client: for the issuer itself, with the scope `account`. A token for any API,
/// and one of the codes' own interface, opens none of this, whatever its scope says.
pub(crate) struct AccountOwner {
    pub(crate) sid: Sid,
    pub(crate) claims: Arc<Claims>,
}

impl FromRequestParts<Arc<Service>> for AccountOwner {
    type Rejection = SessionsError;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, SessionsError> {
        let claims = parts.extensions.get::<Arc<Claims>>().ok_or(SessionsError::NoOwner)?;
        let is_of_client = claims.client_id != service.settings.client_id;
        if claims.aud != claims.iss || !is_of_client || !has_scope(&claims.scope, Scope::ACCOUNT) {
            return Err(SessionsError::NotOfAccount);
        }
        let sid: Sid = claims.sid.parse().map_err(|_| SessionsError::NoOwner)?;
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        Ok(Self { sid, claims: Arc::clone(claims) })
    }
}

impl AccountOwner {
    /// The account's id.
    pub(crate) const fn id(&self) -> AccountId {
        self.sid.subject.account()
    }
}

impl Service {
    /// The caller's account, unless it was erased, is disabled, or demands more than the caller has proven.
    pub(crate) async fn own_account(&self, owner: &AccountOwner) -> Result<Account, SessionsError> {
        self.account_of(owner.id(), &owner.claims).await
    }

    /// The account of an access token, likewise.
    pub(crate) async fn account_of(&self, id: AccountId, claims: &Claims) -> Result<Account, SessionsError> {
        let found = self.accounts.account(id).await?;
        let account = found.as_ref().and_then(AccountRecord::active).ok_or(SessionsError::Ended)?;
        if self.lacks_second_step(account, claims) {
            return Err(SessionsError::SecondStep);
        }
        Ok(account.clone())
    }

    /// Whether an account demands a second step by now, of which an access token of it does not tell.
    pub(crate) fn lacks_second_step(&self, account: &Account, claims: &Claims) -> bool {
        (account.second_step || self.settings.second_step) && !tells_of_second_step(claims)
    }
}
