//! The keys that tokens may be signed with, read from a JWK set (RFC 7517 §5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::jwk::Check;
use crate::{ACCESS_TOKEN_TYPE, Algorithm, Jwk};

/// What only a private key has (RFC 7518 §6).
const PRIVATE_MEMBERS: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

/// The keys that may have signed a token, by name.
#[derive(Debug)]
pub struct KeySet(Vec<VerificationKey>);

/// A key, its name and its one algorithm.
#[derive(Debug)]
pub struct VerificationKey {
    pub(crate) kid: String,
    pub(crate) algorithm: Algorithm,
    /// The header that a signer writes for it, base64url.
    header: String,
    check: Check,
    jwk: Jwk,
}

/// Why a key set is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetFault {
    /// Not a JWK set with at least one key, every key of a known kind.
    #[error("must be a JWK set {{\"keys\":[…]}} of RSA, P-256, Ed25519 or oct keys")]
    Shape,
    /// A key's numbers are not a valid key, or too short.
    #[error("has a key that is invalid or too short (RSA 2048 bits, oct 32 bytes)")]
    Key,
    /// A key carries private parts.
    #[error("has private key material; publish only public keys")]
    Private,
}

/// A key as it may come from outside, with what else it claims.
#[derive(Deserialize)]
struct ForeignJwk {
    #[serde(flatten)]
    jwk: Jwk,
    /// Whatever else stands there.
    #[serde(flatten)]
    others: serde_json::Map<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct ForeignKeySet {
    keys: Vec<ForeignJwk>,
}

#[derive(Serialize)]
struct PublishedKey<'a> {
    #[serde(flatten)]
    jwk: &'a Jwk,
    #[serde(rename = "use")]
    usage: &'static str,
    alg: &'static str,
    kid: &'a str,
}

impl KeySet {
    /// Reads a JWK set. Each key is named by its thumbprint, whatever name it came with.
    pub fn parse(text: &str) -> Result<Self, KeySetFault> {
        let foreign: ForeignKeySet = serde_json::from_str(text).map_err(|_| KeySetFault::Shape)?;
        if foreign.keys.is_empty() {
            return Err(KeySetFault::Shape);
        }
        if foreign.keys.iter().any(|key| PRIVATE_MEMBERS.iter().any(|member| key.others.contains_key(*member))) {
            return Err(KeySetFault::Private);
        }
        Self::of(foreign.keys.into_iter().map(|key| key.jwk))
    }

    /// Reads a JWK set that an issuer publishes: as [`KeySet::parse`] does, yet with a secret key it is refused whole. Whoever
    /// can read a secret can sign.
    pub fn parse_public(text: &str) -> Result<Self, KeySetFault> {
        let set = Self::parse(text)?;
        if set.0.iter().any(|key| key.algorithm == Algorithm::Hs256) { Err(KeySetFault::Private) } else { Ok(set) }
    }

    /// Makes a set of these keys.
    pub fn of(keys: impl IntoIterator<Item = Jwk>) -> Result<Self, KeySetFault> {
        let parse = |jwk: Jwk| {
            let check = jwk.check().ok_or(KeySetFault::Key)?;
            let (kid, algorithm) = (jwk.thumbprint(), jwk.algorithm());
            let header = format!(r#"{{"typ":"{ACCESS_TOKEN_TYPE}","alg":"{}","kid":"{kid}"}}"#, algorithm.name());
            Ok(VerificationKey { header: URL_SAFE_NO_PAD.encode(header), kid, algorithm, check, jwk })
        };
        keys.into_iter().map(parse).collect::<Result<_, _>>().map(Self)
    }

    /// The set as `/.well-known/jwks.json` shows it: public keys only.
    pub fn publish(&self) -> serde_json::Value {
        let public = self.0.iter().filter(|key| key.algorithm != Algorithm::Hs256).map(VerificationKey::published);
        serde_json::json!({ "keys": public.collect::<Vec<_>>() })
    }

    /// The set as the authorizer is given it, secret keys and all.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "keys": self.0.iter().map(VerificationKey::published).collect::<Vec<_>>() })
    }

    /// The names of the algorithms in use, each once.
    pub fn algorithms(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.0.iter().map(|key| key.algorithm.name()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The key whose tokens begin with exactly this encoded header.
    pub(crate) fn with_header(&self, encoded: &str) -> Option<&VerificationKey> {
        self.0.iter().find(|key| key.header == encoded)
    }

    /// The key of this name.
    pub fn find(&self, kid: &str) -> Option<&VerificationKey> {
        self.0.iter().find(|key| key.kid == kid)
    }
}

impl VerificationKey {
    fn published(&self) -> serde_json::Value {
        let published = PublishedKey { jwk: &self.jwk, usage: "sig", alg: self.algorithm.name(), kid: &self.kid };
        serde_json::to_value(published).unwrap_or_default()
    }

    /// Whether the key made this signature.
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        self.check.accepts(message, signature)
    }
}
