//! Whether a caller is the client that it says it is.

use std::net::IpAddr;
use std::sync::Arc;

use shared::Timestamp;
use shared::bounds::network::Network;
use shared::identity::keyring::Keyring;
use shared::tokens::client::{Client, knows_secret};

use super::Clients;
use crate::http::{OAuthError, OAuthForm};
use crate::limits::{AddressCounts, AddressRefused};
use crate::store::StoreError;

/// Why a caller counts as no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientRefused {
    /// Not a request of a client that is known and authenticates as it has to.
    #[error("no client of ours: {0:?}")]
    Request(OAuthError),
    /// Its client could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Too many wrong secrets came from its network, or one could not be counted.
    #[error(transparent)]
    Calls(#[from] AddressRefused),
}

impl From<OAuthError> for ClientRefused {
    fn from(refused: OAuthError) -> Self {
        Self::Request(refused)
    }
}

impl From<&ClientRefused> for OAuthError {
    /// What the caller is told.
    fn from(refused: &ClientRefused) -> Self {
        match refused {
            ClientRefused::Request(refused) => refused.clone(),
            ClientRefused::Calls(AddressRefused::Spent { retry_after }) => Self::TooManyCalls(*retry_after),
            ClientRefused::Calls(AddressRefused::Store(StoreError::Contended)) => Self::Contended,
            ClientRefused::Store(_) | ClientRefused::Calls(AddressRefused::Store(_)) => Self::Unavailable,
        }
    }
}

impl Clients {
    /// The client that sent a form: a confidential one by its secret, in the header or in the form, a public one by its name
    /// alone (RFC 6749 §2.3, §3.2.1).
    ///
    /// An unknown client, a wrong secret, a public client with a secret and a confidential one without: one answer. Where a
    /// secret is presented, each of them takes the same work as a right one.
    pub async fn authenticate(
        &self,
        form: &OAuthForm,
        keyring: &Keyring,
        now: Timestamp,
    ) -> Result<Arc<Client>, ClientRefused> {
        let presented = form.client()?;
        let found = self.find(presented.id, now).await?;
        let counts = match &presented.secret {
            Some(secret) => knows_secret(found.as_deref(), presented.id, secret, keyring),
            None => found.as_deref().is_some_and(|client| !client.is_confidential()),
        };
        let refused = OAuthError::InvalidClient { by_header: presented.by_header };
        found.filter(|_| counts).ok_or(ClientRefused::Request(refused))
    }

    /// Whose call it is, where calls are not counted before; `None`: that of the codes' own interface, `own`, which need not say who
    /// it is. A wrong secret is counted for the network of `address`, and one that has shown too many of them is told so. A right
    /// one counts all the same: nobody guesses 256 bits, and a neighbour's wrong ones must not keep a client out.
    pub async fn caller(
        &self,
        form: &OAuthForm,
        own: &str,
        keyring: &Keyring,
        wrong_secrets: &AddressCounts,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<Option<Arc<Client>>, ClientRefused> {
        if form.check_client(own).is_ok() {
            return Ok(None);
        }
        let authenticated = self.authenticate(form, keyring, now).await;
        if matches!(authenticated, Err(ClientRefused::Request(_))) && form.client()?.secret.is_some() {
            let network = Network::counted(address, None);
            wrong_secrets.recall(&network, now)?;
            // Before it is told, or as many could be tried at once as fit.
            wrong_secrets.charge(&network, now).await?;
        }
        Ok(Some(authenticated?))
    }
}
