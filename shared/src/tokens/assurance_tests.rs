use proptest::prelude::*;

use super::{Level, Method, Proof, Proofs};
use crate::Timestamp;
use crate::identity::{AuthenticatorId, IdentityKey};

const START: u64 = 1_800_000_000;

fn proof(method: Method, seconds: u64) -> Proof {
    Proof::of_code(method, IdentityKey::NOBODY, Timestamp::from_unix(START + seconds))
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix(START + seconds)
}

#[test]
fn one_code_is_otp_by_its_channel_since_it_was_right() {
    for (method, name) in [(Method::Email, "email"), (Method::Sms, "sms")] {
        let assurance = Proofs::new(proof(method, 5)).assurance();
        assert_eq!((assurance.level, assurance.level.name()), (Level::Otp, "otp"));
        assert_eq!((assurance.methods, assurance.auth_time), (vec!["otp", name], at(5)));
    }
}

#[test]
fn two_codes_are_no_more_than_one_and_are_as_old_as_the_older_one() {
    let proofs = Proofs::new(proof(Method::Email, 5)).with(proof(Method::Sms, 9));
    let assurance = proofs.assurance();
    assert_eq!((assurance.level, assurance.methods), (Level::Otp, vec!["otp", "email", "sms"]));
    assert_eq!(assurance.auth_time, at(5));
}

fn by_authenticator(method: Method, seconds: u64) -> Proof {
    Proof::of_authenticator(method, AuthenticatorId::from_random([7; 16]), at(seconds))
}

#[test]
fn a_code_and_an_app_are_two_steps_and_a_passkey_is_more_than_both() {
    let code = Proofs::new(proof(Method::Email, 5));
    let two = code.with(by_authenticator(Method::Totp, 9));
    let assurance = two.assurance();
    assert_eq!((assurance.level, assurance.level.name()), (Level::TwoStep, "2sv"));
    assert_eq!((assurance.methods, assurance.auth_time), (vec!["otp", "email", "totp"], at(5)));
    let passkey = Proofs::new(by_authenticator(Method::Passkey, 3)).assurance();
    assert_eq!((passkey.level, passkey.level.name()), (Level::PhishingResistant, "phr"));
    assert_eq!((passkey.methods, passkey.auth_time), (vec!["passkey", "pop", "user", "mfa"], at(3)));
    // A recovery code adds nothing that anybody else than its account counts.
    assert_eq!(code.with(by_authenticator(Method::Recovery, 6)).level(), Level::Otp);
    // Nor does an app that stands in the place of the code.
    assert_eq!(Proofs::new(by_authenticator(Method::Totp, 9)).level(), Level::Otp);
}

#[test]
fn what_only_adds_to_another_proof_is_nothing_by_itself() {
    let two = Proofs::new(proof(Method::Email, 0)).with(by_authenticator(Method::Totp, 100));
    assert_eq!(two.within(50, at(100)), None);
    assert_eq!(two.since(at(50)), None);
    assert_eq!(two.without(&[Method::Email]), None);
    assert_eq!(two.within(100, at(100)).map(|both| both.level()), Some(Level::TwoStep));
}

#[test]
fn only_proofs_within_the_age_that_is_asked_for_count() {
    let proofs = Proofs::new(proof(Method::Email, 0)).with(proof(Method::Sms, 100));
    for (max_age, now, methods, auth_time) in [
        (100, 100, Some(vec!["otp", "email", "sms"]), 0),
        (99, 100, Some(vec!["otp", "sms"]), 100),
        (20, 120, Some(vec!["otp", "sms"]), 100),
        (19, 120, None, 0),
        (0, 100, Some(vec!["otp", "sms"]), 100),
    ] {
        let counts = proofs.within(max_age, at(now)).map(|recent| recent.assurance());
        assert_eq!(counts.as_ref().map(|found| found.methods.clone()), methods, "{max_age} {now}");
        assert!(counts.is_none_or(|found| found.auth_time == at(auth_time)), "{max_age} {now}");
    }
}

#[test]
fn a_method_that_succeeds_again_is_as_old_as_its_last_success() {
    let proofs = Proofs::new(proof(Method::Email, 0)).with(proof(Method::Email, 50));
    assert_eq!(proofs, Proofs::new(proof(Method::Email, 50)));
    let both = Proofs::new(proof(Method::Email, 0)).with(proof(Method::Sms, 10)).with(proof(Method::Email, 50));
    assert_eq!(both.assurance().auth_time, at(10));
    assert_eq!(both.iter().count(), 2);
}

#[test]
fn codes_to_several_identifiers_stand_beside_each_other_for_as_long_as_a_flow_lives() {
    let of = |number: u8, seconds| Proof::of_code(Method::Email, IdentityKey::from_hash([number; 16]), at(seconds));
    let two = Proofs::new(of(1, 0)).with(of(2, 600));
    assert_eq!(two.iter().count(), 2);
    assert_eq!((two.assurance().methods, two.assurance().auth_time), (vec!["otp", "email"], at(600)));
    assert!(two.has_proven(IdentityKey::from_hash([1; 16]), at(0)));
    assert!(!two.has_proven(IdentityKey::from_hash([1; 16]), at(1)));
    assert_eq!(two.with(of(2, 601)), Proofs::new(of(2, 601)), "the first one is of another flow");
    assert_eq!(Proofs::new(of(1, 0)).with(of(2, 601)).iter().count(), 1);
}

proptest! {
    #[test]
    fn nothing_counts_that_is_older_than_was_asked_for(
        given in prop::collection::vec((any::<bool>(), 0_u64..1_000), 1..8),
        max_age in 0_u64..1_000,
        now in 0_u64..2_000,
    ) {
        let method = |sms| if sms { Method::Sms } else { Method::Email };
        let mut given = given.into_iter().map(|(sms, seconds)| proof(method(sms), seconds));
        let proofs = given.next().map(|first| given.fold(Proofs::new(first), |proofs, next| proofs.with(next))).unwrap();
        prop_assert!(proofs.iter().count() <= 2);
        prop_assert!(proofs.iter().all(|proof| proof.at >= proofs.assurance().auth_time));
        if let Some(recent) = proofs.within(max_age, at(now)) {
            prop_assert!(at(now).since(recent.assurance().auth_time) <= max_age);
        } else {
            prop_assert!(proofs.iter().all(|proof| at(now).since(proof.at) > max_age));
        }
    }
}
