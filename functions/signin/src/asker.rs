//! Who asks for a sign-in, and where its answer goes.

use std::sync::Arc;

use platform::store::StoreError;
use shared::Timestamp;
use shared::authorization::{Asking, AuthorizationError, AuthorizationRequest};
use shared::tokens::client::{Client, Consent, RedirectUri};

use crate::{Service, SignInError};

/// A client that is known, at a redirect URI of its own.
pub(crate) struct Asker {
    pub(crate) client: Arc<Client>,
    pub(crate) redirect: RedirectUri,
}

impl Service {
    /// The client with this id, at this redirect URI. Until both are known to be right, nobody is told anything but the user.
    pub(crate) async fn asker(&self, id: &str, redirect_uri: &str, now: Timestamp) -> Result<Asker, SignInError> {
        let client = self.clients.find(id, now).await?.ok_or(SignInError::UnknownClient)?;
        let redirect = client.redirect(redirect_uri).ok_or(SignInError::UnknownRedirect)?;
        Ok(Asker { client, redirect })
    }
}

impl Service {
    /// Holds a request's scope to the API that its token is for, which is read once a minute, as clients are.
    pub(crate) async fn check_resource(
        &self,
        request: &AuthorizationRequest,
        now: Timestamp,
    ) -> Result<Result<(), AuthorizationError>, StoreError> {
        let resource = match &request.resource {
            Some(id) => self.clients.resource(id, now).await?,
            None => None,
        };
        Ok(request.check_resource(resource.as_deref()))
    }
}

impl Service {
    /// What a client is to the decision over its request. An API that is there no more demands nothing: there is no token for it.
    pub(crate) async fn asking(
        &self,
        asker: &Asker,
        request: &AuthorizationRequest,
        now: Timestamp,
    ) -> Result<Asking, StoreError> {
        let resource = match &request.resource {
            Some(id) => self.clients.resource(id, now).await?,
            None => None,
        };
        Ok(Asking {
            is_first_party: asker.client.consent == Consent::FirstParty,
            is_native: asker.redirect.is_native(),
            demand: asker.client.demand(resource.as_deref()),
        })
    }
}

impl Asker {
    /// What pages show of it.
    pub(crate) fn shown(&self) -> pages::Asker {
        let logo = self.client.logo.as_ref().map(|_| pages::client_logo_url(self.client.id.as_str()));
        pages::Asker { name: self.client.name.as_str().to_owned(), host: self.redirect.host_shown().to_owned(), logo }
    }

    /// Where a form of the flow may end: a browser follows no redirect of a form that the page's policy does not list.
    pub(crate) fn origin(&self) -> String {
        self.redirect.origin()
    }
}
