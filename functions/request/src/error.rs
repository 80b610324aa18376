//! Why no code was sent, and what the caller is told of it.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use platform::entropy::EntropyError;
use platform::http::{FieldFault, Problem, because};
use platform::limits::AddressRefused;
use platform::sender::SendFailed;
use platform::store::StoreError;
use shared::codes::handle::HandleRefused;
use shared::codes::ledger::IssueRefused;
use shared::identity::identifier::{Identifier, PhoneNumber};
use shared::identity::keyring::NotSealedHere;

use crate::limits::TextRefused;

/// Many causes, few answers.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// A field breaks a rule.
    #[error("{}: {}", .0.field, .0.detail)]
    Invalid(FieldFault),
    /// A number breaks a rule.
    #[error("phone: {rule}")]
    Phone {
        /// Which.
        rule: String,
        /// Whether another number would break it less, and why.
        kind: NumberFault,
        /// The number that was most likely meant: told to the caller, and kept out of the log.
        likely: Option<PhoneNumber>,
    },
    /// The attempt to send again for cannot be named by this handle.
    #[error(transparent)]
    Handle(#[from] HandleRefused),
    /// The attempt to send again for is somebody else's.
    #[error("the handle belongs to another identifier")]
    OtherIdentifier,
    /// The attempt to send again for is for something else.
    #[error("the handle is for another purpose")]
    OtherPurpose,
    /// A rule of the ledger forbids it.
    #[error(transparent)]
    Refused(#[from] IssueRefused),
    /// The state could not be written, so nothing was sent.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The caller's network has asked for too many codes.
    #[error(transparent)]
    Address(#[from] AddressRefused),
    /// No text message may leave.
    #[error(transparent)]
    Text(#[from] TextRefused),
    /// The message could not leave.
    #[error(transparent)]
    Send(#[from] SendFailed),
    /// SES or SNS takes no such address or number, however often it is tried.
    #[error("{failure}")]
    Recipient {
        /// `email` or `phone`.
        field: &'static str,
        /// What they said.
        failure: SendFailed,
    },
    /// More codes are asked for at once than SES or SNS sends for the account; the attempt may be sent again soon.
    #[error("{failure}")]
    TooFast {
        /// What they said.
        failure: SendFailed,
        /// The attempt's handle.
        challenge: String,
    },
    /// The message did not leave; the attempt may be sent again at once.
    #[error("{failure}")]
    NotSent {
        /// Why.
        failure: Box<RequestError>,
        /// The attempt's handle.
        challenge: String,
    },
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The handle could not be sealed, or there is no key for the code.
    #[error(transparent)]
    Seal(#[from] NotSealedHere),
}

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// No number is texted.
    SmsOff,
    /// Numbers of its country are not.
    Country,
    /// It is none that can be.
    Number,
}

impl From<FieldFault> for RequestError {
    fn from(fault: FieldFault) -> Self {
        Self::Invalid(fault)
    }
}

impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        because(self.problem(), &self)
    }
}

impl RequestError {
    /// The same, told as the recipient's fault where it is.
    pub(crate) fn of_recipient(self, identifier: &Identifier) -> Self {
        let field = match identifier {
            Identifier::Email(_) => "email",
            Identifier::Phone(_) => "phone",
        };
        match self {
            Self::Send(failure) if failure.is_of_recipient() => Self::Recipient { field, failure },
            other => other,
        }
    }

    /// The same, with the handle of the attempt that may be sent again.
    pub(crate) fn with_challenge(self, challenge: String) -> Self {
        match self {
            Self::Send(failure) if failure.is_of_pace() => Self::TooFast { failure, challenge },
            other => Self::NotSent { failure: Box::new(other), challenge },
        }
    }

    /// Whether to send again would be refused as well, for a while or for good.
    pub(crate) const fn is_lasting(&self) -> bool {
        let bounded = matches!(self, Self::Text(TextRefused::BudgetSpent { .. } | TextRefused::BlockStopped { .. }));
        bounded || matches!(self, Self::Recipient { .. })
    }

    /// What a caller can cause is 4xx, however rare: by 5xx an operator is woken, and a release rolled back.
    pub(crate) fn problem(&self) -> Problem {
        let too_many =
            |code, title, seconds| Problem::new(StatusCode::TOO_MANY_REQUESTS, code, title).retry_after(seconds);
        match self {
            Self::Invalid(fault) => Problem::invalid(fault.clone()),
            Self::Phone { rule, likely: None, .. } => Problem::invalid(FieldFault::new("phone", rule)),
            Self::Phone { rule, likely: Some(likely), .. } => {
                Problem::invalid(FieldFault::new("phone", format_args!("{rule}, perhaps {}", likely.e164())))
            }
            Self::Handle(_)
            | Self::OtherIdentifier
            | Self::OtherPurpose
            | Self::Refused(IssueRefused::UnknownChallenge) => Problem::invalid(FieldFault::new(
                "challenge",
                "must be a live attempt for the same address and purpose; leave it out to start anew",
            )),
            Self::Refused(IssueRefused::TooSoon { retry_after }) => {
                too_many("resend-too-soon", "The last code was sent a moment ago.", *retry_after)
            }
            Self::Refused(IssueRefused::SendsSpent { retry_after, .. }) => {
                too_many("too-many-codes", "Too many codes were sent there.", *retry_after)
            }
            Self::Address(AddressRefused::Spent { retry_after }) => {
                too_many("too-many-calls", "Too many calls came from your network.", *retry_after)
            }
            Self::Text(TextRefused::BudgetSpent { retry_after } | TextRefused::BlockStopped { retry_after }) => {
                too_many("sms-unavailable", "Text messages cannot be sent now: use email.", *retry_after)
            }
            Self::Recipient { field, .. } => {
                Problem::invalid(FieldFault::new(field, "is one that no message can be sent to"))
            }
            Self::Store(StoreError::Contended)
            | Self::Address(AddressRefused::Store(StoreError::Contended))
            | Self::Text(TextRefused::Store(StoreError::Contended)) => Problem::contended(),
            Self::Store(_) | Self::Address(AddressRefused::Store(_)) | Self::Text(TextRefused::Store(_)) => {
                Problem::unavailable()
            }
            Self::TooFast { challenge, .. } => {
                let title = "More codes are asked for than can be sent at once.";
                too_many("too-many-sends", title, 2).with_challenge(challenge.clone())
            }
            Self::NotSent { challenge, .. } => {
                let unsent = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-sent", "The code could not be sent.");
                unsent.retry_after(1).with_challenge(challenge.clone())
            }
            Self::Send(_) | Self::Entropy(_) | Self::Seal(_) => Problem::internal(),
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::identity::identifier::PhoneNumber;

    use super::{NumberFault, RequestError};

    #[test]
    fn otp_13_the_number_that_a_caller_is_told_of_stays_out_of_the_log() {
        let (number, _) = PhoneNumber::parse("+541123456789").unwrap();
        let (rule, likely) = ("must be a mobile number".to_owned(), number.likely_mobile());
        let refused = RequestError::Phone { rule, kind: NumberFault::Number, likely };
        assert_eq!(refused.to_string(), "phone: must be a mobile number");
        assert!(!format!("{refused:?}").contains("91123456789"), "{refused:?}");
    }
}
