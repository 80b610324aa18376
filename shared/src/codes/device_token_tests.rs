use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::{LONGEST, MOST_COOKIES, MOST_TRIED, PREFIX, candidates, cookie_name, open, open_cookie, seal, set_cookies};
use crate::Timestamp;
use crate::codes::ledger::DeviceId;
use crate::identity::identifier::{EmailAddress, Identifier, PhoneNumber};
use crate::identity::keyring::{Keyring, Purpose};

const MASTER: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const LIFE: u64 = 7_776_000;
const DEVICE: DeviceId = DeviceId::from_random([5; 8]);

fn keyring() -> Keyring {
    Keyring::parse(MASTER).unwrap()
}

fn email(address: &str) -> Identifier {
    Identifier::Email(EmailAddress::parse(address).unwrap())
}

fn ada() -> Identifier {
    email("ada@example.org")
}

fn token() -> String {
    seal(DEVICE, &ada(), &keyring(), NOW, [9; 12]).unwrap()
}

fn opened(text: &str) -> Option<DeviceId> {
    open(text, &ada(), &keyring(), LIFE, NOW)
}

#[test]
fn a_token_tells_its_device_until_its_last_second() {
    let at = |seconds| open(&token(), &ada(), &keyring(), LIFE, NOW.plus(seconds));
    assert_eq!((at(0), at(LIFE - 1), at(LIFE)), (Some(DEVICE), Some(DEVICE), None));
    assert_eq!(open(&token(), &ada(), &keyring(), 0, NOW), None, "where devices are not remembered");
    assert!(token().len() <= 88, "{} characters", token().len());
}

#[test]
fn otp_09_a_token_of_somebody_else_of_another_keyring_or_purpose_is_none() {
    let phone = Identifier::Phone(PhoneNumber::parse("+14155550100").unwrap().0);
    for other in [email("bob@example.org"), email("ada+news@example.org"), phone] {
        assert_eq!(open(&token(), &other, &keyring(), LIFE, NOW), None, "{other:?}");
    }
    let theirs = Keyring::parse(&MASTER.replace("AAEC", "BBEC")).unwrap();
    assert_eq!(open(&token(), &ada(), &theirs, LIFE, NOW), None);
    let (plaintext, version) = keyring().open(Purpose::Device, &token()).unwrap();
    for purpose in [Purpose::Handle, Purpose::RefreshToken] {
        assert!(keyring().open(purpose, &token()).is_err(), "{purpose:?}");
        let other = keyring().seal(purpose, version, plaintext.expose_secret(), [9; 12]).unwrap();
        assert_eq!(opened(&other), None, "{purpose:?}");
    }
    let mut later = plaintext.expose_secret().to_vec();
    later[0] += 1;
    assert_eq!(opened(&keyring().seal(Purpose::Device, version, &later, [9; 12]).unwrap()), None, "another version");
}

#[test]
fn a_token_and_its_cookie_survive_a_rotation_of_the_master_secret() {
    let rotated = Keyring::parse(&format!("2:{},{MASTER}", MASTER.trim_start_matches("1:").replace("AAEC", "BBEC")));
    let rotated = rotated.unwrap();
    assert_eq!(open(&token(), &ada(), &rotated, LIFE, NOW), Some(DEVICE));
    assert_eq!(cookie_name(&ada(), &rotated), cookie_name(&ada(), &keyring()));
}

#[test]
fn what_is_too_long_is_not_even_decoded() {
    assert_eq!(opened(&"A".repeat(LONGEST + 1)), None);
}

#[test]
fn hw_01_a_cookie_belongs_to_this_host_over_tls_and_to_no_script() {
    let name = cookie_name(&ada(), &keyring());
    assert_eq!(
        set_cookies(&name, "token", LIFE, ""),
        [format!("{name}=token; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=7776000")]
    );
    assert_eq!(name.strip_prefix(PREFIX).map(str::len), Some(8));
    assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{name}");
    assert_ne!(name, cookie_name(&email("bob@example.org"), &keyring()), "two people may share a browser");
}

/// The device that a `Cookie` header proves; `~` stands for the name of ada's cookie and `!` for her token.
fn by_cookie(header: &str) -> Option<DeviceId> {
    let header = header.replace('~', &cookie_name(&ada(), &keyring())).replace('!', &token());
    open_cookie(&header, &ada(), &keyring(), LIFE, NOW)
}

