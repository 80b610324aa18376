//! Wrong guesses of the whole service: counted where codes are judged, heeded where codes are made.

use std::num::NonZeroU32;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::audit::Act;
use crate::store::{Charge, Charged, Decision, Expected, Key, Store, StoreError};
use shared::Timestamp;
use shared::bounds::network::Window;
use shared::bounds::pressure::{COUNTED_FOR, Pressure, REMEMBERED_FOR, Raised, raise};

const TOTAL: &str = "total";
/// The table keeps a minute for so many seconds after it.
const KEPT_FOR: u64 = 3_600;

/// Counts wrong guesses and raises the pressure.
#[derive(Debug)]
pub struct GuessCounter {
    store: Store,
    /// Wrong guesses in a minute that raise it; `None`: never.
    threshold: Option<NonZeroU32>,
    /// The end of the minute that is known to have raised it, in Unix seconds: until then nothing is counted, so the
    /// item never takes more writes than the threshold and one from each sandbox.
    raised_until: AtomicU64,
}

/// Knows whether there is pressure.
#[derive(Debug)]
pub struct PressureGauge {
    store: Store,
    threshold: Option<NonZeroU32>,
    known: Mutex<Option<(Timestamp, bool)>>,
}

impl GuessCounter {
    /// Counts in `store`.
    pub const fn new(store: Store, threshold: Option<NonZeroU32>) -> Self {
        Self { store, threshold, raised_until: AtomicU64::new(0) }
    }

    /// Counts a guess that is booked as wrong. A failure is only told to the log: it must not change what the guess is answered.
    pub async fn count(&self, now: Timestamp) {
        let Some(threshold) = self.threshold else { return };
        let minute = Window::at(now, COUNTED_FOR);
        if self.raised_until.load(Ordering::Relaxed) == minute.end().as_unix() {
            return;
        }
        // Boxed: it is large, and would be a part of every verification.
        if let Err(error) = Box::pin(self.try_count(threshold, minute, now)).await {
            tracing::error!(reason = %error, "a wrong guess could not be counted");
        }
    }

    async fn try_count(&self, threshold: NonZeroU32, minute: Window, now: Timestamp) -> Result<(), StoreError> {
        let one = Charge { number: TOTAL, amount: 1, most: None };
        let key = Key::wrong_guesses(minute.start());
        let (Charged::Done(numbers) | Charged::Refused(numbers)) =
            self.store.charge(&key, &[one], minute.end().plus(KEPT_FOR)).await?;
        if numbers.get(TOTAL) < u64::from(threshold.get()) {
            return Ok(());
        }
        let decide = |found: Option<&Pressure>| {
            let (next, begun) = match raise(found, minute.end(), now) {
                Raised::Begun(next) => (next, true),
                Raised::Renewed(next) => (next, false),
                Raised::Already => return Decision::Keep(false),
            };
            Decision::Write { expires_at: next.expires_at(), next, outcome: begun }
        };
        let settled = self.store.settle(&Key::pressure(), Expected::Unknown, decide).await?;
        self.raised_until.store(minute.end().as_unix(), Ordering::Relaxed);
        if settled.outcome {
            Act::PressureBegun.record();
        }
        Ok(())
    }
}

impl PressureGauge {
    /// Reads from `store`; without a threshold there is never any pressure.
    pub const fn new(store: Store, threshold: Option<NonZeroU32>) -> Self {
        Self { store, threshold, known: Mutex::new(None) }
    }

    /// Whether codes are to be longer. Where nobody can tell, they are.
    pub async fn holds(&self, now: Timestamp) -> bool {
        if self.threshold.is_none() {
            return false;
        }
        let known = self.known.lock().ok().and_then(|known| *known);
        if let Some((asked_at, holds)) = known
            && asked_at <= now
            && now.since(asked_at) < REMEMBERED_FOR
        {
            return holds;
        }
        match self.store.read::<Pressure>(&Key::pressure()).await {
            Ok(found) => {
                let holds = found.is_some_and(|found| found.state.holds(now));
                if let Ok(mut known) = self.known.lock() {
                    *known = Some((now, holds));
                }
                holds
            }
            Err(error) => {
                tracing::error!(reason = %error, "the pressure is not known: codes are longer");
                true
            }
        }
    }
}
