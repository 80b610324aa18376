//! Secrets of confidential clients: made here, shown once, stored as keyed hashes.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use subtle::{Choice, ConstantTimeEq};

use super::{Client, ClientId, ClientKind};
use crate::Timestamp;
use crate::identity::keyring::{KeyVersion, Keyring};

/// What a secret begins with, so that those who search repositories for secrets know it.
const PREFIX: &str = "otpcs_";
/// Two are valid while a client moves from one to the next.
pub const MOST_SECRETS: usize = 2;

/// A secret as its client presents it: 256 random bits.
#[derive(Clone)]
pub struct ClientSecret(SecretString);

/// What is stored of a secret. Nothing leads back from it, and without the master secret nobody can even try.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretHash {
    version: KeyVersion,
    hash: [u8; 32],
    /// When it was made.
    pub made_at: Timestamp,
}

impl ClientSecret {
    /// Takes 32 fresh random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)).into())
    }

    /// Takes what a caller presents.
    pub fn presented(text: &str) -> Self {
        Self(text.into())
    }

    /// The text, to be shown once.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is stored of it for this client. The version that names things makes it: a rotation of the master secret
    /// leaves it as valid as their names.
    pub fn hash(&self, client: &ClientId, keyring: &Keyring, now: Timestamp) -> SecretHash {
        let version = keyring.naming();
        SecretHash { version, hash: self.hash_by(version, client.as_str(), keyring).unwrap_or_default(), made_at: now }
    }

    fn hash_by(&self, version: KeyVersion, client: &str, keyring: &Keyring) -> Option<[u8; 32]> {
        keyring.client_secret_hash(version, client, self.expose().as_bytes())
    }
}

/// Whether a caller that calls itself `id` has shown a secret of `client`, which was found by that id or not.
///
/// An unknown client, a public one, and a wrong secret take the same work: two hashes, compared in constant time (OA-07).
pub fn knows_secret(client: Option<&Client>, id: &str, presented: &ClientSecret, keyring: &Keyring) -> bool {
    let secrets = match client.map(|client| &client.kind) {
        Some(ClientKind::Confidential { secrets, .. }) => secrets.as_slice(),
        Some(ClientKind::Public) | None => &[],
    };
    let known = (0..MOST_SECRETS).fold(Choice::from(0), |known, position| {
        let stored = secrets.get(position);
        let version = stored.map_or_else(|| keyring.naming(), |stored| stored.version);
        let hash = presented.hash_by(version, id, keyring);
        let expected = stored.map_or([0; 32], |stored| stored.hash);
        let counts = Choice::from(u8::from(stored.is_some() && hash.is_some()));
        known | (hash.unwrap_or_default().ct_eq(&expected) & counts)
    });
    known.into()
}

/// Why a client's secrets stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretFault {
    /// It cannot keep one.
    #[error("is public: it cannot keep a secret")]
    Public,
    /// It has as many as it may.
    #[error("has two secrets already: retire the old one, or replace both")]
    Two,
    /// It has one at most.
    #[error("has no old secret to retire")]
    NoOld,
}

/// What becomes of a client's secrets.
#[derive(Clone, Debug)]
pub enum SecretChange {
    /// One more, beside the one that is there.
    Add(SecretHash),
    /// This one counts, and no earlier one.
    Replace(SecretHash),
    /// The newest counts, and no earlier one.
    RetireOld,
}

impl Client {
    /// The client after a change of its secrets.
    pub fn with_secrets(mut self, change: SecretChange) -> Result<Self, SecretFault> {
        let ClientKind::Confidential { secrets, .. } = &mut self.kind else { return Err(SecretFault::Public) };
        match change {
            SecretChange::Add(_) if secrets.len() >= MOST_SECRETS => return Err(SecretFault::Two),
            SecretChange::Add(secret) => secrets.push(secret),
            SecretChange::Replace(secret) => *secrets = vec![secret],
            SecretChange::RetireOld if secrets.len() < MOST_SECRETS => return Err(SecretFault::NoOld),
            SecretChange::RetireOld => drop(secrets.drain(..secrets.len().saturating_sub(1))),
        }
        Ok(self)
    }

    /// When each of its secrets was made, the newest last.
    pub fn secrets_made_at(&self) -> Vec<Timestamp> {
        match &self.kind {
            ClientKind::Confidential { secrets, .. } => secrets.iter().map(|secret| secret.made_at).collect(),
            ClientKind::Public => Vec::new(),
        }
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClientSecret(redacted)")
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SecretHash(of {}, redacted)", self.made_at.as_unix())
    }
}

#[cfg(test)]
#[path = "secret_tests.rs"]
mod tests;
