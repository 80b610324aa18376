//! What proofs add up to: `acr`, `amr` and `auth_time` (OpenID Connect Core §2, RFC 8176), and what is demanded of them.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::authorization::flow::LIFE;
use crate::identity::{AuthenticatorId, IdentityKey};
use crate::tokens::Claims;

mod demand;
mod method;

pub use demand::{Demand, Lacking};
pub use method::Method;
pub use otp_verifier::Level;

/// That a method succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Which.
    pub method: Method,
    /// When.
    pub at: Timestamp,
    /// By what: what came by something that an account has no more counts no more.
    pub source: Source,
}

/// What a proof came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// An identifier, to which a code was sent.
    Identifier(IdentityKey),
    /// A passkey, an app or a set of recovery codes.
    Authenticator(AuthenticatorId),
}

/// The proofs of one session, in the order in which they were given; one at least, and the latest of each method. Codes that
/// were sent to several identifiers stand beside each other for as long as one flow may ask for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proofs {
    first: Proof,
    later: Vec<Proof>,
}

/// What proofs add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assurance {
    /// How much it is.
    pub level: Level,
    /// The methods that count, as `amr` names them.
    pub methods: Vec<&'static str>,
    /// The oldest proof that counts.
    pub auth_time: Timestamp,
}

/// Whether a token tells of what meets an account's own demand for a second step ([`Demand::of_account`]). An access token lives
/// for some minutes, in which its account may come to demand one.
pub fn tells_of_second_step(claims: &Claims) -> bool {
    let level = Level::of_token(claims.acr.as_deref());
    level >= Level::TwoStep || Method::Recovery.references().iter().all(|name| claims.amr.iter().any(|own| own == name))
}

impl Proof {
    /// A code that was sent to an identifier.
    pub const fn of_code(method: Method, identity: IdentityKey, at: Timestamp) -> Self {
        Self { method, at, source: Source::Identifier(identity) }
    }

    /// What one of the account's authenticators has proven.
    pub const fn of_authenticator(method: Method, authenticator: AuthenticatorId, at: Timestamp) -> Self {
        Self { method, at, source: Source::Authenticator(authenticator) }
    }

    /// The identifier that it came by.
    pub const fn identity(&self) -> Option<IdentityKey> {
        match self.source {
            Source::Identifier(identity) => Some(identity),
            Source::Authenticator(_) => None,
        }
    }

    /// The authenticator that it came by.
    pub const fn authenticator(&self) -> Option<AuthenticatorId> {
        match self.source {
            Source::Identifier(_) => None,
            Source::Authenticator(authenticator) => Some(authenticator),
        }
    }
}

impl Proofs {
    /// A first proof.
    pub const fn new(first: Proof) -> Self {
        Self { first, later: Vec::new() }
    }

    /// These and another one, which takes the place of an earlier one by the same method, unless that is of another identifier and
    /// of the same flow.
    #[must_use]
    pub fn with(&self, proof: Proof) -> Self {
        let is_beside = |other: &Proof| {
            let identities = (other.identity(), proof.identity());
            matches!(identities, (Some(other), Some(own)) if other != own) && proof.at.since(other.at) <= LIFE
        };
        let mut others = self.iter().filter(|other| other.method != proof.method || is_beside(other)).copied();
        let Some(first) = others.next() else { return Self::new(proof) };
        Self { first, later: others.chain([proof]).collect() }
    }

    /// Those that were given at `moment` or later; `None` where nobody could sign in by them.
    pub fn since(&self, moment: Timestamp) -> Option<Self> {
        self.of(|proof| proof.at >= moment)
    }

    /// Those that are at most `max_age` seconds old; `None` where nobody could sign in by them.
    pub fn within(&self, max_age: u64, now: Timestamp) -> Option<Self> {
        self.of(|proof| now.since(proof.at) <= max_age)
    }

    /// Those by other methods than these; `None` where nobody could sign in by them.
    pub fn without(&self, methods: &[Method]) -> Option<Self> {
        self.of(|proof| !methods.contains(&proof.method))
    }

    /// Those that came by something else than this; `None` where nobody could sign in by them.
    pub fn without_authenticator(&self, gone: AuthenticatorId) -> Option<Self> {
        self.of(|proof| proof.authenticator() != Some(gone))
    }

    /// Those that count: what only adds to another proof is nothing by itself.
    fn of(&self, counts: impl Fn(&Proof) -> bool) -> Option<Self> {
        let mut counting = self.iter().filter(|proof| counts(proof)).copied();
        let counting = Self { first: counting.next()?, later: counting.collect() };
        let begins = counting.iter().any(|proof| proof.method.begins());
        begins.then_some(counting)
    }

    /// Each of them, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = &Proof> {
        std::iter::once(&self.first).chain(&self.later)
    }

    /// Whether one of them is by this method.
    pub fn has(&self, method: Method) -> bool {
        self.iter().any(|proof| proof.method == method)
    }

    /// The identifiers that they came by.
    pub fn identities(&self) -> impl Iterator<Item = IdentityKey> {
        self.iter().filter_map(Proof::identity)
    }

    /// Whether one of them came by this identifier at `since` or later.
    pub fn has_proven(&self, identity: IdentityKey, since: Timestamp) -> bool {
        self.iter().any(|proof| proof.identity() == Some(identity) && proof.at >= since)
    }

    /// The authenticators that they came by.
    pub fn authenticators(&self) -> impl Iterator<Item = AuthenticatorId> {
        self.iter().filter_map(Proof::authenticator)
    }

    /// What all of them add up to.
    pub fn assurance(&self) -> Assurance {
        let mut methods = Vec::new();
        for name in self.iter().flat_map(|proof| proof.method.references()) {
            if !methods.contains(name) {
                methods.push(*name);
            }
        }
        // Of each method the latest one counts.
        let latest = |method| self.iter().filter(|proof| proof.method == method).map(|proof| proof.at).max();
        let auth_time = Method::ALL.into_iter().filter_map(latest).min().unwrap_or(self.first.at);
        Assurance { level: self.level(), methods, auth_time }
    }

    /// How much they add up to.
    pub fn level(&self) -> Level {
        let sent = self.iter().any(|proof| proof.method.is_sent());
        match (self.has(Method::Passkey), sent && self.has(Method::Totp)) {
            (true, _) => Level::PhishingResistant,
            (false, true) => Level::TwoStep,
            (false, false) => Level::Otp,
        }
    }
}

#[cfg(test)]
#[path = "assurance_tests.rs"]
mod tests;
