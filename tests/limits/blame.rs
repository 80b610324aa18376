//! Whose fault an answer is: what a caller can bring about is 4xx, and 5xx means this service alone. By 5xx an operator is
//! woken and a release rolled back, so nobody outside may cause one at will.

use axum::response::IntoResponse;
use http::StatusCode;
use platform::accounts::{ChangeFailed, ChangeRefused};
use platform::clients::ClientRefused;
use platform::http::{BodyRefused, BodyUnreadable, CheckFailed, FieldFault, NoToken, OAuthError};
use platform::limits::AddressRefused;
use platform::notices::NoticeFailed;
use platform::sender::SendFailed;
use platform::store::StoreError;
use request::{RequestError, TextRefused};
use serde_json::json;
use sessions::{IdentifiersError, RevokeError, SessionsError, UserInfoError};
use shared::codes::handle::HandleRefused;
use shared::codes::hotp::{CodeForm, CodeMalformed, Digits};
use shared::codes::ledger::IssueRefused;
use shared::codes::proof::ProofRefused;
use shared::identity::account::{DetachRefused, EntryRefused, JoinRefused, ProofRejected};
use shared::identity::keyring::NotSealedHere;
use shared::tokens::refresh_token::RefreshTokenRefused;
use shared::tokens::session::SessionId;
use shared::tokens::{Algorithm, SigningFailed};
use tests::{Fault, Service as Deployed};
use token::TokenError;
use verify::VerifyError;

/// Who can bring an error about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Caller,
    Service,
}

use Cause::{Caller, Service};

fn is_answered_so(error: impl IntoResponse + std::fmt::Debug, cause: Cause) {
    let shown = format!("{error:?}");
    let answer = error.into_response();
    let status = answer.status();
    let expected = match cause {
        Caller => status.is_client_error(),
        Service => status.is_server_error(),
    };
    assert!(expected, "{shown} is the fault of the {cause:?}, and answered with {status}");
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        let seconds = answer.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap();
        assert!(seconds > 0, "{shown}");
    }
}

// Each of these has no `_`: whoever adds an error says here whose fault it is, and gives a sample below.

fn of_store(error: &StoreError) -> Cause {
    match error {
        StoreError::Contended => Caller,
        StoreError::Unavailable(_) | StoreError::Unreadable | StoreError::TooMany | StoreError::Entropy(_) => Service,
    }
}

fn of_signing(error: &SigningFailed) -> Cause {
    match error {
        SigningFailed::Key | SigningFailed::NoKey(_) | SigningFailed::Service { .. } => Service,
    }
}

fn of_address(error: &AddressRefused) -> Cause {
    match error {
        AddressRefused::Spent { .. } => Caller,
        AddressRefused::Store(error) => of_store(error),
    }
}

fn of_text(error: &TextRefused) -> Cause {
    match error {
        TextRefused::BudgetSpent { .. } | TextRefused::BlockStopped { .. } => Caller,
        TextRefused::Store(error) => of_store(error),
    }
}

