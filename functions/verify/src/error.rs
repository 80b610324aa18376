//! Why there is no token, and what the caller is told of it.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use platform::entropy::EntropyError;
use platform::http::{FieldFault, LackingStep, Problem, because};
use platform::limits::AddressRefused;
use platform::store::StoreError;
use shared::codes::handle::HandleRefused;
use shared::codes::hotp::{CodeForm, CodeMalformed};
use shared::identity::account::EntryRefused;
use shared::identity::keyring::NotSealedHere;
use shared::tokens::SigningFailed;
use tokio::task::JoinError;

/// Many causes, few answers: wrong, expired, used and unknown are one (OTP-10).
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The code is no code.
    #[error(transparent)]
    Malformed(#[from] CodeMalformed),
    /// A code of another form than the one that was sent.
    #[error("the code has another form")]
    OtherForm(CodeForm),
    /// The handle is forged, expired or of another region.
    #[error(transparent)]
    Handle(#[from] HandleRefused),
    /// The code was judged, and is wrong.
    #[error("wrong code")]
    Wrong,
    /// Unknown, expired, used, or a budget is spent: not judged.
    #[error("nothing to judge the code against")]
    NotJudged,
    /// The verdict could not be booked, so there is none.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The code was right and is used up, and yet there is no session.
    #[error("no session could be begun: {0}")]
    NotBegun(Box<Self>),
    /// The code was right and is used up, and leads into no account.
    #[error(transparent)]
    Entry(#[from] EntryRefused),
    /// The code was right and is used up, and the account demands more than it.
    #[error("the account demands a second step")]
    SecondStep(LackingStep),
    /// The identifier was taken off its account while its owner signed in.
    #[error("the identifier leads elsewhere by now")]
    Removed,
    /// A code that was asked for something else than to sign in.
    #[error("the code is for another purpose")]
    OtherPurpose,
    /// The session was not begun to its end.
    #[error(transparent)]
    Unfinished(#[from] JoinError),
    /// A session of this random name is there already.
    #[error("the session exists")]
    SessionExists,
    /// The caller's network has presented too many codes, or that could not be found out. What the code was worth is not
    /// told.
    #[error(transparent)]
    Address(#[from] AddressRefused),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// No key for the code, or none to seal with.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
    /// No signature.
    #[error(transparent)]
    Signing(#[from] SigningFailed),
}

impl IntoResponse for VerifyError {
    fn into_response(self) -> Response {
        because(self.problem(), &self)
    }
}

impl VerifyError {
    /// Whether the code will never be judged again, however often it is presented.
    pub(crate) const fn is_final(&self) -> bool {
        matches!(self, Self::Wrong | Self::NotJudged)
    }

    /// The same, where the code was right and is used up by now.
    pub(crate) fn not_begun(self) -> Self {
        match self {
            told @ (Self::Entry(_) | Self::SecondStep(_) | Self::Removed | Self::NotBegun(_)) => told,
            failed => Self::NotBegun(Box::new(failed)),
        }
    }

    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::Malformed(rule) => Problem::invalid(FieldFault::new("code", rule)),
            Self::OtherForm(sent) => Problem::invalid(FieldFault::new("code", format_args!("must be exactly {sent}"))),
            Self::Handle(_) | Self::Wrong | Self::NotJudged | Self::Removed | Self::OtherPurpose => {
                let rule = "must belong together, be unused and not have expired";
                Problem::new(StatusCode::UNAUTHORIZED, "code-refused", "The code was not accepted.")
                    .naming(FieldFault::new("challenge", rule))
                    .naming(FieldFault::new("code", rule))
            }
            Self::NotBegun(_) => Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "not-signed-in",
                "The code was right, but you could not be signed in: ask for a new code.",
            )
            .retry_after(2),
            Self::SecondStep(lacking) => {
                Problem::new(StatusCode::FORBIDDEN, "second-step-required", "Your account demands a second step.")
                    .lacking(lacking.clone())
            }
            Self::Entry(refused) => {
                let (code, title) = match refused {
                    EntryRefused::Disabled => ("account-disabled", "Your account is disabled."),
                    EntryRefused::SignUpClosed => ("sign-up-closed", "No account may be made for you here."),
                };
                Problem::new(StatusCode::FORBIDDEN, code, title)
            }
            Self::Address(AddressRefused::Spent { retry_after }) => {
                let title = "Too many calls came from your network.";
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-calls", title).retry_after(*retry_after)
            }
            Self::Store(StoreError::Contended) | Self::Address(AddressRefused::Store(StoreError::Contended)) => {
                Problem::contended()
            }
            Self::Store(_) | Self::Address(AddressRefused::Store(_)) | Self::Signing(SigningFailed::Service { .. }) => {
                Problem::unavailable()
            }
            Self::Unfinished(_)
            | Self::SessionExists
            | Self::Entropy(_)
            | Self::Key(_)
            | Self::Signing(SigningFailed::Key | SigningFailed::NoKey(_)) => Problem::internal(),
        }
    }
}
