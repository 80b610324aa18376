//! Who can bring each error about. None of these has a `_`: whoever adds an error says here whose fault it is, and gives a
//! sample of it beside.

use platform::accounts::{ChangeFailed, IdentifierChangeRefused};
use platform::clients::ClientRefused;
use platform::http::{BodyRefused, CheckFailed, OAuthError};
use platform::limits::AddressRefused;
use platform::store::StoreError;
use request::{RequestError, TextRefused};
use sessions::{IdentifiersError, RevokeError, SessionsError, UserInfoError};
use shared::tokens::SigningFailed;
use token::TokenError;
use verify::{CompletionError, StepError, VerifyError};

/// Who can bring an error about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Caller,
    Service,
}

use Cause::{Caller, Service};

pub(super) fn of_store(error: &StoreError) -> Cause {
    match error {
        StoreError::Contended => Caller,
        StoreError::Unavailable(_) | StoreError::Unreadable | StoreError::TooMany | StoreError::Entropy(_) => Service,
    }
}

pub(super) fn of_signing(error: &SigningFailed) -> Cause {
    match error {
        SigningFailed::Key | SigningFailed::NoKey(_) | SigningFailed::Service { .. } => Service,
    }
}

pub(super) fn of_address(error: &AddressRefused) -> Cause {
    match error {
        AddressRefused::Spent { .. } => Caller,
        AddressRefused::Store(error) => of_store(error),
    }
}

pub(super) fn of_text(error: &TextRefused) -> Cause {
    match error {
        TextRefused::BudgetSpent { .. } | TextRefused::BlockStopped { .. } => Caller,
        TextRefused::Store(error) => of_store(error),
    }
}

pub(super) fn of_request(error: &RequestError) -> Cause {
    match error {
        RequestError::Invalid(_)
        | RequestError::Phone { .. }
        | RequestError::Handle(_)
        | RequestError::OtherIdentifier
        | RequestError::OtherPurpose
        | RequestError::Refused(_)
        | RequestError::Recipient { .. }
        | RequestError::TooFast { .. } => Caller,
        RequestError::Store(error) => of_store(error),
        RequestError::Address(error) => of_address(error),
        RequestError::Text(error) => of_text(error),
        RequestError::Send(_) | RequestError::NotSent { .. } | RequestError::Entropy(_) | RequestError::Seal(_) => {
            Service
        }
    }
}

pub(super) fn of_verify(error: &VerifyError) -> Cause {
    match error {
        VerifyError::Malformed(_)
        | VerifyError::OtherForm(_)
        | VerifyError::Handle(_)
        | VerifyError::Entry(_)
        | VerifyError::SecondStep(_)
        | VerifyError::Removed
        | VerifyError::OtherPurpose
        | VerifyError::Wrong
        | VerifyError::NotJudged => Caller,
        VerifyError::Store(error) => of_store(error),
        VerifyError::Address(error) => of_address(error),
        VerifyError::Signing(error) => of_signing(error),
        VerifyError::NotBegun(_)
        | VerifyError::Unfinished(_)
        | VerifyError::SessionExists
        | VerifyError::Entropy(_)
        | VerifyError::Key(_) => Service,
    }
}

pub(super) fn of_step(error: &StepError) -> Cause {
    match error {
        StepError::Code(_)
        | StepError::RecoveryCode(_)
        | StepError::NotSignedIn
        | StepError::Wrong(_)
        | StepError::App(_) => Caller,
        StepError::Address(error) => of_address(error),
        StepError::Store(error) => of_store(error),
        StepError::Entropy(_) | StepError::Key(_) => Service,
    }
}

pub(super) fn of_completion(error: &CompletionError) -> Cause {
    match error {
        CompletionError::NotOne | CompletionError::Session(_) => Caller,
        CompletionError::Step(error) => of_step(error),
        CompletionError::NoSession(error) => of_verify(error),
    }
}

