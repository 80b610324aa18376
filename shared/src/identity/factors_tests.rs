use super::{AuthenticatorApp, CODES, Enrolment, Factors, Lost, OwnPasskey, RecoveryCodes, RemovalRefused, SealedName};
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

fn proven(method: Method, seconds: u64) -> Proofs {
    let sent = Proof::of_code(Email, IdentityKey::NOBODY, at(0));
    Proofs::new(sent).with(Proof::of_authenticator(method, AuthenticatorId::from_random([9; 16]), at(seconds)))
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
    let waiting = everything().lose(Lost::App, WAIT, at(BEGUN)).unwrap();
    let due = BEGUN + WAIT;
    for (proofs, now, refused) in [
        (proven(Recovery, BEGUN), due - 1, RemovalRefused::NotDue),
        (proven(Recovery, BEGUN), due, RemovalRefused::Proof),
        (proven(Recovery, due - 1), due, RemovalRefused::Proof),
        (proven(Email, due), due, RemovalRefused::Proof),
        (proven(Recovery, due), due + 7 * DAY, RemovalRefused::Late),
    ] {
        assert_eq!(waiting.complete(&proofs, at(now)), Err(refused), "{proofs:?} at {now}");
    }
    let left = waiting.complete(&proven(Recovery, due), at(due)).unwrap();
    assert_eq!((left.methods(), left.waiting.clone()), (vec![Passkey, Recovery], None));
    assert_eq!(left.complete(&proven(Recovery, due), at(due)), Err(RemovalRefused::None));
}

#[test]
fn rec_02_a_removal_is_stopped_by_whatever_its_owner_still_has_and_by_no_code_that_was_sent() {
    let waiting = everything().lose(Lost::Everything, WAIT, at(BEGUN)).unwrap();
    for method in [Passkey, Totp, Recovery] {
        let kept = waiting.keep(&proven(method, BEGUN + 1)).unwrap();
        assert_eq!(kept, everything(), "{method:?}");
        assert_eq!(waiting.keep(&proven(method, BEGUN)), Err(RemovalRefused::Proof), "the code that began it");
    }
    assert_eq!(waiting.keep(&proven(Email, BEGUN + 1)), Err(RemovalRefused::Proof));
    assert_eq!(everything().keep(&proven(Totp, BEGUN + 1)), Err(RemovalRefused::None));
}

#[test]
fn rec_02_a_removal_on_its_way_is_not_hurried_by_another_one() {
    let waiting = everything().lose(Lost::Passkey(KEY), WAIT, at(BEGUN)).unwrap();
    let again = |factors: &Factors, now| factors.lose(Lost::Everything, WAIT, at(now));
    assert_eq!(again(&waiting, BEGUN + WAIT + 7 * DAY - 1), Err(RemovalRefused::Waiting));
    let late = again(&waiting, BEGUN + WAIT + 7 * DAY).unwrap();
    assert_eq!(late.waiting.unwrap().due_at, at(BEGUN + 2 * WAIT + 7 * DAY), "it waits as long as the first one");
    assert_eq!(again(&Factors::default(), BEGUN), Err(RemovalRefused::NotThere));
    assert_eq!(waiting.without_passkey(KEY).unwrap().waiting, None, "there is nothing to wait for");
}

#[test]
fn who_has_lost_everything_is_left_with_codes_that_are_sent() {
    let waiting = everything().lose(Lost::Everything, WAIT, at(BEGUN)).unwrap();
    let due = BEGUN + WAIT;
    assert_eq!(waiting.complete(&proven(Recovery, due), at(due)), Ok(Factors::default()));
}
