//! Why a user sees a page of ours that leads nowhere.

use axum::response::Response;
use http::{HeaderMap, StatusCode};
use pages::RenderFailed;
use platform::entropy::EntropyError;
use platform::http::Refusal;
use platform::store::StoreError;
use shared::authorization::PushedRefused;
use shared::authorization::flow::{BrowserId, Flow, FlowRefused};
use shared::codes::link::LinkRefused;
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
    /// Forged, used, expired, followed by a newer one, or off.
    #[error(transparent)]
    Link(#[from] LinkRefused),
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

impl SignInError {
    /// Its status, a code for the log, and what the user reads: a heading with a sentence.
    const fn told(&self) -> (StatusCode, &'static str, &'static str) {
        let bad = StatusCode::BAD_REQUEST;
        match self {
            Self::UnknownClient => (bad, "unknown-client", "fault-unknown-client"),
            Self::UnknownRedirect => (bad, "unknown-redirect", "fault-unknown-redirect"),
            Self::Unreadable => (bad, "invalid-request", "fault-unreadable"),
            Self::Flow(_) => (bad, "flow-refused", "fault-flow"),
            Self::Pushed(_) => (bad, "request-refused", "fault-pushed"),
            Self::Link(_) => (bad, "link-refused", "fault-link"),
            Self::AttemptOver => (bad, "attempt-over", "fault-attempt-over"),
            Self::UnknownPostLogoutRedirect | Self::UnknownHint => (bad, "sign-out-refused", "fault-sign-out"),
            Self::AccountChanged | Self::Store(StoreError::Contended) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-at-once", "fault-at-once")
            }
            Self::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "fault-unavailable"),
            Self::Entropy(_) | Self::Key(_) | Self::Page(_) | Self::Unsendable => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", "fault-internal")
            }
        }
    }
}

impl Service {
    /// The page that tells of an error; it leads nowhere.
    /// `flow` is the one that the page belongs to, sealed; empty: none.
    pub(crate) fn fault(&self, error: &SignInError, flow: &str, headers: &HeaderMap) -> Response {
        let (status, code, told) = error.told();
        let browsers = BrowserId::of_cookies(platform::http::cookie_pairs(&platform::http::cookies(headers)));
        let flow = Flow::open(flow, &browsers, &self.keyring, &self.settings.table.aws.region, self.clock.now());
        let locale = platform::http::locale(flow.ok().as_ref(), headers);
        let service = self.settings.service_name.as_str();
        let html = match error {
            SignInError::Link(_) => pages::link_over(locale, service),
            _ => pages::message(locale, service, told, &format!("{told}.text")),
        };
        let passes = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
        let wait = passes.then_some(WAIT);
        Refusal { status, code, cause: error, wait, form_target: None }.page(html)
    }

    /// An answer, or the page that tells why there is none.
    pub(crate) fn answer(&self, answer: Result<Response, SignInError>, flow: &str, headers: &HeaderMap) -> Response {
        answer.unwrap_or_else(|error| self.fault(&error, flow, headers))
    }
}