pub(super) fn of_oauth(error: &OAuthError) -> Cause {
    match error {
        OAuthError::InvalidRequest(_)
        | OAuthError::InvalidClient { .. }
        | OAuthError::InvalidGrant
        | OAuthError::UnsupportedGrantType
        | OAuthError::InvalidScope
        | OAuthError::InvalidTarget
        | OAuthError::Authorization(_)
        | OAuthError::ContentCoding(_)
        | OAuthError::MethodNotAllowed
        | OAuthError::TooManyCalls(_)
        | OAuthError::Contended => Caller,
        OAuthError::Unavailable | OAuthError::Internal => Service,
    }
}

pub(super) fn of_token(error: &TokenError) -> Cause {
    match error {
        TokenError::Request(error) | TokenError::Client(ClientRefused::Request(error)) => of_oauth(error),
        TokenError::Code(_)
        | TokenError::CodeReused
        | TokenError::Token(_)
        | TokenError::Reused
        | TokenError::Exhausted
        | TokenError::Ended
        | TokenError::Insufficient
        | TokenError::OtherSession => Caller,
        TokenError::Calls(error) | TokenError::Client(ClientRefused::Calls(error)) => of_address(error),
        TokenError::Store(error) | TokenError::Client(ClientRefused::Store(error)) => of_store(error),
        TokenError::Signing(error) => of_signing(error),
        TokenError::Entropy(_) | TokenError::Key(_) => Service,
    }
}

pub(super) fn of_sessions(error: &SessionsError) -> Cause {
    match error {
        SessionsError::NoOwner
        | SessionsError::OfClient
        | SessionsError::NotOfAccount
        | SessionsError::Ended
        | SessionsError::SecondStep
        | SessionsError::NotFresh(_)
        | SessionsError::Id(_)
        | SessionsError::Unknown => Caller,
        SessionsError::Store(error) => of_store(error),
        SessionsError::Change(error) => of_change(error),
    }
}

pub(super) fn of_change(error: &ChangeFailed) -> Cause {
    match error {
        ChangeFailed::Store(error) => of_store(error),
        ChangeFailed::Untold(_) => Service,
    }
}

pub(super) fn of_identifiers(error: &IdentifiersError) -> Cause {
    match error {
        IdentifiersError::Invalid(_) | IdentifiersError::Proof { .. } => Caller,
        IdentifiersError::Refused { refused, .. } => match refused {
            IdentifierChangeRefused::Ended
            | IdentifierChangeRefused::Used
            | IdentifierChangeRefused::Proof(_)
            | IdentifierChangeRefused::Join(_)
            | IdentifierChangeRefused::Detach(_)
            | IdentifierChangeRefused::TooManyAdditions { .. } => Caller,
            IdentifierChangeRefused::Change(error) => of_change(error),
            IdentifierChangeRefused::Entropy(_) | IdentifierChangeRefused::Key(_) => Service,
        },
    }
}

pub(super) fn of_user_info(error: &UserInfoError) -> Cause {
    match error {
        UserInfoError::NoToken(_)
        | UserInfoError::Token(CheckFailed::Token(_) | CheckFailed::Revoked)
        | UserInfoError::OtherClient
        | UserInfoError::NoOwner
        | UserInfoError::Scope
        | UserInfoError::Account
        | UserInfoError::SecondStep => Caller,
        UserInfoError::Token(CheckFailed::NoKeys(_) | CheckFailed::RevocationsUnknown) => Service,
        UserInfoError::Store(error) => of_store(error),
    }
}

pub(super) fn of_revocation(error: &RevokeError) -> Cause {
    match error {
        RevokeError::Request(error) | RevokeError::Client(ClientRefused::Request(error)) => of_oauth(error),
        RevokeError::Calls(error) | RevokeError::Client(ClientRefused::Calls(error)) => of_address(error),
        RevokeError::Store(error) | RevokeError::Client(ClientRefused::Store(error)) => of_store(error),
    }
}

pub(super) fn of_body(error: &BodyRefused) -> Cause {
    match error {
        BodyRefused::Unreadable(_) | BodyRefused::Fault(_) => Caller,
    }
}
