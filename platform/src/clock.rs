//! Time as a value: rules take `now` as an argument and only this module asks the operating system.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use shared::Timestamp;

/// A moment as people read it: `2026-11-27 21:05 UTC`.
pub fn in_words(moment: Timestamp) -> String {
    let seconds = i64::try_from(moment.as_unix()).unwrap_or(i64::MAX);
    let written = DateTime::from_secs(seconds).fmt(Format::DateTime).unwrap_or_default();
    let (day, time) = written.split_once('T').unwrap_or_default();
    let minute = time.rsplit_once(':').map(|(minute, _)| minute).unwrap_or_default();
    format!("{day} {minute} UTC")
}

/// Where `now` comes from: the operating system, or a hand that a laptop's owner and tests can move.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Where it stands by itself; `None`: it goes with the operating system's.
    stands_at: Option<Timestamp>,
    /// Seconds by which it was put forward, for all clones; `None`: nobody moves it.
    ahead: Option<Arc<AtomicU64>>,
}

impl Clock {
    /// The operating system's clock.
    pub fn system() -> Self {
        Self { stands_at: None, ahead: None }
    }

    /// The operating system's clock, which [`Clock::advance`] puts forward.
    pub fn system_ahead() -> Self {
        Self { stands_at: None, ahead: Some(Arc::default()) }
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    pub fn manual(start: Timestamp) -> Self {
        Self { stands_at: Some(start), ahead: Some(Arc::default()) }
    }

    /// Puts the clock, and every clone of it, forward; that of [`Clock::system`] stays as it is.
    pub fn advance(&self, seconds: u64) {
        if let Some(ahead) = &self.ahead {
            ahead.fetch_add(seconds, Ordering::SeqCst);
        }
    }

    /// By how many seconds it was put forward.
    pub fn ahead(&self) -> u64 {
        self.ahead.as_ref().map_or(0, |ahead| ahead.load(Ordering::SeqCst))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.stands_at.unwrap_or_else(system_now).plus(self.ahead())
    }
}

/// Measures how long something takes; no rule depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins now.
    #[expect(clippy::disallowed_methods, reason = "this module is the one that asks")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Whole milliseconds since then.
    pub fn milliseconds(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// How long it is until `moment`; nothing where it has passed.
#[expect(clippy::disallowed_methods, reason = "this module is the one that asks")]
pub(crate) fn left_until(moment: SystemTime) -> Duration {
    moment.duration_since(SystemTime::now()).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "this module is the one that asks")]
fn system_now() -> Timestamp {
    // A clock before 1970 reads as 0: every deadline then lies ahead and every token is "not yet valid".
    Timestamp::from_unix(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_put_forward_goes_on_from_there_for_every_clone() {
        let (clock, system) = (Clock::system_ahead(), Clock::system());
        assert_eq!(clock.ahead(), 0);
        clock.clone().advance(86_400);
        clock.clone().advance(60);
        assert_eq!(clock.ahead(), 86_460);
        let (before, now, after) = (system.now(), clock.now(), system.now());
        assert!(before.plus(86_460) <= now && now <= after.plus(86_460), "{before:?} {now:?} {after:?}");
    }

    #[test]
    fn the_functions_clock_is_the_operating_systems_whoever_would_move_it() {
        let clock = Clock::system();
        clock.advance(86_400);
        assert!(clock.ahead() == 0 && clock.now() <= system_now());
    }
}
