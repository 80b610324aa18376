//! Signs tokens, each key in its turn: keys in memory, and keys that KMS holds and never shows.

use std::sync::Arc;

use crate::aws::Aws;
use crate::settings::SettingsFaults;
use shared::Timestamp;
use shared::tokens::{
    Algorithm, Claims, Jwk, KeyEntry, KeySource, Schedule, Scheduled, SigningFailed, SigningKey, SigningKeys,
    TokenClaims,
};

mod fetch;
mod kms;

use kms::KmsKey;

/// Signs with the key whose turn it is, of each algorithm one.
#[derive(Clone, Debug)]
pub struct Signer {
    /// In the order of the schedule.
    keys: Vec<Key>,
    schedule: Schedule,
}

#[derive(Clone, Debug)]
enum Key {
    Local(Arc<SigningKey>),
    Kms(Box<KmsKey>),
}

impl Signer {
    /// Fetches the keys that stand elsewhere, once; of a key in KMS there is nothing to fetch. Every key that cannot be
    /// had, and every one that is not the key of its `kid`, is named: another key would sign what nobody accepts.
    pub async fn load(keys: &SigningKeys, aws: &Aws) -> Result<Self, SettingsFaults> {
        let mut loaded = Vec::new();
        let mut faults = Vec::new();
        for (number, entry) in (1..).zip(keys.entries()) {
            match Key::load(entry, aws).await {
                Ok(key) => loaded.push(key),
                Err(rule) => faults.push(fault(number, entry, &rule)),
            }
        }
        if !faults.is_empty() {
            return Err(SettingsFaults::of(faults));
        }
        // What was fetched may say more of its algorithm than the list does.
        let scheduled =
            |(entry, key): (&KeyEntry, &Key)| Scheduled { algorithm: Some(key.algorithm()), turn: entry.turn };
        let schedule = Schedule::new(keys.entries().iter().zip(&loaded).map(scheduled).collect());
        let schedule = schedule.map_err(|fault| SettingsFaults::of(vec![format!("SIGNING_KEYS {fault}")]))?;
        Ok(Self { keys: loaded, schedule })
    }

    /// The algorithms that a key is active for at `now`, each once.
    pub fn algorithms(&self, now: Timestamp) -> Vec<Algorithm> {
        self.schedule.algorithms(now)
    }

    /// Signs an access token for which nobody chose an algorithm: [`Schedule::for_access_tokens`]. There is a signature of
    /// that key, or an error.
    pub async fn sign(&self, claims: &Claims, now: Timestamp) -> Result<String, SigningFailed> {
        let position = self.schedule.for_access_tokens(now).ok_or(SigningFailed::Key)?;
        self.keys.get(position).ok_or(SigningFailed::Key)?.sign(claims).await
    }

    /// Signs claims with the key that is active for `algorithm` at `now`. There is a signature of that key, or an error:
    /// another algorithm is no answer to a client that checks for its own.
    pub async fn sign_with<C: TokenClaims>(
        &self,
        claims: &C,
        algorithm: Algorithm,
        now: Timestamp,
    ) -> Result<String, SigningFailed> {
        let position = self.schedule.active(algorithm, now).ok_or(SigningFailed::NoKey(algorithm))?;
        self.keys.get(position).ok_or(SigningFailed::Key)?.sign(claims).await
    }
}

impl Key {
    async fn load(entry: &KeyEntry, aws: &Aws) -> Result<Self, String> {
        if let (KeySource::Kms(arn), Some(algorithm), Some(kid)) = (&entry.source, entry.algorithm, &entry.kid) {
            return KmsKey::new(aws.kms(), arn, algorithm, kid).map(|key| Self::Kms(Box::new(key)));
        }
        let key = fetch::local_key(&entry.source, aws).await?;
        check(entry, key.verification_jwk())?;
        Ok(Self::Local(key))
    }

    fn algorithm(&self) -> Algorithm {
        match self {
            Self::Local(key) => key.verification_jwk().algorithm(),
            Self::Kms(key) => key.algorithm(),
        }
    }

    async fn sign<C: TokenClaims>(&self, claims: &C) -> Result<String, SigningFailed> {
        match self {
            Self::Local(key) => key.sign(claims),
            Self::Kms(key) => Box::pin(key.sign(claims)).await,
        }
    }
}

/// The keys that check what these sign, in the same order: public, but for HS256. Of a key in KMS, KMS is asked.
pub async fn verification_keys(keys: &SigningKeys, aws: &Aws) -> Result<Vec<Jwk>, SettingsFaults> {
    let mut public: Vec<Jwk> = Vec::new();
    let mut faults = Vec::new();
    for (number, entry) in (1..).zip(keys.entries()) {
        let jwk = match &entry.source {
            KeySource::Kms(arn) => kms::public_key(&aws.kms(), arn).await,
            source => fetch::local_key(source, aws).await.map(|key| key.verification_jwk().clone()),
        };
        match jwk.and_then(|jwk| check(entry, &jwk).map(|()| jwk)) {
            Ok(jwk) if public.contains(&jwk) => faults.push(fault(number, entry, "is the same key as another entry")),
            Ok(jwk) => public.push(jwk),
            Err(rule) => faults.push(fault(number, entry, &rule)),
        }
    }
    if faults.is_empty() { Ok(public) } else { Err(SettingsFaults::of(faults)) }
}

fn check(entry: &KeyEntry, jwk: &Jwk) -> Result<(), String> {
    if entry.is(jwk) { Ok(()) } else { Err("is another key than its kid and alg say".to_owned()) }
}

/// An ARN is no secret; a key that stands in the configuration is not shown.
fn fault(number: usize, entry: &KeyEntry, rule: &str) -> String {
    let place = entry.source.arn().map(|arn| format!(" ({arn})")).unwrap_or_default();
    format!("SIGNING_KEYS entry {number}{place} {rule}")
}
