use super::{
    AuthenticatorApp, CODES, Enrolment, Factors, Lost, OwnPasskey, RecoveredBy, RecoveryCodes, RemovalRefused,
    SealedName,
};
use crate::Timestamp;
use crate::codes::recovery::RecoveryCode;
use crate::codes::totp::{TimeStep, Window};
use crate::identity::account::AccountId;
use crate::identity::keyring::Keyring;
use crate::identity::{AuthenticatorId, IdentityKey};
use crate::tokens::assurance::{Method, Proof, Proofs};

use Method::{Email, Passkey, Recovery, Totp};

const ADA: AccountId = AccountId::from_random([1; 16]);
const BOB: AccountId = AccountId::from_random([2; 16]);
const KEY: AuthenticatorId = AuthenticatorId::from_random([8; 16]);
const DAY: u64 = 86_400;
const WAIT: u64 = 3 * DAY;
const BEGUN: u64 = 1_000;

fn keyring() -> Keyring {
    Keyring::parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix(seconds)
}

fn app() -> AuthenticatorApp {
    let enrolment = Enrolment::new(ADA, [3; 16], [4; 20], at(0));
    let code = TimeStep::of(at(0)).code(&enrolment.secret.key().unwrap());
    enrolment.confirm(&code, Window::Both, &keyring(), [5; 12], at(0)).unwrap()
}

fn recovery() -> (RecoveryCodes, Vec<RecoveryCode>) {
    let codes = std::array::from_fn(|number| [100 + u8::try_from(number).unwrap(); 16]);
    RecoveryCodes::new(ADA, [6; 16], codes, &keyring(), at(0)).unwrap()
}

fn passkey() -> OwnPasskey {
    OwnPasskey { id: KEY, name: SealedName::new("Phone", ADA, &keyring(), [7; 12]).unwrap(), added_at: at(0) }
}

fn everything() -> Factors {
    let passkeys = vec![passkey()];
    Factors { passkeys, ..Factors::default() }.with_app(app()).with_recovery(recovery().0)
}

const MAIL: IdentityKey = IdentityKey::NOBODY;

/// A code that was sent to the account's one identifier, and something else, at a moment.
fn proven(method: Method, seconds: u64) -> Proofs {
    let sent = Proof::of_code(Email, MAIL, at(seconds));
    Proofs::new(sent).with(Proof::of_authenticator(method, AuthenticatorId::from_random([9; 16]), at(seconds)))
}

fn sent(given: &[(IdentityKey, u64)]) -> Proofs {
    let proof = |(identity, seconds): &(IdentityKey, u64)| Proof::of_code(Email, *identity, at(*seconds));
    let (first, later) = given.split_first().unwrap();
    later.iter().map(proof).fold(Proofs::new(proof(first)), |proofs, next| proofs.with(next))
}

#[test]
fn the_methods_of_an_account_are_told_the_strongest_first() {
    assert_eq!(Factors::default().methods(), []);
    assert_eq!(everything().methods(), [Passkey, Totp, Recovery]);
    assert_eq!(everything().without_app().methods(), [Passkey, Recovery]);
    assert_eq!(everything().without_passkey(KEY).unwrap().methods(), [Totp, Recovery]);
    let last = everything().without_app().without_passkey(KEY).unwrap();
    assert_eq!(last.methods(), [], "codes that stand in for nothing are gone with the last of it");
}

#[test]
fn rec_01_a_recovery_code_counts_once_and_for_its_own_account() {
    let ((set, codes), keyring) = (recovery(), keyring());
    let mut factors = everything().with_recovery(set);
    assert_eq!(codes.len(), CODES);
    for (used, code) in codes.iter().enumerate() {
        assert!(factors.recover(BOB, code, &keyring).is_none(), "moved into another item");
        factors = factors.recover(ADA, code, &keyring).unwrap();
        assert_eq!(factors.recovery.as_ref().unwrap().left(), CODES - used - 1);
        assert!(factors.recover(ADA, code, &keyring).is_none(), "used");
    }
    assert_eq!(factors.methods(), [Passkey, Totp], "none is left");
    assert!(everything().recover(ADA, &RecoveryCode::from_random([200; 16]), &keyring).is_none());
    assert!(Factors::default().recover(ADA, &codes[0], &keyring).is_none());
}

#[test]
fn rec_01_renewed_codes_leave_none_of_those_before() {
    let (_, codes) = recovery();
    let (renewed, _) = RecoveryCodes::new(ADA, [60; 16], [[77; 16]; CODES], &keyring(), at(1)).unwrap();
    let factors = everything().with_recovery(renewed);
    assert!(codes.iter().all(|code| factors.recover(ADA, code, &keyring()).is_none()));
}

#[test]
fn rec_01_nothing_that_is_stored_is_a_code_and_a_retired_key_still_knows_them() {
    let (set, codes) = recovery();
    let stored = postcard::to_allocvec(&set).unwrap();
    for code in &codes {
        assert!(!stored.windows(4).any(|bytes| bytes == &code.as_bytes()[..4]), "readable");
    }
    let rotated = "2:BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,1n:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let rotated = Keyring::parse(rotated).unwrap();
    assert!(everything().recover(ADA, &codes[3], &rotated).is_some());
}

#[test]
fn a_recovery_code_turns_an_app_on_that_wrong_guesses_turned_off() {
    let off = app().turned_off();
    let factors = everything().with_app(off);
    assert!(factors.app.as_ref().unwrap().is_off());
    let recovered = factors.recover(ADA, &recovery().1[0], &keyring()).unwrap();
    assert!(!recovered.app.unwrap().is_off());
}

