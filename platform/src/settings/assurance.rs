//! What is demanded of whoever signs in.

use super::{Reader, Setting};

const SECOND_STEP: Setting = Setting::text(
    "SECOND_STEP",
    "offered or demanded",
    "offered",
    "a second step at every sign-in, or a passkey: of those who demand it of themselves, or of everybody",
);

/// Whether a second step is demanded of everybody.
pub fn second_step(reader: &mut Reader<'_>) -> Option<bool> {
    reader.formed(&SECOND_STEP, |text| match text {
        "offered" => Some(false),
        "demanded" => Some(true),
        _ => None,
    })
}
