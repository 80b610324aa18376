//! Keys that the issuer publishes, fetched when they are needed and no more often than that.

use std::fmt::Display;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Either, select};

use crate::{CheckFailed, CheckToken, Claims, Issuer, KeysUnavailable, Timestamp, TokenRefused, Verifier};

pub(crate) mod deadline;
mod documents;
mod state;

use deadline::Deadline;
use documents::{Fetch, Fetching, fetch_keys};
use state::{PendingFetch, SharedFetch, State};

/// Age of a key set, in seconds, that it does not reach while its issuer answers and tokens come in, unless
/// [`RemoteKeys::max_age`] says otherwise.
pub const DEFAULT_MAX_AGE: u64 = 300;
/// Shortest such age, in seconds: of a shorter one, the last fifth would begin before a fetch is due.
pub const SHORTEST_MAX_AGE: u64 = 75;
/// For how long beyond that the last good set is used until a fetch succeeds, in seconds, unless
/// [`RemoteKeys::keeping`] says otherwise.
pub const DEFAULT_KEEPING: u64 = 3_600;
/// Seconds between two fetches at least, whatever tokens come in: forged key names cannot make a service ask more often.
pub const FETCH_INTERVAL: u64 = 60;
/// Seconds between two fetches at least, as long as there is no key set at all.
pub const FIRST_FETCH_INTERVAL: u64 = 5;
/// Seconds after which a fetch of both documents is given up, whether or not the function that fetches ever ends.
pub const LONGEST_FETCH: u64 = 10;
/// Longest document of an issuer that is looked at, in bytes.
pub const LONGEST_DOCUMENT: usize = 65_536;

/// Checks tokens with the keys that their issuer publishes.
///
/// The keys are found by `{issuer}/.well-known/openid-configuration`, whose `issuer` must be the one that is expected and
/// whose `jwks_uri` must lie under it; what a token's header says of keys is never followed. They are fetched
///
/// - at first use;
/// - at each use from four fifths of `max_age` on, until a fetch succeeds;
/// - when a token names a key that is not in the set, as after a rotation,
///
/// but never twice within [`FETCH_INTERVAL`], by one fetch at a time that [`LONGEST_FETCH`] bounds. **Nobody waits for
/// it who holds keys that may still be used**; those wait who have none, and those whose token names a key that is not
/// among them. A fetch that nobody waits for goes on in the runtime of the service. Where a fetch fails, or brings a set
/// that is malformed, has no known key, or shows a private or secret one, the last good set stays in use, up to
/// `max_age` and `keeping` together. Then every token is refused until a fetch succeeds.
///
/// A key that the issuer withdraws is therefore refused `max_age` later at the latest where tokens come in all the time
/// and the issuer answers; and in any case after `max_age` and `keeping`. After an idle time the first tokens are still
/// checked with the old set, until the fetch that they cause has landed: whoever cannot have that takes a `keeping` of
/// 0.
#[derive(Clone)]
pub struct RemoteKeys {
    terms: Arc<Terms>,
    fetch: Arc<Fetch>,
    /// Runs a fetch that nobody waits for.
    spawn: Arc<Spawn>,
    /// Makes the bound of a fetch that begins.
    bound: Arc<Bound>,
    state: Arc<Mutex<State>>,
}

/// Work that goes on by itself.
pub type Background = Pin<Box<dyn Future<Output = ()> + Send>>;
type Spawn = dyn Fn(Background) + Send + Sync;
type Bound = dyn Fn() -> Deadline + Send + Sync;

/// What one who needs keys does next.
enum Step {
    Use(Arc<Verifier>),
    Wait(SharedFetch),
    GiveUp,
}

/// What is expected, and for how long.
#[derive(Clone)]
struct Terms {
    issuer: Issuer,
    audience: String,
    clock_skew: u64,
    entries: usize,
    max_age: u64,
    keeping: u64,
}

impl RemoteKeys {
    /// Expects tokens of `issuer` for `audience`; clocks may differ by `clock_skew` seconds. `fetch` gets a URL and gives
    /// the body of a 200 answer: it verifies TLS certificates, follows no redirect and reads no more than
    /// [`LONGEST_DOCUMENT`] bytes. What it fails with is for the log. `spawn` hands a fetch to the service's runtime, so
    /// that it goes on while no token comes in: `|fetch| drop(tokio::spawn(fetch))`.
    pub fn new<F, Fetched, Fault>(
        issuer: Issuer,
        audience: String,
        clock_skew: u64,
        fetch: F,
        spawn: impl Fn(Background) + Send + Sync + 'static,
    ) -> Self
    where
        F: Fn(String) -> Fetched + Send + Sync + 'static,
        Fetched: Future<Output = Result<Vec<u8>, Fault>> + Send + 'static,
        Fault: Display,
    {
        let (max_age, keeping) = (DEFAULT_MAX_AGE, DEFAULT_KEEPING);
        let fetch = move |url| -> Fetching {
            let fetched = fetch(url);
            Box::pin(async move { fetched.await.map_err(|fault| KeysUnavailable::Fetch(fault.to_string())) })
        };
        Self {
            terms: Arc::new(Terms { issuer, audience, clock_skew, entries: 0, max_age, keeping }),
            fetch: Arc::new(fetch),
            spawn: Arc::new(spawn),
            bound: Arc::new(|| Deadline::after(Duration::from_secs(LONGEST_FETCH))),
            state: Arc::default(),
        }
    }

    /// Has a key set fetched anew before it is so many seconds old: at least [`SHORTEST_MAX_AGE`], by default
    /// [`DEFAULT_MAX_AGE`]. From four fifths of it on each use asks for a fetch.
    #[must_use]
    pub fn max_age(self, seconds: u64) -> Self {
        self.with(|terms| terms.max_age = seconds.max(SHORTEST_MAX_AGE))
    }

