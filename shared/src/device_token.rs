//! The device token: a sealed string by which a device proves that its user has signed in on it before.
//!
//! It opens no door: whoever has it still needs a code. It only gives a device budgets of its own, so that strangers who
//! spend an identifier's budgets stop nobody on a device that is known. A token that does not count is no token; to ask
//! costs no database call.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::identifier::Identifier;
use crate::keyring::{Keyring, NotSealedHere, Purpose};
use crate::ledger::DeviceId;

/// Longest text that is looked at, in bytes.
const LONGEST: usize = 256;
/// The form of what a token says.
const VERSION: u8 = 1;
/// Browsers take a cookie of this name from this host alone, over TLS alone (RFC 6265bis §4.1.3.2).
const PREFIX: &str = "__Host-device-";
/// So many of our cookies one browser keeps: one for each of its users, and never more than a gateway's 10 KB of headers
/// have room for.
const MOST_COOKIES: usize = 8;

#[derive(Serialize, Deserialize)]
struct Contents {
    version: u8,
    device: DeviceId,
    /// Whose sign-in it was.
    subject: [u8; 16],
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
    let subject = keyring.subject_key(identifier);
    let contents = Contents { version: VERSION, device, subject, signed_in_at: now };
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
    let contents: Contents = postcard::from_bytes(plaintext.expose()).ok()?;
    let counts = contents.version == VERSION
        && contents.subject == keyring.subject_key(identifier)
        && now < contents.signed_in_at.plus(life);
    counts.then_some(contents.device)
}

/// The name of the cookie that holds the token of `identifier`.
pub fn cookie_name(identifier: &Identifier, keyring: &Keyring) -> String {
    format!("{PREFIX}{}", keyring.cookie_hash(identifier))
}

/// The value of a cookie, from a `Cookie` header (RFC 6265 §4.2).
pub fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    pairs(header).find_map(|(found, value)| (found == name).then_some(value))
}

/// The values of `Set-Cookie` that leave `token` with a browser for `life` seconds: its own, and an end to the oldest of
/// our other cookies in `header` where there are too many.
pub fn set_cookies(name: &str, token: &str, life: u64, header: &str) -> Vec<String> {
    let attributes = "Secure; HttpOnly; SameSite=Strict; Path=/";
    let ours = |found: &&str| found.starts_with(PREFIX) && *found != name;
    let others: Vec<&str> = pairs(header).map(|(found, _)| found).filter(ours).collect();
    // Browsers send the oldest first (RFC 6265 §5.4).
    let surplus = (others.len() + 1).saturating_sub(MOST_COOKIES);
    let ended = others.into_iter().take(surplus).map(|other| format!("{other}=; {attributes}; Max-Age=0"));
    [format!("{name}={token}; {attributes}; Max-Age={life}")].into_iter().chain(ended).collect()
}

fn pairs(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split(';').filter_map(|pair| pair.trim().split_once('='))
}

#[cfg(test)]
#[path = "device_token_tests.rs"]
mod tests;
