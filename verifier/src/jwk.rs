//! Verification keys as JSON Web Keys (RFC 7517, 7518, 8037), named by their thumbprints (RFC 7638).

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ParsedPublicKey, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::Algorithm;

/// Shortest secret for HS256 (RFC 7518 §3.2), in bytes.
pub const SHORTEST_SECRET: usize = 32;

/// What only a private key has (RFC 7518 §6).
const PRIVATE_MEMBERS: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

/// One verification key as it is written down. An `oct` key is secret and never published.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kty")]
pub enum Jwk {
    /// RSA modulus and exponent.
    #[serde(rename = "RSA")]
    Rsa {
        /// Exponent, base64url.
        e: String,
        /// Modulus, base64url.
        n: String,
    },
    /// A point on P-256.
    #[serde(rename = "EC")]
    Ec {
        /// `P-256`.
        crv: String,
        /// Coordinate, base64url.
        x: String,
        /// Coordinate, base64url.
        y: String,
    },
    /// An Ed25519 key.
    #[serde(rename = "OKP")]
    Okp {
        /// `Ed25519`.
        crv: String,
        /// The key, base64url.
        x: String,
    },
    /// A shared secret.
    #[serde(rename = "oct")]
    Oct {
        /// The secret, base64url.
        k: String,
    },
}

impl std::fmt::Debug for Jwk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Jwk({})", self.algorithm().name())
    }
}

/// The keys that may have signed a token, by name.
#[derive(Debug)]
pub struct KeySet(Vec<VerificationKey>);

/// A key, its name and its one algorithm.
#[derive(Debug)]
pub struct VerificationKey {
    pub(crate) kid: String,
    pub(crate) algorithm: Algorithm,
    check: Check,
    jwk: Jwk,
}

enum Check {
    Signature(Box<ParsedPublicKey>),
    Mac(Box<hmac::Key>),
}

impl std::fmt::Debug for Check {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Check")
    }
}

/// Why a key set is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
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

impl Jwk {
    /// The one algorithm that this key is for.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::Ec { .. } => Algorithm::Es256,
            Self::Okp { .. } => Algorithm::EdDsa,
            Self::Oct { .. } => Algorithm::Hs256,
        }
    }

    /// The RFC 7638 thumbprint: SHA-256 over the required members in lexical order.
    pub fn thumbprint(&self) -> String {
        let required = match self {
            Self::Rsa { e, n } => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
            Self::Ec { crv, x, y } => format!(r#"{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}"#),
            Self::Okp { crv, x } => format!(r#"{{"crv":"{crv}","kty":"OKP","x":"{x}"}}"#),
            Self::Oct { k } => format!(r#"{{"k":"{k}","kty":"oct"}}"#),
        };
        URL_SAFE_NO_PAD.encode(digest(&SHA256, required.as_bytes()))
    }

    fn check(&self) -> Option<Check> {
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        let verification = self.algorithm().verification();
        match self {
            Self::Rsa { e, n } => {
                let components = RsaPublicKeyComponents { n: decode(n)?, e: decode(e)? };
                // 2048 bits at least; the algorithm itself would say so only at the first signature.
                let long_enough = match components.n.len() {
                    ..256 => false,
                    256 => components.n.first().is_some_and(|first| *first >= 0x80),
                    257.. => true,
                };
                let der = components.as_der().ok().filter(|_| long_enough)?;
                ParsedPublicKey::new(verification?, &*der).ok().map(Box::new).map(Check::Signature)
            }
            Self::Ec { crv, x, y } if crv == "P-256" => {
                let (x, y) = (decode(x)?, decode(y)?);
                let point = [&[0x04], x.as_slice(), &y].concat();
                ParsedPublicKey::new(verification?, point).ok().map(Box::new).map(Check::Signature)
            }
            Self::Okp { crv, x } if crv == "Ed25519" => {
                ParsedPublicKey::new(verification?, decode(x)?).ok().map(Box::new).map(Check::Signature)
            }
            Self::Oct { k } => {
                let secret = decode(k).filter(|secret| secret.len() >= SHORTEST_SECRET)?;
                Some(Check::Mac(Box::new(hmac::Key::new(hmac::HMAC_SHA256, &secret))))
            }
            Self::Ec { .. } | Self::Okp { .. } => None,
        }
    }
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

    /// Makes a set of these keys.
    pub fn of(keys: impl IntoIterator<Item = Jwk>) -> Result<Self, KeySetFault> {
        let parse = |jwk: Jwk| {
            let check = jwk.check().ok_or(KeySetFault::Key)?;
            Ok(VerificationKey { kid: jwk.thumbprint(), algorithm: jwk.algorithm(), check, jwk })
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
        match &self.check {
            Check::Signature(key) => key.verify_sig(message, signature).is_ok(),
            Check::Mac(key) => hmac::verify(key, message, signature).is_ok(),
        }
    }
}
