//! The bounds of networks and of the whole service, shared by the functions that send and that judge.

use std::num::NonZeroU32;

use super::environment::Reader;
use crate::network::{AddressLimit, OWN_CALLS, SessionLimit};

/// Most calls of one kind that one address may be allowed in a window. The counts of a wide network share an item, which
/// must stay small.
const MOST_CALLS: u32 = 10_000;
/// Most wrong guesses a minute: one item counts them, at 1,000 writes a second.
const MOST_WRONG_GUESSES: u32 = 50_000;

/// How many sends are answered per network.
pub(super) fn sends(reader: &mut Reader<'_>) -> Option<AddressLimit> {
    address(reader, "ADDRESS_SENDS", 10)
}

/// How many verifications are answered per network.
pub(super) fn verifications(reader: &mut Reader<'_>) -> Option<AddressLimit> {
    address(reader, "ADDRESS_VERIFICATIONS", 30)
}

/// How many calls with tokens of a session are answered, per session and per network.
pub(super) fn token_calls(reader: &mut Reader<'_>) -> Option<SessionLimit> {
    let of_session = reader.number("SESSION_CALLS", 30, OWN_CALLS..=MOST_CALLS).and_then(NonZeroU32::new);
    let of_address = address(reader, "ADDRESS_TOKEN_CALLS", 300);
    Some(SessionLimit { of_session: of_session?, of_address: of_address? })
}

fn address(reader: &mut Reader<'_>, name: &str, default: u32) -> Option<AddressLimit> {
    let calls = reader.number(name, default, 1..=MOST_CALLS).and_then(NonZeroU32::new);
    let window = reader.number("ADDRESS_WINDOW_SECONDS", 300, 10..=3_600);
    Some(AddressLimit { calls: calls?, window: window? })
}

/// How many wrong guesses a minute make codes longer.
#[expect(clippy::option_option, reason = "the outer one is a fault, the inner one is a threshold switched off")]
pub(super) fn wrong_guesses(reader: &mut Reader<'_>) -> Option<Option<NonZeroU32>> {
    reader.number("WRONG_GUESSES_PER_MINUTE", 500, 0..=MOST_WRONG_GUESSES).map(NonZeroU32::new)
}
