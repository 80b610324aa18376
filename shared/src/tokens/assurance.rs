//! What proofs add up to: `acr`, `amr` and `auth_time` (OpenID Connect Core §2, RFC 8176).

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::identity::IdentityKey;
use crate::identity::identifier::Channel;

/// How somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// By a code that came by email.
    Email,
    /// By a code that came by text message.
    Sms,
}

/// That a method succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Which.
    pub method: Method,
    /// When.
    pub at: Timestamp,
    /// Of which identifier: what came by one that an account has no more counts no more.
    pub identity: IdentityKey,
}

/// The proofs of one session, in the order in which they were given; one at least, and the latest of each method.
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

/// How much proofs add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// One code.
    Otp,
}

impl Method {
    /// The word for it in `amr`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }
}

impl From<Channel> for Method {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Email => Self::Email,
            Channel::Sms => Self::Sms,
        }
    }
}

impl Level {
    /// The value of `acr`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Otp => "otp",
        }
    }
}

impl Proofs {
    /// A first proof.
    pub const fn new(first: Proof) -> Self {
        Self { first, later: Vec::new() }
    }

    /// These and another one, which takes the place of an earlier one by the same method.
    #[must_use]
    pub fn with(&self, proof: Proof) -> Self {
        let mut others = self.iter().filter(|other| other.method != proof.method).copied();
        let Some(first) = others.next() else { return Self::new(proof) };
        Self { first, later: others.chain([proof]).collect() }
    }

    /// Those that were given at `moment` or later; `None` where none was.
    pub fn since(&self, moment: Timestamp) -> Option<Self> {
        self.of(|proof| proof.at >= moment)
    }

    /// Those that are at most `max_age` seconds old; `None` where none is.
    pub fn within(&self, max_age: u64, now: Timestamp) -> Option<Self> {
        self.of(|proof| now.since(proof.at) <= max_age)
    }

    fn of(&self, counts: impl Fn(&Proof) -> bool) -> Option<Self> {
        let mut counting = self.iter().filter(|proof| counts(proof)).copied();
        Some(Self { first: counting.next()?, later: counting.collect() })
    }

    /// Each of them, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = &Proof> {
        std::iter::once(&self.first).chain(&self.later)
    }

    /// The identifier of each.
    pub fn identities(&self) -> impl Iterator<Item = IdentityKey> {
        self.iter().map(|proof| proof.identity)
    }

    /// What all of them add up to.
    pub fn assurance(&self) -> Assurance {
        Assurance::of(self.first, self.later.iter().copied())
    }
}

impl Assurance {
    fn of(first: Proof, later: impl Iterator<Item = Proof>) -> Self {
        // Every method of today is a code.
        let mut assurance = Self { level: Level::Otp, methods: vec!["otp", first.method.name()], auth_time: first.at };
        for proof in later {
            assurance.methods.push(proof.method.name());
            assurance.auth_time = assurance.auth_time.min(proof.at);
        }
        assurance
    }
}

#[cfg(test)]
#[path = "assurance_tests.rs"]
mod tests;
