use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::{Counted, KeyVersion, Keyring, KeyringFault, NotSealedHere, Purpose};
use crate::codes::hotp::{Digits, hotp};
use crate::identity::identifier::{EmailAddress, Identifier, PhoneNumber};

/// Bytes 0 to 31.
const MASTER: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
/// Thirty-two sevens, and thirty-two eights.
const SECOND: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const THIRD: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg=";

const PURPOSES: [Purpose; 20] = [
    Purpose::Handle,
    Purpose::RefreshToken,
    Purpose::Device,
    Purpose::SessionDevice,
    Purpose::AccountIdentifier,
    Purpose::Flow,
    Purpose::PushedRequest,
    Purpose::Confirmation,
    Purpose::BrowserSession,
    Purpose::AuthorizationCode,
    Purpose::IdentifierProof,
    Purpose::Notice,
    Purpose::Link,
    Purpose::LinkPage,
    Purpose::AuthenticatorName,
    Purpose::AuthenticatorSecret,
    Purpose::Enrolment,
    Purpose::Ceremony,
    Purpose::AuthenticationSession,
    Purpose::AuthenticatorProof,
];
const KINDS: [Counted; 4] = [Counted::WideNetwork, Counted::NarrowNetwork, Counted::NumberBlock, Counted::Session];

#[test]
fn whoever_adds_a_purpose_or_a_kind_adds_it_to_these_tests() {
    for (position, purpose) in PURPOSES.into_iter().enumerate() {
        let expected = match purpose {
            Purpose::Handle => 0,
            Purpose::RefreshToken => 1,
            Purpose::Device => 2,
            Purpose::SessionDevice => 3,
            Purpose::AccountIdentifier => 4,
            Purpose::Flow => 5,
            Purpose::PushedRequest => 6,
            Purpose::Confirmation => 7,
            Purpose::BrowserSession => 8,
            Purpose::AuthorizationCode => 9,
            Purpose::IdentifierProof => 10,
            Purpose::Notice => 11,
            Purpose::Link => 12,
            Purpose::LinkPage => 13,
            Purpose::AuthenticatorName => 14,
            Purpose::AuthenticatorSecret => 15,
            Purpose::Enrolment => 16,
            Purpose::Ceremony => 17,
            Purpose::AuthenticationSession => 18,
            Purpose::AuthenticatorProof => 19,
        };
        assert_eq!(position, expected);
    }
    for (position, kind) in KINDS.into_iter().enumerate() {
        let expected = match kind {
            Counted::WideNetwork => 0,
            Counted::NarrowNetwork => 1,
            Counted::NumberBlock => 2,
            Counted::Session => 3,
        };
        assert_eq!(position, expected);
    }
}

#[test]
fn a_master_secret_with_a_fault_is_refused() {
    let whole = STANDARD.encode([7; 32]);
    for (text, fault) in [
        (String::new(), KeyringFault::Shape),
        (whole.clone(), KeyringFault::Shape),
        (format!("1;{whole}"), KeyringFault::Shape),
        (format!(":{whole}"), KeyringFault::Shape),
        (format!("0:{whole}"), KeyringFault::Shape),
        (format!("256:{whole}"), KeyringFault::Shape),
        (format!("-1:{whole}"), KeyringFault::Shape),
        (format!("one:{whole}"), KeyringFault::Shape),
        (format!("1:{whole},"), KeyringFault::Shape),
        (format!(",1:{whole}"), KeyringFault::Shape),
        (format!("1:{whole},1:{MASTER}"), KeyringFault::Shape),
        (format!("2:{whole},1:{MASTER},2:{whole}"), KeyringFault::Shape),
        (format!("1:{}", whole.trim_end_matches('=')), KeyringFault::Shape),
        (format!("1:{}", "-_".repeat(22)), KeyringFault::Shape),
        ("1:not base64".to_owned(), KeyringFault::Shape),
        ("1:".to_owned(), KeyringFault::TooShort),
        (format!("1:{}", STANDARD.encode([7; 31])), KeyringFault::TooShort),
        (format!("2:{whole},1:{}", STANDARD.encode([7; 31])), KeyringFault::TooShort),
        (format!("1n:{whole}"), KeyringFault::NothingSeals),
        (format!("2n:{whole},1:{MASTER}"), KeyringFault::NothingSeals),
        (format!("2:{whole},n:{MASTER}"), KeyringFault::Shape),
        (format!("2:{whole},1N:{MASTER}"), KeyringFault::Shape),
        (format!("2:{whole},1nn:{MASTER}"), KeyringFault::Shape),
        (format!("2:{whole},n1:{MASTER}"), KeyringFault::Shape),
        (format!("2:{whole},1 n:{MASTER}"), KeyringFault::Shape),
        (format!("2:{whole},0n:{MASTER}"), KeyringFault::Shape),
        (format!("2:{whole},2n:{whole}"), KeyringFault::Shape),
        (format!("2:{whole},1:{MASTER},1n:{MASTER}"), KeyringFault::Shape),
        (format!("2:{whole},1n:{}", STANDARD.encode([7; 31])), KeyringFault::TooShort),
        (format!("2:{whole},1n:{whole}"), KeyringFault::SameSecret),
        (format!("3:{THIRD},2:{whole},1:{whole}"), KeyringFault::SameSecret),
        (format!("3:{THIRD},2n:{whole},1:{MASTER}"), KeyringFault::OlderOpens),
        (format!("3:{THIRD},1:{MASTER},2n:{whole}"), KeyringFault::OlderOpens),
    ] {
        assert_eq!(Keyring::parse(&text).unwrap_err(), fault, "{text:?}");
    }
}

