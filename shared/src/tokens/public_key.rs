//! Public keys as KMS gives them: the DER of X.509 (RFC 5280 `SubjectPublicKeyInfo`).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::der::{BIT_STRING, SEQUENCE, element, only_element, positive_integer};
use super::{Jwk, KeySet};

/// `rsaEncryption` with its NULL (RFC 3279 §2.3.1).
const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
/// `id-ecPublicKey` on `secp256r1` (RFC 5480 §2.1).
const P256: &[u8] =
    &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// `id-Ed25519` (RFC 8410 §3).
const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];

/// Reads a public key of RSA, P-256 or Ed25519; `None` where it is another kind, malformed or too short.
pub fn public_jwk_from_der(der: &[u8]) -> Option<Jwk> {
    let (algorithm, rest) = element(SEQUENCE, only_element(SEQUENCE, der)?)?;
    let key = only_element(BIT_STRING, rest)?.strip_prefix(&[0])?;
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let jwk = match algorithm {
        RSA => {
            let (modulus, rest) = positive_integer(only_element(SEQUENCE, key)?)?;
            let (exponent, rest) = positive_integer(rest)?;
            rest.is_empty().then(|| Jwk::Rsa { e: encode(exponent), n: encode(modulus) })?
        }
        P256 => {
            // An uncompressed point: 0x04, then two coordinates of 32 bytes.
            let (x, y) = key.strip_prefix(&[0x04])?.split_at_checked(32)?;
            Jwk::Ec { crv: "P-256".to_owned(), x: encode(x), y: encode(y) }
        }
        ED25519 => Jwk::Okp { crv: "Ed25519".to_owned(), x: encode(key) },
        _ => return None,
    };
    // Sizes, and whether the point is one of the curve, are the verifier's to judge.
    KeySet::of([jwk.clone()]).is_ok().then_some(jwk)
}
