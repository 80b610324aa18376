//! The one client and how long its sessions live.

use super::environment::Reader;
use crate::session::SessionPolicy;

const DAY: u64 = 86_400;

/// How long sessions live.
pub(super) fn sessions(reader: &mut Reader<'_>) -> Option<SessionPolicy> {
    let idle = reader.number("SESSION_IDLE_SECONDS", 14 * DAY, 60..=365 * DAY);
    let absolute = reader.number("SESSION_SECONDS", 30 * DAY, 60..=365 * DAY);
    let grace = reader.number("REFRESH_GRACE_SECONDS", 10, 0..=60);
    Some(SessionPolicy { idle: idle?, absolute: absolute?, grace: grace? })
}

/// The name of the one client.
pub(super) fn id(reader: &mut Reader<'_>) -> Option<String> {
    reader.or_else("CLIENT_ID", "first-party".to_owned(), |text| {
        if text.bytes().all(is_token_character) {
            Ok(text.to_owned())
        } else {
            Err("must be visible ASCII without quotes")
        }
    })
}

/// RFC 6749 Appendix A: visible ASCII without quotes and backslashes.
pub(super) fn is_token_character(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'"' && byte != b'\\'
}
