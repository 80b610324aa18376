//! The keys of a deployment as its configuration names them: where each one is, and when it signs.

use serde::{Deserialize, Serialize};

use super::{Algorithm, Jwk, KeySource, Schedule, Scheduled, SigningKeysFault, Turn};
use crate::Timestamp;

/// The value of `SIGNING_KEYS`: one key, or several; those of one algorithm take turns.
#[derive(Clone, Debug)]
pub struct SigningKeys {
    entries: Vec<KeyEntry>,
    schedule: Schedule,
}

/// One key of the list.
#[derive(Clone, Debug)]
pub struct KeyEntry {
    /// Where the key is.
    pub source: KeySource,
    /// Its thumbprint, where it is known.
    pub kid: Option<String>,
    /// Its algorithm, where it is written down.
    pub algorithm: Option<Algorithm>,
    /// When it is published and when it signs.
    pub turn: Turn,
}

/// An entry as it is written down.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    announced: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    active: Option<Timestamp>,
}

impl SigningKeys {
    /// Reads a source, or a JSON array of entries.
    pub fn parse(text: &str) -> Result<Self, SigningKeysFault> {
        if !text.trim_start().starts_with('[') {
            let source = KeySource::parse(text).map_err(|fault| SigningKeysFault::one(fault.to_string()))?;
            let turn = Turn { announced: Timestamp::default(), active: Timestamp::default() };
            return Self::new(vec![KeyEntry { source, kid: None, algorithm: None, turn }]);
        }
        let written: Vec<Written> = serde_json::from_str(text).map_err(|_| {
            SigningKeysFault::one("must be a JSON array of {\"key\", \"kid\"?, \"alg\"?, \"announced\"?, \"active\"?}")
        })?;
        let mut faults = SigningKeysFault::default();
        let mut entries = Vec::new();
        for (number, written) in (1..).zip(written) {
            match KeyEntry::read(written) {
                Ok(entry) => entries.push(entry),
                Err(rules) => rules.into_iter().for_each(|rule| faults.add(format!("entry {number} {rule}"))),
            }
        }
        Self::new(faults.or(entries)?)
    }

    /// Reads what a function signs with: a key in KMS must have its name and algorithm, so that a start asks for nothing.
    pub fn parse_for_signing(text: &str) -> Result<Self, SigningKeysFault> {
        let keys = Self::parse(text)?;
        let mut faults = SigningKeysFault::default();
        for (number, entry) in (1..).zip(&keys.entries) {
            let known = entry.kid.is_some() && entry.algorithm.is_some();
            if matches!(entry.source, KeySource::Kms(_)) && !known {
                faults.add(format!("entry {number} is in KMS and needs kid and alg"));
            }
        }
        faults.or(keys)
    }

    /// Takes entries in any order.
    pub fn new(mut entries: Vec<KeyEntry>) -> Result<Self, SigningKeysFault> {
        entries.sort_by_key(|entry| entry.turn.active);
        let scheduled = |entry: &KeyEntry| Scheduled { algorithm: entry.signs_with(), turn: entry.turn };
        let schedule = Schedule::new(entries.iter().map(scheduled).collect())?;
        Ok(Self { entries, schedule })
    }

    /// The keys, in the order in which they begin to sign.
    pub fn entries(&self) -> &[KeyEntry] {
        &self.entries
    }

    /// When which of them signs.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The same keys with the names and algorithms of their public halves, given in the same order. Only now is it known
    /// which keys take turns, so that two of one algorithm may turn out to want the same one.
    pub fn named(mut self, public: &[Jwk]) -> Result<Self, SigningKeysFault> {
        for (entry, jwk) in self.entries.iter_mut().zip(public) {
            entry.kid = Some(jwk.thumbprint());
            entry.algorithm = Some(jwk.algorithm());
        }
        Self::new(self.entries)
    }

    /// The list as configuration takes it, secrets and all.
    pub fn to_json(&self) -> String {
        let written = |entry: &KeyEntry| Written {
            key: entry.source.expose().to_owned(),
            kid: entry.kid.clone(),
            alg: entry.algorithm.map(|algorithm| algorithm.name().to_owned()),
            announced: entry.turn.is_named().then_some(entry.turn.announced),
            active: entry.turn.is_named().then_some(entry.turn.active),
        };
        let written: Vec<Written> = self.entries.iter().map(written).collect();
        serde_json::to_string(&written).unwrap_or_default()
    }
}

impl KeyEntry {
    fn read(written: Written) -> Result<Self, Vec<String>> {
        let mut rules = Vec::new();
        let source = KeySource::parse(&written.key).map_err(|fault| rules.push(fault.to_string())).ok();
        // A thumbprint: 32 bytes as base64url. It is written into headers as it stands.
        let is_kid_character = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if written.kid.as_ref().is_some_and(|kid| kid.len() != 43 || !kid.bytes().all(is_kid_character)) {
            rules.push("must have an RFC 7638 thumbprint of SHA-256 as kid".to_owned());
        }
        let algorithm = written.alg.as_deref().map(algorithm);
        if algorithm == Some(None) {
            rules.push("must have RS256, ES256, EdDSA or HS256 as alg".to_owned());
        }
        let turn = match (written.announced, written.active) {
            (None, Some(_)) => {
                rules.push("must say since when it is announced, in Unix seconds".to_owned());
                None
            }
            (announced, active) => Some((announced.unwrap_or_default(), active.unwrap_or_default())),
        };
        let built = source.zip(turn).map(|(source, (announced, active))| {
            let algorithm = algorithm.flatten();
            Self { source, kid: written.kid, algorithm, turn: Turn { announced, active } }
        });
        built.filter(|_| rules.is_empty()).ok_or(rules)
    }

    /// Its algorithm, where it is known: a key that stands here says it itself.
    pub fn signs_with(&self) -> Option<Algorithm> {
        match &self.source {
            KeySource::Here(_, key) => Some(key.verification_jwk().algorithm()),
            KeySource::Secret(_) | KeySource::Parameter(_) | KeySource::Kms(_) => self.algorithm,
        }
    }

    /// Whether this is what the configuration says of the key: a secret that was replaced is another key.
    pub fn is(&self, jwk: &Jwk) -> bool {
        self.kid.as_ref().is_none_or(|kid| *kid == jwk.thumbprint())
            && self.algorithm.is_none_or(|algorithm| algorithm == jwk.algorithm())
    }
}

fn algorithm(name: &str) -> Option<Algorithm> {
    [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa, Algorithm::Hs256]
        .into_iter()
        .find(|algorithm| algorithm.name() == name)
}
