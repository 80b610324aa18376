//! The keys that tokens may be signed with, read from a JWK set (RFC 7517 §5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::jwk::Check;
use crate::key_use::{KeyOperation, is_for};
use crate::{ACCESS_TOKEN_TYPE, Algorithm, Jwk};

/// What only a private key has: those of RFC 7518 §6, and `priv` of the kind `AKP`.
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "priv"];
/// What only a secret key has (RFC 7518 §6.4).
const SECRET_MEMBER: &str = "k";

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
    /// Not a JWK set with at least one key, or a key of another kind where none may be.
    #[error("must be a JWK set {{\"keys\":[…]}} of RSA, P-256, Ed25519 or oct keys")]
    Shape,
    /// A key's numbers are not a valid key, or too short.
    #[error("has a key that is invalid or too short (RSA 2048 bits, oct 32 bytes)")]
    Key,
    /// A key is for something else.
    #[error(
        "has a key that is not for signatures: `use` must be sig, `key_ops` have verify and at most sign beside it, `alg` \
         be RS256 (RSA), ES256 (P-256), EdDSA (Ed25519) or HS256 (oct), each where it is there"
    )]
    Use,
    /// Nothing is left of a published set once what is not known is skipped.
    #[error("has no key to check signatures with: RS256, ES256 or EdDSA")]
    NoneKnown,
    /// A key carries private parts.
    #[error("has private key material; publish only public keys")]
    Private,
}

/// Keys as they come from outside, with whatever they claim.
#[derive(Deserialize)]
struct ForeignKeySet {
    keys: Vec<ForeignJwk>,
}

type ForeignJwk = Map<String, Value>;

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
    /// Reads the JWK set of a service's own settings. Each key is named by its thumbprint, whatever name it came with.
    /// A key that could check nothing here is a mistake of whoever wrote it there, and the whole set is refused.
    pub fn parse(text: &str) -> Result<Self, KeySetFault> {
        let foreign = foreign(text)?;
        if foreign.iter().any(is_private) {
            return Err(KeySetFault::Private);
        }
        foreign.iter().map(VerificationKey::read).collect::<Result<_, _>>().map(Self)
    }

    /// Reads a JWK set that an issuer publishes. Keys of other kinds, curves, sizes, algorithms and uses are skipped
    /// (RFC 7517 §5), else no issuer could ever add one; a set of which nothing is left is refused. So is one with a
    /// private or secret key of whatever kind: whoever can read it can sign.
    pub fn parse_public(text: &str) -> Result<Self, KeySetFault> {
        let foreign = foreign(text)?;
        let is_secret =
            |key: &ForeignJwk| key.contains_key(SECRET_MEMBER) || key.get("kty").is_some_and(|kty| kty == "oct");
        if foreign.iter().any(|key| is_private(key) || is_secret(key)) {
            return Err(KeySetFault::Private);
        }
        let known: Vec<_> = foreign.iter().filter_map(|key| VerificationKey::read(key).ok()).collect();
        if known.is_empty() { Err(KeySetFault::NoneKnown) } else { Ok(Self(known)) }
    }

    /// Makes a set of these keys.
    pub fn of(keys: impl IntoIterator<Item = Jwk>) -> Result<Self, KeySetFault> {
        keys.into_iter().map(VerificationKey::new).collect::<Result<_, _>>().map(Self)
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

/// The keys of a set that is one, with at least one key.
fn foreign(text: &str) -> Result<Vec<ForeignJwk>, KeySetFault> {
    // serde would read a list of one list into the same struct.
    let is_object = text.trim_start().starts_with('{');
    let set: Option<ForeignKeySet> = serde_json::from_str(text).ok().filter(|_| is_object);
    set.map(|set| set.keys).filter(|keys| !keys.is_empty()).ok_or(KeySetFault::Shape)
}

fn is_private(key: &ForeignJwk) -> bool {
    PRIVATE_MEMBERS.iter().any(|member| key.contains_key(*member))
}

impl VerificationKey {
    fn new(jwk: Jwk) -> Result<Self, KeySetFault> {
        let check = jwk.check().ok_or(KeySetFault::Key)?;
        let (kid, algorithm) = (jwk.thumbprint(), jwk.algorithm());
        let header = format!(r#"{{"typ":"{ACCESS_TOKEN_TYPE}","alg":"{}","kid":"{kid}"}}"#, algorithm.name());
        Ok(Self { header: URL_SAFE_NO_PAD.encode(header), kid, algorithm, check, jwk })
    }

    /// Reads a key that is for checking signatures by the one algorithm of its kind.
    fn read(foreign: &ForeignJwk) -> Result<Self, KeySetFault> {
        let jwk = Jwk::deserialize(foreign).map_err(|_| KeySetFault::Shape)?;
        let permitted = is_for(foreign, KeyOperation::Verify, jwk.algorithm());
        if permitted { Self::new(jwk) } else { Err(KeySetFault::Use) }
    }

    fn published(&self) -> serde_json::Value {
        let published = PublishedKey { jwk: &self.jwk, usage: "sig", alg: self.algorithm.name(), kid: &self.kid };
        serde_json::to_value(published).unwrap_or_default()
    }

    /// Whether the key made this signature.
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        self.check.accepts(message, signature)
    }
}
