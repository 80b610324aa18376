use super::Means;
use crate::Timestamp;
use crate::authorization::flow::{BrowserId, Destination, Flow};
use crate::authorization::{AccountChange, OwnNext, SignedIn, decide_own};
use crate::identity::account::AccountId;
use crate::identity::factors::{Lost, RecoveredBy, WaitingRemoval};
use crate::identity::{AuthenticatorId, IdentityKey};
use crate::tokens::assurance::{Lacking, Method, Proof, Proofs};
use crate::tokens::session::TokenId;

use Method::{Email, Passkey, Recovery, Sms, Totp};

const ADA: AccountId = AccountId::from_random([1; 16]);
const BEFORE: TokenId = TokenId::from_random([1; 12]);
const SECRET: TokenId = TokenId::from_random([2; 12]);
const APP: AuthenticatorId = AuthenticatorId::from_random([7; 16]);
/// When the flow began, and where a removal waits, when that did and when it is due.
const STARTED: u64 = 1_000_000;
const BEGUN: u64 = 700_000;
const DUE: u64 = 999_000;
const NOW: u64 = STARTED + 100;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix(seconds)
}

fn flow(change: AccountChange) -> Flow {
    Flow {
        destination: Destination::Change(change),
        expected: Some(ADA),
        before: Some(BEFORE),
        pushed: None,
        browser: BrowserId::from_random([3; 16]),
        started_at: at(STARTED),
        region: "eu-central-1".to_owned(),
    }
}

/// The two identifiers of the account.
fn own() -> [IdentityKey; 2] {
    [IdentityKey::from_hash([4; 16]), IdentityKey::from_hash([5; 16])]
}

fn proof((method, seconds): (Method, u64)) -> Proof {
    let [email, phone] = own();
    match method {
        Email => Proof::of_code(method, email, at(seconds)),
        Sms => Proof::of_code(method, phone, at(seconds)),
        _ => Proof::of_authenticator(method, APP, at(seconds)),
    }
}

fn means(removal: Option<(RecoveredBy, u64)>, methods: &[Method]) -> Means {
    let waiting = |(by, due_at)| WaitingRemoval { lost: Lost::App(APP), by, begun_at: at(BEGUN), due_at: at(due_at) };
    Means { methods: methods.to_vec(), identities: own().to_vec(), removal: removal.map(waiting) }
}

fn next_with(flow: &Flow, secret: TokenId, means: &Means, given: &[(Method, u64)]) -> OwnNext {
    let (first, later) = given.split_first().unwrap();
    let proofs = later.iter().fold(Proofs::new(proof(*first)), |proofs, next| proofs.with(proof(*next)));
    let user = SignedIn { account: ADA, secret, proofs: &proofs, second_step: true, changed_at: None, consented: None };
    decide_own(flow, Some(user), means, at(NOW))
}

fn next(change: AccountChange, means: &Means, given: &[(Method, u64)]) -> OwnNext {
    next_with(&flow(change), SECRET, means, given)
}

fn further(methods: &[Method]) -> OwnNext {
    OwnNext::Further(Lacking::Further(methods.to_vec()))
}

const LOSE: AccountChange = AccountChange::Lose(Lost::App(APP));

#[test]
fn rec_02_a_loss_takes_a_recovery_code_beside_a_code_or_a_code_to_every_identifier() {
    let (with_codes, without) = (means(None, &[Totp, Recovery]), means(None, &[Totp]));
    for (name, account, given, expected) in [
        ("nothing for this", &with_codes, vec![(Email, STARTED - 1)], OwnNext::SignIn),
        ("one mailbox", &with_codes, vec![(Email, STARTED)], further(&[Recovery, Email, Sms])),
        ("one mailbox, no codes", &without, vec![(Email, STARTED)], further(&[Email, Sms])),
        ("one of the two is old", &without, vec![(Sms, STARTED - 1), (Email, STARTED)], further(&[Email, Sms])),
        ("both", &without, vec![(Sms, STARTED), (Email, STARTED + 9)], OwnNext::Arrived),
        ("both, with codes unused", &with_codes, vec![(Sms, STARTED), (Email, STARTED)], OwnNext::Arrived),
        ("a recovery code", &with_codes, vec![(Email, STARTED), (Recovery, STARTED)], OwnNext::Arrived),
        (
            "an old recovery code",
            &with_codes,
            vec![(Email, STARTED), (Recovery, STARTED - 1)],
            further(&[Recovery, Email, Sms]),
        ),
        ("a recovery code alone", &with_codes, vec![(Email, STARTED - 1), (Recovery, STARTED)], OwnNext::SignIn),
    ] {
        assert_eq!(next(LOSE, account, &given), expected, "{name}");
        // With the secret of before nothing was proven.
        assert_eq!(next_with(&flow(LOSE), BEFORE, account, &given), OwnNext::SignIn, "{name}");
    }
}

