//! The key that signs: PEM (PKCS#8, PKCS#1, SEC 1) or a private JWK.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::KeyRejected;
use aws_lc_rs::rsa::{self, PublicKeyComponents};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use pkcs8::PrivateKeyInfoRef;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use serde::Deserialize;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use otp_verifier::{KeyOperation, is_for};

use super::der::algorithm;
use super::{Algorithm, Header, Jwk, KeySet, TokenClaims};

/// A private key with its algorithm and its name.
pub struct SigningKey {
    key: EncodingKey,
    jwk: Jwk,
    header: Header,
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
    /// No key of this algorithm is active.
    #[error("no key signs {} now", .0.name())]
    NoKey(Algorithm),
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
        let (algorithm, key) = if text.trim_start().starts_with('{') {
            of_jwk(&serde_json::from_str(text).map_err(|_| SigningKeyFault::Shape)?)?
        } else {
            of_pem(text)?
        };
        Self::new(algorithm, key).ok_or(SigningKeyFault::Key)
    }

    fn new(algorithm: Algorithm, key: EncodingKey) -> Option<Self> {
        let public = jsonwebtoken::jwk::Jwk::from_encoding_key(&key, algorithm.into()).ok()?;
        let jwk = Jwk::try_from(public.algorithm).ok()?;
        // A key that would not verify its own tokens must not sign any.
        KeySet::of([jwk.clone()]).ok()?;
        let header = Header::new(algorithm, &jwk.thumbprint());
        Some(Self { key, jwk, header })
    }

    /// The key that checks what this one signs: public, but for HS256.
    pub fn verification_jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Signs claims into a compact JWS (RFC 7515 §3.1) of their type.
    pub fn sign<C: TokenClaims>(&self, claims: &C) -> Result<String, SigningFailed> {
        let unsigned = self.header.unsigned(claims)?;
        let signer = (DEFAULT_PROVIDER.signer_factory)(&self.jwk.algorithm().into(), &self.key);
        let signature = signer.and_then(|signer| Ok(signer.try_sign(unsigned.message())?));
        Ok(unsigned.signed(&URL_SAFE_NO_PAD.encode(signature.map_err(|_| SigningFailed::Key)?)))
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SigningKey({}, redacted)", self.jwk.algorithm().name())
    }
}

type Key = (Algorithm, EncodingKey);

fn of_jwk(members: &Map<String, Value>) -> Result<Key, SigningKeyFault> {
    let private = PrivateJwk::deserialize(members).map_err(|_| SigningKeyFault::Shape)?;
    if !is_for(members, KeyOperation::Sign, private.algorithm()) {
        return Err(SigningKeyFault::Use);
    }
    of_private_jwk(&private).ok_or(SigningKeyFault::Key)
}

/// `jsonwebtoken` reads no private JWKs: AWS-LC compares their halves and writes them as PKCS#8.
fn of_private_jwk(private: &PrivateJwk) -> Option<Key> {
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).ok().map(Zeroizing::new);
    match private {
        PrivateJwk::Rsa { n, e, d, p, q, dp, dq, qi } => {
            let public_key = PublicKeyComponents { n: decode(n)?.to_vec(), e: decode(e)?.to_vec() };
            of_rsa(RsaKeyPair::from_components(&rsa::KeyPairComponents {
                public_key,
                d: decode(d)?,
                p: decode(p)?,
                q: decode(q)?,
                dP: decode(dp)?,
                dQ: decode(dq)?,
                qInv: decode(qi)?,
            }))
        }
        PrivateJwk::Ec { crv, x, y, d } if crv == "P-256" => {
            let point = [&[0x04], decode(x)?.as_slice(), decode(y)?.as_slice()].concat();
            let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
            of_ec(EcdsaKeyPair::from_private_key_and_public_key(curve, &decode(d)?, &point))
        }
        PrivateJwk::Okp { crv, x, d } if crv == "Ed25519" => {
            of_ed(Ed25519KeyPair::from_seed_and_public_key(&decode(d)?, &decode(x)?))
        }
        PrivateJwk::Oct { k } => Some((Algorithm::Hs256, EncodingKey::from_secret(&decode(k)?))),
        PrivateJwk::Ec { .. } | PrivateJwk::Okp { .. } => None,
    }
}

fn of_pem(text: &str) -> Result<Key, SigningKeyFault> {
    let key = match PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| SigningKeyFault::Shape)? {
        PrivateKeyDer::Pkcs1(der) => of_rsa(RsaKeyPair::from_der(der.secret_pkcs1_der())),
        PrivateKeyDer::Sec1(der) => {
            of_ec(EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_sec1_der()))
        }
        PrivateKeyDer::Pkcs8(der) => of_pkcs8(der.secret_pkcs8_der()),
        _ => return Err(SigningKeyFault::Shape),
    };
    key.ok_or(SigningKeyFault::Key)
}

/// `jsonwebtoken` signs with PKCS#1 of RSA, with PKCS#8 of P-256, and with version 1 of PKCS#8 of Ed25519.
fn of_pkcs8(der: &[u8]) -> Option<Key> {
    let info = PrivateKeyInfoRef::try_from(der).ok()?;
    match algorithm(&info.algorithm)? {
        Algorithm::Rs256 => of_rsa(RsaKeyPair::from_pkcs8(der)),
        Algorithm::Es256 => of_ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der)),
        Algorithm::EdDsa => of_ed(Ed25519KeyPair::from_pkcs8_maybe_unchecked(der)),
        Algorithm::Hs256 => None,
    }
}

fn of_rsa(pair: Result<RsaKeyPair, KeyRejected>) -> Option<Key> {
    let pkcs8: Pkcs8V1Der<'_> = pair.ok()?.as_der().ok()?;
    let pkcs1 = PrivateKeyInfoRef::try_from(pkcs8.as_ref()).ok()?.private_key;
    Some((Algorithm::Rs256, EncodingKey::from_rsa_der(pkcs1.as_bytes())))
}

fn of_ec(pair: Result<EcdsaKeyPair, KeyRejected>) -> Option<Key> {
    let pkcs8 = pair.ok()?.to_pkcs8v1().ok()?;
    Some((Algorithm::Es256, EncodingKey::from_ec_der(pkcs8.as_ref())))
}

fn of_ed(pair: Result<Ed25519KeyPair, KeyRejected>) -> Option<Key> {
    let pkcs8 = pair.ok()?.to_pkcs8v1().ok()?;
    Some((Algorithm::EdDsa, EncodingKey::from_ed_der(pkcs8.as_ref())))
}
