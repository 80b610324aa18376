//! The key that signs: PEM (PKCS#8, PKCS#1, SEC 1) or a private JWK, parsed once.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{self, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use serde::Deserialize;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use otp_verifier::{KeyOperation, SHORTEST_SECRET, is_for};

use super::{Algorithm, Claims, Header, Jwk, KeySet};

/// A private key with its algorithm and its name.
pub struct SigningKey {
    pair: Pair,
    jwk: Jwk,
    header: Header,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ec(Box<EcdsaKeyPair>),
    Ed(Box<Ed25519KeyPair>),
    Mac(Box<hmac::Key>),
}

/// Why a signing key is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SigningKeyFault {
    /// Neither PEM nor a private JWK of a known kind.
    #[error("must be a private key as PEM or JWK: RSA, P-256, Ed25519, or oct for HS256")]
    Shape,
    /// An ARN of something else.
    #[error("must be the ARN of a KMS key (no alias), a secret or an SSM parameter")]
    Arn,
    /// A JWK for something else.
    #[error(
        "is a JWK that is not for signatures: `use` must be sig, `key_ops` have sign and at most verify beside it, `alg` be \
         RS256 (RSA), ES256 (P-256), EdDSA (Ed25519) or HS256 (oct), each where it is there"
    )]
    Use,
    /// Not a consistent key, or too short.
    #[error("is not a valid key, or too short (RSA 2048 bits, oct 32 bytes)")]
    Key,
}

/// No signature was made, so no token exists.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SigningFailed {
    /// The key could not sign this.
    #[error("signing failed")]
    Key,
    /// The service that holds the key refused, failed, or did not answer in time.
    #[error("KMS: {cause}")]
    Service {
        /// The service's error code or the kind of transport failure.
        cause: String,
    },
}

#[derive(Deserialize)]
#[serde(tag = "kty")]
enum PrivateJwk {
    #[serde(rename = "RSA")]
    Rsa { n: String, e: String, d: String, p: String, q: String, dp: String, dq: String, qi: String },
    #[serde(rename = "EC")]
    Ec { crv: String, x: String, y: String, d: String },
    #[serde(rename = "OKP")]
    Okp { crv: String, x: String, d: String },
    #[serde(rename = "oct")]
    Oct { k: String },
}

impl PrivateJwk {
    const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::Ec { .. } => Algorithm::Es256,
            Self::Okp { .. } => Algorithm::EdDsa,
            Self::Oct { .. } => Algorithm::Hs256,
        }
    }
}

impl SigningKey {
    /// Reads a PEM or JWK text.
    pub fn parse(text: &str) -> Result<Self, SigningKeyFault> {
        let pair = if text.trim_start().starts_with('{') {
            return Self::from_jwk(&serde_json::from_str(text).map_err(|_| SigningKeyFault::Shape)?);
        } else {
            pair_from_pem(text)?
        };
        let jwk = public_jwk(&pair).ok_or(SigningKeyFault::Key)?;
        Self::from_parts(pair, jwk)
    }

    fn from_jwk(members: &Map<String, Value>) -> Result<Self, SigningKeyFault> {
        let private = PrivateJwk::deserialize(members).map_err(|_| SigningKeyFault::Shape)?;
        if !is_for(members, KeyOperation::Sign, private.algorithm()) {
            return Err(SigningKeyFault::Use);
        }
        let (pair, jwk) = pair_from_jwk(private).ok_or(SigningKeyFault::Key)?;
        Self::from_parts(pair, jwk)
    }

    fn from_parts(pair: Pair, jwk: Jwk) -> Result<Self, SigningKeyFault> {
        // A key that would not verify its own tokens must not sign any.
        KeySet::of([jwk.clone()]).map_err(|_| SigningKeyFault::Key)?;
        let header = Header::new(jwk.algorithm(), &jwk.thumbprint());
        Ok(Self { pair, jwk, header })
    }

    /// The key that checks what this one signs: public, but for HS256.
    pub fn verification_jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Signs claims into a compact JWS (RFC 7515 §3.1).
    pub fn sign(&self, claims: &Claims) -> Result<String, SigningFailed> {
        let unsigned = self.header.unsigned(claims)?;
        let signature = self.signature(unsigned.message())?;
        Ok(unsigned.signed(&signature))
    }

