//! Keys and signatures in DER (X.690), as KMS and PKCS#8 write them. Strict: one value has one encoding.

use jsonwebtoken::{DecodingKey, jwk};
use pkcs8::ObjectIdentifier;
use pkcs8::der::asn1::{AnyRef, UintRef};
use pkcs8::der::{self, Decode as _, Reader as _};
use pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::{Algorithm, Jwk, KeySet};

/// `rsaEncryption` (RFC 3279 §2.3.1).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `id-ecPublicKey` and `secp256r1` (RFC 5480 §2.1).
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
/// `id-Ed25519` (RFC 8410 §3).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// The algorithm of ours that a key of this kind is for.
pub(super) fn algorithm(kind: &AlgorithmIdentifierRef<'_>) -> Option<Algorithm> {
    match kind.oid {
        RSA if kind.parameters == Some(AnyRef::NULL) => Some(Algorithm::Rs256),
        EC if kind.parameters_oid() == Ok(P256) => Some(Algorithm::Es256),
        ED25519 if kind.parameters.is_none() => Some(Algorithm::EdDsa),
        _ => None,
    }
}

/// Reads a public key of RSA, P-256 or Ed25519 (RFC 5280 `SubjectPublicKeyInfo`); `None` where it is another kind,
/// malformed or too short.
pub fn public_jwk_from_der(der: &[u8]) -> Option<Jwk> {
    let info = SubjectPublicKeyInfoRef::try_from(der).ok()?;
    let key = info.subject_public_key.as_bytes()?;
    let key = match algorithm(&info.algorithm)? {
        Algorithm::Rs256 => {
            let [modulus, exponent] = two_integers(key)?;
            DecodingKey::from_rsa_raw_components(modulus.as_bytes(), exponent.as_bytes())
        }
        Algorithm::Es256 => DecodingKey::from_ec_der(key),
        Algorithm::EdDsa => DecodingKey::from_ed_der(key),
        Algorithm::Hs256 => return None,
    };
    let jwk = Jwk::try_from(jwk::Jwk::from_decoding_key(&key, None).ok()?.algorithm).ok()?;
    // Sizes, and whether the point is one of the curve, are the verifier's to judge.
    KeySet::of([jwk.clone()]).is_ok().then_some(jwk)
}

/// Turns an ECDSA signature on P-256 (RFC 3279 §2.2.3) into the 64 bytes of JWS (RFC 7518 §3.4); `None` where it is not
/// exactly one well-formed signature. Short numbers are padded on the left.
pub fn raw_signature(der: &[u8]) -> Option<[u8; 64]> {
    let mut raw = [0; 64];
    for (number, half) in two_integers(der)?.iter().zip(raw.chunks_exact_mut(32)) {
        let padding = half.len().checked_sub(number.as_bytes().len())?;
        half.get_mut(padding..)?.copy_from_slice(number.as_bytes());
    }
    Some(raw)
}

/// The sequence of two positive integers that `der` is.
fn two_integers(der: &[u8]) -> Option<[UintRef<'_>; 2]> {
    let sequence = AnyRef::from_der(der).ok()?;
    let integers: [UintRef<'_>; 2] =
        sequence.sequence(|reader| der::Result::Ok([reader.decode()?, reader.decode()?])).ok()?;
    integers.iter().all(|integer| integer.as_bytes() != [0]).then_some(integers)
}