#[test]
fn a_master_secret_may_have_the_first_and_last_version_number_and_blanks_after_commas() {
    let keyring = Keyring::parse(&format!("255:{MASTER}, 1:{}", STANDARD.encode([7; 64]))).unwrap();
    assert_eq!(keyring.current(), KeyVersion(255));
}

#[test]
fn the_first_version_seals_and_every_version_opens() {
    let (old, new) = (old_keyring(), rotated_keyring());
    let by_old = old.seal(Purpose::Handle, old.current(), b"sealed before", [1; 12]).unwrap();
    let by_new = new.seal(Purpose::Handle, new.current(), b"sealed after", [2; 12]).unwrap();
    assert_eq!((old.current(), new.current()), (KeyVersion(1), KeyVersion(2)));
    for (text, plaintext, version) in [(by_old, "sealed before", 1), (by_new.clone(), "sealed after", 2)] {
        let (opened, by) = new.open(Purpose::Handle, &text).unwrap();
        assert_eq!(opened.expose_secret(), plaintext.as_bytes());
        assert_eq!(by, KeyVersion(version));
    }
    assert_eq!(
        old.open(Purpose::Handle, &by_new).unwrap_err(),
        NotSealedHere,
        "the old keyring does not know the new version"
    );
}

#[test]
fn a_version_that_names_only_opens_seals_and_derives_nothing() {
    let (old, retired) = (old_keyring(), retired_keyring());
    let first = old.current();
    for purpose in PURPOSES {
        let by_old = old.seal(purpose, first, b"sealed before", [1; 12]).unwrap();
        assert!(rotated_keyring().open(purpose, &by_old).is_ok(), "{purpose:?}: until it is retired");
        assert_eq!(retired.open(purpose, &by_old).unwrap_err(), NotSealedHere, "{purpose:?}");
        assert_eq!(retired.seal(purpose, first, b"forged", [1; 12]).unwrap_err(), NotSealedHere, "{purpose:?}");
        let by_new = retired.seal(purpose, retired.current(), b"sealed after", [2; 12]).unwrap();
        assert_eq!(retired.open(purpose, &by_new).unwrap().1, KeyVersion(2), "{purpose:?}");
    }
    assert_eq!(retired.code_key(first, &[9; 16], &email("ada")).unwrap_err(), NotSealedHere);
    assert!(retired.code_key(retired.current(), &[9; 16], &email("ada")).is_ok());
}

#[test]
fn otp_07_a_version_that_names_only_gives_every_name_that_it_gave_before() {
    for [earlier, later] in [
        [old_keyring(), retired_keyring()],
        [rotated_keyring(), Keyring::parse(&format!("3:{THIRD},2n:{SECOND},1n:{MASTER}")).unwrap()],
        [rotated_keyring(), Keyring::parse(&format!("3:{THIRD},1n:{MASTER}")).unwrap()],
    ] {
        for who in [email("ada"), phone()] {
            assert_eq!(earlier.lookup_hash(&who), later.lookup_hash(&who));
            assert_eq!(earlier.identity_key(&who), later.identity_key(&who));
            assert_eq!(earlier.cookie_hash(&who), later.cookie_hash(&who));
        }
        for kind in KINDS {
            assert_eq!(earlier.count_hash(kind, "203.0.113.0/24"), later.count_hash(kind, "203.0.113.0/24"));
        }
    }
}

#[test]
fn a_version_number_does_not_open_what_another_secret_sealed_under_it() {
    let ours = old_keyring();
    let theirs = Keyring::parse(&format!("1:{}", STANDARD.encode([7; 32]))).unwrap();
    let sealed = theirs.seal(Purpose::Handle, theirs.current(), b"theirs", [1; 12]).unwrap();
    assert_eq!(ours.open(Purpose::Handle, &sealed).unwrap_err(), NotSealedHere);
}

