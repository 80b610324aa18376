use proptest::prelude::*;

use super::{LONGEST, RefreshToken, RefreshTokenRefused};
use crate::Timestamp;
use crate::identity::IdentityKey;
use crate::identity::account::AccountId;
use crate::identity::identifier::{EmailAddress, Identifier};
use crate::identity::keyring::{Keyring, Purpose};
use crate::tokens::assurance::Method;
use crate::tokens::session::{Beginning, Device, Session, SessionId, SessionPolicy, Sid, Subject, SubjectKey, TokenId};

const MASTER: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const SID: Sid =
    Sid { subject: SubjectKey::of(AccountId::from_random([1; 16])), session: SessionId::from_random([7; 16]) };
const POLICY: SessionPolicy = SessionPolicy { idle: 1_000, absolute: 5_000, grace: 10 };

fn keyring() -> Keyring {
    Keyring::parse(MASTER).unwrap()
}

fn session(device: &Device) -> Session {
    let device = device.seal(&keyring(), SID, [3; 12]).unwrap();
    let (identity, token) = (IdentityKey::from_hash([5; 16]), TokenId::from_random([9; 12]));
    let beginning = Beginning::first_party(identity, Method::Email, Subject::Identifier, "api".to_owned(), NOW);
    Session::new(beginning, token, device, NOW)
}

fn of(session: &Session) -> RefreshToken {
    let identifier = Identifier::Email(EmailAddress::parse("ada@example.org").unwrap());
    RefreshToken::of(Some(identifier), SID, session, "eu-west-1".to_owned())
}

fn token() -> RefreshToken {
    of(&session(&Device::seen("203.0.113.9".parse().ok(), Some("Example/1.0"))))
}

fn open(text: &str, now: Timestamp) -> Result<RefreshToken, RefreshTokenRefused> {
    RefreshToken::open(text, &keyring(), "eu-west-1", &POLICY, now)
}

#[test]
fn a_token_reads_back_and_is_the_same_each_time_it_is_made_of_one_session() {
    let text = token().seal(&keyring()).unwrap();
    assert_eq!(text, token().seal(&keyring()).unwrap());
    assert_eq!(open(&text, NOW).unwrap(), token());
    let elsewhere = of(&session(&Device::default()));
    assert_eq!(elsewhere.seal(&keyring()).unwrap(), text, "where it is used from does not change it");
}

#[test]
fn each_token_of_a_session_is_another_text() {
    let next = Session { current: TokenId::from_random([10; 12]), ..session(&Device::default()) };
    assert_ne!(of(&next).seal(&keyring()).unwrap(), token().seal(&keyring()).unwrap());
}

#[test]
fn se_02_a_lapsed_token_is_refused_at_its_last_second() {
    let text = token().seal(&keyring()).unwrap();
    assert!(open(&text, NOW.plus(999)).is_ok());
    assert_eq!(open(&text, NOW.plus(1_000)).unwrap_err(), RefreshTokenRefused::Expired);
}

#[test]
fn a_token_of_another_region_keyring_or_purpose_is_refused() {
    let text = token().seal(&keyring()).unwrap();
    let elsewhere = RefreshToken::open(&text, &keyring(), "us-east-1", &POLICY, NOW);
    assert_eq!(elsewhere.unwrap_err(), RefreshTokenRefused::OtherRegion);
    let theirs = Keyring::parse(&MASTER.replace("AAEC", "BBEC")).unwrap();
    let opened = RefreshToken::open(&text, &theirs, "eu-west-1", &POLICY, NOW);
    assert_eq!(opened.unwrap_err(), RefreshTokenRefused::Forged);
    let plaintext = postcard::to_allocvec(&token()).unwrap();
    let handle = keyring().seal(Purpose::Handle, keyring().current(), &plaintext, [9; 12]).unwrap();
    assert_eq!(open(&handle, NOW).unwrap_err(), RefreshTokenRefused::Forged, "a handle is no refresh token");
    assert!(keyring().open(Purpose::Handle, &text).is_err(), "nor the other way round");
}

#[test]
fn what_is_too_long_is_not_even_decoded() {
    assert_eq!(open(&"A".repeat(LONGEST + 1), NOW).unwrap_err(), RefreshTokenRefused::Forged);
}

#[test]
fn debug_shows_neither_the_whole_address_nor_the_session() {
    let shown = format!("{:?}", token());
    assert!(!shown.contains("ada@") && !shown.contains(&token().session.to_string()), "{shown}");
}

proptest! {
    #[test]
    fn a_changed_token_is_forged(position in any::<prop::sample::Index>(), with in "[A-Za-z0-9_-]") {
        let text = token().seal(&keyring()).unwrap();
        let position = position.index(text.len());
        let mut changed = text.clone();
        changed.replace_range(position..=position, &with);
        prop_assume!(changed != text);
        prop_assert_eq!(open(&changed, NOW).unwrap_err(), RefreshTokenRefused::Forged);
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,300}") {
        prop_assert_eq!(open(&text, NOW).unwrap_err(), RefreshTokenRefused::Forged);
    }
}
