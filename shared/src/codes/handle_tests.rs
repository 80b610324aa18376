use std::num::NonZeroU32;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;

use super::{ExpectedAccount, Handle, HandleRefused, LENGTH};
use crate::Timestamp;
use crate::codes::hotp::{Code, CodeForm, Digits};
use crate::codes::ledger::{
    AttemptId, ChallengeId, DeviceId, FailureBudget, Guess, Issue, Judgement, Ledger, Policy, Pool, SendBudget, issue,
    judge,
};
use crate::codes::purpose::CodePurpose;
use crate::identity::account::AccountId;
use crate::identity::identifier::{Channel, EmailAddress, Identifier, PhoneNumber};
use crate::identity::keyring::{Keyring, Purpose};
use crate::revision::{Revision, Versioned};

const REGION: &str = "ap-northeast-1";
const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const EXPIRY: Timestamp = NOW.plus(600);

#[test]
fn what_is_sealed_comes_back() {
    let pool = Pool::Device(DeviceId::from_random([0xd1; 8]));
    let purpose = CodePurpose::RemoveIdentifier;
    let of_device = Handle { form: CodeForm::Long, pool, purpose, ..handle(email("ada.lovelace@example.org")) };
    for handle in [handle(email("ada.lovelace@example.org")), handle(phone()), of_device] {
        let (opened, version) = open(&seal(&handle)).unwrap();
        assert_eq!(opened.identifier, handle.identifier);
        assert_eq!(opened.channel, handle.channel);
        assert_eq!(opened.challenge, handle.challenge);
        assert_eq!((opened.form, opened.pool), (handle.form, handle.pool));
        assert_eq!(opened.purpose, handle.purpose);
        assert_eq!(opened.resend_at, handle.resend_at);
        assert_eq!(opened.expires_at, handle.expires_at);
        assert_eq!(opened.region, handle.region);
        assert_eq!(opened.account, handle.account);
        assert_eq!(opened.snapshot, handle.snapshot);
        assert!(opened.snapshot.is_some());
        assert_eq!(version, keyring().current());
    }
}

#[test]
fn otp_04_a_handle_is_refused_from_the_second_at_which_it_expires() {
    let text = seal(&handle(email("ada@example.org")));
    let open_at = |now| Handle::open(&text, &keyring(), REGION, now).map(|_| ());
    assert_eq!(open_at(Timestamp::from_unix(EXPIRY.as_unix() - 1)), Ok(()));
    assert_eq!(open_at(EXPIRY), Err(HandleRefused::Expired));
    assert_eq!(open_at(Timestamp::from_unix(u64::MAX)), Err(HandleRefused::Expired));
}

#[test]
fn otp_09_a_handle_of_another_region_is_refused() {
    let text = seal(&handle(email("ada@example.org")));
    for region in ["eu-central-1", "ap-northeast-11", "ap-northeast-", "AP-NORTHEAST-1", ""] {
        let refused = Handle::open(&text, &keyring(), region, NOW).unwrap_err();
        assert_eq!(refused, HandleRefused::OtherRegion, "{region:?}");
    }
}

#[test]
fn otp_09_a_handle_that_a_foreign_keyring_sealed_is_refused() {
    let handle = handle(email("ada@example.org"));
    for secret in [[8; 32].as_slice(), &[7; 33]] {
        let foreign = keyring_of(secret);
        let text = handle.seal(&foreign, foreign.current(), [3; 12]).unwrap();
        assert_eq!(refusal(&text), HandleRefused::Forged);
    }
}

#[test]
fn a_sealed_message_that_is_no_handle_is_refused() {
    let keyring = keyring();
    for plaintext in [[].as_slice(), b"hello", &[0xff; 300], &[0; 60]] {
        let text = keyring.seal(Purpose::Handle, keyring.current(), plaintext, [3; 12]).unwrap();
        assert_eq!(refusal(&text), HandleRefused::Forged, "{plaintext:?}");
    }
}

#[test]
fn otp_09_one_flipped_bit_anywhere_forges_a_handle() {
    let bytes = URL_SAFE_NO_PAD.decode(seal(&handle(email("ada@example.org")))).unwrap();
    for position in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[position] ^= 1 << bit;
            let refused = refusal(&URL_SAFE_NO_PAD.encode(&flipped));
            assert_eq!(refused, HandleRefused::Forged, "bit {bit} of byte {position}");
        }
    }
}

