//! The rules of an authenticator app, as pure functions: `(app, guess, now) -> (next app, verdict)`, like the ledger's.

use std::fmt;

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::Enrolment;
use crate::Timestamp;
use crate::codes::hotp::{Code, Key};
use crate::codes::totp::{TimeStep, Window};
use crate::identity::AuthenticatorId;
use crate::identity::account::AccountId;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

const DAY: u64 = 86_400;
/// How far machines' clocks may differ: what still counts for a slow one must not be forgotten by a fast one.
const CLOCKS_DIFFER_BY: u64 = 60;
/// Wrong guesses, and the seconds within which no more are judged. Each has three codes that are right
/// (`totp_06_…` counts what that comes to).
pub(super) const BUDGETS: [(usize, u64); 2] = [(5, 300), (20, DAY)];
/// Wrong guesses in a row after which the app is off (NIST SP 800-63B-4 §3.2.2), until another method turns it on again.
pub(super) const MOST_IN_A_ROW: u32 = 100;

/// An account's authenticator app.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthenticatorApp {
    /// Names it: another app of the same account is another one.
    pub id: AuthenticatorId,
    /// When it became the account's.
    pub added_at: Timestamp,
    secret: Vec<u8>,
    /// The latest step whose code was taken: neither it nor an older one is taken again (RFC 6238 §5.2).
    last_step: TimeStep,
    /// When wrong codes were judged, those of a day.
    failures: Vec<Timestamp>,
    failures_in_a_row: u32,
}

/// What becomes of a code. `Right` and `Wrong` hold only once their app is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppJudgement {
    /// The code is right: this app books its one use.
    Right(AuthenticatorApp),
    /// It is wrong, or was used: this app books the failure.
    Wrong(AuthenticatorApp),
    /// Not judged at all: nothing to write.
    Refused(AppRefused),
}

/// Why a code is not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppRefused {
    /// Too many wrong ones.
    #[error("too many wrong codes of the app")]
    Spent {
        /// Seconds until one is judged again.
        retry_after: u64,
    },
    /// Far too many in a row.
    #[error("the app is off")]
    Off,
}

impl AuthenticatorApp {
    /// The app of an enrolment, whose code of `step` was taken.
    pub(super) fn new(
        enrolment: &Enrolment,
        step: TimeStep,
        keyring: &Keyring,
        nonce: [u8; 12],
        now: Timestamp,
    ) -> Result<Self, NotSealedHere> {
        let Enrolment { account, id, ref secret, .. } = *enrolment;
        let owner = owner(account, id);
        let secret = keyring.seal_into(Purpose::AuthenticatorSecret, &owner, secret.as_bytes(), nonce)?;
        Ok(Self { id, added_at: now, secret, last_step: step, failures: Vec::new(), failures_in_a_row: 0 })
    }

    /// What its codes are derived from. Sealed under a version of the master secret that is gone, or for another account or
    /// another app, it tells nothing.
    pub fn key(&self, account: AccountId, keyring: &Keyring) -> Result<Key, NotSealedHere> {
        let opened = keyring.open_from(Purpose::AuthenticatorSecret, &owner(account, self.id), &self.secret)?;
        Key::new(opened.expose_secret()).map_err(|_| NotSealedHere)
    }

    /// Judges a code. Nothing branches on how it compares before all of the window's have been compared.
    pub fn judge(&self, key: &Key, code: &Code, window: Window, now: Timestamp) -> AppJudgement {
        if self.is_off() {
            return AppJudgement::Refused(AppRefused::Off);
        }
        if let Some(retry_after) = self.guesses_spent(now) {
            return AppJudgement::Refused(AppRefused::Spent { retry_after });
        }
        let kept = |at: &&Timestamp| now.since(**at) < DAY + CLOCKS_DIFFER_BY;
        let failures = self.failures.iter().filter(kept).copied();
        match matching_step(key, code, window, now).filter(|step| *step > self.last_step) {
            Some(step) => AppJudgement::Right(Self {
                last_step: step,
                failures: failures.collect(),
                failures_in_a_row: 0,
                ..self.clone()
            }),
            None => AppJudgement::Wrong(Self {
                failures: failures.chain([now]).collect(),
                failures_in_a_row: self.failures_in_a_row + 1,
                ..self.clone()
            }),
        }
    }

    /// Whether wrong guesses have turned it off.
    pub const fn is_off(&self) -> bool {
        self.failures_in_a_row >= MOST_IN_A_ROW
    }

    /// The app, as another method of its account turns it on again. What it has spent of a day's guesses stays spent.
    #[must_use]
    pub fn turned_on(&self) -> Self {
        Self { failures_in_a_row: 0, ..self.clone() }
    }

    /// The app after as many wrong guesses as turn it off.
    #[cfg(test)]
    pub(super) fn turned_off(&self) -> Self {
        Self { failures_in_a_row: MOST_IN_A_ROW, ..self.clone() }
    }

    /// Seconds until a guess is judged again; `None`: now.
    fn guesses_spent(&self, now: Timestamp) -> Option<u64> {
        BUDGETS.into_iter().filter_map(|(most, seconds)| self.spent_within(most, seconds, now)).max()
    }

    fn spent_within(&self, most: usize, seconds: u64, now: Timestamp) -> Option<u64> {
        let mut recent: Vec<_> = self.failures.iter().copied().filter(|at| now.since(*at) < seconds).collect();
        // Machines' clocks differ: the last one booked need not be the latest.
        recent.sort_unstable();
        let leaving = recent.iter().rev().nth(most.checked_sub(1)?)?;
        Some(leaving.plus(seconds).since(now))
    }
}

/// The latest step of the window with this code: were it an earlier one of two with the same, the code would count twice.
pub(super) fn matching_step(key: &Key, code: &Code, window: Window, now: Timestamp) -> Option<TimeStep> {
    let compared: Vec<_> = window.steps(now).map(|step| (step, step.code(key).matches(code))).collect();
    compared.into_iter().rev().find(|(_, matches)| *matches).map(|(step, _)| step)
}

/// What an app's secret is bound to.
fn owner(account: AccountId, id: AuthenticatorId) -> Vec<u8> {
    [account.to_bytes(), id.to_bytes()].concat()
}

impl fmt::Debug for AuthenticatorApp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AuthenticatorApp({:?}, redacted)", self.id)
    }
}

#[cfg(test)]
#[path = "app_tests.rs"]
mod tests;
