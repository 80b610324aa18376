//! One verification key as a JSON Web Key (RFC 7517, 7518, 8037), named by its thumbprint (RFC 7638).

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

/// A parsed key, ready to check signatures.
pub(crate) enum Check {
    Signature(Box<ParsedPublicKey>),
    Mac(Box<hmac::Key>),
}

impl std::fmt::Debug for Check {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Check")
    }
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

    /// Parses the key; `None` where it is no valid key, or too short.
    pub(crate) fn check(&self) -> Option<Check> {
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

impl Check {
    /// Whether the key made this signature.
    pub(crate) fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Signature(key) => key.verify_sig(message, signature).is_ok(),
            Self::Mac(key) => hmac::verify(key, message, signature).is_ok(),
        }
    }
}