    fn signature(&self, message: &[u8]) -> Result<Vec<u8>, SigningFailed> {
        // PKCS#1 v1.5 draws no randomness; ECDSA's nonce comes from AWS-LC, seeded by the operating system.
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map_err(|_| SigningFailed::Key)?;
                Ok(signature)
            }
            Pair::Ec(pair) => {
                pair.sign(&random, message).map(|raw| raw.as_ref().to_vec()).map_err(|_| SigningFailed::Key)
            }
            Pair::Ed(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::Mac(key) => Ok(hmac::sign(key, message).as_ref().to_vec()),
        }
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SigningKey({}, redacted)", self.jwk.algorithm().name())
    }
}

fn pair_from_pem(text: &str) -> Result<Pair, SigningKeyFault> {
    let der = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| SigningKeyFault::Shape)?;
    let rsa = |pair: RsaKeyPair| Pair::Rsa(Box::new(pair));
    let ec = |pair: EcdsaKeyPair| Pair::Ec(Box::new(pair));
    let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let pair = match &der {
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()).ok().map(rsa),
        PrivateKeyDer::Sec1(der) => EcdsaKeyPair::from_private_key_der(curve, der.secret_sec1_der()).ok().map(ec),
        PrivateKeyDer::Pkcs8(der) => {
            let der = der.secret_pkcs8_der();
            let ed = || Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok().map(|pair| Pair::Ed(Box::new(pair)));
            RsaKeyPair::from_pkcs8(der)
                .ok()
                .map(rsa)
                .or_else(|| EcdsaKeyPair::from_pkcs8(curve, der).ok().map(ec))
                .or_else(ed)
        }
        _ => return Err(SigningKeyFault::Shape),
    };
    pair.ok_or(SigningKeyFault::Key)
}

fn pair_from_jwk(private: PrivateJwk) -> Option<(Pair, Jwk)> {
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).ok().map(Zeroizing::new);
    match private {
        PrivateJwk::Rsa { n, e, d, p, q, dp, dq, qi } => {
            let public_key = PublicKeyComponents { n: decode(&n)?.to_vec(), e: decode(&e)?.to_vec() };
            let components = rsa::KeyPairComponents {
                public_key,
                d: decode(&d)?,
                p: decode(&p)?,
                q: decode(&q)?,
                dP: decode(&dp)?,
                dQ: decode(&dq)?,
                qInv: decode(&qi)?,
            };
            let pair = RsaKeyPair::from_components(&components).ok()?;
            Some((Pair::Rsa(Box::new(pair)), Jwk::Rsa { e, n }))
        }
        PrivateJwk::Ec { crv, x, y, d } => {
            let (x_bytes, y_bytes) = (decode(&x)?, decode(&y)?);
            let point = [&[0x04], x_bytes.as_slice(), &y_bytes].concat();
            let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let pair = EcdsaKeyPair::from_private_key_and_public_key(curve, &decode(&d)?, &point).ok()?;
            Some((Pair::Ec(Box::new(pair)), Jwk::Ec { crv, x, y }))
        }
        PrivateJwk::Okp { crv, x, d } => {
            let pair = Ed25519KeyPair::from_seed_and_public_key(&decode(&d)?, &decode(&x)?).ok()?;
            Some((Pair::Ed(Box::new(pair)), Jwk::Okp { crv, x }))
        }
        PrivateJwk::Oct { k } => {
            let secret = decode(&k).filter(|secret| secret.len() >= SHORTEST_SECRET)?;
            Some((Pair::Mac(Box::new(hmac::Key::new(hmac::HMAC_SHA256, &secret))), Jwk::Oct { k }))
        }
    }
}

fn public_jwk(pair: &Pair) -> Option<Jwk> {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    match pair {
        Pair::Rsa(pair) => {
            let public = pair.public_key();
            Some(Jwk::Rsa {
                e: encode(public.exponent().big_endian_without_leading_zero()),
                n: encode(public.modulus().big_endian_without_leading_zero()),
            })
        }
        Pair::Ec(pair) => {
            // An uncompressed point: 0x04, then two coordinates of 32 bytes.
            let (x, y) = pair.public_key().as_ref().get(1..)?.split_at_checked(32)?;
            Some(Jwk::Ec { crv: "P-256".to_owned(), x: encode(x), y: encode(y) })
        }
        Pair::Ed(pair) => Some(Jwk::Okp { crv: "Ed25519".to_owned(), x: encode(pair.public_key().as_ref()) }),
        Pair::Mac(_) => None,
    }
}
