//! How long a code lives, in words.

/// A time in the unit that tells it without promising more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lifetime {
    Minutes(u64),
    Seconds(u64),
}

impl Lifetime {
    /// Whole minutes where they tell the time, or most of it: below two minutes the rest is too much to leave out.
    /// Always rounded down: a code that dies before its message said so is a code that does not work.
    pub(super) const fn of(seconds: u64) -> Self {
        let minutes = seconds / 60;
        if minutes >= 2 || seconds == 60 { Self::Minutes(minutes) } else { Self::Seconds(seconds) }
    }

    /// The sentence that tells it, which has a short form, and its number.
    pub(super) const fn counted(self) -> (&'static str, u64) {
        match self {
            Self::Minutes(count) => ("code-minutes", count),
            Self::Seconds(count) => ("code-seconds", count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lifetime::{self, Minutes, Seconds};

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
}
