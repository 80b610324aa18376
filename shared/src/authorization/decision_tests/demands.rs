//! What an account, a client, an API and a request demand of proofs.

use super::*;
use crate::identity::AuthenticatorId;
use crate::tokens::assurance::Method::{Email, Passkey, Recovery, Sms, Totp};

/// Proofs by these methods, each so many seconds after the request began; before it, where there is a sign.
fn proofs(given: &[(Method, i64)]) -> &'static Proofs {
    let proof = |(method, after): &(Method, i64)| {
        let at = Timestamp::from_unix(STARTED.checked_add_signed(*after).unwrap());
        match method {
            Email | Sms => Proof::of_code(*method, IdentityKey::NOBODY, at),
            Totp | Recovery | Passkey => Proof::of_authenticator(*method, AuthenticatorId::from_random([7; 16]), at),
        }
    };
    let (first, later) = given.split_first().unwrap();
    Box::leak(Box::new(later.iter().map(proof).fold(Proofs::new(proof(first)), |proofs, next| proofs.with(next))))
}

/// Somebody with these proofs, the latest of which has changed the session since the request began.
fn user(given: &[(Method, i64)]) -> SignedIn<'static> {
    SignedIn { proofs: proofs(given), ..just_signed_in() }
}

fn level(level: Level) -> Demand {
    Demand { level, ..Demand::default() }
}

fn young(most: u64) -> Demand {
    Demand { max_age: Some(most), ..Demand::default() }
}

fn further(methods: &[Method]) -> Next {
    Next::Further(Lacking::Further(methods.to_vec()))
}

/// What the code tells of: its level, and when the oldest proof that counts was given, before or after the request.
fn told(next: Next) -> Option<(Level, i64)> {
    let Next::Code(proofs) = next else { return None };
    let assurance = proofs.assurance();
    Some((assurance.level, assurance.auth_time.as_unix().cast_signed() - STARTED.cast_signed()))
}

#[test]
fn what_lacks_is_asked_for_and_nothing_else() {
    let plain = flow(|_| {});
    let ask = |demand: &Demand, given: &[(Method, i64)]| demanding(&plain, FIRST, demand, user(given), Answer::None);
    let strong = level(Level::PhishingResistant);
    assert_eq!(ask(&strong, &[(Email, -60)]), further(&[Passkey]));
    assert_eq!(told(ask(&strong, &[(Email, -60), (Passkey, 5)])), Some((Level::PhishingResistant, -60)));
    assert_eq!(ask(&level(Level::TwoStep), &[(Email, -60)]), further(&[Passkey, Totp]));
    assert_eq!(told(ask(&level(Level::TwoStep), &[(Email, -60), (Totp, 5)])), Some((Level::TwoStep, -60)));
    let nobody = demanding(&plain, FIRST, &strong, None, Answer::None);
    assert_eq!(nobody, Next::SignIn, "what lacks is told to nobody who has proven nothing");
}

#[test]
fn edited_acr_values_take_nothing_from_what_the_others_demand() {
    let asked = |least| flow(|request| request.level = least);
    let ask = |least, demand: &Demand, second_step| {
        let user = SignedIn { second_step, ..user(&[(Email, -60)]) };
        demanding(&asked(least), FIRST, demand, user, Answer::Agreed)
    };
    assert_eq!(ask(Level::Otp, &level(Level::PhishingResistant), false), further(&[Passkey]));
    assert_eq!(ask(Level::Otp, &level(Level::TwoStep), false), further(&[Passkey, Totp]));
    assert_eq!(ask(Level::Otp, &Demand::default(), true), further(&[Passkey, Totp, Recovery]));
    assert_eq!(ask(Level::PhishingResistant, &level(Level::TwoStep), true), further(&[Passkey]));
    assert!(told(ask(Level::Otp, &Demand::default(), false)).is_some());
}

#[test]
fn a_recovery_code_meets_the_accounts_own_demand_and_no_other() {
    let plain = flow(|_| {});
    let recovered = SignedIn { second_step: true, ..user(&[(Email, 1), (Recovery, 5)]) };
    let code = demanding(&plain, FIRST, &Demand::default(), recovered, Answer::None);
    assert_eq!(told(code), Some((Level::Otp, 1)));
    let refused = demanding(&plain, FIRST, &level(Level::TwoStep), recovered, Answer::None);
    assert_eq!(refused, further(&[Passkey, Totp]));
}