#[test]
fn rec_02_what_waits_is_begun_by_nobody_else_and_not_completed_before_it_is_due() {
    let given = [(Email, STARTED), (Sms, STARTED), (Recovery, STARTED), (Passkey, STARTED)];
    for by in RecoveredBy::ALL {
        let waiting = means(Some((by, NOW + 1)), &[Passkey, Totp, Recovery]);
        assert_eq!(next(LOSE, &waiting, &given), OwnNext::Over);
        assert_eq!(next(AccountChange::CompleteRemoval, &waiting, &given), OwnNext::Over);
        let due = means(Some((by, NOW)), &[Passkey, Totp, Recovery]);
        assert_ne!(next(AccountChange::CompleteRemoval, &due, &given), OwnNext::Over);
    }
    for change in [AccountChange::CompleteRemoval, AccountChange::StopRemoval] {
        assert_eq!(next(change, &means(None, &[Totp, Recovery]), &given), OwnNext::Over, "none waits");
    }
    let of_other = Flow { expected: Some(AccountId::from_random([9; 16])), ..flow(LOSE) };
    assert_eq!(next_with(&of_other, SECRET, &means(None, &[Totp]), &given), OwnNext::Over);
}

#[test]
fn rec_02_what_is_due_is_completed_by_what_began_it() {
    let complete = |by, methods: &[Method], given: &[(Method, u64)]| {
        next(AccountChange::CompleteRemoval, &means(Some((by, DUE)), methods), given)
    };
    let (code, every) = (RecoveredBy::Code, RecoveredBy::EveryIdentifier);
    let (one, both) = ([(Email, STARTED)], [(Email, STARTED), (Sms, STARTED + 5)]);
    let recovered = [(Email, STARTED), (Recovery, STARTED + 5)];
    let has: &[Method] = &[Totp, Recovery];
    assert_eq!(complete(code, has, &one), further(&[Recovery]));
    assert_eq!(complete(code, has, &both), further(&[Recovery]));
    assert_eq!(complete(code, has, &recovered), OwnNext::Arrived);
    assert_eq!(complete(code, &[Totp], &one), further(&[Email, Sms]), "none is left");
    assert_eq!(complete(code, &[Totp], &both), OwnNext::Arrived);
    assert_eq!(complete(code, &[Totp], &recovered), OwnNext::Arrived, "the last one");
    assert_eq!(complete(every, has, &one), further(&[Email, Sms]));
    assert_eq!(complete(every, has, &recovered), further(&[Email, Sms]));
    assert_eq!(complete(every, has, &both), OwnNext::Arrived);
    // A flow that began before it was due.
    let late = means(Some((code, STARTED + 50)), has);
    let change = AccountChange::CompleteRemoval;
    assert_eq!(next(change, &late, &[(Email, STARTED + 60), (Recovery, STARTED + 40)]), further(&[Recovery]));
    assert_eq!(next(change, &late, &[(Email, STARTED + 60), (Recovery, STARTED + 60)]), OwnNext::Arrived);
}

#[test]
fn rec_02_a_removal_is_stopped_by_a_proof_for_that_which_is_no_code_that_was_sent() {
    let waiting = means(Some((RecoveredBy::EveryIdentifier, DUE)), &[Passkey, Totp, Recovery]);
    let stop = |given: &[(Method, u64)]| next(AccountChange::StopRemoval, &waiting, given);
    let lacking = further(&[Passkey, Totp, Recovery]);
    assert_eq!(stop(&[(Email, STARTED), (Sms, STARTED)]), lacking);
    for method in [Passkey, Totp, Recovery] {
        assert_eq!(stop(&[(Email, STARTED), (method, STARTED)]), OwnNext::Arrived);
        assert_eq!(stop(&[(Email, STARTED), (method, STARTED - 1)]), lacking, "it was for something else");
    }
}
