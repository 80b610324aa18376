use super::*;
use crate::authorization::flow::{BrowserId, Destination};
use crate::authorization::{AuthorizationRequest, Prompt};
use crate::identity::IdentityKey;
use crate::tokens::assurance::{Level, Method, Proof};

#[path = "decision_tests/demands.rs"]
mod demands;

const STARTED: u64 = 10_000;
const OPENID: &str = "openid email";

fn flow(change: impl FnOnce(&mut AuthorizationRequest)) -> Flow {
    let mut request = AuthorizationRequest {
        client: "app".to_owned(),
        redirect_uri: "https://app.example.org/back".to_owned(),
        scope: OPENID.to_owned(),
        state: None,
        nonce: None,
        challenge: None,
        resource: None,
        prompt: Prompt::default(),
        max_age: None,
        level: Level::Otp,
        login_hint: None,
        ui_locales: None,
    };
    let started_at = Timestamp::from_unix(STARTED);
    let browser = BrowserId::from_random([1; 16]);
    change(&mut request);
    Flow {
        destination: Destination::Client { request, name: "App".to_owned(), has_logo: false },
        browser,
        expected: None,
        pushed: None,
        before: Some(secret(1)),
        started_at,
        region: "local".to_owned(),
    }
}

fn account(number: u8) -> AccountId {
    AccountId::from_random([number; 16])
}

fn secret(number: u8) -> TokenId {
    TokenId::from_random([number; 12])
}

/// Whoever has proven it at a moment.
fn proven(at: u64) -> &'static Proofs {
    Box::leak(Box::new(Proofs::new(Proof::of_code(Method::Email, IdentityKey::NOBODY, Timestamp::from_unix(at)))))
}

/// Somebody who proved who they are so many seconds before the request.
fn signed_in(before: u64, consented: Option<&str>) -> SignedIn<'_> {
    SignedIn {
        account: account(1),
        secret: secret(1),
        proofs: proven(STARTED - before),
        second_step: false,
        changed_at: None,
        consented,
    }
}

/// Somebody who proved it for this very request.
fn just_signed_in() -> SignedIn<'static> {
    SignedIn {
        account: account(1),
        secret: secret(2),
        proofs: proven(STARTED),
        second_step: false,
        changed_at: None,
        consented: Some(OPENID),
    }
}

/// Who asks: whether it is of the first party, and whether it is a program of the user's.
type Who = (bool, bool);
const THIRD: Who = (false, false);
const FIRST: Who = (true, false);
const NATIVE: Who = (true, true);

fn next<'a>(flow: &Flow, asking: Who, user: impl Into<Option<SignedIn<'a>>>, answer: Answer) -> Next {
    demanding(flow, asking, &Demand::default(), user, answer)
}

/// The same where client and API demand something.
fn demanding<'a>(
    flow: &Flow,
    (is_first_party, is_native): Who,
    demand: &Demand,
    user: impl Into<Option<SignedIn<'a>>>,
    answer: Answer,
) -> Next {
    let asking = Asking { is_first_party, is_native, demand: demand.clone() };
    decide(flow, flow.request().unwrap(), &asking, user.into(), answer, Timestamp::from_unix(STARTED + 10))
}

fn prompting(text: &str) -> Flow {
    flow(|request| request.prompt = Prompt::parse(text).unwrap())
}

#[test]
fn whoever_is_signed_in_and_has_agreed_gets_a_code_and_nobody_else() {
    let plain = flow(|_| {});
    assert_eq!(next(&plain, THIRD, None, Answer::None), Next::SignIn);
    assert_eq!(next(&plain, THIRD, signed_in(60, None), Answer::None), Next::Confirm);
    assert_eq!(next(&plain, THIRD, signed_in(60, Some("openid")), Answer::None), Next::Confirm);
    assert!(matches!(next(&plain, THIRD, signed_in(60, Some("phone email openid")), Answer::None), Next::Code(_)));
    assert!(matches!(next(&plain, FIRST, signed_in(60, None), Answer::None), Next::Code(_)));
}

#[test]
fn an_answer_counts_for_whoever_is_signed_in_alone() {
    let plain = flow(|_| {});
    assert!(matches!(next(&plain, THIRD, signed_in(60, None), Answer::Agreed), Next::Code(_)));
    assert_eq!(next(&plain, THIRD, None, Answer::Agreed), Next::SignIn);
    let refused = Next::Refuse(AuthorizationError::AccessDenied);
    assert_eq!(next(&plain, THIRD, signed_in(60, None), Answer::Refused), refused);
}

#[test]
fn oa_16_a_program_on_the_users_machine_never_gets_a_code_without_a_page() {
    let plain = flow(|_| {});
    assert_eq!(next(&plain, NATIVE, signed_in(60, Some(OPENID)), Answer::None), Next::Confirm);
    assert_eq!(next(&plain, NATIVE, just_signed_in(), Answer::None), Next::Confirm);
    assert!(matches!(next(&plain, NATIVE, signed_in(60, None), Answer::Agreed), Next::Code(_)));
    let refused = Next::Refuse(AuthorizationError::InteractionRequired);
    assert_eq!(next(&prompting("none"), NATIVE, signed_in(60, Some(OPENID)), Answer::None), refused);
}

