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

/// Where `now` comes from: the operating system, or a hand that tests can move.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<AtomicU64>),
}

impl Clock {
    /// The operating system's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    pub fn manual(start: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(AtomicU64::new(start.as_unix()))))
    }

    /// Moves a manual clock, and every clone of it, forward; the system's clock stays as it is.
    pub fn advance(&self, seconds: u64) {
        if let Source::Manual(unix) = &self.0 {
            unix.fetch_add(seconds, Ordering::SeqCst);
        }
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Manual(unix) => Timestamp::from_unix(unix.load(Ordering::SeqCst)),
            Source::System => system_now(),
        }
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
