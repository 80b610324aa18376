//! The present moment, for a service that brings no clock of its own.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::Timestamp;

/// The operating system's time; one before 1970 reads as 0, at which no token counts yet.
#[expect(clippy::disallowed_methods, reason = "everything else takes `now` as an argument")]
pub fn system_clock() -> Timestamp {
    Timestamp::from_unix(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs()))
}
