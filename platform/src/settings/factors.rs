//! How codes of authenticator apps are judged, and how long what was lost waits before it is removed.

use shared::codes::totp::Window;

use super::{Reader, Setting};

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
