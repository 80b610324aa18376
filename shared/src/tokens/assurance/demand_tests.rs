use proptest::prelude::*;

use super::{Demand, Lacking};
use crate::Timestamp;
use crate::identity::{AuthenticatorId, IdentityKey};
use crate::tokens::assurance::{Level, Method, Proof, Proofs};

use Method::{Email, Passkey, Recovery, Sms, Totp};

const START: u64 = 1_800_000_000;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix(START + seconds)
}

fn proof((method, seconds): (Method, u64)) -> Proof {
    match method {
        Email | Sms => Proof::of_code(method, IdentityKey::NOBODY, at(seconds)),
        Totp | Recovery | Passkey => {
            Proof::of_authenticator(method, AuthenticatorId::from_random([7; 16]), at(seconds))
        }
    }
}

fn proofs(given: &[(Method, u64)]) -> Proofs {
    let (first, later) = given.split_first().unwrap();
    later.iter().fold(Proofs::new(proof(*first)), |proofs, next| proofs.with(proof(*next)))
}

fn level(level: Level) -> Demand {
    Demand { level, ..Demand::default() }
}

fn without(methods: &[Method]) -> Demand {
    Demand { without: methods.to_vec(), ..Demand::default() }
}

fn second_step() -> Demand {
    Demand { second_step: true, ..Demand::default() }
}

#[test]
fn what_lacks_is_told_by_the_methods_that_help() {
    let anew = |methods: &[Method]| Some(Lacking::SignIn(methods.to_vec()));
    let further = |methods: &[Method]| Some(Lacking::Further(methods.to_vec()));
    let young = Demand { max_age: Some(300), ..Demand::default() };
    for (name, demand, given, lacking) in [
        ("whatever signs in", Demand::default(), proofs(&[(Email, 0)]), None),
        ("an app by itself", Demand::default(), proofs(&[(Totp, 0)]), anew(&[Passkey, Email, Sms])),
        ("too old", young.clone(), proofs(&[(Email, 699)]), anew(&[Passkey, Email, Sms])),
        ("young enough", young.clone(), proofs(&[(Email, 700)]), None),
        (
            "a young app and an old code",
            young.and(&level(Level::TwoStep)),
            proofs(&[(Email, 0), (Totp, 990)]),
            anew(&[Passkey, Email, Sms]),
        ),
        ("two steps, by one", level(Level::TwoStep), proofs(&[(Email, 0)]), further(&[Passkey, Totp])),
        ("two steps, by two codes", level(Level::TwoStep), proofs(&[(Email, 0), (Sms, 0)]), further(&[Passkey, Totp])),
        ("two steps", level(Level::TwoStep), proofs(&[(Email, 0), (Totp, 9)]), None),
        ("two steps, by a passkey", level(Level::TwoStep), proofs(&[(Passkey, 0)]), None),
        (
            "two steps, by recovery",
            level(Level::TwoStep),
            proofs(&[(Email, 0), (Recovery, 0)]),
            further(&[Passkey, Totp]),
        ),
        (
            "a passkey, by two steps",
            level(Level::PhishingResistant),
            proofs(&[(Email, 0), (Totp, 9)]),
            further(&[Passkey]),
        ),
        ("a passkey", level(Level::PhishingResistant), proofs(&[(Email, 0), (Passkey, 9)]), None),
        ("no text messages, by one", without(&[Sms]), proofs(&[(Sms, 0)]), anew(&[Passkey, Email])),
        ("no text messages, beside one", without(&[Sms]), proofs(&[(Sms, 0), (Passkey, 9)]), None),
        (
            "the account's second step, by one",
            second_step(),
            proofs(&[(Email, 0)]),
            further(&[Passkey, Totp, Recovery]),
        ),
        ("the account's second step", second_step(), proofs(&[(Email, 0), (Totp, 0)]), None),
        ("the account's second step, by recovery", second_step(), proofs(&[(Email, 0), (Recovery, 0)]), None),
        ("the account's second step, by a passkey", second_step(), proofs(&[(Passkey, 0)]), None),
        (
            "by recovery, where none counts",
            second_step().and(&without(&[Recovery])),
            proofs(&[(Email, 0), (Recovery, 0)]),
            further(&[Passkey, Totp]),
        ),
    ] {
        assert_eq!(demand.judge(&given, at(1_000)).err(), lacking, "{name}");
    }
}

