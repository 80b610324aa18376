//! Whose fault an answer is: what a caller can bring about is 4xx, and 5xx means this service alone. By 5xx an operator is
//! woken and a release rolled back, so nobody outside may cause one at will.

use axum::response::IntoResponse;
use http::StatusCode;
use platform::accounts::{ChangeFailed, IdentifierChangeRefused};
use platform::http::{BodyRefused, BodyUnreadable, CheckFailed, FieldFault, LackingStep, NoToken, OAuthError};
use platform::limits::AddressRefused;
use platform::notices::NoticeFailed;
use platform::sender::SendFailed;
use platform::store::StoreError;
use request::{NumberFault, RequestError, TextRefused};
use serde_json::json;
use sessions::{IdentifiersError, RevokeError, SessionsError, UserInfoError};
use shared::codes::authentication_session::AuthenticationSessionRefused;
use shared::codes::handle::HandleRefused;
use shared::codes::hotp::{CodeForm, CodeMalformed, Digits};
use shared::codes::ledger::{IssueRefused, Pool};
use shared::codes::proof::ProofRefused;
use shared::codes::recovery::RecoveryCodeMalformed;
use shared::identity::account::{DetachRefused, EntryRefused, JoinRefused, ProofInsufficient};
use shared::identity::factors::AppRefused;
use shared::identity::keyring::NotSealedHere;
use shared::tokens::assurance::{Level, Method};
use shared::tokens::refresh_token::RefreshTokenRefused;
use shared::tokens::session::SessionId;
use shared::tokens::{Algorithm, SigningFailed};
use tests::{Fault, Service as Deployed};
use token::TokenError;
use verify::{CompletionError, StepError, VerifyError};

mod causes;

use causes::{
    Cause, of_body, of_completion, of_identifiers, of_request, of_revocation, of_sessions, of_step, of_token,
    of_user_info, of_verify,
};

fn is_answered_so(error: impl IntoResponse + std::fmt::Debug, cause: Cause) {
    let shown = format!("{error:?}");
    let answer = error.into_response();
    let status = answer.status();
    let expected = match cause {
        Cause::Caller => status.is_client_error(),
        Cause::Service => status.is_server_error(),
    };
    assert!(expected, "{shown} is the fault of the {cause:?}, and answered with {status}");
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        let seconds = answer.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap();
        assert!(seconds > 0, "{shown}");
    }
}

fn changes() -> Vec<ChangeFailed> {
    let own = [
        ChangeFailed::Untold(NoticeFailed::Queue("down".to_owned())),
        ChangeFailed::Untold(NoticeFailed::Key(NotSealedHere)),
        ChangeFailed::Untold(NoticeFailed::Nobody),
    ];
    stores().map(ChangeFailed::Store).into_iter().chain(own).collect()
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
        IssueRefused::SendsSpent { retry_after: 9, pool: Pool::Strangers },
    ];
    let texts = [TextRefused::BudgetSpent { retry_after: 9 }, TextRefused::BlockStopped { retry_after: 9 }];
    let failure = Box::new(RequestError::Send(refused_by("SES", "MessageRejected")));
    let mut errors = vec![
        RequestError::Invalid(fault()),
        RequestError::Phone { rule: "must begin with +".to_owned(), kind: NumberFault::Number, likely: None },
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
        VerifyError::SecondStep(LackingStep { auth_session: "AQ".to_owned(), methods: vec!["totp"] }),
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
fn what_a_caller_causes_at_a_second_step_is_4xx_and_nothing_else_is() {
    let mut errors = vec![
        StepError::Code(CodeMalformed),
        StepError::RecoveryCode(RecoveryCodeMalformed),
        StepError::NotSignedIn,
        StepError::Wrong(Method::Totp),
        StepError::Wrong(Method::Recovery),
        StepError::App(AppRefused::Spent { retry_after: 9 }),
        StepError::App(AppRefused::Off),
        StepError::Key(NotSealedHere),
    ];
    errors.extend(stores().map(StepError::Store));
    errors.extend(addresses().into_iter().map(StepError::Address));
    for error in errors {
        let cause = of_step(&error);
        is_answered_so(error, cause);
    }
}

#[test]
fn what_a_caller_causes_at_a_completion_is_4xx_and_nothing_else_is() {
    let steps = [StepError::Code(CodeMalformed), StepError::App(AppRefused::Off), StepError::Key(NotSealedHere)];
    let not_begun = VerifyError::NotBegun(Box::new(VerifyError::Key(NotSealedHere)));
    let sessions = [
        AuthenticationSessionRefused::Forged,
        AuthenticationSessionRefused::Expired,
        AuthenticationSessionRefused::OtherRegion,
        AuthenticationSessionRefused::Completed,
        AuthenticationSessionRefused::Over,
    ];
    let mut errors = vec![CompletionError::NotOne, CompletionError::NoSession(not_begun)];
    errors.extend(sessions.map(CompletionError::Session));
    errors.extend(steps.map(CompletionError::Step));
    errors.extend(stores().map(StepError::Store).map(CompletionError::Step));
    errors.extend(addresses().into_iter().map(StepError::Address).map(CompletionError::Step));
    for error in errors {
        let cause = of_completion(&error);
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
    let rejected = [ProofInsufficient::OtherAccount, ProofInsufficient::Weaker(Level::TwoStep)];
    let joins = [JoinRefused::Own, JoinRefused::Others, JoinRefused::TooMany];
    let mut refusals = vec![
        IdentifierChangeRefused::Ended,
        IdentifierChangeRefused::Used,
        IdentifierChangeRefused::TooManyAdditions { retry_after: 9 },
        IdentifierChangeRefused::Key(NotSealedHere),
    ];
    refusals.extend(rejected.map(IdentifierChangeRefused::Proof));
    refusals.extend(joins.map(IdentifierChangeRefused::Join));
    refusals.extend([DetachRefused::Unknown, DetachRefused::LastWayIn].map(IdentifierChangeRefused::Detach));
    refusals.extend(changes().into_iter().map(IdentifierChangeRefused::Change));
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
