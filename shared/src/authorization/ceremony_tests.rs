use super::*;

const KEY: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const REGION: &str = "eu-central-1";
const OWN: BrowserId = BrowserId::from_random([1; 16]);
const OTHER: BrowserId = BrowserId::from_random([2; 16]);

fn account(number: u8) -> AccountId {
    AccountId::from_random([number; 16])
}

fn ceremony(kind: CeremonyKind) -> Ceremony {
    let id = CeremonyId::from_random([5; 16]);
    Ceremony { id, kind, browser: OWN, state: vec![b'x'; 600], begun_at: NOW, region: REGION.to_owned() }
}

fn open(
    text: &str,
    kind: CeremonyKind,
    browsers: &[BrowserId],
    region: &str,
    now: Timestamp,
) -> Result<Ceremony, CeremonyRefused> {
    Ceremony::open(text, kind, browsers, &Keyring::parse(KEY).unwrap(), region, now)
}

#[test]
fn wa_01_a_ceremony_ends_in_its_browser_and_region_within_five_minutes() {
    let kind = CeremonyKind::SignIn;
    let text = ceremony(kind).seal(&Keyring::parse(KEY).unwrap(), [9; 12]).unwrap();
    assert_eq!(open(&text, kind, &[OTHER, OWN], REGION, NOW.plus(299)), Ok(ceremony(kind)));
    assert_eq!(open(&text, kind, &[OWN], REGION, NOW.plus(300)), Err(CeremonyRefused::Expired));
    assert_eq!(open(&text, kind, &[OTHER], REGION, NOW), Err(CeremonyRefused::OtherBrowser));
    assert_eq!(open(&text, kind, &[], REGION, NOW), Err(CeremonyRefused::OtherBrowser));
    assert_eq!(open(&text, kind, &[OWN], "us-east-1", NOW), Err(CeremonyRefused::OtherRegion));
    for forged in ["", "A", &text[1..], &format!("{text}A"), &"A".repeat(5_000)] {
        assert_eq!(open(forged, kind, &[OWN], REGION, NOW), Err(CeremonyRefused::Forged));
    }
}

#[test]
fn wa_01_what_was_begun_for_one_thing_ends_no_other() {
    let keyring = Keyring::parse(KEY).unwrap();
    let registration = |number| CeremonyKind::Registration(account(number));
    for (begun, ended) in [
        (CeremonyKind::SignIn, registration(1)),
        (registration(1), CeremonyKind::SignIn),
        (registration(1), registration(2)),
    ] {
        let text = ceremony(begun).seal(&keyring, [9; 12]).unwrap();
        assert_eq!(open(&text, ended, &[OWN], REGION, NOW), Err(CeremonyRefused::OtherKind));
        assert_eq!(open(&text, begun, &[OWN], REGION, NOW), Ok(ceremony(begun)));
    }
}

#[test]
fn the_challenge_is_in_no_line() {
    let shown = format!("{:?}", ceremony(CeremonyKind::SignIn));
    assert_eq!(shown, "Ceremony { kind: SignIn, .. }");
}
