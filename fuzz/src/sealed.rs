//! What we seal ourselves: handles, refresh tokens, flows, ceremonies, authorization codes, proofs, notices and cookies, as strings that a stranger presents,
//! and as plaintexts of another version of ours, which the seal would let pass.

use std::sync::LazyLock;

use shared::authorization::ceremony::{self, Ceremony, CeremonyKind};
use shared::authorization::code::AuthorizationCode;
use shared::authorization::cookie::{NAME, SessionCookie};
use shared::authorization::flow::{BrowserId, Flow, LIFE};
use shared::authorization::link_page::{self, LinkPage};
use shared::codes::authentication_session::AuthenticationSession;
use shared::codes::handle::{Handle, LENGTH};
use shared::codes::link::Link;
use shared::codes::proof::IdentifierProof;
use shared::codes::purpose::CodePurpose;
use shared::identity::account::AccountId;
use shared::identity::keyring::{Keyring, Purpose};
use shared::identity::notice::Notice;
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::{SessionPolicy, TokenId};

use crate::NOW;

pub(crate) static KEYRING: LazyLock<Keyring> = LazyLock::new(|| {
    Keyring::parse("2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,1:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=")
        .expect("a keyring")
});
pub(crate) const REGION: &str = "local";
/// The browser that every flow is opened in.
pub(crate) const BROWSER: BrowserId = BrowserId::from_random([7; 16]);
/// Bytes before sealing that make a handle of the one length that is looked at.
const PLAINTEXT: usize = 433;

fn seal(purpose: Purpose, plaintext: &[u8]) -> String {
    KEYRING.seal(purpose, KEYRING.current(), plaintext, [7; 12]).expect("a sealed string")
}

/// Nobody makes up a handle, and what opens is whole: it can be sealed again.
pub(crate) fn handle(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    assert!(Handle::open(&text, &KEYRING, REGION, NOW).is_err());
    let mut plaintext = bytes.to_vec();
    plaintext.resize(PLAINTEXT, 0);
    let sealed = seal(Purpose::Handle, &plaintext);
    assert_eq!(sealed.len(), LENGTH);
    assert!(KEYRING.open(Purpose::RefreshToken, &sealed).is_err(), "a handle is no refresh token");
    let Ok((handle, version)) = Handle::open(&sealed, &KEYRING, REGION, NOW) else { return };
    assert!(NOW < handle.expires_at && handle.region == REGION);
    // What was said at greater length than needed may not fit once more without its snapshot; it never grows.
    let again = handle.seal(&KEYRING, version, [8; 12]).expect("a handle again");
    assert_eq!(again.len(), LENGTH);
    assert!(Handle::open(&again, &KEYRING, REGION, NOW).is_ok());
}

/// Nobody makes up a refresh token, and what opens has not lapsed.
pub(crate) fn refresh_token(bytes: &[u8]) {
    let policy = SessionPolicy { idle: 1_209_600, absolute: 2_592_000, grace: 10 };
    let text = String::from_utf8_lossy(bytes);
    assert!(RefreshToken::open(&text, &KEYRING, REGION, &policy, NOW).is_err());
    let sealed = seal(Purpose::RefreshToken, bytes);
    assert!(KEYRING.open(Purpose::Handle, &sealed).is_err(), "a refresh token is no handle");
    let Ok(token) = RefreshToken::open(&sealed, &KEYRING, REGION, &policy, NOW) else { return };
    assert_eq!(token.region, REGION);
    let again = token.seal(&KEYRING).expect("a refresh token again");
    assert!(RefreshToken::open(&again, &KEYRING, REGION, &policy, NOW).is_ok());
}

/// Nobody makes up a flow, and what opens is of its browser and has not lapsed.
pub(crate) fn flow(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let open = |text: &str| Flow::open(text, &[BROWSER], &KEYRING, REGION, NOW);
    assert!(open(&text).is_err());
    let sealed = seal(Purpose::Flow, bytes);
    assert!(KEYRING.open(Purpose::AuthorizationCode, &sealed).is_err(), "a flow is no authorization code");
    assert!(Flow::open(&sealed, &[], &KEYRING, REGION, NOW).is_err(), "a browser without its cookie");
    let Ok(flow) = open(&sealed) else { return };
    assert!(NOW < flow.started_at.plus(LIFE) && flow.region == REGION && flow.browser == BROWSER);
    let again = flow.seal(&KEYRING, [8; 12]).expect("a flow again");
    assert_eq!(open(&again), Ok(flow));
}