#[test]
fn lookup_hashes_differ_by_identifier_and_channel() {
    let keyring = rotated_keyring();
    let hashes = [email("ada"), email("bob"), phone()].map(|identifier| keyring.lookup_hash(&identifier));
    assert_all_differ(&hashes);
}

#[test]
fn otp_07_a_ledger_keeps_its_name_when_a_newer_version_is_put_in_front() {
    assert_eq!(old_keyring().lookup_hash(&email("ada")), rotated_keyring().lookup_hash(&email("ada")));
}

#[test]
fn counts_have_names_of_their_own_that_survive_a_rotation() {
    let (old, new) = (old_keyring(), rotated_keyring());
    let names = KINDS.map(|kind| old.count_hash(kind, "203.0.113.0/24"));
    assert_all_differ(&names);
    assert_eq!(names, KINDS.map(|kind| new.count_hash(kind, "203.0.113.0/24")));
    assert_ne!(names[0], old.count_hash(Counted::WideNetwork, "203.0.114.0/24"));
}

#[test]
fn otp_17_two_spellings_of_one_address_have_one_lookup_hash() {
    let keyring = old_keyring();
    let hash = |text: &str| keyring.lookup_hash(&Identifier::Email(EmailAddress::parse(text).unwrap()));
    assert_eq!(hash("Ada@Example.ORG"), hash("ada@example.org"));
    assert_eq!(hash("ada+shop@example.org"), hash("ada@example.org"), "one mailbox, one budget");
    assert_ne!(hash("+ada@example.org"), hash("+bob@example.org"), "no mailbox before the plus");
}

#[test]
fn an_identity_keeps_its_name_when_a_newer_version_is_put_in_front() {
    let (old, new) = (old_keyring(), rotated_keyring());
    assert_eq!(old.identity_key(&email("ada")), new.identity_key(&email("ada")));
    assert_ne!(old.identity_key(&email("ada")), old.identity_key(&email("bob")));
}

#[test]
fn otp_14_an_identity_is_not_called_as_its_ledger() {
    let keyring = old_keyring();
    assert_ne!(keyring.identity_key(&email("ada")).to_string(), keyring.lookup_hash(&email("ada"))[..22]);
}

#[test]
fn otp_09_a_code_fits_no_other_challenge_identifier_channel_or_version() {
    let keyring = rotated_keyring();
    let codes: Vec<String> = [
        (1, [9; 16], email("ada")),
        (1, [8; 16], email("ada")),
        (1, [9; 16], email("bob")),
        (1, [9; 16], phone()),
        (2, [9; 16], email("ada")),
    ]
    .into_iter()
    .flat_map(|(version, challenge, identifier)| {
        // Three counters: a single pair of codes may meet by chance.
        let key = keyring.code_key(KeyVersion(version), &challenge, &identifier).unwrap();
        [0, 1, 2].map(|counter| hotp(&key, counter, Digits::try_from(8).unwrap()).expose())
    })
    .collect();
    assert_all_differ(&codes);
}

#[test]
fn otp_03_twenty_thousand_codes_of_fresh_challenges_are_even_in_their_digits() {
    let keyring = old_keyring();
    let mut counts = [[0_f64; 10]; 6];
    for challenge in 0_u128..20_000 {
        let key = keyring.code_key(KeyVersion(1), &challenge.to_le_bytes(), &email("ada")).unwrap();
        for (place, digit) in hotp(&key, 0, Digits::SIX).expose().bytes().enumerate() {
            counts[place][usize::from(digit - b'0')] += 1.0;
        }
    }
    for place in counts {
        let chi_squared: f64 = place.iter().map(|count| (count - 2_000.0).powi(2) / 2_000.0).sum();
        // Nine degrees of freedom: one in a million of even ones is beyond.
        assert!(chi_squared < 44.8, "{chi_squared}: {place:?}");
    }
}

#[test]
fn otp_13_debug_shows_no_key() {
    let master: Vec<u8> = (0..32).collect();
    let shown = format!("{:?}", rotated_keyring());
    assert!(shown.contains("SubKeys(version 2, redacted)"), "{shown}");
    assert!(!shown.contains(MASTER.trim_end_matches('=')), "{shown}");
    for key in [master.as_slice(), &expand_by_hand(&master, "lookup"), &expand_by_hand(&master, "code")] {
        let hex = format!("{:08x}", u32::from_be_bytes(key[..4].try_into().unwrap()));
        let list = format!("{:?}", &key[..4]);
        assert!(!shown.contains(&hex) && !shown.contains(list.trim_matches(['[', ']'])), "{shown}");
    }
}

#[test]
fn otp_13_a_fault_does_not_repeat_the_secret() {
    let fault = Keyring::parse("1:c2VjcmV0").unwrap_err();
    assert!(!format!("{fault} {fault:?}").contains("c2VjcmV0"));
}

