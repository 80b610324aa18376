//! The device token: a sealed string by which a device proves that its user has signed in on it before.
//!
//! It opens no door: whoever has it still needs a code. It only gives a device budgets of its own, so that strangers who
//! spend an identifier's budgets stop nobody on a device that is known. A token that does not count is no token; to ask
//! costs no database call.

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::codes::ledger::DeviceId;
use crate::identity::identifier::Identifier;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

/// Longest text that is looked at, in bytes.
const LONGEST: usize = 256;
/// The form of what a token says.
const VERSION: u8 = 1;
/// Browsers take a cookie of this name from this host alone, over TLS alone (RFC 6265bis §4.1.3.2); from a laptop's own
/// address some take it without.
const PREFIX: &str = "__Host-device-";
/// So many of our cookies one browser keeps: one for each of its users, and never more than a gateway's 10 KB of headers
/// have room for.
const MOST_COOKIES: usize = 8;
/// So many cookies of one name are tried: an honest browser sends one, and what a flood of others costs has an end.
const MOST_TRIED: usize = 8;
/// What may stand around a name or a value (RFC 9110 §5.6.3).
const BLANKS: [char; 2] = [' ', '\t'];
/// Characters of what tells one cookie of ours from another.
const HASH_LENGTH: usize = 8;

#[derive(Serialize, Deserialize)]
struct Contents {
    version: u8,
    device: DeviceId,
    /// Whose sign-in it was.
    identity: [u8; 16],
    signed_in_at: Timestamp,
}

/// Makes the token of a device on which `identifier` signs in now.
pub fn seal(
    device: DeviceId,
    identifier: &Identifier,
    keyring: &Keyring,
    now: Timestamp,
    nonce: [u8; 12],
) -> Result<String, NotSealedHere> {
    let identity = keyring.identity_key(identifier).to_bytes();
    let contents = Contents { version: VERSION, device, identity, signed_in_at: now };
    let plaintext = postcard::to_allocvec(&contents).map_err(|_| NotSealedHere)?;
    keyring.seal(Purpose::Device, keyring.current(), &plaintext, nonce)
}

/// The device that proves to be one on which `identifier` has signed in within `life` seconds. Forged, expired, foreign
/// and over-long texts are all no device: an error would tell a stranger something, and lock out whoever has an old token.
pub fn open(text: &str, identifier: &Identifier, keyring: &Keyring, life: u64, now: Timestamp) -> Option<DeviceId> {
    if text.len() > LONGEST {
        return None;
    }
    let (plaintext, _) = keyring.open(Purpose::Device, text).ok()?;
    let contents: Contents = postcard::from_bytes(plaintext.expose_secret()).ok()?;
    let counts = contents.version == VERSION
        && contents.identity == keyring.identity_key(identifier).to_bytes()
        && now < contents.signed_in_at.plus(life);
    counts.then_some(contents.device)
}

/// The name of the cookie that holds the token of `identifier`.
pub fn cookie_name(identifier: &Identifier, keyring: &Keyring) -> String {
    format!("{PREFIX}{}", keyring.cookie_hash(identifier))
}

/// The device that a cookie in `header` (RFC 6265 §4.2) proves, as [`open`] does.
///
/// A page of a neighbouring host may have tossed cookies of the same name, where a browser does not know the prefix: each is
/// tried, so none hides the owner's. From the end, since browsers send those of longer paths first and ours has the
/// shortest there is.
pub fn open_cookie(
    header: &str,
    identifier: &Identifier,
    keyring: &Keyring,
    life: u64,
    now: Timestamp,
) -> Option<DeviceId> {
    let name = cookie_name(identifier, keyring);
    candidates(header, &name).find_map(|text| open(text, identifier, keyring, life, now))
}

/// What may be our token among the cookies of a name, the last one first.
fn candidates<'a>(header: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let named = pairs(header).rev().filter(move |(found, _)| *found == name).map(|(_, value)| value);
    named.filter(|value| is_plausible(value)).take(MOST_TRIED)
}

/// Whether it costs a decryption to find out. What is plainly none takes nobody's place.
fn is_plausible(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(is_base64url)
}

const fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// The values of `Set-Cookie` that leave `token` with a browser for `life` seconds: its own, and an end to the oldest of
/// our other cookies in `header` where there are too many.
pub fn set_cookies(name: &str, token: &str, life: u64, header: &str) -> Vec<String> {
    let attributes = "Secure; HttpOnly; SameSite=Strict; Path=/";
    let ours = |found: &str| {
        let hash = found.strip_prefix(PREFIX).filter(|hash| hash.len() == HASH_LENGTH && found != name);
        hash.is_some_and(|hash| hash.bytes().all(is_base64url))
    };
    let mut others: Vec<&str> = Vec::new();
    for (found, _) in pairs(header) {
        // One name that was tossed often is one name.
        if ours(found) && !others.contains(&found) {
            others.push(found);
        }
    }
    // Browsers send the oldest first (RFC 6265 §5.4).
    let surplus = (others.len() + 1).saturating_sub(MOST_COOKIES);
    let ended = others.into_iter().take(surplus).map(|other| format!("{other}=; {attributes}; Max-Age=0"));
    [format!("{name}={token}; {attributes}; Max-Age={life}")].into_iter().chain(ended).collect()
}

/// Names and values. Some programs write blanks around them, or quotes around a value.
fn pairs(header: &str) -> impl DoubleEndedIterator<Item = (&str, &str)> {
    header.split(';').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        // Not every blank of Unicode: browsers send those as part of a name that is not ours.
        let (name, value) = (name.trim_matches(BLANKS), value.trim_matches(BLANKS));
        Some((name, value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)))
    })
}

#[cfg(test)]
#[path = "device_token_tests.rs"]
mod tests;