#[test]
fn op_05_no_page_is_shown_where_the_client_wants_none() {
    let silent = prompting("none");
    let refused = |error| Next::Refuse(error);
    assert_eq!(next(&silent, FIRST, None, Answer::None), refused(AuthorizationError::LoginRequired));
    assert_eq!(next(&silent, THIRD, signed_in(60, None), Answer::None), refused(AuthorizationError::ConsentRequired));
    assert!(matches!(next(&silent, THIRD, signed_in(60, Some(OPENID)), Answer::None), Next::Code(_)));
    let young = flow(|request| {
        request.prompt = Prompt::parse("none").unwrap();
        request.max_age = Some(30);
    });
    assert_eq!(next(&young, FIRST, signed_in(60, None), Answer::None), refused(AuthorizationError::LoginRequired));
}

#[test]
fn op_05_a_login_is_asked_for_once_and_then_taken() {
    let login = prompting("login");
    assert_eq!(next(&login, FIRST, signed_in(0, None), Answer::None), Next::SignIn);
    assert!(matches!(next(&login, FIRST, just_signed_in(), Answer::None), Next::Code(_)));
    // Not even an answer to another question takes its place.
    assert_eq!(next(&login, FIRST, signed_in(1, None), Answer::Agreed), Next::SignIn);
}

#[test]
fn op_05_a_cookie_that_came_along_later_is_no_new_proof() {
    // The flow began without it: another site's form leaves it behind, or another tab has taken it.
    let without = |change: &dyn Fn(&mut AuthorizationRequest)| Flow { before: None, ..flow(change) };
    let login = without(&|request| request.prompt = Prompt::parse("login").unwrap());
    let aged = without(&|request| request.max_age = Some(30));
    for asked in [&login, &aged] {
        assert_eq!(next(asked, FIRST, signed_in(60, None), Answer::None), Next::SignIn);
        assert!(matches!(next(asked, FIRST, just_signed_in(), Answer::None), Next::Code(_)));
    }
    assert_eq!(next(&login, FIRST, signed_in(1, None), Answer::Agreed), Next::SignIn);
    let chosen = without(&|request| request.prompt = Prompt::parse("select_account").unwrap());
    assert_eq!(next(&chosen, FIRST, signed_in(60, None), Answer::None), Next::Confirm);
    let hinted = Flow { expected: Some(account(2)), ..without(&|_| {}) };
    assert_eq!(next(&hinted, FIRST, signed_in(60, None), Answer::None), Next::SignIn);
}

#[test]
fn op_05_a_sign_in_is_as_old_as_the_client_allows() {
    let aged = |most| flow(|request| request.max_age = Some(most));
    // Asked ten seconds after the request began.
    assert_eq!(next(&aged(69), FIRST, signed_in(60, None), Answer::None), Next::SignIn);
    assert!(matches!(next(&aged(70), FIRST, signed_in(60, None), Answer::None), Next::Code(_)));
    assert_eq!(next(&aged(0), FIRST, signed_in(0, None), Answer::None), Next::SignIn);
    assert!(matches!(next(&aged(1), FIRST, just_signed_in(), Answer::None), Next::Code(_)));
}

#[test]
fn consent_is_asked_for_again_where_the_client_wants_that() {
    let consent = prompting("consent");
    assert_eq!(next(&consent, THIRD, signed_in(60, Some(OPENID)), Answer::None), Next::Confirm);
    assert_eq!(next(&consent, FIRST, signed_in(60, None), Answer::None), Next::Confirm);
    assert!(matches!(next(&consent, THIRD, signed_in(60, Some(OPENID)), Answer::Agreed), Next::Code(_)));
}

#[test]
fn an_account_is_chosen_where_the_client_wants_that() {
    let choice = prompting("select_account");
    assert_eq!(next(&choice, FIRST, signed_in(60, None), Answer::None), Next::Confirm);
    assert!(matches!(next(&choice, FIRST, signed_in(60, None), Answer::Agreed), Next::Code(_)));
    assert!(matches!(next(&choice, FIRST, just_signed_in(), Answer::None), Next::Code(_)));
}

#[test]
fn a_hint_of_somebody_else_gets_no_code_for_this_one() {
    let hinted = |number| Flow { expected: Some(account(number)), ..flow(|_| {}) };
    assert!(matches!(next(&hinted(1), FIRST, signed_in(60, None), Answer::None), Next::Code(_)));
    assert_eq!(next(&hinted(2), FIRST, signed_in(60, None), Answer::None), Next::SignIn);
    assert_eq!(next(&hinted(2), FIRST, signed_in(60, None), Answer::Agreed), Next::SignIn);
    let refused = Next::Refuse(AuthorizationError::LoginRequired);
    assert_eq!(next(&hinted(2), FIRST, just_signed_in(), Answer::None), refused);
}
