//! One verification key as a JSON Web Key (RFC 7517, 7518, 8037), named by its thumbprint (RFC 7638).

use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use jsonwebtoken::jwk::{self, AlgorithmParameters, CommonParameters, EllipticCurve, PublicKeyUse, ThumbprintHash};
use serde::{Deserialize, Serialize};

use crate::{Algorithm, KeySetFault};

/// One verification key as it is written down: its kind and its numbers, of which nobody has looked yet whether they are
/// a key. An `oct` key is secret and never published.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "AlgorithmParameters")]
pub struct Jwk {
    #[serde(flatten)]
    parameters: AlgorithmParameters,
    #[serde(skip)]
    algorithm: Algorithm,
    #[serde(skip)]
    pub(crate) thumbprint: String,
}

impl TryFrom<AlgorithmParameters> for Jwk {
    type Error = KeySetFault;

    /// Takes the kinds and curves that one of our algorithms is for.
    fn try_from(parameters: AlgorithmParameters) -> Result<Self, KeySetFault> {
        let algorithm = match &parameters {
            AlgorithmParameters::RSA(_) => Algorithm::Rs256,
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => Algorithm::Es256,
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => Algorithm::EdDsa,
            AlgorithmParameters::OctetKey(_) => Algorithm::Hs256,
            AlgorithmParameters::EllipticCurve(_) | AlgorithmParameters::OctetKeyPair(_) => {
                return Err(KeySetFault::Key);
            }
            AlgorithmParameters::Other(key) => {
                let on_a_curve = key.fields.get("kty").is_some_and(|kty| kty == "EC" || kty == "OKP");
                let unknown = key.fields.get("crv").is_some_and(|curve| EllipticCurve::deserialize(curve).is_err());
                return Err(if on_a_curve && unknown { KeySetFault::Key } else { KeySetFault::Shape });
            }
            _ => return Err(KeySetFault::Shape),
        };
        let written = jwk::Jwk { common: CommonParameters::default(), algorithm: parameters };
        // Where both of its backends are compiled in, and nobody has chosen, `jsonwebtoken` panics over a digest.
        let _ = DEFAULT_PROVIDER.install_default();
        let thumbprint = written.thumbprint(ThumbprintHash::SHA256).map_err(|_| KeySetFault::Key)?;
        Ok(Self { parameters: written.algorithm, algorithm, thumbprint })
    }
}

impl Jwk {
    /// The one algorithm that this key is for.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The RFC 7638 thumbprint by SHA-256.
    pub fn thumbprint(&self) -> String {
        self.thumbprint.clone()
    }

    /// The key with its name and what it is for, as a JWK set has it.
    pub(crate) fn published(&self) -> jwk::Jwk {
        let common = CommonParameters {
            public_key_use: Some(PublicKeyUse::Signature),
            key_algorithm: Some(jsonwebtoken::Algorithm::from(self.algorithm).into()),
            key_id: Some(self.thumbprint()),
            ..CommonParameters::default()
        };
        jwk::Jwk { common, algorithm: self.parameters.clone() }
    }
}

impl std::fmt::Debug for Jwk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Jwk({})", self.algorithm.name())
    }
}