/// Nobody makes up a ceremony, and what opens is of its browser, ends one thing alone and has not expired.
pub(crate) fn ceremony(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let every = [CeremonyKind::SignIn, CeremonyKind::Registration(AccountId::from_random([7; 16]))];
    let open = |text: &str, kind| Ceremony::open(text, kind, &[BROWSER], &KEYRING, REGION, NOW);
    assert!(every.iter().all(|kind| open(&text, *kind).is_err()));
    let sealed = seal(Purpose::Ceremony, bytes);
    assert!(KEYRING.open(Purpose::Flow, &sealed).is_err(), "a ceremony is no flow");
    let opened: Vec<Ceremony> = every.iter().filter_map(|kind| open(&sealed, *kind).ok()).collect();
    assert!(opened.len() <= 1, "for one thing");
    let Some(ceremony) = opened.into_iter().next() else { return };
    let elsewhere = Ceremony::open(&sealed, ceremony.kind, &[], &KEYRING, REGION, NOW);
    assert!(elsewhere.is_err(), "a browser without its cookie");
    assert!(NOW < ceremony.begun_at.plus(ceremony::LIFE) && ceremony.region == REGION && ceremony.browser == BROWSER);
    let again = ceremony.seal(&KEYRING, [8; 12]).expect("a ceremony again");
    assert_eq!(open(&again, ceremony.kind), Ok(ceremony));
}

/// Nobody makes up an authorization code, and one is nothing without its client, its redirect URI and its verifier.
pub(crate) fn authorization_code(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    assert!(AuthorizationCode::open(&text, &KEYRING, REGION).is_err());
    let sealed = seal(Purpose::AuthorizationCode, bytes);
    assert!(KEYRING.open(Purpose::Flow, &sealed).is_err(), "an authorization code is no flow");
    let Ok(code) = AuthorizationCode::open(&sealed, &KEYRING, REGION) else { return };
    assert_eq!(code.region, REGION);
    assert!(code.check(&code.client, &text, None).is_err(), "whatever the redirect URI");
    assert!(code.check(&text, "https://app.example.org/cb", None).is_err(), "whoever the client");
    let again = code.seal(&KEYRING, [8; 12]).expect("a code again");
    assert_eq!(AuthorizationCode::open(&again, &KEYRING, REGION), Ok(code));
}

/// Nobody makes up a proof, and what opens counts here, now, and for its own purpose alone.
pub(crate) fn identifier_proof(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let every = [CodePurpose::NewIdentifier, CodePurpose::AddIdentifier, CodePurpose::RemoveIdentifier];
    let open = |text: &str, purpose| IdentifierProof::open(text, purpose, &KEYRING, REGION, NOW);
    assert!(every.iter().all(|purpose| open(&text, *purpose).is_err()));
    let sealed = seal(Purpose::IdentifierProof, bytes);
    assert!(KEYRING.open(Purpose::Handle, &sealed).is_err(), "a proof is no handle");
    let opened: Vec<IdentifierProof> = every.iter().filter_map(|purpose| open(&sealed, *purpose).ok()).collect();
    assert!(opened.len() <= 1, "for one purpose");
    let Some(proof) = opened.into_iter().next() else { return };
    assert!(NOW < proof.expires_at && proof.region == REGION);
    let again = proof.seal(&KEYRING, [8; 12]).expect("a proof again");
    assert_eq!(open(&again, proof.purpose), Ok(proof));
}

