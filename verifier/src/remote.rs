//! Keys that the issuer publishes, fetched when they are needed and no more often than that.

use std::fmt::Display;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;

use crate::{CheckFailed, CheckToken, Claims, Issuer, KeysUnavailable, Timestamp, TokenRefused, Verifier};

mod documents;
mod state;

use documents::{Fetch, Fetching, fetch_keys};
use state::{Flight, Landing, State, Step};

/// How long a key set is used before it is fetched anew, in seconds, unless [`RemoteKeys::max_age`] says otherwise.
pub const DEFAULT_MAX_AGE: u64 = 300;
/// For how long after that the last good set is used while the issuer cannot be reached, in seconds, unless
/// [`RemoteKeys::keeping`] says otherwise.
pub const DEFAULT_KEEPING: u64 = 3_600;
/// Seconds between two fetches at least, whatever tokens come in: forged key names cannot make a service ask more often.
pub const FETCH_INTERVAL: u64 = 60;
/// Longest document of an issuer that is looked at, in bytes.
pub const LONGEST_DOCUMENT: usize = 65_536;
/// Seconds between two fetches at least, as long as there is no key set at all.
pub const FIRST_FETCH_INTERVAL: u64 = 5;

/// Checks tokens with the keys that their issuer publishes.
///
/// The keys are found by `{issuer}/.well-known/openid-configuration`, whose `issuer` must be the one that is expected and
/// whose `jwks_uri` must lie under it; what a token's header says of keys is never followed. They are fetched
///
/// - at first use;
/// - at the first use after `max_age`;
/// - when a token names a key that is not in the set, as after a rotation,
///
/// but never twice within [`FETCH_INTERVAL`], and once for all who wait for it. Where a fetch fails, or brings a set that is
/// malformed, empty, or shows a private or secret key, the last good set is used for `keeping` seconds beyond its age;
/// then every token is refused until a fetch succeeds. The price of both is that a key which the issuer withdraws counts
/// for that much longer.
#[derive(Clone)]
pub struct RemoteKeys {
    terms: Arc<Terms>,
    fetch: Arc<Fetch>,
    state: Arc<Mutex<State>>,
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
    /// the body of a 200 answer: it verifies TLS certificates, follows no redirect, ends by itself after a few seconds and
    /// reads no more than [`LONGEST_DOCUMENT`] bytes. What it fails with is for the log.
    pub fn new<F, Fetched, Fault>(issuer: Issuer, audience: String, clock_skew: u64, fetch: F) -> Self
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
            state: Arc::default(),
        }
    }

    /// Uses a key set for so many seconds before it is fetched anew: at least [`FETCH_INTERVAL`], by default
    /// [`DEFAULT_MAX_AGE`].
    #[must_use]
    pub fn max_age(self, seconds: u64) -> Self {
        self.with(|terms| terms.max_age = seconds.max(FETCH_INTERVAL))
    }

    /// Uses the last good set for so many seconds beyond its age while the issuer cannot be reached; by default
    /// [`DEFAULT_KEEPING`], 0 for not at all.
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

    /// A verifier with keys that are no older than they may be.
    async fn current(&self, now: Timestamp) -> Result<Arc<Verifier>, KeysUnavailable> {
        let fault = match self.step(now, None) {
            Step::Use(verifier) => return Ok(verifier),
            Step::Wait(flight) => flight.await.err(),
            Step::GiveUp => None,
        };
        let longest = self.terms.max_age.saturating_add(self.terms.keeping);
        let held = self.state().held_for_less_than(longest, now);
        held.ok_or_else(|| fault.unwrap_or(KeysUnavailable::AskedAlready))
    }

    /// A verifier with other keys than `known` has, where the issuer has published some since.
    async fn newer(&self, known: &Arc<Verifier>, now: Timestamp) -> Option<Arc<Verifier>> {
        match self.step(now, Some(known)) {
            Step::Use(verifier) => Some(verifier),
            Step::Wait(flight) => {
                flight.await.ok()?;
                self.state().other_than(known)
            }
            Step::GiveUp => None,
        }
    }

    fn step(&self, now: Timestamp, known: Option<&Arc<Verifier>>) -> Step {
        let mut state = self.state();
        let held = match known {
            None => state.held_for_less_than(self.terms.max_age, now),
            Some(known) => state.other_than(known),
        };
        match (held, state.flight(now)) {
            (Some(verifier), _) => Step::Use(verifier),
            (None, Some(flight)) => Step::Wait(flight),
            (None, None) if state.may_ask(now) => Step::Wait(self.take_off(&mut state, now)),
            (None, None) => Step::GiveUp,
        }
    }

    /// Begins a fetch. Whoever waits for it drives it, and where all of them leave it stays for the next one to go on with:
    /// a client that hangs up neither ends a fetch for the others nor makes another one due.
    fn take_off(&self, state: &mut State, now: Timestamp) -> Flight {
        let number = state.departs(now);
        let (terms, fetch) = (Arc::clone(&self.terms), Arc::clone(&self.fetch));
        // The state holds the flight: were the flight to hold the state, an abandoned one would never be freed.
        let state_of = Arc::downgrade(&self.state);
        let flight: Landing = Box::pin(async move {
            let fetched = fetch_keys(&terms.issuer, &*fetch).await.map(|(document, keys)| {
                let verifier = Verifier::new(keys, terms.issuer.clone(), terms.audience.clone(), terms.clock_skew);
                (document, verifier.remembering(terms.entries))
            });
            match state_of.upgrade() {
                Some(state) => lock(&state).land(number, now, fetched),
                None => Ok(()),
            }
        });
        let flight = flight.shared();
        state.flight = Some(flight.clone());
        flight
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
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
