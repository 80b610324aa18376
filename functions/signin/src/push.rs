//! `POST /par` (RFC 9126): takes an authorization request from its client, judges it at once, and names it.
//!
//! read → count for the network → authenticate → judge (pure) → seal → answer. Nothing is stored before a browser comes with it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use platform::clients::ClientRefused;
use platform::entropy::{EntropyError, random};
use platform::http::{CallOf, Caller, OAuthError, OAuthForm, because};
use platform::limits::AddressRefused;
use platform::store::StoreError;
use serde::Serialize;
use shared::authorization::pushed::{LIFE, PushedId};
use shared::authorization::{AuthorizationError, AuthorizationRequest, PushedRequest};
use shared::bounds::network::Network;
use shared::identity::keyring::NotSealedHere;
use shared::tokens::client::Client;

use crate::Service;

/// The answer of RFC 9126 §2.2.
#[derive(Serialize)]
struct Pushed {
    request_uri: String,
    expires_in: u64,
}

/// Why a request is not taken.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// Not a request that this endpoint takes.
    #[error("not a pushed request: {0:?}")]
    Request(OAuthError),
    /// A caller that counts as no client.
    #[error(transparent)]
    Client(#[from] ClientRefused),
    /// Too many calls from the network, or they could not be counted.
    #[error(transparent)]
    Calls(#[from] AddressRefused),
    /// The API that is asked for could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// It could not be sealed.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
}

impl From<OAuthError> for PushError {
    fn from(refused: OAuthError) -> Self {
        Self::Request(refused)
    }
}

impl From<AuthorizationError> for PushError {
    fn from(refused: AuthorizationError) -> Self {
        Self::Request(OAuthError::Authorization(refused))
    }
}

impl IntoResponse for PushError {
    fn into_response(self) -> Response {
        let answer = match &self {
            Self::Request(refused) => refused.clone(),
            Self::Client(refused) => refused.into(),
            Self::Calls(AddressRefused::Spent { retry_after }) => OAuthError::TooManyCalls(*retry_after),
            Self::Store(StoreError::Contended) | Self::Calls(AddressRefused::Store(StoreError::Contended)) => {
                OAuthError::Contended
            }
            Self::Store(_) | Self::Calls(AddressRefused::Store(_)) => OAuthError::Unavailable,
            Self::Entropy(_) | Self::Key(_) => OAuthError::Internal,
        };
        because(answer, &self)
    }
}

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    form: Result<OAuthForm, OAuthError>,
) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(refused) => return PushError::from(refused).into_response(),
    };
    let client = match service.pushing_client(&form, &caller).await {
        Ok(client) => client,
        Err(error) => return error.into_response(),
    };
    CallOf::client(Some(&client)).mark(match Box::pin(service.push(&form, &client)).await {
        Ok(pushed) => platform::http::json(StatusCode::CREATED, &pushed),
        Err(error) => error.into_response(),
    })
}

impl Service {
    /// The client that pushes. Counted before its secret is checked: guesses of it are calls as well.
    async fn pushing_client(&self, form: &OAuthForm, caller: &Caller) -> Result<Arc<Client>, PushError> {
        let now = self.clock.now();
        let network = Network::counted(caller.address, None);
        self.pushes.recall(&network, now)?;
        self.pushes.charge(&network, now).await?;
        Ok(self.clients.authenticate(form, &self.keyring, now).await?)
    }

    async fn push(&self, form: &OAuthForm, client: &Client) -> Result<Pushed, PushError> {
        let now = self.clock.now();
        let invalid = |rule| PushError::from(AuthorizationError::InvalidRequest(rule));
        if form.optional("request_uri").is_some() {
            return Err(invalid("request_uri must not stand in what is pushed."));
        }
        let parameters = form.parameters();
        let redirect_uri = parameters.get("redirect_uri").ok_or_else(|| invalid("redirect_uri is missing."))?;
        if client.redirect(redirect_uri).is_none() {
            return Err(invalid("redirect_uri must be one that the client is registered with."));
        }
        let request = AuthorizationRequest::judge(parameters, client, redirect_uri)?;
        self.check_resource(&request, now).await??;
        let pushed = PushedRequest {
            id: PushedId::from_random(random()?),
            request,
            expected: self.expected(parameters, client)?,
            pushed_at: now,
            region: self.settings.table.aws.region.clone(),
        };
        Ok(Pushed { request_uri: pushed.seal(&self.keyring, random()?)?, expires_in: LIFE })
    }
}
