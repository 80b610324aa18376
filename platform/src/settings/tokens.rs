//! What tokens say and how long sessions live: what the functions that hand out and end them have in common.

use shared::tokens::SigningKeys;
use shared::tokens::client::{ACCESS_TOKEN_LIFE, SESSION_LIFE};
use shared::tokens::grant::{Binding, Terms};
use shared::tokens::session::{SessionPolicy, Subject};

use super::issuer::AUDIENCE;
use super::{FromEnvironment, Reader, Setting, issuer};

const DAY: u64 = 86_400;

const SIGNING_KEYS: Setting = Setting::required(
    "SIGNING_KEYS",
    "PEM, JWK, ARN, or a list with turns",
    "the keys that sign, as docs/keys.md says",
);
const CLIENT_ID: Setting =
    Setting::text("CLIENT_ID", "visible ASCII without quotes", "first-party", "client_id of every token");
const SCOPE: Setting =
    Setting::text("SCOPE", "scopes with single blanks, 512 characters at most", "api", "scope of every token");
const ACCESS_TOKEN: Setting =
    Setting::number("ACCESS_TOKEN_SECONDS", "seconds", ACCESS_TOKEN_LIFE, 900, "life of an access token");
const SUBJECT: Setting =
    Setting::text("SUBJECT", "identifier or account", "identifier", "sub is the identifier, or the id of the account");
const BINDING: Setting =
    Setting::text("TOKEN_BINDING", "none, ip, user-agent or ip+user-agent", "none", "what access tokens are bound to");
const IDLE: Setting = Setting::number(
    "SESSION_IDLE_SECONDS",
    "seconds",
    SESSION_LIFE,
    14 * DAY,
    "a session ends so long after its last refresh",
);
const ABSOLUTE: Setting =
    Setting::number("SESSION_SECONDS", "seconds", SESSION_LIFE, 30 * DAY, "a session ends so long after the sign-in");
const GRACE: Setting = Setting::number(
    "REFRESH_GRACE_SECONDS",
    "seconds",
    0..=60,
    10,
    "the refresh token before the current one gets the current one again",
);

impl FromEnvironment for SessionPolicy {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let idle = reader.number(&IDLE);
        let absolute = reader.number(&ABSOLUTE);
        let grace = reader.number(&GRACE);
        Some(Self { idle: idle?, absolute: absolute?, grace: grace? })
    }
}

impl FromEnvironment for Terms {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let issuer = issuer(reader);
        let audience = reader.text(&AUDIENCE);
        let client_id = client_id(reader);
        // So that a token fits any header (JWT-13).
        let scope = reader.formed(&SCOPE, |text| {
            let well_formed = text.split(' ').all(|part| !part.is_empty() && part.bytes().all(is_token_character));
            (well_formed && text.len() <= 512).then(|| text.to_owned())
        });
        let access_token_life = reader.number(&ACCESS_TOKEN);
        let subject = reader.formed(&SUBJECT, |text| match text {
            "identifier" => Some(Subject::Identifier),
            "account" => Some(Subject::Account),
            _ => None,
        });
        let binding = reader.formed(&BINDING, |text| match text {
            "none" => Some(Binding::default()),
            "ip" => Some(Binding { address: true, user_agent: false }),
            "user-agent" => Some(Binding { address: false, user_agent: true }),
            "ip+user-agent" => Some(Binding { address: true, user_agent: true }),
            _ => None,
        });
        let sessions = SessionPolicy::read_with(reader);
        Some(Self {
            issuer: issuer?,
            audience: audience?,
            client_id: client_id?,
            scope: scope?,
            access_token_life: access_token_life?,
            subject: subject?,
            binding: binding?,
            sessions: sessions?,
        })
    }
}

/// The keys that sign, and when each does.
pub fn signing_keys(reader: &mut Reader<'_>) -> Option<SigningKeys> {
    reader.parsed(&SIGNING_KEYS, SigningKeys::parse_for_signing)
}

/// The name of the one client.
pub fn client_id(reader: &mut Reader<'_>) -> Option<String> {
    reader.formed(&CLIENT_ID, |text| text.bytes().all(is_token_character).then(|| text.to_owned()))
}

/// RFC 6749 Appendix A: visible ASCII without quotes and backslashes.
fn is_token_character(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'"' && byte != b'\\'
}
