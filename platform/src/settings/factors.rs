//! How codes of authenticator apps are judged: what the functions that add an app and that take its codes have in common.

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