/// Nobody makes up what a second step completes, and what opens has not expired.
pub(crate) fn authentication_session(bytes: &[u8]) {
    let open = |text: &str| AuthenticationSession::open(text, &KEYRING, REGION, NOW);
    assert!(open(&String::from_utf8_lossy(bytes)).is_err());
    let sealed = seal(Purpose::AuthenticationSession, bytes);
    assert!(KEYRING.open(Purpose::RefreshToken, &sealed).is_err(), "an authentication session is no refresh token");
    let Ok(begun) = open(&sealed) else { return };
    assert!(NOW < begun.expires_at() && begun.region == REGION);
    let again = begun.seal(&KEYRING, [8; 12]).expect("an authentication session again");
    assert_eq!(open(&again), Ok(begun));
}

/// Nobody makes up a link, and what opens is of this region and whole.
pub(crate) fn link(bytes: &[u8]) {
    assert!(Link::open(&String::from_utf8_lossy(bytes), &KEYRING, REGION).is_err());
    let sealed = seal(Purpose::Link, bytes);
    assert!(KEYRING.open(Purpose::Handle, &sealed).is_err(), "a link is no handle");
    let Ok(link) = Link::open(&sealed, &KEYRING, REGION) else { return };
    assert_eq!(link.region, REGION);
    let again = link.seal(&KEYRING, [8; 12]).expect("a link again");
    assert_eq!(Link::open(&again, &KEYRING, REGION), Ok(link));
}

/// Nobody makes up the page of a link, and what opens was shown to this browser, not long ago, beside this session.
pub(crate) fn link_page(bytes: &[u8]) {
    let open =
        |text: &str, browsers: &[BrowserId], current| LinkPage::open(text, browsers, current, &KEYRING, REGION, NOW);
    let current = Some(TokenId::from_random([7; 12]));
    assert!(open(&String::from_utf8_lossy(bytes), &[BROWSER], None).is_err());
    let sealed = seal(Purpose::LinkPage, bytes);
    assert!(KEYRING.open(Purpose::Link, &sealed).is_err(), "a page is no link");
    assert!(open(&sealed, &[], None).is_err() && open(&sealed, &[], current).is_err(), "a browser without its cookie");
    let Some(page) = [None, current].into_iter().find_map(|current| open(&sealed, &[BROWSER], current).ok()) else {
        return;
    };
    assert!(NOW < page.shown_at.plus(link_page::LIFE) && page.link.region == REGION);
    let again = page.seal(&KEYRING, [8; 12]).expect("a page again");
    assert_eq!(open(&again, &[BROWSER], page.before), Ok(page));
}

/// Nobody makes up a message of the queue, and what opens is whole.
pub(crate) fn notice(bytes: &[u8]) {
    assert!(Notice::open(&String::from_utf8_lossy(bytes), &KEYRING).is_err());
    let sealed = seal(Purpose::Notice, bytes);
    assert!(KEYRING.open(Purpose::IdentifierProof, &sealed).is_err(), "a notice is no proof");
    let Ok(notice) = Notice::open(&sealed, &KEYRING) else { return };
    let again = notice.seal(&KEYRING, [8; 12]).expect("a notice again");
    assert_eq!(Notice::open(&again, &KEYRING), Ok(notice));
}

/// Nobody makes up a cookie, and a foreign one beside it hides none of ours. The input is a `Cookie` header.
pub(crate) fn session_cookie(bytes: &[u8]) {
    let header = String::from_utf8_lossy(bytes);
    let pairs = || platform::http::cookie_pairs(&header);
    let read = |cookies: &[(&str, &str)]| SessionCookie::of_cookies(cookies.iter().copied(), &KEYRING, REGION);
    assert!(SessionCookie::of_cookies(pairs(), &KEYRING, REGION).is_none());
    BrowserId::of_cookies(pairs());
    let sealed = seal(Purpose::BrowserSession, bytes);
    let Some(cookie) = read(&[(NAME, &sealed)]) else { return };
    assert_eq!(cookie.region, REGION);
    assert_eq!(read(&[(NAME, "tossed"), (NAME, &sealed)]), Some(cookie.clone()));
    let again = cookie.seal(&KEYRING).expect("a cookie again");
    assert_eq!(read(&[(NAME, &again)]), Some(cookie));
}