#[test]
fn what_counts_is_told_and_the_rest_is_not() {
    let given = proofs(&[(Sms, 0), (Email, 5), (Passkey, 9)]);
    let counting = without(&[Sms]).judge(&given, at(10)).unwrap();
    assert_eq!(counting.assurance().methods, ["otp", "email", "passkey", "pop", "user", "mfa"]);
    assert_eq!(counting.assurance().auth_time, at(5));
}

#[test]
fn a_demand_that_nothing_meets_is_told() {
    for (demand, possible) in [
        (Demand::default(), true),
        (without(&[Email, Sms]), true),
        (without(&[Email, Sms, Passkey]), false),
        (level(Level::PhishingResistant).and(&without(&[Passkey])), false),
        (level(Level::TwoStep).and(&without(&[Passkey])), true),
        (level(Level::TwoStep).and(&without(&[Passkey, Totp])), false),
        (level(Level::TwoStep).and(&without(&[Passkey, Email, Sms])), false),
        (second_step().and(&without(&[Passkey, Totp])), true),
        (second_step().and(&without(&[Passkey, Totp, Recovery])), false),
    ] {
        assert_eq!(demand.is_possible(), possible, "{demand:?}");
    }
}

fn any_demand() -> impl Strategy<Value = Demand> {
    let level = prop::sample::select(Level::ALL.to_vec());
    let methods = prop::sample::subsequence(Method::ALL.to_vec(), 0..3);
    (level, prop::option::of(0_u64..500), methods, any::<bool>())
        .prop_map(|(level, max_age, without, second_step)| Demand { level, max_age, without, second_step })
}

fn any_proofs() -> impl Strategy<Value = Proofs> {
    let one = (prop::sample::select(Method::ALL.to_vec()), 0_u64..500);
    prop::collection::vec(one, 1..6).prop_map(|given| proofs(&given))
}

proptest! {
    #[test]
    fn what_meets_two_demands_meets_each(one in any_demand(), other in any_demand(), given in any_proofs()) {
        let both = one.and(&other);
        if let Ok(counting) = both.judge(&given, at(500)) {
            prop_assert!(one.judge(&given, at(500)).is_ok() && other.judge(&given, at(500)).is_ok());
            let assurance = counting.assurance();
            prop_assert!(assurance.level >= both.level);
            prop_assert!(both.max_age.is_none_or(|most| at(500).since(assurance.auth_time) <= most));
            prop_assert!(counting.iter().all(|proof| !both.without.contains(&proof.method)));
            prop_assert!(both.is_possible());
        }
    }

    #[test]
    fn no_proof_takes_anything_away(demand in any_demand(), given in any_proofs(), more in 0_usize..5) {
        if demand.judge(&given, at(500)).is_ok() {
            let more = given.with(proof((Method::ALL[more], 500)));
            prop_assert!(demand.judge(&more, at(500)).is_ok());
        }
    }

    #[test]
    fn whoever_does_what_is_asked_gets_there(demand in any_demand(), given in any_proofs()) {
        prop_assume!(demand.is_possible());
        let mut given = given;
        for _ in 0..3 {
            let Err(lacking) = demand.judge(&given, at(500)) else { return Ok(()) };
            // A recovery code, where it helps, and else what comes last: the harder way.
            let next = *lacking.methods().last().unwrap();
            given = given.with(proof((next, 500)));
        }
        prop_assert!(demand.judge(&given, at(500)).is_ok());
    }
}