#[test]
fn rec_02_what_is_lost_goes_after_a_wait_by_a_recovery_code_that_is_used_then() {
    let waiting = everything().lose(Lost::App(app().id), RecoveredBy::Code, WAIT, at(BEGUN)).unwrap();
    let due = BEGUN + WAIT;
    for (proofs, now, refused) in [
        (proven(Recovery, BEGUN), due - 1, RemovalRefused::NotDue),
        (proven(Recovery, BEGUN), due, RemovalRefused::Proof),
        (proven(Recovery, due - 1), due, RemovalRefused::Proof),
        (proven(Passkey, due), due, RemovalRefused::Proof),
        (sent(&[(MAIL, due)]), due, RemovalRefused::Proof),
        (proven(Recovery, due), due + 7 * DAY, RemovalRefused::Late),
    ] {
        assert_eq!(waiting.complete(&proofs, &[MAIL], at(now)), Err(refused), "{proofs:?} at {now}");
    }
    let left = waiting.complete(&proven(Recovery, due), &[MAIL], at(due)).unwrap();
    assert_eq!((left.methods(), left.waiting.clone()), (vec![Passkey, Recovery], None));
    assert_eq!(left.complete(&proven(Recovery, due), &[MAIL], at(due)), Err(RemovalRefused::None));
    assert_eq!(waiting.without_those_of(&left), [app().id]);
}

#[test]
fn rec_02_what_was_begun_by_a_code_to_every_identifier_is_completed_by_that_alone() {
    let other = IdentityKey::from_hash([3; 16]);
    let waiting = everything().lose(Lost::Everything, RecoveredBy::EveryIdentifier, WAIT, at(BEGUN)).unwrap();
    let due = BEGUN + WAIT;
    let complete = |proofs: &Proofs| waiting.complete(proofs, &[MAIL, other], at(due + 9));
    for lacking in [
        sent(&[(MAIL, due)]),
        sent(&[(other, due)]),
        sent(&[(MAIL, due - 1), (other, due)]),
        sent(&[(MAIL, due), (MAIL, due + 5)]),
        proven(Recovery, due),
    ] {
        assert_eq!(complete(&lacking), Err(RemovalRefused::Proof), "{lacking:?}");
    }
    assert_eq!(complete(&sent(&[(MAIL, due), (other, due + 9)])), Ok(Factors::default()));
    assert_eq!(waiting.complete(&sent(&[(MAIL, due)]), &[], at(due)), Err(RemovalRefused::Proof), "of nobody");
}

#[test]
fn whoever_has_used_up_their_recovery_codes_completes_it_by_every_identifier() {
    let none_left =
        (0..CODES).fold(everything(), |left, number| left.recover(ADA, &recovery().1[number], &keyring()).unwrap());
    let due = BEGUN + WAIT;
    let waiting = none_left.lose(Lost::App(app().id), RecoveredBy::Code, WAIT, at(BEGUN)).unwrap();
    let done = waiting.complete(&sent(&[(MAIL, due)]), &[MAIL], at(due)).unwrap();
    assert_eq!(done.methods(), [Passkey]);
    // The last one was used for this.
    assert_eq!(waiting.complete(&proven(Recovery, due), &[MAIL], at(due)), Ok(done));
}

#[test]
fn rec_02_a_removal_is_stopped_by_whatever_its_owner_still_has_and_by_no_code_that_was_sent() {
    let waiting = everything().lose(Lost::Everything, RecoveredBy::Code, WAIT, at(BEGUN)).unwrap();
    for method in [Passkey, Totp, Recovery] {
        let kept = waiting.keep(&proven(method, BEGUN + 1)).unwrap();
        assert_eq!(kept, everything(), "{method:?}");
        assert_eq!(waiting.keep(&proven(method, BEGUN)), Err(RemovalRefused::Proof), "the code that began it");
    }
    assert_eq!(waiting.keep(&sent(&[(MAIL, BEGUN + 1)])), Err(RemovalRefused::Proof));
    assert_eq!(everything().keep(&proven(Totp, BEGUN + 1)), Err(RemovalRefused::None));
}

#[test]
fn rec_02_a_removal_on_its_way_is_not_hurried_by_another_one() {
    let waiting = everything().lose(Lost::Passkey(KEY), RecoveredBy::Code, WAIT, at(BEGUN)).unwrap();
    let again = |factors: &Factors, now| factors.lose(Lost::Everything, RecoveredBy::Code, WAIT, at(now));
    assert_eq!(again(&waiting, BEGUN + WAIT + 7 * DAY - 1), Err(RemovalRefused::Waiting));
    let late = again(&waiting, BEGUN + WAIT + 7 * DAY).unwrap();
    assert_eq!(late.waiting.unwrap().due_at, at(BEGUN + 2 * WAIT + 7 * DAY), "it waits as long as the first one");
    assert_eq!(again(&Factors::default(), BEGUN), Err(RemovalRefused::NotThere));
    assert_eq!(waiting.without_passkey(KEY).unwrap().waiting, None, "there is nothing to wait for");
}

#[test]
fn an_app_that_takes_the_place_of_a_lost_one_is_not_lost() {
    let waiting = everything().lose(Lost::App(app().id), RecoveredBy::Code, WAIT, at(BEGUN)).unwrap();
    assert!(waiting.open_removal(at(BEGUN)).is_some());
    let mut other = app();
    other.id = AuthenticatorId::from_random([44; 16]);
    assert_eq!(waiting.with_app(other).open_removal(at(BEGUN)), None);
    assert_eq!(waiting.open_removal(at(BEGUN + WAIT + 7 * DAY)), None, "nor is one that nobody has completed");
}
