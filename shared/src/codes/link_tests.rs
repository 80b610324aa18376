use super::*;
use crate::identity::identifier::EmailAddress;

const REGION: &str = "eu-central-1";

fn keyring() -> Keyring {
    Keyring::parse(&format!("1:{}=", "A".repeat(43))).unwrap()
}

fn link(address: &str) -> Link {
    Link {
        identifier: Identifier::Email(EmailAddress::parse(address).unwrap()),
        challenge: ChallengeId::from_random([7; 16]),
        counter: 3,
        region: REGION.to_owned(),
    }
}

#[test]
fn what_is_sealed_comes_back_and_fits_a_line_of_a_mail() {
    let (keyring, link) = (keyring(), link("ada.lovelace@example.org"));
    let text = link.seal(&keyring, [3; 12]).unwrap();
    assert_eq!(Link::open(&text, &keyring, REGION), Ok(link));
    assert!(text.len() < 140, "{}", text.len());
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)), "{text}");
}

#[test]
fn the_longest_address_has_a_link() {
    let address = format!("{}@{}.{}.example", "l".repeat(64), "d".repeat(63), "e".repeat(63));
    let text = link(&address).seal(&keyring(), [3; 12]).unwrap();
    assert_eq!(Link::open(&text, &keyring(), REGION), Ok(link(&address)));
}

#[test]
fn otp_09_a_link_of_another_region_and_one_that_was_not_sealed_here_as_a_link_is_refused() {
    let keyring = keyring();
    let good = link("ada@example.org").seal(&keyring, [3; 12]).unwrap();
    assert_eq!(Link::open(&good, &keyring, "eu-west-1"), Err(LinkRefused::OtherRegion));
    let plaintext = postcard::to_allocvec(&link("ada@example.org")).unwrap();
    let page = keyring.seal(Purpose::LinkPage, keyring.current(), &plaintext, [3; 12]).unwrap();
    let handle = keyring.seal(Purpose::Handle, keyring.current(), &plaintext, [3; 12]).unwrap();
    let garbage = keyring.seal(Purpose::Link, keyring.current(), &[0xff; 40], [3; 12]).unwrap();
    let foreign = Keyring::parse(&format!("1:{}=", "B".repeat(42) + "A")).unwrap();
    let foreign = link("ada@example.org").seal(&foreign, [3; 12]).unwrap();
    for text in [
        "",
        "x",
        &good[1..],
        &good[..good.len() - 1],
        &format!("{good}A"),
        &page,
        &handle,
        &garbage,
        &foreign,
        &"A".repeat(2_000),
    ] {
        assert_eq!(Link::open(text, &keyring, REGION), Err(LinkRefused::Forged), "{text}");
    }
}
