//! How long a code lives, in words.

/// A time in the unit that tells it without promising more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lifetime {
    Minutes(u64),
    Seconds(u64),
}

/// What units are called in a language: for one, for more, and short.
pub(super) struct Units {
    pub(super) minute: [&'static str; 3],
    pub(super) second: [&'static str; 3],
}

impl Lifetime {
    /// Whole minutes where they tell the time, or most of it: below two minutes the rest is too much to leave out.
    /// Always rounded down: a code that dies before its message said so is a code that does not work.
    pub(super) const fn of(seconds: u64) -> Self {
        let minutes = seconds / 60;
        if minutes >= 2 || seconds == 60 { Self::Minutes(minutes) } else { Self::Seconds(seconds) }
    }

    /// In full: `1 minute`, `90 seconds`.
    pub(super) fn in_words(self, units: &Units) -> String {
        let (count, [one, more, _]) = self.counted(units);
        format!("{count} {}", if count == 1 { one } else { more })
    }

    /// In short: `10 min`.
    pub(super) fn in_short(self, units: &Units) -> String {
        let (count, [_, _, short]) = self.counted(units);
        format!("{count} {short}")
    }

    const fn counted(self, units: &Units) -> (u64, [&'static str; 3]) {
        match self {
            Self::Minutes(count) => (count, units.minute),
            Self::Seconds(count) => (count, units.second),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lifetime::{self, Minutes, Seconds};
    use super::Units;

    #[test]
    fn no_lifetime_promises_more_than_there_is_and_none_leaves_out_a_third() {
        for seconds in 0..=700 {
            let told = match Lifetime::of(seconds) {
                Minutes(minutes) => minutes * 60,
                Seconds(seconds) => seconds,
            };
            assert!(told <= seconds && told * 3 >= seconds * 2, "{seconds}: {told}");
        }
        let expected = [
            (0, Seconds(0)),
            (1, Seconds(1)),
            (30, Seconds(30)),
            (59, Seconds(59)),
            (60, Minutes(1)),
            (61, Seconds(61)),
            (90, Seconds(90)),
            (119, Seconds(119)),
            (120, Minutes(2)),
            (179, Minutes(2)),
            (599, Minutes(9)),
            (600, Minutes(10)),
        ];
        for (seconds, lifetime) in expected {
            assert_eq!(Lifetime::of(seconds), lifetime, "{seconds}");
        }
    }

    #[test]
    fn one_is_singular() {
        let units = Units { minute: ["minute", "minutes", "min"], second: ["second", "seconds", "s"] };
        let told = |seconds| (Lifetime::of(seconds).in_words(&units), Lifetime::of(seconds).in_short(&units));
        assert_eq!(told(60), ("1 minute".to_owned(), "1 min".to_owned()));
        assert_eq!(told(120), ("2 minutes".to_owned(), "2 min".to_owned()));
        assert_eq!(told(1), ("1 second".to_owned(), "1 s".to_owned()));
        assert_eq!(told(90), ("90 seconds".to_owned(), "90 s".to_owned()));
    }
}
