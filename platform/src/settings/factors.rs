//! What accounts are given beside codes, how codes of authenticator apps are judged, and how long what was lost waits before it is
//! removed.

use shared::codes::totp::Window;

use super::{Reader, Setting};

const OFFERED_METHODS: Setting = Setting::text(
    "OFFERED_METHODS",
    "passkey, totp, both with a comma between, or none",
    "passkey,totp",
    "what accounts are given beside codes that are sent; what one has signs in all the same",
);

/// What accounts are given beside codes that are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferedMethods {
    /// Passkeys, where the service's host can have some.
    pub passkeys: bool,
    /// Authenticator apps.
    pub apps: bool,
}

impl OfferedMethods {
    fn named(text: &str) -> Option<Self> {
        let mut offered = Self { passkeys: false, apps: false };
        if text == "none" {
            return Some(offered);
        }
        for name in text.split(',').map(str::trim) {
            let method = match name {
                "passkey" => &mut offered.passkeys,
                "totp" => &mut offered.apps,
                _ => return None,
            };
            if std::mem::replace(method, true) {
                return None;
            }
        }
        Some(offered)
    }
}

/// What accounts are given, where `passkeys` says whether the host can have some. Where a `second_step` is demanded of everybody, there
/// has to be one.
pub fn offered_methods(reader: &mut Reader<'_>, passkeys: bool, second_step: bool) -> Option<OfferedMethods> {
    let named = reader.formed(&OFFERED_METHODS, OfferedMethods::named)?;
    let offered = OfferedMethods { passkeys: named.passkeys && passkeys, ..named };
    if second_step && !offered.passkeys && !offered.apps {
        reader.fault(&OFFERED_METHODS, "must name a method that the service can have, since SECOND_STEP demands one");
        return None;
    }
    Some(offered)
}

const WINDOW: Setting = Setting::text(
    "TOTP_WINDOW",
    "both, previous or current",
    "both",
    "which codes of an authenticator app are taken beside the current one: of the 30 seconds before and after, before, or none",
);

/// Which codes of an authenticator app are taken beside the current one.
pub fn app_window(reader: &mut Reader<'_>) -> Option<Window> {
    reader.formed(&WINDOW, Window::named)
}

/// In seconds.
const HOUR: u64 = 3_600;
const RECOVERY_WAIT: Setting = Setting::number(
    "RECOVERY_WAIT_HOURS",
    "hours",
    24..=720,
    72,
    "how long the removal of an authenticator waits that its owner has lost, while every identifier is told",
);

/// Seconds for which the removal of a lost authenticator waits.
pub fn recovery_wait(reader: &mut Reader<'_>) -> Option<u64> {
    reader.number::<u64>(&RECOVERY_WAIT).map(|hours| hours * HOUR)
}
