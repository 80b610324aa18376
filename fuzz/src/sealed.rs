//! What we seal ourselves: handles and refresh tokens, as strings that a stranger presents, and as plaintexts of another
//! version of ours, which the seal would let pass.

use std::sync::LazyLock;

use shared::codes::handle::{Handle, LENGTH};
use shared::identity::keyring::{Keyring, Purpose};
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::SessionPolicy;

use crate::NOW;

static KEYRING: LazyLock<Keyring> = LazyLock::new(|| {
    Keyring::parse("2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,1:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=")
        .expect("a keyring")
});
const REGION: &str = "local";
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
