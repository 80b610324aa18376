//! Why an account's identifiers stay as they are, and what the caller is told of it.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use platform::accounts::{ChangeFailed, IdentifierChangeRefused};
use platform::http::{FieldFault, Problem, because};
use platform::store::StoreError;
use shared::codes::proof::ProofRefused;
use shared::identity::account::{DetachRefused, JoinRefused, ProofInsufficient};

use crate::error::{INVALID_TOKEN, needs_now};
use crate::identifiers::ACCOUNT_PROOF;

/// Forged, expired, used and made for something else are one answer.
const UNFIT: &str = "must be unused, not have expired, and be made for this change";

/// Whoever is told that an identifier is somebody else's has proven to own it.
#[derive(Debug, thiserror::Error)]
pub enum IdentifiersError {
    /// A field breaks a rule.
    #[error("{}: {}", .0.field, .0.detail)]
    Invalid(FieldFault),
    /// A proof does not count.
    #[error("{field}: {refused}")]
    Proof {
        /// The field that has it.
        field: &'static str,
        /// Why.
        refused: ProofRefused,
    },
    /// The account does not change.
    #[error("{refused}")]
    Refused {
        /// The field that names the identifier.
        field: &'static str,
        /// Why.
        refused: IdentifierChangeRefused,
    },
}

impl From<FieldFault> for IdentifiersError {
    fn from(fault: FieldFault) -> Self {
        Self::Invalid(fault)
    }
}

impl IdentifiersError {
    pub(crate) const fn of(field: &'static str, refused: IdentifierChangeRefused) -> Self {
        Self::Refused { field, refused }
    }

    fn problem(&self) -> Problem {
        let (field, refused) = match self {
            Self::Invalid(fault) => return Problem::invalid(fault.clone()),
            Self::Proof { field, .. } => return Problem::invalid(FieldFault::new(field, UNFIT)),
            Self::Refused { field, refused } => (field, refused),
        };
        match refused {
            IdentifierChangeRefused::Ended => Problem::unauthorized(),
            IdentifierChangeRefused::Used => Problem::invalid(FieldFault::new(ACCOUNT_PROOF, UNFIT)),
            IdentifierChangeRefused::Proof(ProofInsufficient::OtherAccount) => {
                Problem::invalid(FieldFault::new(ACCOUNT_PROOF, "must be of an identifier of the account"))
            }
            IdentifierChangeRefused::Proof(ProofInsufficient::Weaker(_)) => Problem::insufficient_authentication(),
            IdentifierChangeRefused::Join(JoinRefused::Own) => {
                Problem::new(StatusCode::CONFLICT, "identifier-known", "The account has this identifier already.")
                    .naming(FieldFault::new(field, "must be of an identifier that the account does not have"))
            }
            IdentifierChangeRefused::Join(JoinRefused::Others) => {
                Problem::new(StatusCode::CONFLICT, "identifier-taken", "The identifier leads to another account.")
                    .naming(FieldFault::new(field, "must be of an identifier that leads to no account"))
            }
            IdentifierChangeRefused::Join(JoinRefused::TooMany) => {
                let title = "The account has as many identifiers as it may.";
                Problem::new(StatusCode::CONFLICT, "too-many-identifiers", title)
                    .naming(FieldFault::new(field, "must not be of an eleventh identifier"))
            }
            IdentifierChangeRefused::Detach(DetachRefused::Unknown) => {
                Problem::invalid(FieldFault::new(field, "must be an identifier of the account"))
            }
            IdentifierChangeRefused::Detach(DetachRefused::LastWayIn) => {
                Problem::new(StatusCode::CONFLICT, "last-way-in", "Nobody could sign in any more.")
                    .naming(FieldFault::new(field, "must not be the account's only identifier"))
            }
            IdentifierChangeRefused::Change(ChangeFailed::Store(StoreError::Contended)) => Problem::contended(),
            IdentifierChangeRefused::TooManyAdditions { retry_after } => {
                let title = "The account was given as many identifiers today as it may.";
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-additions", title).retry_after(*retry_after)
            }
            IdentifierChangeRefused::Change(ChangeFailed::Store(_) | ChangeFailed::Untold(_)) => Problem::unavailable(),
            IdentifierChangeRefused::Entropy(_) | IdentifierChangeRefused::Key(_) => Problem::internal(),
        }
    }
}

impl IntoResponse for IdentifiersError {
    fn into_response(self) -> Response {
        let mut answer = because(self.problem(), &self);
        let challenge = match self {
            Self::Refused { refused: IdentifierChangeRefused::Ended, .. } => INVALID_TOKEN,
            Self::Refused { refused: IdentifierChangeRefused::Proof(ProofInsufficient::Weaker(level)), .. } => {
                needs_now(level)
            }
            Self::Invalid(_) | Self::Proof { .. } | Self::Refused { .. } => return answer,
        };
        answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        answer
    }
}