#[test]
fn otp_09_a_truncated_or_lengthened_handle_is_forged() {
    let text = seal(&handle(email("ada@example.org")));
    for length in 0..text.len() {
        assert_eq!(refusal(&text[..length]), HandleRefused::Forged, "the first {length} characters");
        assert_eq!(refusal(&text[text.len() - length..]), HandleRefused::Forged, "the last {length} characters");
    }
    for longer in ["A", "=", "==", "\n", " ", ".", "AAAA", "é"] {
        assert_eq!(refusal(&format!("{text}{longer}")), HandleRefused::Forged, "{longer:?} behind");
        assert_eq!(refusal(&format!("{longer}{text}")), HandleRefused::Forged, "{longer:?} in front");
    }
    assert_eq!(refusal(&format!("{text}{text}")), HandleRefused::Forged, "twice");
}

#[test]
fn otp_09_one_changed_character_anywhere_forges_a_handle() {
    let text = seal(&handle(email("ada@example.org")));
    for position in 0..text.len() {
        let original = text.as_bytes()[position];
        // The neighbours of the last character differ from it in bits that base64url leaves unused.
        let neighbours = [original ^ 1, original ^ 2, original.wrapping_add(1), original.wrapping_sub(1)];
        for other in b"A_-+/=z .".iter().chain(&neighbours).filter(|other| **other != original && other.is_ascii()) {
            let changed = format!("{}{}{}", &text[..position], char::from(*other), &text[position + 1..]);
            assert_eq!(refusal(&changed), HandleRefused::Forged, "{:?} at {position}", char::from(*other));
        }
    }
}

#[test]
fn a_text_longer_than_any_handle_is_refused() {
    assert_eq!(refusal(&"A".repeat(LENGTH + 1)), HandleRefused::Forged);
    let keyring = keyring();
    let endless = Handle { region: "r".repeat(700), snapshot: None, ..handle(email("ada@example.org")) };
    assert!(endless.seal(&keyring, keyring.current(), [3; 12]).is_err(), "nor is one made");
}

#[test]
fn an_ordinary_handle_carries_its_snapshot_in_six_hundred_characters() {
    let mut handle = handle(email("ada.lovelace@mathematics.example.org"));
    handle.snapshot = Some(versioned(busy_ledger(3, 5)));
    let text = seal(&handle);
    assert_eq!(text.len(), LENGTH);
    assert_eq!(open(&text).unwrap().0.snapshot, handle.snapshot);
}

#[test]
fn a_snapshot_that_does_not_fit_is_left_out() {
    let full = busy_ledger(5, 19);
    let mut handle = handle(email("ada.lovelace@mathematics.example.org"));
    handle.snapshot = Some(versioned(full));
    let text = seal(&handle);
    assert_eq!(text.len(), LENGTH);
    let (opened, _) = open(&text).unwrap();
    assert_eq!(opened.snapshot, None);
    assert_eq!((opened.identifier, opened.challenge), (handle.identifier, handle.challenge));
}

#[test]
fn otp_11_every_handle_has_one_length_whatever_it_knows() {
    let (mut carried, mut left_out) = (0, 0);
    for sends in 1..=5 {
        for failures in 0..=4 * sends {
            let mut handle = handle(email("ada.lovelace@mathematics.example.org"));
            handle.snapshot = Some(versioned(busy_ledger(sends, failures)));
            let text = seal(&handle);
            assert_eq!(text.len(), LENGTH);
            match open(&text).unwrap().0.snapshot {
                None => left_out += 1,
                snapshot => {
                    assert_eq!(snapshot, handle.snapshot);
                    carried += 1;
                }
            }
        }
    }
    assert!(carried > 0 && left_out > 0, "{carried} carried, {left_out} left out");
}

#[test]
fn the_longest_address_fits() {
    let label = "b".repeat(63);
    let address = format!("{}@{label}.{label}.{}", "a".repeat(64), "c".repeat(56));
    assert_eq!(address.len(), 249);
    for snapshot in [None, Some(versioned(busy_ledger(1, 0))), Some(versioned(busy_ledger(5, 20)))] {
        let handle = Handle { snapshot, ..handle(email(&address)) };
        let text = seal(&handle);
        assert_eq!(text.len(), LENGTH);
        assert_eq!(open(&text).unwrap().0.identifier, handle.identifier);
    }
}

#[test]
fn a_handle_is_made_of_characters_that_need_no_escaping() {
    let text = seal(&handle(email("ada@example.org")));
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'), "{text}");
}

#[test]
fn otp_14_a_handle_does_not_show_whom_it_is_for() {
    let bytes = URL_SAFE_NO_PAD.decode(seal(&handle(email("ada.lovelace@example.org")))).unwrap();
    for piece in ["lovelace", "example", REGION] {
        assert!(!bytes.windows(piece.len()).any(|window| window == piece.as_bytes()), "{piece}");
    }
}

