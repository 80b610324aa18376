//! The bounds of networks and of the whole service: what several functions have in common.

use std::num::NonZeroU32;

use shared::bounds::network::{AddressLimit, OWN_CALLS, SessionLimit};

use super::{Reader, Setting};

/// Most calls of one kind that one address may be allowed in a window. The counts of a wide network share an item, which
/// must stay small.
pub const MOST_CALLS: u64 = 10_000;

const WINDOW: Setting = Setting::number(
    "ADDRESS_WINDOW_SECONDS",
    "seconds",
    10..=3_600,
    300,
    "the window that calls of a network count in",
);
/// One item counts them, at 1,000 writes a second.
const WRONG_GUESSES: Setting = Setting::number(
    "WRONG_GUESSES_PER_MINUTE",
    "guesses",
    0..=50_000,
    500,
    "wrong codes in the whole service that make new codes longer; 0: never",
);
const TOKEN_CALLS: Setting = Setting::number(
    "ADDRESS_TOKEN_CALLS",
    "calls",
    1..=MOST_CALLS,
    300,
    "refreshes, and revocations, beyond the first 3 of each session, and wrong client secrets, from one address in a window",
);
const SESSION_CALLS: Setting = Setting::number(
    "SESSION_CALLS",
    "calls",
    OWN_CALLS as u64..=MOST_CALLS,
    30,
    "refreshes, and revocations, with the tokens of one session in a window",
);

/// How many calls are answered per network.
pub fn address_limit(reader: &mut Reader<'_>, calls: &'static Setting) -> Option<AddressLimit> {
    let calls = reader.number(calls).and_then(NonZeroU32::new);
    let window = reader.number(&WINDOW);
    Some(AddressLimit { calls: calls?, window: window? })
}

/// How many calls with tokens of a session are answered, per session and per network.
pub fn session_limit(reader: &mut Reader<'_>) -> Option<SessionLimit> {
    let of_session = reader.number(&SESSION_CALLS).and_then(NonZeroU32::new);
    let of_address = address_limit(reader, &TOKEN_CALLS);
    Some(SessionLimit { of_session: of_session?, of_address: of_address? })
}

/// How many wrong guesses a minute make codes longer.
#[expect(clippy::option_option, reason = "the outer one is a fault, the inner one is a threshold switched off")]
pub(super) fn wrong_guesses(reader: &mut Reader<'_>) -> Option<Option<NonZeroU32>> {
    reader.number(&WRONG_GUESSES).map(NonZeroU32::new)
}
