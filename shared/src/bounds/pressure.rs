//! Pressure: so many wrong guesses in the whole service that somebody tries a few codes of very many people. Codes are
//! longer while it lasts.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::codes::hotp::Digits;

/// Seconds over which wrong guesses are counted.
pub const COUNTED_FOR: u64 = 60;
/// Seconds for which pressure holds after the minute that raised it. Whoever goes on guessing renews it. A day, since codes
/// can be collected in the calm and guessed at together: that works once, and then not before the next calm.
pub const HOLDS_FOR: u64 = 86_400;
/// Seconds for which a sandbox remembers whether there is pressure.
pub const REMEMBERED_FOR: u64 = 10;

/// Until when codes are longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pressure {
    until: Timestamp,
}

/// What a minute with too many wrong guesses makes of the pressure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raised {
    /// There was none: this begins it.
    Begun(Pressure),
    /// There was some: this makes it last.
    Renewed(Pressure),
    /// Somebody else has raised it for this minute.
    Already,
}

impl Pressure {
    /// Whether codes are longer at `now`.
    pub fn holds(&self, now: Timestamp) -> bool {
        now < self.until
    }

    /// When the table may forget it.
    pub fn expires_at(&self) -> Timestamp {
        self.until
    }
}

/// Raises the pressure for the minute that ends at `minute_end`.
pub fn raise(pressure: Option<&Pressure>, minute_end: Timestamp, now: Timestamp) -> Raised {
    let next = Pressure { until: minute_end.plus(HOLDS_FOR) };
    match pressure {
        Some(found) if found.until >= next.until => Raised::Already,
        Some(found) if found.holds(now) => Raised::Renewed(next),
        _ => Raised::Begun(next),
    }
}

/// Digits of new codes: eight under pressure, where the configuration says fewer.
pub fn digits(configured: Digits, under_pressure: bool) -> Digits {
    if under_pressure { configured.max(Digits::EIGHT) } else { configured }
}

#[cfg(test)]
mod tests {
    use super::{HOLDS_FOR, Pressure, Raised, digits, raise};
    use crate::Timestamp;
    use crate::codes::hotp::Digits;

    const fn at(second: u64) -> Timestamp {
        Timestamp::from_unix(second)
    }

    #[test]
    fn otp_06_pressure_begins_once_is_renewed_and_ends_by_itself() {
        let Raised::Begun(first) = raise(None, at(1_020), at(1_000)) else { panic!("it begins") };
        assert!(first.holds(at(1_000)) && first.holds(at(1_019 + HOLDS_FOR)) && !first.holds(at(1_020 + HOLDS_FOR)));
        assert_eq!(raise(Some(&first), at(1_020), at(1_019)), Raised::Already, "another sandbox in the same minute");
        let renewed = Pressure { until: at(1_080 + HOLDS_FOR) };
        assert_eq!(raise(Some(&first), at(1_080), at(1_050)), Raised::Renewed(renewed));
        let ended = 1_080 + HOLDS_FOR;
        let again = Pressure { until: at(ended + 60 + HOLDS_FOR) };
        assert_eq!(
            raise(Some(&renewed), at(ended + 60), at(ended)),
            Raised::Begun(again),
            "the item may outlive itself"
        );
    }

    #[test]
    fn otp_06_codes_have_eight_digits_under_pressure_and_never_fewer_than_configured() {
        for (configured, calm, pressed) in [(6, 6, 8), (7, 7, 8), (8, 8, 8)] {
            let configured = Digits::try_from(configured).unwrap();
            assert_eq!((digits(configured, false).get(), digits(configured, true).get()), (calm, pressed));
        }
    }
}
