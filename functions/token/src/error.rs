//! Why a session does not go on, and what the client is told of it.

use axum::response::{IntoResponse, Response};
use platform::clients::ClientRefused;
use platform::entropy::EntropyError;
use platform::http::{OAuthError, because};
use platform::limits::AddressRefused;
use platform::store::StoreError;
use shared::authorization::code::CodeRefused;
use shared::identity::keyring::NotSealedHere;
use shared::tokens::SigningFailed;
use shared::tokens::refresh_token::RefreshTokenRefused;

/// Many causes, few answers: nothing tells whether there is a session.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Not a request that this endpoint takes.
    #[error("not a refresh request: {0:?}")]
    Request(OAuthError),
    /// No client of ours, or one that did not authenticate.
    #[error(transparent)]
    Client(#[from] ClientRefused),
    /// An authorization code that is none of ours, or not the caller's.
    #[error(transparent)]
    Code(#[from] CodeRefused),
    /// An authorization code that was redeemed before; its grant is ended now.
    #[error("an authorization code was presented again")]
    CodeReused,
    /// Forged, lapsed or of another region.
    #[error(transparent)]
    Token(#[from] RefreshTokenRefused),
    /// An old token of a session that was refreshed since; the session is ended now.
    #[error("an old refresh token was presented again")]
    Reused,
    /// The successor of a token was handed out again as often as it is.
    #[error("the successor was handed out again too often")]
    Exhausted,
    /// Too many calls with the session's tokens, or from the network, or they could not be counted.
    #[error(transparent)]
    Calls(#[from] AddressRefused),
    /// There is no such session any more.
    #[error("the session has ended")]
    Ended,
    /// More is demanded by now than its user has proven.
    #[error("more is demanded than was proven")]
    Insufficient,
    /// It is no session of the first-party client's, or of somebody else.
    #[error("the session is not what the token says")]
    OtherSession,
    /// The rotation could not be booked, so there is none.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// No refresh token could be sealed.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
    /// No signature.
    #[error(transparent)]
    Signing(#[from] SigningFailed),
}

impl From<OAuthError> for TokenError {
    fn from(refused: OAuthError) -> Self {
        Self::Request(refused)
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let answer = match &self {
            Self::Request(refused) => refused.clone(),
            Self::Client(refused) => refused.into(),
            Self::Code(_)
            | Self::CodeReused
            | Self::Token(_)
            | Self::Reused
            | Self::Exhausted
            | Self::Ended
            | Self::Insufficient
            | Self::OtherSession => OAuthError::InvalidGrant,
            Self::Calls(AddressRefused::Spent { retry_after }) => OAuthError::TooManyCalls(*retry_after),
            Self::Store(StoreError::Contended) | Self::Calls(AddressRefused::Store(StoreError::Contended)) => {
                OAuthError::Contended
            }
            Self::Store(_) | Self::Calls(AddressRefused::Store(_)) | Self::Signing(SigningFailed::Service { .. }) => {
                OAuthError::Unavailable
            }
            Self::Entropy(_) | Self::Key(_) | Self::Signing(SigningFailed::Key | SigningFailed::NoKey(_)) => {
                OAuthError::Internal
            }
        };
        because(answer, &self)
    }
}
