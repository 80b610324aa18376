use super::*;
use crate::authorization::flow::BrowserId;
use crate::identity::account::AccountId;
use crate::identity::{AuthenticatorId, IdentityKey};
use crate::tokens::assurance::{Method, Proof, Proofs};
use crate::tokens::session::TokenId;

use Method::{Email, Passkey, Recovery, Sms, Totp};

const NOW: Timestamp = Timestamp::from_unix(1_010);

fn flow(destination: Destination) -> Flow {
    Flow {
        destination,
        expected: None,
        before: None,
        pushed: None,
        browser: BrowserId::from_random([3; 16]),
        started_at: Timestamp::from_unix(1_000),
        region: "eu-central-1".to_owned(),
    }
}

/// What happens to somebody with proofs by these methods at these times, whose account demands a second step.
fn next(destination: Destination, given: &[(Method, u64)], has: &[Method]) -> OwnNext {
    next_in(&flow(destination), given, has)
}

fn next_in(flow: &Flow, given: &[(Method, u64)], has: &[Method]) -> OwnNext {
    next_after(flow, None, given, has)
}

/// The same, where the account was changed at a moment.
fn next_after(flow: &Flow, changed_at: Option<u64>, given: &[(Method, u64)], has: &[Method]) -> OwnNext {
    let changed_at = changed_at.map(Timestamp::from_unix);
    let proof = |(method, at): &(Method, u64)| match method {
        Email | Sms => Proof::of_code(*method, IdentityKey::NOBODY, Timestamp::from_unix(*at)),
        _ => Proof::of_authenticator(*method, AuthenticatorId::from_random([7; 16]), Timestamp::from_unix(*at)),
    };
    let (first, later) = given.split_first().unwrap();
    let proofs = later.iter().map(proof).fold(Proofs::new(proof(first)), |proofs, next| proofs.with(next));
    let (account, secret) = (AccountId::from_random([1; 16]), TokenId::from_random([2; 12]));
    let user = SignedIn { account, secret, proofs: &proofs, second_step: true, changed_at, consented: None };
    decide_own(flow, Some(user), &means(has), NOW)
}

fn means(has: &[Method]) -> Means {
    Means { methods: has.to_vec(), ..Means::default() }
}

fn further(methods: &[Method]) -> OwnNext {
    OwnNext::Further(Lacking::Further(methods.to_vec()))
}

#[test]
fn the_page_of_an_account_is_reached_by_what_the_account_demands() {
    assert_eq!(decide_own(&flow(Destination::Account), None, &means(&[]), NOW), OwnNext::SignIn);
    for has in [&[][..], &[Totp], &[Passkey, Totp, Recovery]] {
        let lacking = next(Destination::Account, &[(Email, 1_000)], has);
        assert_eq!(lacking, further(&[Passkey, Totp, Recovery]), "{has:?}");
    }
    for second in [Totp, Recovery, Passkey] {
        assert_eq!(next(Destination::Account, &[(Email, 900), (second, 950)], &[second]), OwnNext::Arrived);
    }
}

#[test]
fn who_was_signed_in_before_proves_anew_what_the_account_demands() {
    let again = Flow { before: Some(TokenId::from_random([9; 12])), ..flow(Destination::Account) };
    let ask = |given: &[(Method, u64)]| next_in(&again, given, &[Totp]);
    assert_eq!(ask(&[(Email, 900), (Totp, 950)]), OwnNext::SignIn);
    assert_eq!(ask(&[(Totp, 950), (Email, 1_000)]), further(&[Passkey, Totp, Recovery]));
    assert_eq!(ask(&[(Email, 1_000), (Totp, 1_005)]), OwnNext::Arrived);
    let ask = |given: &[(Method, u64)]| next_in(&again, given, &[Passkey, Totp, Recovery]);
    for stale in [&[(Email, 900)][..], &[(Email, 900), (Passkey, 950)]] {
        assert_eq!(ask(stale), further(&[Passkey]), "and for nothing besides");
    }
    assert_eq!(ask(&[(Email, 900), (Passkey, 1_000)]), OwnNext::Arrived);
}

#[test]
fn a_change_is_reached_by_what_was_proven_for_it_and_what_the_account_demands() {
    let change = |change, given: &[(Method, u64)], has: &[Method]| next(Destination::Change(change), given, has);
    let add = AccountChange::AddPasskey;
    assert_eq!(
        change(add, &[(Email, 900), (Totp, 950)], &[Totp]),
        further(&[Totp]),
        "it was proven for something else"
    );
    assert_eq!(change(add, &[(Email, 900), (Totp, 1_000)], &[Totp]), OwnNext::Arrived);
    assert_eq!(change(add, &[(Email, 1_000)], &[Totp]), further(&[Passkey, Totp, Recovery]));
    assert_eq!(change(add, &[(Email, 1_000)], &[Recovery]), further(&[Passkey, Totp, Recovery]), "lost is not without");
    assert_eq!(change(add, &[(Email, 1_000), (Recovery, 1_000)], &[Recovery]), OwnNext::Arrived);
}

#[test]
fn who_has_no_second_step_yet_may_give_themselves_one_by_a_code_and_do_nothing_else() {
    let fresh = [(Email, 1_000)];
    for change in [AccountChange::AddPasskey, AccountChange::SetApp] {
        assert_eq!(next(Destination::Change(change), &fresh, &[]), OwnNext::Arrived);
        assert_eq!(next(Destination::Change(change), &[(Email, 999)], &[]), OwnNext::SignIn);
    }
    let others = [AccountChange::RemoveApp, AccountChange::RenewRecoveryCodes, AccountChange::DemandSecondStep(false)];
    for change in others {
        assert_eq!(next(Destination::Change(change), &fresh, &[]), further(&[Passkey, Totp, Recovery]), "{change:?}");
    }
}

#[test]
fn what_was_agreed_to_is_one_change_of_one_account() {
    let change = flow(Destination::Change(AccountChange::RenewRecoveryCodes));
    let given = [(Email, 1_000), (Totp, 1_005)];
    for (changed_at, expected) in [
        (None, OwnNext::Arrived),
        (Some(999), OwnNext::Arrived),
        (Some(1_000), OwnNext::Over),
        (Some(1_010), OwnNext::Over),
    ] {
        assert_eq!(next_after(&change, changed_at, &given, &[Totp]), expected, "{changed_at:?}");
        // The page of the account is no change of it.
        let page = flow(Destination::Account);
        assert_eq!(next_after(&page, changed_at, &given, &[Totp]), OwnNext::Arrived);
    }
    for (owner, expected) in [(1, OwnNext::Arrived), (2, OwnNext::Over)] {
        let of_owner = Flow { expected: Some(AccountId::from_random([owner; 16])), ..change.clone() };
        assert_eq!(next_in(&of_owner, &given, &[Totp]), expected);
    }
}

#[test]
fn who_was_signed_in_before_proves_anew_the_strongest_that_the_account_has() {
    let again = Flow { before: Some(TokenId::from_random([9; 12])), ..flow(Destination::Account) };
    let ask = |given: &[(Method, u64)], has: &[Method]| next_in(&again, given, has);
    let recovered = [(Email, 1_000), (Recovery, 1_005)];
    assert_eq!(ask(&recovered, &[Recovery]), OwnNext::Arrived);
    assert_eq!(ask(&recovered, &[Totp, Recovery]), further(&[Totp]));
    assert_eq!(ask(&[(Email, 1_000), (Totp, 1_005)], &[Passkey, Totp]), further(&[Passkey]));
    assert_eq!(ask(&[(Passkey, 1_000)], &[Passkey, Totp]), OwnNext::Arrived);
}
