use super::*;
use crate::authorization::cookie;
use crate::authorization::{Parameters, Prompt};
use crate::identity::IdentityKey;
use crate::tokens::assurance::{Method, Proof};

const NOW: Timestamp = Timestamp::from_unix(1_000);
const REGION: &str = "eu-central-1";

fn keyring(secret: &str) -> Keyring {
    Keyring::parse(&format!("1:{}=", secret.repeat(43))).unwrap()
}

fn browser(number: u8) -> BrowserId {
    BrowserId::from_random([number; 16])
}

fn flow() -> Flow {
    let request = AuthorizationRequest {
        client: "app".to_owned(),
        redirect_uri: "https://app.example.org/back".to_owned(),
        scope: "openid".to_owned(),
        state: Some("state".to_owned()),
        nonce: None,
        challenge: None,
        resource: None,
        prompt: Prompt::default(),
        max_age: None,
        level: crate::tokens::assurance::Level::Otp,
        login_hint: None,
        ui_locales: None,
    };
    Flow {
        destination: Destination::Client { request, name: "App".to_owned(), has_logo: false },
        browser: browser(1),
        expected: None,
        pushed: None,
        before: None,
        started_at: NOW,
        region: REGION.to_owned(),
    }
}

fn open(text: &str, browsers: &[BrowserId], region: &str, now: Timestamp) -> Result<Flow, FlowRefused> {
    Flow::open(text, browsers, &keyring("A"), region, now)
}

#[test]
fn a_flow_comes_back_as_it_was_in_its_own_browser() {
    let text = flow().seal(&keyring("A"), [7; 12]).unwrap();
    assert_eq!(open(&text, &[browser(2), browser(1)], REGION, NOW), Ok(flow()));
}

#[test]
fn a_flow_is_worth_nothing_in_another_browser_or_region_or_later() {
    let text = flow().seal(&keyring("A"), [7; 12]).unwrap();
    assert_eq!(open(&text, &[browser(2)], REGION, NOW), Err(FlowRefused::OtherBrowser));
    assert_eq!(open(&text, &[], REGION, NOW), Err(FlowRefused::OtherBrowser));
    assert_eq!(open(&text, &[browser(1)], "us-east-1", NOW), Err(FlowRefused::OtherRegion));
    assert!(open(&text, &[browser(1)], REGION, NOW.plus(LIFE - 1)).is_ok());
    assert_eq!(open(&text, &[browser(1)], REGION, NOW.plus(LIFE)), Err(FlowRefused::Expired));
    assert_eq!(
        Flow::open(&text, &[browser(1)], &keyring("E"), REGION, NOW),
        Err(FlowRefused::Forged),
        "sealed by somebody else"
    );
}

#[test]
fn what_is_no_flow_is_refused_without_an_effort() {
    for text in ["", "x", &"A".repeat(LONGEST), &"A".repeat(LONGEST + 1)] {
        assert_eq!(open(text, &[browser(1)], REGION, NOW), Err(FlowRefused::Forged));
    }
}

#[test]
fn the_cookie_names_the_browser_and_neighbours_hide_it_not() {
    let set = browser(1).set_cookie();
    let (pair, attributes) = set.split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Lax");
    let header = format!("a=b; {COOKIE}=tossed; {pair}; {}=x", cookie::NAME);
    let pairs = header.split("; ").filter_map(|pair| pair.split_once('='));
    assert_eq!(BrowserId::of_cookies(pairs), [browser(1)]);
}

#[test]
fn a_doubled_parameter_has_no_value() {
    let pairs = [("a", "1"), ("b", ""), ("a", "2"), ("c", "3")];
    let parameters = Parameters::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    assert_eq!(["a", "b", "c", "d"].map(|name| parameters.get(name)), [None, None, Some("3"), None]);
    assert!(parameters.check().is_err());
}

#[test]
fn a_flow_is_proven_by_what_was_proven_since_it_began_whatever_the_clocks_say() {
    let (before, after) = (TokenId::from_random([1; 12]), TokenId::from_random([2; 12]));
    let began_with = |secret| Flow { before: secret, ..flow() };
    let given = |at| Proofs::new(Proof::of_code(Method::Email, IdentityKey::NOBODY, at));
    let at = |seconds| given(Timestamp::from_unix(seconds));
    assert!(began_with(Some(before)).is_proven_by(after, &at(1_000)));
    assert!(!began_with(Some(before)).is_proven_by(before, &at(1_000)), "within this very second, but before");
    for secret in [None, Some(before)] {
        assert!(!began_with(secret).is_proven_by(after, &at(999)), "a session of before");
        let by_a_slow_clock = given(began_with(secret).proven_at(Timestamp::from_unix(990)));
        assert!(began_with(secret).is_proven_by(after, &by_a_slow_clock));
    }
    assert_eq!(flow().proven_at(NOW.plus(5)), NOW.plus(5));
}