#[test]
fn otp_14_a_sealed_message_does_not_show_its_plaintext() {
    let keyring = old_keyring();
    let plaintext = b"ada.lovelace@example.org";
    let sealed = keyring.seal(Purpose::Handle, keyring.current(), plaintext, [5; 12]).unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(&sealed).unwrap();
    assert!(!bytes.windows(4).any(|window| plaintext.windows(4).any(|piece| piece == window)));
    let other = keyring.seal(Purpose::Handle, keyring.current(), plaintext, [6; 12]).unwrap();
    assert_ne!(&bytes[14..], &URL_SAFE_NO_PAD.decode(&other).unwrap()[14..], "another nonce, another ciphertext");
}

/// Values made with Python's `hmac` and `cryptography`: HKDF, HMAC, HOTP and AES-256-GCM-SIV by another hand.
#[test]
fn sub_keys_are_those_of_hkdf_and_stay_as_they_are() {
    let keyring = old_keyring();
    let version = keyring.current();
    assert_eq!(keyring.lookup_hash(&email("ada")), "MhkW4ZUoQap7MsV00zlGEaReF_QF38f3HkdHF5eisMU");
    assert_eq!(keyring.identity_key(&email("ada")).to_string(), "8Ekz22mBMppF3NHFafi9Tg");
    let key = keyring.code_key(version, &[9; 16], &email("ada")).unwrap();
    assert_eq!(hotp(&key, 0, Digits::try_from(8).unwrap()).expose(), "44363770");
    let sealed = keyring.seal(Purpose::Handle, version, b"plain text", [5; 12]).unwrap();
    assert_eq!(sealed, "AQEFBQUFBQUFBQUFBQUmX1MEPL7bqA2KMsCyfnI5SzrveZeW1vG60g");
}

#[test]
fn hkdf_by_hand_gives_the_same_lookup_hash() {
    let master: Vec<u8> = (0..32).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &expand_by_hand(&master, "lookup"));
    let by_hand = URL_SAFE_NO_PAD.encode(hmac::sign(&key, b"email:ada@example.org"));
    let keyring = old_keyring();
    assert_eq!(keyring.lookup_hash(&email("ada")), by_hand);
}

proptest! {
    #[test]
    fn parsing_never_panics(
        text in "\\PC{0,80}|[0-9]{0,4}n?:[A-Za-z0-9+/=]{0,60}(,[0-9]{0,4}n?:[A-Za-z0-9+/=]{0,60}){0,3}",
    ) {
        let _ = Keyring::parse(&text);
    }

    #[test]
    fn what_is_sealed_opens_to_the_same_bytes(plaintext in prop::collection::vec(any::<u8>(), 0..500), nonce: [u8; 12]) {
        let keyring = rotated_keyring();
        let sealed = keyring.seal(Purpose::Handle, keyring.current(), &plaintext, nonce).unwrap();
        let (opened, version) = keyring.open(Purpose::Handle, &sealed).unwrap();
        prop_assert_eq!(opened.expose_secret(), plaintext.as_slice());
        prop_assert_eq!(version, keyring.current());
    }

    #[test]
    fn no_other_text_opens(text in "\\PC{0,80}|[A-Za-z0-9_-]{0,200}|AQE[A-Za-z0-9_-]{30,200}") {
        prop_assert_eq!(rotated_keyring().open(Purpose::Handle, &text).unwrap_err(), NotSealedHere);
    }
}

fn old_keyring() -> Keyring {
    Keyring::parse(&format!("1:{MASTER}")).unwrap()
}

fn rotated_keyring() -> Keyring {
    Keyring::parse(&format!("2:{SECOND},1:{MASTER}")).unwrap()
}

fn retired_keyring() -> Keyring {
    Keyring::parse(&format!("2:{SECOND},1n:{MASTER}")).unwrap()
}

fn email(local: &str) -> Identifier {
    Identifier::Email(EmailAddress::parse(&format!("{local}@example.org")).unwrap())
}

fn phone() -> Identifier {
    Identifier::Phone(PhoneNumber::parse("+14155550100").unwrap().0)
}

fn assert_all_differ(values: &[String]) {
    for (position, value) in values.iter().enumerate() {
        assert!(!values[..position].contains(value), "value {position} came before");
    }
}

/// RFC 5869 §2.2 and §2.3 for one block of output.
fn expand_by_hand(master: &[u8], purpose: &str) -> Vec<u8> {
    let salt = hmac::Key::new(hmac::HMAC_SHA256, b"otp-authorizer");
    let extracted = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&salt, master).as_ref());
    hmac::sign(&extracted, &[purpose.as_bytes(), &[1]].concat()).as_ref().to_vec()
}