fn of_request(error: &RequestError) -> Cause {
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

fn of_verify(error: &VerifyError) -> Cause {
    match error {
        VerifyError::Malformed(_)
        | VerifyError::OtherForm(_)
        | VerifyError::Handle(_)
        | VerifyError::Entry(_)
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

fn of_oauth(error: &OAuthError) -> Cause {
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

fn of_token(error: &TokenError) -> Cause {
    match error {
        TokenError::Request(error) | TokenError::Client(ClientRefused::Request(error)) => of_oauth(error),
        TokenError::Code(_)
        | TokenError::CodeReused
        | TokenError::Token(_)
        | TokenError::Reused
        | TokenError::Exhausted
        | TokenError::Ended
        | TokenError::OtherSession => Caller,
        TokenError::Calls(error) | TokenError::Client(ClientRefused::Calls(error)) => of_address(error),
        TokenError::Store(error) | TokenError::Client(ClientRefused::Store(error)) => of_store(error),
        TokenError::Signing(error) => of_signing(error),
        TokenError::Entropy(_) | TokenError::Key(_) => Service,
    }
}

fn of_sessions(error: &SessionsError) -> Cause {
    match error {
        SessionsError::NoOwner
        | SessionsError::OfClient
        | SessionsError::NotOfAccount
        | SessionsError::Ended
        | SessionsError::Id(_)
        | SessionsError::Unknown => Caller,
        SessionsError::Store(error) => of_store(error),
        SessionsError::Change(error) => of_change(error),
    }
}

fn of_change(error: &ChangeFailed) -> Cause {
    match error {
        ChangeFailed::Store(error) => of_store(error),
        ChangeFailed::TooMany { .. } => Caller,
        ChangeFailed::Untold(_) => Service,
    }
}

fn changes() -> Vec<ChangeFailed> {
    let own = [
        ChangeFailed::TooMany { retry_after: 9 },
        ChangeFailed::Untold(NoticeFailed::Queue("down".to_owned())),
        ChangeFailed::Untold(NoticeFailed::Key(NotSealedHere)),
    ];
    stores().map(ChangeFailed::Store).into_iter().chain(own).collect()
}

fn of_identifiers(error: &IdentifiersError) -> Cause {
    match error {
        IdentifiersError::Invalid(_) | IdentifiersError::Proof { .. } => Caller,
        IdentifiersError::Refused { refused, .. } => match refused {
            ChangeRefused::Ended
            | ChangeRefused::Used
            | ChangeRefused::Proof(_)
            | ChangeRefused::Join(_)
            | ChangeRefused::Detach(_) => Caller,
            ChangeRefused::Change(error) => of_change(error),
            ChangeRefused::Entropy(_) | ChangeRefused::Key(_) => Service,
        },
    }
}

fn of_user_info(error: &UserInfoError) -> Cause {
    match error {
        UserInfoError::NoToken(_)
        | UserInfoError::Token(CheckFailed::Token(_) | CheckFailed::Revoked)
        | UserInfoError::OtherClient
        | UserInfoError::NoOwner
        | UserInfoError::Scope
        | UserInfoError::Account => Caller,
        UserInfoError::Token(CheckFailed::NoKeys(_) | CheckFailed::RevocationsUnknown) => Service,
        UserInfoError::Store(error) => of_store(error),
    }
}

fn of_revocation(error: &RevokeError) -> Cause {
    match error {
        RevokeError::Request(error) | RevokeError::Client(ClientRefused::Request(error)) => of_oauth(error),
        RevokeError::Calls(error) | RevokeError::Client(ClientRefused::Calls(error)) => of_address(error),
        RevokeError::Store(error) | RevokeError::Client(ClientRefused::Store(error)) => of_store(error),
    }
}

fn of_body(error: &BodyRefused) -> Cause {
    match error {
        BodyRefused::Unreadable(_) | BodyRefused::Fault(_) => Caller,
    }
}

fn stores() -> [StoreError; 4] {
    [StoreError::Contended, StoreError::Unavailable("down".to_owned()), StoreError::Unreadable, StoreError::TooMany]
}

fn addresses() -> Vec<AddressRefused> {
    let stores = stores().map(AddressRefused::Store);
    stores.into_iter().chain([AddressRefused::Spent { retry_after: 9 }]).collect()
}

fn signing() -> [SigningFailed; 3] {
    [
        SigningFailed::Key,
        SigningFailed::NoKey(Algorithm::Es256),
        SigningFailed::Service { cause: "ThrottlingException".to_owned() },
    ]
}

fn fault() -> FieldFault {
    FieldFault::new("email", "must be one")
}

fn refused_by(service: &'static str, cause: &str) -> SendFailed {
    SendFailed::Refused { service, cause: cause.to_owned() }
}

#[test]
fn what_a_caller_causes_at_a_request_is_4xx_and_nothing_else_is() {
    let handles = [HandleRefused::Forged, HandleRefused::Expired, HandleRefused::OtherRegion];
    let issues = [
        IssueRefused::UnknownChallenge,
        IssueRefused::TooSoon { retry_after: 9 },
        IssueRefused::SendsSpent { retry_after: 9 },
    ];
    let texts = [TextRefused::BudgetSpent { retry_after: 9 }, TextRefused::BlockStopped { retry_after: 9 }];
    let failure = Box::new(RequestError::Send(refused_by("SES", "MessageRejected")));
    let mut errors = vec![
        RequestError::Invalid(fault()),
        RequestError::Phone { rule: "must begin with +".to_owned(), likely: None },
        RequestError::OtherIdentifier,
        RequestError::OtherPurpose,
        RequestError::Recipient { field: "email", failure: refused_by("SES", "InvalidParameterValue") },
        RequestError::TooFast { failure: refused_by("SNS", "Throttled"), challenge: "AQ".to_owned() },
        RequestError::Send(SendFailed::SmsOff),
        RequestError::NotSent { failure, challenge: "AQ".to_owned() },
        RequestError::Seal(NotSealedHere),
    ];
    errors.extend(handles.map(RequestError::Handle));
    errors.extend(issues.map(RequestError::Refused));
    errors.extend(texts.map(RequestError::Text));
    errors.extend(stores().map(TextRefused::Store).map(RequestError::Text));
    errors.extend(stores().map(RequestError::Store));
    errors.extend(addresses().into_iter().map(RequestError::Address));
    for error in errors {
        let cause = of_request(&error);
        is_answered_so(error, cause);
    }
}

#[tokio::test]
async fn what_a_caller_causes_at_a_verification_is_4xx_and_nothing_else_is() {
    let cancelled = tokio::spawn(std::future::pending::<()>());
    cancelled.abort();
    let mut errors = vec![
        VerifyError::Malformed(CodeMalformed),
        VerifyError::OtherForm(CodeForm::Digits(Digits::SIX)),
        VerifyError::Handle(HandleRefused::Forged),
        VerifyError::Wrong,
        VerifyError::NotJudged,
        VerifyError::Removed,
        VerifyError::OtherPurpose,
        VerifyError::Entry(EntryRefused::Disabled),
        VerifyError::Entry(EntryRefused::SecondStep),
        VerifyError::Entry(EntryRefused::SignUpClosed),
        VerifyError::NotBegun(Box::new(VerifyError::SessionExists)),
        VerifyError::Unfinished(cancelled.await.unwrap_err()),
        VerifyError::SessionExists,
        VerifyError::Key(NotSealedHere),
    ];
    errors.extend(stores().map(VerifyError::Store));
    errors.extend(addresses().into_iter().map(VerifyError::Address));
    errors.extend(signing().map(VerifyError::Signing));
    for error in errors {
        let cause = of_verify(&error);
        is_answered_so(error, cause);
    }
}

#[test]
fn what_a_caller_causes_to_sessions_and_tokens_is_4xx_and_nothing_else_is() {
    let oauth = || {
        [
            OAuthError::InvalidRequest("x".to_owned()),
            OAuthError::InvalidClient { by_header: true },
            OAuthError::InvalidGrant,
            OAuthError::UnsupportedGrantType,
            OAuthError::InvalidScope,
            OAuthError::ContentCoding("gzip".to_owned()),
            OAuthError::MethodNotAllowed,
            OAuthError::TooManyCalls(9),
            OAuthError::Unavailable,
            OAuthError::Internal,
        ]
    };
    let lapsed = [RefreshTokenRefused::Forged, RefreshTokenRefused::Expired, RefreshTokenRefused::OtherRegion];
    let mut errors = vec![
        TokenError::Reused,
        TokenError::Exhausted,
        TokenError::Ended,
        TokenError::OtherSession,
        TokenError::Key(NotSealedHere),
    ];
    errors.extend(addresses().into_iter().map(TokenError::Calls));
    errors.extend(lapsed.map(TokenError::Token));
    errors.extend(oauth().map(TokenError::Request));
    errors.extend(stores().map(TokenError::Store));
    errors.extend(signing().map(TokenError::Signing));
    for error in errors {
        let cause = of_token(&error);
        is_answered_so(error, cause);
    }
    let malformed = "x".parse::<SessionId>().unwrap_err();
    let mut errors =
        vec![SessionsError::NoOwner, SessionsError::OfClient, SessionsError::Id(malformed), SessionsError::Unknown];
    errors.extend([SessionsError::NotOfAccount, SessionsError::Ended]);
    errors.extend(stores().map(SessionsError::Store));
    for error in errors {
        let cause = of_sessions(&error);
        is_answered_so(error, cause);
    }
    let mut errors =
        vec![UserInfoError::OtherClient, UserInfoError::NoOwner, UserInfoError::Scope, UserInfoError::Account];
    errors.extend([NoToken::Missing, NoToken::Malformed, NoToken::Several].map(UserInfoError::NoToken));
    errors.extend([CheckFailed::Revoked, CheckFailed::RevocationsUnknown].map(UserInfoError::Token));
    errors.extend(stores().map(UserInfoError::Store));
    for error in errors {
        let cause = of_user_info(&error);
        is_answered_so(error, cause);
    }
    let refused = oauth().map(RevokeError::Request).into_iter().chain(stores().map(RevokeError::Store));
    for error in refused.chain(addresses().into_iter().map(RevokeError::Calls)) {
        let cause = of_revocation(&error);
        is_answered_so(error, cause);
    }
    let unreadable = [
        BodyUnreadable::MediaType,
        BodyUnreadable::Coding("gzip".to_owned()),
        BodyUnreadable::TooLarge,
        BodyUnreadable::Empty,
        BodyUnreadable::ByteOrderMark,
        BodyUnreadable::NotUtf8,
    ];
    for error in unreadable.map(BodyRefused::Unreadable).into_iter().chain([BodyRefused::Fault(fault())]) {
        let cause = of_body(&error);
        is_answered_so(error, cause);
    }
}

#[test]
fn what_a_caller_causes_to_an_accounts_identifiers_is_4xx_and_nothing_else_is() {
    let proofs = [ProofRefused::Forged, ProofRefused::Expired, ProofRefused::OtherPurpose, ProofRefused::OtherRegion];
    let rejected = [ProofRejected::OtherAccount, ProofRejected::SecondStep];
    let joins = [JoinRefused::Own, JoinRefused::Others, JoinRefused::TooMany];
    let mut refusals = vec![ChangeRefused::Ended, ChangeRefused::Used, ChangeRefused::Key(NotSealedHere)];
    refusals.extend(rejected.map(ChangeRefused::Proof));
    refusals.extend(joins.map(ChangeRefused::Join));
    refusals.extend([DetachRefused::Unknown, DetachRefused::LastWayIn].map(ChangeRefused::Detach));
    refusals.extend(changes().into_iter().map(ChangeRefused::Change));
    let refusals = refusals.into_iter().map(|refused| IdentifiersError::Refused { field: "email", refused });
    let proofs = proofs.map(|refused| IdentifiersError::Proof { field: "account_proof", refused });
    for error in refusals.chain(proofs).chain([IdentifiersError::Invalid(fault())]) {
        let cause = of_identifiers(&error);
        is_answered_so(error, cause);
    }
}

#[tokio::test]
async fn callers_who_get_into_each_others_way_are_told_so_and_nothing_is_sent() {
    let service = Deployed::start().await;
    service.proxy.plan(|call| {
        // Somebody else was faster, each time.
        if call.operation == "PutItem" { Fault::Refused("ConditionalCheckFailedException") } else { Fault::None }
    });
    let refused = service.request(&json!({ "email": "ada@example.org" })).await;
    assert_eq!(refused.problem(), (429, "too-many-at-once".to_owned(), vec![]));
    assert_eq!((service.sent(), service.ledgers().await.len()), (0, 0));
}
