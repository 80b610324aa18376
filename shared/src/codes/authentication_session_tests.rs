use super::{AuthenticationSession, AuthenticationSessionRefused, LIFE};
use crate::Timestamp;
use crate::codes::ledger::{ChallengeId, DeviceId};
use crate::identity::account::AccountId;
use crate::identity::identifier::{EmailAddress, Identifier};
use crate::identity::keyring::{Keyring, Purpose};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const REGION: &str = "eu-central-1";

fn keyring() -> Keyring {
    Keyring::parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
}

fn begun() -> AuthenticationSession {
    AuthenticationSession {
        account: AccountId::from_random([5; 16]),
        identifier: Identifier::Email(EmailAddress::parse("ada@example.org").unwrap()),
        challenge: ChallengeId::from_random([7; 16]),
        device: Some(DeviceId::from_random([9; 8])),
        proven_at: NOW,
        region: REGION.to_owned(),
    }
}

#[test]
fn what_was_begun_is_completed_within_ten_minutes_in_its_region() {
    let text = begun().seal(&keyring(), [3; 12]).unwrap();
    let at = |region, now| AuthenticationSession::open(&text, &keyring(), region, now);
    assert_eq!(at(REGION, NOW.plus(LIFE - 1)), Ok(begun()));
    assert_eq!(at(REGION, NOW.plus(LIFE)), Err(AuthenticationSessionRefused::Expired));
    assert_eq!(at("eu-west-1", NOW), Err(AuthenticationSessionRefused::OtherRegion));
}

#[test]
fn the_longest_address_still_fits() {
    let address = format!("{}@{}.example.org", "a".repeat(64), vec!["b".repeat(60); 2].join("."));
    let identifier = Identifier::Email(EmailAddress::parse(&address).unwrap());
    let begun = AuthenticationSession { identifier, ..begun() };
    let text = begun.seal(&keyring(), [3; 12]).unwrap();
    assert_eq!(AuthenticationSession::open(&text, &keyring(), REGION, NOW), Ok(begun));
}

#[test]
fn what_was_not_sealed_here_as_an_authentication_session_is_none() {
    let keyring = keyring();
    let good = begun().seal(&keyring, [3; 12]).unwrap();
    let plaintext = postcard::to_allocvec(&begun()).unwrap();
    let handle = keyring.seal(Purpose::Handle, keyring.current(), &plaintext, [3; 12]).unwrap();
    let garbage = keyring.seal(Purpose::AuthenticationSession, keyring.current(), &[0xff; 40], [3; 12]).unwrap();
    for text in
        ["", "x", &good[1..], &good[..good.len() - 1], &format!("{good}A"), &handle, &garbage, &"A".repeat(2_000)]
    {
        let opened = AuthenticationSession::open(text, &keyring, REGION, NOW);
        assert_eq!(opened, Err(AuthenticationSessionRefused::Forged), "{text}");
    }
}

#[test]
fn it_tells_no_log_whose_it_is() {
    let told = format!("{:?}", begun());
    assert!(told.contains("proven_at") && !told.contains("example"), "{told}");
}