#[test]
fn a_cookie_is_found_by_its_whole_name_with_blanks_or_quotes_around_it() {
    for header in [
        "a=1; ~=!",
        "~=!",
        "n=1;~=!",
        " ~=! ; ~2=w",
        "x~=1; ~=!",
        "~ = !",
        "~=\t!\t;",
        "~=\"!\"",
        "~= \"!\" ;b=\"",
        ";;=;~=!;;",
    ] {
        assert_eq!(by_cookie(header), Some(DEVICE), "{header}");
    }
    for header in [
        "",
        "~",
        "!",
        "x~=!",
        "~2=!",
        "n=!",
        ";;=;",
        "~\u{a0}=!",
        "\u{2000}~=!",
        "~=!=",
        "~==!",
        "~=\"!",
        "~=\"\"!\"\"",
        "~=!,~=x",
    ] {
        assert_eq!(by_cookie(header), None, "{header}");
    }
}

#[test]
fn cookies_of_the_same_name_hide_the_owners_neither_before_nor_behind_it() {
    let bob = seal(DEVICE, &email("bob@example.org"), &keyring(), NOW, [9; 12]).unwrap();
    let expired = seal(DEVICE, &ada(), &keyring(), Timestamp::from_unix(NOW.as_unix() - LIFE), [9; 12]).unwrap();
    for tossed in ["x", "", "\u{e9}", "a b", &bob, &expired, &"A".repeat(LONGEST), &"A".repeat(LONGEST + 1)] {
        for (before, behind) in [(0, 0), (1, 0), (0, 1), (3, 4), (7, 0), (0, 7), (100, 7)] {
            let tossed = format!("~={tossed}");
            let all = [vec![tossed.as_str(); before], vec!["~=!"], vec![tossed.as_str(); behind]].concat();
            assert_eq!(by_cookie(&all.join("; ")), Some(DEVICE), "{before} times {tossed} before, {behind} behind");
        }
    }
}

#[test]
fn no_more_than_eight_cookies_are_tried_the_last_first_and_none_that_is_plainly_no_token() {
    let header: Vec<String> = (0..100).map(|number| format!("name=v{number}; name=!; name=")).collect();
    let tried: Vec<String> = (92..100).rev().map(|number| format!("v{number}")).collect();
    assert_eq!(candidates(&header.join("; "), "name").collect::<Vec<_>>(), tried);
    assert_eq!(tried.len(), MOST_TRIED);
}

#[test]
fn a_browser_of_many_people_keeps_the_cookies_of_the_last_eight() {
    let header =
        |count: usize| (0..count).map(|user| format!("{PREFIX}{user:08}=x; other{user}=y")).collect::<Vec<_>>();
    for count in 0..20 {
        let set = set_cookies("mine", "token", LIFE, &header(count).join("; "));
        let ended: Vec<String> = (0..(count + 1).saturating_sub(MOST_COOKIES))
            .map(|user| format!("{PREFIX}{user:08}=; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=0"))
            .collect();
        assert_eq!(set[1..], ended, "{count} others");
    }
    let name = format!("{PREFIX}00000000");
    assert_eq!(set_cookies(&name, "token", LIFE, &header(8).join("; ")).len(), 1, "one's own is replaced");
    let tossed = format!("{PREFIX}00000001=y; ").repeat(50);
    assert_eq!(set_cookies("mine", "token", LIFE, &tossed).len(), 1, "one name, however often");
    let foreign =
        ["", "0000000", "000000000", "0000 000", "0000/000"].map(|hash| format!("{PREFIX}{hash}=y; ").repeat(9));
    assert_eq!(set_cookies("mine", "token", LIFE, &foreign.concat()).len(), 1, "names that we do not give");
}

proptest! {
    #[test]
    fn a_changed_token_is_none(position in any::<prop::sample::Index>(), with in "[A-Za-z0-9_-]") {
        let position = position.index(token().len());
        let mut changed = token();
        changed.replace_range(position..=position, &with);
        prop_assume!(changed != token());
        prop_assert_eq!(opened(&changed), None);
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,300}", header in ".{0,300}") {
        prop_assert_eq!(opened(&text), None);
        open_cookie(&header, &ada(), &keyring(), LIFE, NOW);
        candidates(&header, &text).for_each(drop);
        set_cookies("name", "token", LIFE, &header);
    }
}