    /// Uses the last good set for so many seconds beyond `max_age`, while it is fetched or the issuer cannot be
    /// reached; by default [`DEFAULT_KEEPING`]. With 0 no set is ever used beyond `max_age`.
    #[must_use]
    pub fn keeping(self, seconds: u64) -> Self {
        self.with(|terms| terms.keeping = seconds)
    }

    /// Remembers the signatures of up to `entries` tokens, as [`Verifier::remembering`] does. They are forgotten where the
    /// key set changes.
    #[must_use]
    pub fn remembering(self, entries: usize) -> Self {
        self.with(|terms| terms.entries = entries)
    }

    fn with(mut self, change: impl FnOnce(&mut Terms)) -> Self {
        change(Arc::make_mut(&mut self.terms));
        self
    }

    /// A verifier with keys that may be used.
    async fn current(&self, now: Timestamp) -> Result<Arc<Verifier>, KeysUnavailable> {
        let fault = match self.step(now) {
            Step::Use(verifier) => return Ok(verifier),
            Step::Wait(pending) => pending.await.err(),
            Step::GiveUp => None,
        };
        self.usable(now).ok_or_else(|| fault.unwrap_or(KeysUnavailable::AskedAlready))
    }

    /// A verifier with other keys than `known` has, where the issuer has published some since.
    async fn newer(&self, known: &Arc<Verifier>, now: Timestamp) -> Option<Arc<Verifier>> {
        if let Some(newer) = self.state().other_than(known) {
            return Some(newer);
        }
        self.under_way(now)?.await.ok()?;
        self.state().other_than(known)
    }

    fn step(&self, now: Timestamp) -> Step {
        let is_fresh = |state: &State| state.held_for_less_than(self.terms.refresh_age(), now);
        if let Some(verifier) = is_fresh(&self.state()) {
            return Step::Use(verifier);
        }
        let pending = self.under_way(now);
        if self.usable(now).is_some() {
            // A step further where the runtime rests between calls, as a function does; it may even end by it.
            _ = pending.clone().and_then(FutureExt::now_or_never);
        }
        match (self.usable(now), pending) {
            (Some(verifier), _) => Step::Use(verifier),
            (None, Some(pending)) => Step::Wait(pending),
            (None, None) => Step::GiveUp,
        }
    }

    fn usable(&self, now: Timestamp) -> Option<Arc<Verifier>> {
        self.state().held_for_less_than(self.terms.max_age.saturating_add(self.terms.keeping), now)
    }

    /// The fetch under way, or one that begins since it is due.
    fn under_way(&self, now: Timestamp) -> Option<SharedFetch> {
        let begun = {
            let mut state = self.state();
            if !state.may_ask(now) {
                return state.under_way(now);
            }
            let pending = self.begin_fetch(state.book_begin(now), now).shared();
            state.pending = Some(pending.clone());
            pending
        };
        (self.spawn)(Box::pin(begun.clone().map(drop)));
        Some(begun)
    }

    /// A fetch, until it has booked what came of it. A client that hangs up ends it for nobody.
    fn begin_fetch(&self, number: u64, now: Timestamp) -> PendingFetch {
        let (terms, fetch, deadline) = (Arc::clone(&self.terms), Arc::clone(&self.fetch), (self.bound)());
        // The state holds the fetch: were the fetch to hold the state, an abandoned one would never be freed.
        let state_of = Arc::downgrade(&self.state);
        Box::pin(async move {
            let fetching = pin!(AssertUnwindSafe(fetch_keys(&terms.issuer, &*fetch)).catch_unwind());
            let fetched = match select(fetching, deadline).await {
                Either::Left((fetched, _)) => fetched.unwrap_or(Err(KeysUnavailable::Panicked)),
                Either::Right(_) => Err(KeysUnavailable::Late),
            };
            let fetched = fetched.map(|(document, keys)| {
                let verifier = Verifier::new(keys, terms.issuer.clone(), terms.audience.clone(), terms.clock_skew);
                (document, verifier.remembering(terms.entries))
            });
            match state_of.upgrade() {
                Some(state) => lock(&state).book_end(number, now, fetched),
                None => Ok(()),
            }
        })
    }

    /// Waits for the fetch that a use has begun, if there is one.
    #[cfg(test)]
    pub(crate) async fn settled(&self, now: Timestamp) {
        let pending = self.state().under_way(now);
        if let Some(pending) = pending {
            _ = pending.await;
        }
    }

    /// Takes the bounds of its fetches from a test.
    #[cfg(test)]
    pub(crate) fn bounded_by(self, bound: impl Fn() -> Deadline + Send + Sync + 'static) -> Self {
        Self { bound: Arc::new(bound), ..self }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Terms {
    /// The age from which on a key set is fetched anew.
    const fn refresh_age(&self) -> u64 {
        self.max_age - self.max_age / 5
    }
}

/// Nothing that holds the lock can leave the state half changed.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl CheckToken for RemoteKeys {
    async fn check_token(&self, token: &str, now: Timestamp) -> Result<Arc<Claims>, CheckFailed> {
        let verifier = self.current(now).await?;
        let refused = match verifier.verify(token, now) {
            Err(refused @ TokenRefused::UnknownKey) => refused,
            settled => return Ok(settled?),
        };
        match self.newer(&verifier, now).await {
            Some(newer) => Ok(newer.verify(token, now)?),
            None => Err(refused.into()),
        }
    }
}

impl std::fmt::Debug for RemoteKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RemoteKeys").field("issuer", &self.terms.issuer).finish_non_exhaustive()
    }
}
