//! The keys that tokens may be signed with, read from a JWK set (RFC 7517 §5).

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ED25519_PUBLIC_KEY_LEN, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use jsonwebtoken::jwk::{AlgorithmParameters, JwkSet};
use jsonwebtoken::{DecodingKey, DecodingKeyKind};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::key_use::{KeyOperation, is_for};
use crate::{ACCESS_TOKEN_TYPE, Algorithm, Jwk, TokenRefused};

/// Shortest secret for HS256 (RFC 7518 §3.2), in bytes.
const SHORTEST_SECRET: usize = 32;
/// What only a private key has: those of RFC 7518 §6, and `priv` of the kind `AKP`.
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "priv"];
/// What only a secret key has (RFC 7518 §6.4).
const SECRET_MEMBER: &str = "k";

/// The keys that may have signed a token, by name.
#[derive(Debug)]
pub struct KeySet(Vec<VerificationKey>);

/// A key that can check signatures by its one algorithm.
pub struct VerificationKey {
    jwk: Jwk,
    key: DecodingKey,
    /// The header that a signer writes for it, base64url.
    header: String,
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
    pub fn publish(&self) -> Value {
        written(self.public())
    }

    fn public(&self) -> impl Iterator<Item = &VerificationKey> {
        self.0.iter().filter(|key| key.algorithm() != Algorithm::Hs256)
    }

    /// The set as the authorizer is given it, secret keys and all.
    pub fn to_json(&self) -> Value {
        written(&self.0)
    }

    /// The names of the algorithms that a published key is for, each once.
    pub fn algorithms(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.public().map(|key| key.algorithm().name()).collect();
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
        self.0.iter().find(|key| key.jwk.thumbprint == kid)
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

/// The JWK set of these keys.
fn written<'a>(keys: impl IntoIterator<Item = &'a VerificationKey>) -> Value {
    let keys = keys.into_iter().map(|key| key.jwk.published()).collect();
    serde_json::to_value(JwkSet { keys }).unwrap_or_default()
}

impl VerificationKey {
    fn new(jwk: Jwk) -> Result<Self, KeySetFault> {
        let key = DecodingKey::from_jwk(&jwk.published()).map_err(|_| KeySetFault::Key)?;
        if !is_sound(&key, jwk.algorithm()) {
            return Err(KeySetFault::Key);
        }
        let (alg, kid) = (jwk.algorithm().name(), &jwk.thumbprint);
        let header = format!(r#"{{"typ":"{ACCESS_TOKEN_TYPE}","alg":"{alg}","kid":"{kid}"}}"#);
        Ok(Self { header: URL_SAFE_NO_PAD.encode(header), jwk, key })
    }

    /// Reads a key that is for checking signatures by the one algorithm of its kind.
    fn read(foreign: &ForeignJwk) -> Result<Self, KeySetFault> {
        let parameters = AlgorithmParameters::deserialize(foreign).map_err(|_| KeySetFault::Shape)?;
        let jwk = Jwk::try_from(parameters)?;
        let permitted = is_for(foreign, KeyOperation::Verify, jwk.algorithm());
        if permitted { Self::new(jwk) } else { Err(KeySetFault::Use) }
    }

    /// The one algorithm of the key.
    pub const fn algorithm(&self) -> Algorithm {
        self.jwk.algorithm()
    }

    /// Whether the key made this signature, in the form of JWS (RFC 7518 §3).
    pub fn check(&self, message: &[u8], signature: impl Into<Vec<u8>>) -> Result<(), TokenRefused> {
        // By its name: what the process has chosen for other users of `jsonwebtoken` decides about no token of ours.
        let verifier = (DEFAULT_PROVIDER.verifier_factory)(&self.algorithm().into(), &self.key);
        let verifier = verifier.map_err(|_| TokenRefused::BadSignature)?;
        verifier.verify(message, &signature.into()).map_err(|_| TokenRefused::BadSignature)
    }
}

impl std::fmt::Debug for VerificationKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "VerificationKey({}, {})", self.algorithm().name(), self.jwk.thumbprint)
    }
}

/// Whether the numbers are a key of the algorithm, and long enough. `jsonwebtoken` takes any numbers, and a key that is
/// none would refuse every token without a word at the start.
fn is_sound(key: &DecodingKey, algorithm: Algorithm) -> bool {
    match (key.kind(), algorithm) {
        (DecodingKeyKind::RsaModulusExponent { n, e }, Algorithm::Rs256) => {
            // 2048 bits at least; the algorithm itself would say so only at the first signature.
            let long_enough = match n.len() {
                ..256 => false,
                256 => n.first().is_some_and(|first| *first >= 0x80),
                257.. => true,
            };
            let components = RsaPublicKeyComponents { n, e };
            long_enough && components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).is_ok()
        }
        (DecodingKeyKind::SecretOrDer(point), Algorithm::Es256) => {
            ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).is_ok()
        }
        (DecodingKeyKind::SecretOrDer(public), Algorithm::EdDsa) => {
            // AWS-LC would also take the DER of X.509, which is no `x`.
            public.len() == ED25519_PUBLIC_KEY_LEN && ParsedPublicKey::new(&ED25519, public).is_ok()
        }
        (DecodingKeyKind::SecretOrDer(secret), Algorithm::Hs256) => secret.len() >= SHORTEST_SECRET,
        _ => false,
    }
}
