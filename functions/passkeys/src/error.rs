//! Why a passkey does not count, and what the caller is told of it.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use pages::Fault;
use platform::accounts::{ChangeFailed, FactorsChangeRefused, NoRecoveryCodes};
use platform::entropy::EntropyError;
use platform::http::{BodyRefused, BodyUnreadable, FieldFault, Problem, ask_again, because, flow_over, out_of_order};
use platform::limits::AddressRefused;
use platform::store::StoreError;
use shared::authorization::ceremony::CeremonyRefused;
use shared::authorization::flow::{Flow, FlowRefused};
use shared::identity::factors::{PasskeysRefused, TooManyChanges};
use shared::identity::keyring::NotSealedHere;
use webauthn_rs::prelude::WebauthnError;

use crate::Service;
use crate::judge::Refused;

/// Many causes, few answers.
#[derive(Debug, thiserror::Error)]
pub enum PasskeysError {
    /// The service's host can have no passkeys.
    #[error("passkeys are off")]
    Off,
    /// What was posted belongs to no flow of its browser.
    #[error(transparent)]
    Flow(#[from] FlowRefused),
    /// A field of what the browser answered is malformed.
    #[error("{0:?}")]
    Field(FieldFault),
    /// The ceremony is forged, used, expired or another one.
    #[error(transparent)]
    Ceremony(#[from] CeremonyRefused),
    /// What is shown breaks a rule.
    #[error("{0}")]
    Refused(String),
    /// Nobody has the passkey.
    #[error("nobody has the passkey")]
    Unknown,
    /// Its account is disabled.
    #[error("the account is disabled")]
    Disabled,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// Whoever is signed in has not agreed to it, or not by what it takes.
    #[error("the change was not agreed to")]
    NotAgreed,
    /// The account does not get the passkey.
    #[error(transparent)]
    Change(#[from] FactorsChangeRefused),
    /// The caller's network has shown too many passkeys, or that could not be found out.
    #[error(transparent)]
    Address(#[from] AddressRefused),
    /// The table could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// Nothing could be sealed.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
    /// No recovery codes could be made.
    #[error(transparent)]
    RecoveryCodes(#[from] NoRecoveryCodes),
    /// What is stored of a passkey is in no form that this version reads, or the library cannot begin.
    #[error("{0}")]
    Library(String),
}

/// The page that has posted something, and is shown again where it is refused.
pub(crate) struct Page<'a> {
    shown: Option<(&'static str, &'a str, &'a Flow)>,
}

impl<'a> Page<'a> {
    /// The page at `path` of this flow.
    pub(crate) const fn of(path: &'static str, text: &'a str, flow: &'a Flow) -> Self {
        Self { shown: Some((path, text, flow)) }
    }

    /// None: there is no such flow.
    pub(crate) const fn of_nothing() -> Self {
        Self { shown: None }
    }
}

impl From<FieldFault> for PasskeysError {
    fn from(fault: FieldFault) -> Self {
        Self::Field(fault)
    }
}

impl From<Refused> for PasskeysError {
    /// What cannot be read at all is told by its field, as of any other call; whatever else is wrong, by one sentence.
    fn from(refused: Refused) -> Self {
        let field = |field, rule| Self::Field(FieldFault::new(field, rule));
        match refused {
            Refused::ClientData(_) | Refused::Rule(WebauthnError::ParseJSONFailure(_)) => {
                field("credential.response.clientDataJSON", "must be JSON of the form of WebAuthn")
            }
            Refused::Rule(WebauthnError::ParseCBORFailure(_)) => {
                field("credential.response.attestationObject", "must be CBOR of the form of WebAuthn")
            }
            Refused::Rule(WebauthnError::ParseNOMFailure | WebauthnError::ParseInsufficientBytesAvailable) => {
                field("credential.response.authenticatorData", "must be of the form of WebAuthn")
            }
            Refused::Stored | Refused::Rule(WebauthnError::Configuration) => Self::Library(refused.to_string()),
            Refused::Rule(_) | Refused::Origin | Refused::Credential => Self::Refused(refused.to_string()),
        }
    }
}

impl IntoResponse for PasskeysError {
    fn into_response(self) -> Response {
        because(self.problem(), &self)
    }
}

impl PasskeysError {
    fn problem(&self) -> Problem {
        let refused = |rule| Problem::invalid(FieldFault::new("credential", rule));
        match self {
            Self::Off => Problem::not_found(),
            Self::Flow(_) => {
                let rule = "must be of this browser and have begun within ten minutes";
                Problem::new(StatusCode::BAD_REQUEST, "flow-refused", "This sign-in is over.")
                    .naming(FieldFault::new("flow", rule))
            }
            Self::Field(fault) => Problem::invalid(fault.clone()),
            Self::Ceremony(_) | Self::Refused(_) => refused("must answer an unused challenge of this browser"),
            Self::Unknown => refused("must be an account's"),
            Self::Disabled => Problem::new(StatusCode::FORBIDDEN, "account-disabled", "Your account is disabled."),
            Self::NotSignedIn | Self::NotAgreed | Self::Change(FactorsChangeRefused::Ended) => {
                let title = "The change needs a proof that was made for it.";
                Problem::new(StatusCode::FORBIDDEN, "proof-required", title)
            }
            Self::Change(FactorsChangeRefused::List(PasskeysRefused::Full)) => refused("must be one of at most twenty"),
            Self::Change(FactorsChangeRefused::List(_)) => refused("must be nobody's yet"),
            Self::Address(AddressRefused::Spent { retry_after }) => {
                let title = "Too many calls came from your network.";
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-calls", title).retry_after(*retry_after)
            }
            Self::Change(FactorsChangeRefused::TooMany(TooManyChanges { retry_after })) => {
                let title = "The account was changed as often in a day as it may be.";
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-changes", title).retry_after(*retry_after)
            }
            Self::Store(StoreError::Contended)
            | Self::Address(AddressRefused::Store(StoreError::Contended))
            | Self::Change(FactorsChangeRefused::Change(ChangeFailed::Store(StoreError::Contended))) => {
                Problem::contended()
            }
            Self::Store(_)
            | Self::Address(AddressRefused::Store(_))
            | Self::Change(FactorsChangeRefused::Change(ChangeFailed::Store(_) | ChangeFailed::Untold(_))) => {
                Problem::unavailable()
            }
            Self::Entropy(_) | Self::Key(_) | Self::RecoveryCodes(_) | Self::Library(_) => Problem::internal(),
        }
    }

    /// What a page tells of it, which is nothing of what is our own fault.
    const fn fault(&self) -> Option<Fault> {
        match self {
            Self::Ceremony(_) | Self::Refused(_) | Self::Change(FactorsChangeRefused::List(_)) => Some(Fault::Passkey),
            Self::Unknown => Some(Fault::PasskeyUnknown),
            Self::Disabled => Some(Fault::Disabled),
            Self::Flow(_) | Self::NotSignedIn | Self::NotAgreed | Self::Change(FactorsChangeRefused::Ended) => {
                Some(Fault::Attempt)
            }
            Self::Address(AddressRefused::Spent { .. }) => Some(Fault::TooManyCalls),
            Self::Store(StoreError::Contended)
            | Self::Address(AddressRefused::Store(StoreError::Contended))
            | Self::Change(FactorsChangeRefused::Change(ChangeFailed::Store(StoreError::Contended))) => {
                Some(Fault::AtOnce)
            }
            Self::Off
            | Self::Field(_)
            | Self::Store(_)
            | Self::Address(AddressRefused::Store(_))
            | Self::Change(FactorsChangeRefused::Change(_) | FactorsChangeRefused::TooMany(_))
            | Self::Entropy(_)
            | Self::Key(_)
            | Self::RecoveryCodes(_)
            | Self::Library(_) => None,
        }
    }
}

impl Service {
    /// What a form is answered by that is refused: its page, which tells why. What no page of ours posts is a problem.
    pub(crate) fn refuse(&self, error: &PasskeysError, page: &Page<'_>, headers: &HeaderMap) -> Response {
        let name = self.settings.service_name.as_str();
        let problem = error.problem();
        match (error, error.fault(), page.shown) {
            (PasskeysError::Off | PasskeysError::Field(_), ..) => because(problem, error),
            (PasskeysError::Flow(_), ..) => flow_over(name, headers),
            (_, Some(fault), Some((path, text, _))) => {
                ask_again(&format!("{path}?flow={text}"), fault, &problem, error)
            }
            (_, _, shown) => {
                let locale = platform::http::locale(shown.map(|(_, _, flow)| flow), headers);
                out_of_order(name, locale, &problem, None, error)
            }
        }
    }

    /// The answer to a body that is no form.
    pub(crate) fn unreadable(&self, unreadable: BodyUnreadable, headers: &HeaderMap) -> Response {
        match unreadable {
            BodyUnreadable::TooLarge => BodyRefused::Unreadable(unreadable).into_response(),
            _ => flow_over(self.settings.service_name.as_str(), headers),
        }
    }
}
