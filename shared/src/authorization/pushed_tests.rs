use super::*;
use crate::authorization::{Prompt, PushedRefused};

const KEY: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const FIRST: BrowserId = BrowserId::from_random([1; 16]);
const OTHER: BrowserId = BrowserId::from_random([2; 16]);

fn pushed() -> PushedRequest {
    let request = AuthorizationRequest {
        client: "web".to_owned(),
        redirect_uri: "https://web.example.org/callback".to_owned(),
        scope: "openid".to_owned(),
        state: Some("s".repeat(1_024)),
        nonce: Some("n".repeat(256)),
        challenge: None,
        resource: None,
        prompt: Prompt::default(),
        max_age: None,
        level: crate::tokens::assurance::Level::Otp,
        login_hint: Some("l".repeat(256)),
        ui_locales: Some("u".repeat(256)),
    };
    let region = "eu-central-1".to_owned();
    PushedRequest { id: PushedId::from_random([7; 16]), request, expected: None, pushed_at: NOW, region }
}

fn open(uri: &str, client: &str, region: &str, now: Timestamp) -> Result<PushedRequest, PushedRefused> {
    PushedRequest::open(uri, client, &Keyring::parse(KEY).unwrap(), region, now)
}

#[test]
fn oa_18_a_request_uri_counts_for_its_client_for_ninety_seconds() {
    let uri = pushed().seal(&Keyring::parse(KEY).unwrap(), [9; 12]).unwrap();
    assert!(PushedRequest::is_of_this_kind(&uri) && !PushedRequest::is_of_this_kind("https://web.example.org/request"));
    assert!(uri.len() < 4_096, "it fits the query of a browser: {}", uri.len());
    assert_eq!(open(&uri, "web", "eu-central-1", NOW.plus(89)), Ok(pushed()));
    assert_eq!(open(&uri, "web", "eu-central-1", NOW.plus(90)), Err(PushedRefused::Expired));
    assert_eq!(open(&uri, "other", "eu-central-1", NOW), Err(PushedRefused::OtherClient));
    assert_eq!(open(&uri, "web", "us-east-1", NOW), Err(PushedRefused::OtherRegion));
    let damaged = format!("{}A", &uri[..uri.len() - 1]);
    for forged in [&damaged, &uri.replace("urn:", "urn"), PREFIX, &format!("{PREFIX}{}", "A".repeat(7_000))] {
        assert_eq!(open(forged, "web", "eu-central-1", NOW), Err(PushedRefused::Forged));
    }
}

#[test]
fn oa_18_the_first_browser_has_it_and_may_load_the_page_again() {
    let booked = come(None, FIRST).unwrap();
    assert!(booked.is_some());
    assert_eq!(come(booked.as_ref(), FIRST), Ok(None));
    assert_eq!(come(booked.as_ref(), OTHER), Err(PushedRefused::OtherBrowser));
}

#[test]
fn oa_18_there_is_one_code_of_it() {
    let booked = come(None, FIRST).unwrap();
    assert_eq!(use_up(booked.as_ref(), OTHER), Err(PushedRefused::OtherBrowser));
    let used = use_up(booked.as_ref(), FIRST).unwrap();
    assert_eq!(use_up(Some(&used), FIRST), Err(PushedRefused::Used));
    assert_eq!(come(Some(&used), FIRST), Err(PushedRefused::Used));
    assert_eq!(use_up(None, FIRST), Err(PushedRefused::Used), "what nobody has come with is of no use");
}

#[test]
fn the_name_of_a_browser_is_not_booked_itself() {
    let Some(PushedRecord::Opened { browser }) = come(None, FIRST).unwrap() else { panic!("booked") };
    assert!(!browser.windows(16).any(|window| window == [1; 16]));
    assert_eq!(format!("{:?} {}", pushed().id, pushed().id), "PushedId BwcHBwcHBwcHBwcHBwcHBw");
}