#[test]
fn otp_13_debug_masks_whom_a_handle_is_for() {
    let shown = format!("{:?}", handle(email("ada.lovelace@example.org")));
    assert!(!shown.contains("lovelace"), "{shown}");
}

proptest! {
    #[test]
    fn no_other_text_is_a_handle(text in "\\PC{0,700}|[A-Za-z0-9_-]{0,650}|AQE[A-Za-z0-9_-]{0,597}") {
        prop_assert_eq!(refusal(&text), HandleRefused::Forged);
    }

    #[test]
    fn no_sealed_bytes_make_opening_panic(plaintext in prop::collection::vec(any::<u8>(), 0..400)) {
        let keyring = keyring();
        let text = keyring.seal(Purpose::Handle, keyring.current(), &plaintext, [3; 12]).unwrap();
        let _ = open(&text);
    }
}

fn keyring() -> Keyring {
    keyring_of(&[7; 32])
}

fn keyring_of(secret: &[u8]) -> Keyring {
    Keyring::parse(&format!("1:{}", base64::engine::general_purpose::STANDARD.encode(secret))).unwrap()
}

fn seal(handle: &Handle) -> String {
    let keyring = keyring();
    handle.seal(&keyring, keyring.current(), [3; 12]).unwrap()
}

fn open(text: &str) -> Result<(Handle, crate::identity::keyring::KeyVersion), HandleRefused> {
    Handle::open(text, &keyring(), REGION, NOW)
}

fn refusal(text: &str) -> HandleRefused {
    open(text).unwrap_err()
}

fn email(text: &str) -> Identifier {
    Identifier::Email(EmailAddress::parse(text).unwrap())
}

fn phone() -> Identifier {
    Identifier::Phone(PhoneNumber::parse("+14155550100").unwrap().0)
}

fn handle(identifier: Identifier) -> Handle {
    Handle {
        channel: identifier.channel(),
        identifier,
        challenge: ChallengeId::from_random([0xa1; 16]),
        purpose: CodePurpose::SignIn,
        form: CodeForm::Digits(Digits::SIX),
        pool: Pool::Strangers,
        resend_at: NOW.plus(30),
        expires_at: EXPIRY,
        region: REGION.to_owned(),
        account: ExpectedAccount { id: AccountId::from_random([0xc5; 16]), found: true, at_once: true },
        snapshot: Some(versioned(busy_ledger(1, 0))),
    }
}

fn versioned(state: Ledger) -> Versioned<Ledger> {
    Versioned { revision: Revision::from_random([0xe7; 12]), state }
}

/// A ledger after this many first sends and then this many wrong guesses, at most five for each send.
fn busy_ledger(sends: u8, failures: u8) -> Ledger {
    let policy = policy();
    let mut ledger = None;
    for send in 0..sends {
        let attempt = AttemptId::from_random([0xb0 | send; 8]);
        let challenge = ChallengeId::from_random([0xa1 + send; 16]);
        let event = Issue {
            purpose: CodePurpose::SignIn,
            is_tagged: false,
            channel: Channel::Email,
            attempt,
            challenge,
            resend: false,
            device: None,
        };
        ledger = Some(issue(ledger.as_ref(), &event, &policy, NOW).unwrap().0);
    }
    for failure in 0..failures {
        let challenge = ChallengeId::from_random([0xa1 + failure / 4; 16]);
        let key = keyring().code_key(keyring().current(), challenge.as_bytes(), &phone()).unwrap();
        let right = crate::codes::hotp::hotp(&key, 0, Digits::SIX).expose();
        let wrong = if right == "000000" { "000001" } else { "000000" };
        let code = Code::parse(wrong).unwrap();
        let attempt = AttemptId::from_random([0xc0; 8]);
        let guess = Guess { challenge, attempt, key: &key, code: &code };
        let Judgement::Wrong(next) = judge(ledger.as_ref(), &guess, &policy, NOW) else { panic!("not booked") };
        ledger = Some(next);
    }
    ledger.unwrap()
}

fn policy() -> Policy {
    let number = |value| NonZeroU32::new(value).unwrap();
    let sends = SendBudget { per_hour: number(5), per_day: number(10) };
    Policy {
        digits: Digits::SIX,
        email_code_life: 600,
        sms_code_life: 300,
        guesses_per_code: number(5),
        resend_after: 30,
        email_sends: sends.clone(),
        sms_sends: sends,
        failures: FailureBudget { per_day: number(20), per_month: number(50), in_a_row: number(100) },
        links: true,
    }
}
