//! Why a user sees a page of ours that leads nowhere.

use axum::response::Response;
use http::StatusCode;
use pages::{MessagePage, RenderFailed, Template};
use platform::entropy::EntropyError;
use platform::http::Refusal;
use platform::store::StoreError;
use shared::authorization::PushedRefused;
use shared::authorization::flow::FlowRefused;
use shared::identity::keyring::NotSealedHere;

use crate::Service;

/// Nothing of these is told to a client: who sent the user here is not known, or cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The request names no client that is known.
    #[error("unknown client")]
    UnknownClient,
    /// The redirect URI is none of the client's: whoever sent the user here gets no answer (RFC 6749 §4.1.2.1).
    #[error("the redirect URI is not registered")]
    UnknownRedirect,
    /// The request is too long to travel, or none.
    #[error("the request cannot be read")]
    Unreadable,
    /// Forged, expired, or begun in another browser or region.
    #[error(transparent)]
    Flow(#[from] FlowRefused),
    /// Forged, expired, used, another client's or another browser's.
    #[error(transparent)]
    Pushed(#[from] PushedRefused),
    /// The attempt that the code was sent for is over.
    #[error("the attempt is over")]
    AttemptOver,
    /// A client asks to lead the user to an address after a sign-out that is not its own.
    #[error("the address after the sign-out is not registered")]
    UnknownPostLogoutRedirect,
    /// The hint of a sign-out is no ID token of ours.
    #[error("the hint is no ID token of ours")]
    UnknownHint,
    /// The account has changed while its owner answered.
    #[error("the account has changed")]
    AccountChanged,
    /// The table could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// Nothing could be sealed.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
    /// A page could not be written.
    #[error(transparent)]
    Page(#[from] RenderFailed),
    /// An address that no header can carry.
    #[error("the answer fits no header")]
    Unsendable,
}

/// Seconds after which something that passes has passed.
const WAIT: u64 = 2;

/// What the user reads: a status, a code for the log, a heading and a sentence.
type Words = (StatusCode, &'static str, &'static str, &'static str);

impl SignInError {
    const fn words(&self) -> Words {
        let bad = StatusCode::BAD_REQUEST;
        match self {
            Self::UnknownClient => (
                bad,
                "unknown-client",
                "This app is not known here",
                "The page that sent you here names an app that is not registered. Go back, and tell who runs it.",
            ),
            Self::UnknownRedirect => (
                bad,
                "unknown-redirect",
                "This address is not known here",
                "The page that sent you here wants you back at an address that is not registered. Go back, and tell who runs it.",
            ),
            Self::Unreadable => (
                bad,
                "invalid-request",
                "This request cannot be read",
                "The page that sent you here made a mistake. Go back, and tell who runs it.",
            ),
            Self::Flow(_) => (
                bad,
                "flow-refused",
                "Start again",
                "This page is too old, or was begun in another browser. Go back to the app, and sign in from there.",
            ),
            Self::Pushed(_) => (
                bad,
                "request-refused",
                "Start again",
                "This link is too old, or was used before. Go back to the app, and sign in from there.",
            ),
            Self::AttemptOver => (
                bad,
                "attempt-over",
                "This code is over",
                "It was for an attempt that has expired. Go back, and ask for a new code.",
            ),
            Self::UnknownPostLogoutRedirect | Self::UnknownHint => (
                bad,
                "sign-out-refused",
                "This sign-out cannot go on",
                "The page that sent you here made a mistake: you are still signed in. Tell who runs it.",
            ),
            Self::AccountChanged | Self::Store(StoreError::Contended) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-at-once",
                "Too much at once",
                "Several pages change the same thing. Wait a moment, and load this page again.",
            ),
            Self::Store(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "Not now",
                "The service cannot answer at the moment. Wait a little, and load this page again.",
            ),
            Self::Entropy(_) | Self::Key(_) | Self::Page(_) | Self::Unsendable => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong",
                "It is our mistake, not yours. Wait a little, and load this page again.",
            ),
        }
    }
}

impl Service {
    /// The page that tells of an error; it leads nowhere.
    pub(crate) fn fault(&self, error: &SignInError) -> Response {
        let (status, code, title, text) = error.words();
        let message = MessagePage { service: self.settings.service_name.as_str(), title, text };
        let passes = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
        let wait = passes.then_some(WAIT);
        Refusal { status, code, cause: error, wait, form_target: None }.page(message.render())
    }

    /// An answer, or the page that tells why there is none.
    pub(crate) fn answer(&self, answer: Result<Response, SignInError>) -> Response {
        answer.unwrap_or_else(|error| self.fault(&error))
    }
}