#[test]
fn proofs_of_before_count_as_long_as_they_may_and_those_of_the_request_itself_always() {
    let plain = flow(|_| {});
    let ask = |demand: &Demand, given: &[(Method, i64)]| demanding(&plain, FIRST, demand, user(given), Answer::None);
    assert_eq!(ask(&young(69), &[(Email, -60)]), Next::SignIn);
    assert_eq!(told(ask(&young(70), &[(Email, -60)])), Some((Level::Otp, -60)));
    assert_eq!(told(ask(&young(1), &[(Email, 2)])), Some((Level::Otp, 2)), "given for this request, eight seconds ago");
    let both = young(1).and(&level(Level::TwoStep));
    assert_eq!(ask(&both, &[(Email, 2)]), further(&[Passkey, Totp]), "and not the same once more");
    assert_eq!(told(ask(&both, &[(Email, 2), (Totp, 5)])), Some((Level::TwoStep, 2)));
    assert_eq!(ask(&both, &[(Email, -60), (Totp, 5)]), Next::SignIn, "an app adds to no code that is too old");
    assert_eq!(told(ask(&young(30), &[(Sms, -60), (Email, 5)])), Some((Level::Otp, 5)), "what is too old is not told");
}

#[test]
fn op_05_a_new_login_is_proven_anew_up_to_what_is_demanded() {
    let login = prompting("login");
    let ask = |given: &[(Method, i64)]| demanding(&login, FIRST, &level(Level::TwoStep), user(given), Answer::None);
    assert_eq!(ask(&[(Email, -60), (Totp, -50)]), Next::SignIn);
    assert_eq!(ask(&[(Totp, -50), (Email, 1)]), further(&[Passkey, Totp]));
    assert_eq!(told(ask(&[(Email, 1), (Totp, 5)])), Some((Level::TwoStep, 1)));
    let before = SignedIn { secret: secret(1), ..user(&[(Email, 0), (Totp, 0)]) };
    assert_eq!(next(&login, FIRST, before, Answer::None), Next::SignIn, "within the second in which it began");
}

#[test]
fn a_method_that_does_not_count_is_said_and_not_asked_for_for_ever() {
    let plain = flow(|_| {});
    let no_texts = Demand { without: vec![Sms], ..Demand::default() };
    let ask = |given: &[(Method, i64)]| demanding(&plain, FIRST, &no_texts, user(given), Answer::None);
    let other = Next::Further(Lacking::SignIn(vec![Passkey, Email]));
    assert_eq!(ask(&[(Sms, -60)]), other);
    assert_eq!(ask(&[(Sms, 5)]), other);
    let counted = ask(&[(Sms, -60), (Email, 5)]);
    assert_eq!(told(counted), Some((Level::Otp, 5)), "the code tells of what counts alone");
}

#[test]
fn without_a_page_the_client_is_told_whether_a_new_sign_in_would_do() {
    let silent = prompting("none");
    let ask = |demand: &Demand, user: Option<SignedIn<'static>>| demanding(&silent, FIRST, demand, user, Answer::None);
    let login = Next::Refuse(AuthorizationError::LoginRequired);
    let unmet = Next::Refuse(AuthorizationError::UnmetAuthenticationRequirements);
    assert_eq!(ask(&level(Level::PhishingResistant), None), login);
    assert_eq!(ask(&level(Level::PhishingResistant), Some(user(&[(Email, -60)]))), unmet);
    assert_eq!(ask(&Demand::of_account(true), Some(user(&[(Email, -60)]))), unmet);
    assert_eq!(ask(&young(30), Some(user(&[(Email, -60)]))), login);
    assert_eq!(ask(&young(30).and(&level(Level::TwoStep)), Some(user(&[(Email, -60)]))), unmet);
    let asked = flow(|request| {
        request.prompt = Prompt::parse("none").unwrap();
        request.level = Level::TwoStep;
    });
    assert_eq!(next(&asked, FIRST, user(&[(Email, -60)]), Answer::None), unmet);
}
