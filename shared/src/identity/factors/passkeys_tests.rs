use super::*;
use crate::Timestamp;
use crate::identity::account::AccountId;
use crate::identity::keyring::Keyring;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

fn id(number: u8) -> AuthenticatorId {
    AuthenticatorId::from_random([number; 16])
}

fn name(text: &str) -> SealedName {
    let keyring = Keyring::parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    SealedName::new(text, AccountId::from_random([1; 16]), &keyring, [3; 12]).unwrap()
}

fn own(number: u8) -> OwnPasskey {
    OwnPasskey { id: id(number), name: name("phone"), added_at: NOW }
}

fn factors(count: u8) -> Factors {
    (0..count).fold(Factors::default(), |factors, number| factors.with_passkey(own(number)).unwrap())
}

#[test]
fn an_account_has_at_most_twenty() {
    assert_eq!(factors(19).with_passkey(own(19)).unwrap().passkeys.len(), 20);
    assert_eq!(factors(20).with_passkey(own(20)), Err(PasskeysRefused::Full));
}

#[test]
fn wa_05_none_is_added_twice() {
    assert_eq!(factors(20).with_passkey(own(3)), Err(PasskeysRefused::Known));
}

#[test]
fn one_is_renamed_and_removed_and_the_others_stay() {
    let renamed = factors(3).with_passkey_named(id(1), name("laptop")).unwrap();
    let names: Vec<_> = renamed.passkeys.iter().map(|own| own.name == name("laptop")).collect();
    assert_eq!(names, [false, true, false]);
    let removed = renamed.without_passkey(id(1)).unwrap();
    assert_eq!(removed.passkeys, [own(0), own(2)]);
    assert!(!removed.has_passkey(id(1)));
    assert_eq!(removed.without_passkey(id(1)), Err(PasskeysRefused::Unknown));
    assert_eq!(removed.with_passkey_named(id(1), name("a")), Err(PasskeysRefused::Unknown));
}
