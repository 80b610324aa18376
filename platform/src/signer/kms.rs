//! Keys that KMS holds: it signs, and its private keys are seen by nobody.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::json;

use super::fetch::unread;
use crate::aws::JsonService;
use shared::tokens::{Algorithm, Claims, Header, Jwk, SigningFailed, public_jwk_from_der, raw_signature};

/// KMS hashes no longer message itself, in bytes.
const LONGEST_MESSAGE: usize = 4_096;

/// An asymmetric key of KMS.
#[derive(Clone, Debug)]
pub(super) struct KmsKey {
    service: JsonService,
    arn: String,
    algorithm: Algorithm,
    /// The algorithm, as KMS calls it.
    spec: &'static str,
    header: Header,
}

#[derive(Deserialize)]
struct SignAnswer {
    #[serde(rename = "Signature")]
    signature: String,
}

#[derive(Deserialize)]
struct PublicKeyAnswer {
    #[serde(rename = "PublicKey")]
    public_key: String,
    #[serde(rename = "KeyUsage")]
    key_usage: String,
}

impl KmsKey {
    /// Signs with the key `arn`, whose public half has the thumbprint `kid`.
    pub(super) fn new(service: JsonService, arn: &str, algorithm: Algorithm, kid: &str) -> Result<Self, String> {
        let spec = match algorithm {
            Algorithm::Rs256 => "RSASSA_PKCS1_V1_5_SHA_256",
            Algorithm::Es256 => "ECDSA_SHA_256",
            Algorithm::EdDsa => "ED25519_SHA_512",
            Algorithm::Hs256 => return Err("is in KMS, which signs RS256, ES256 and EdDSA".to_owned()),
        };
        Ok(Self { service, arn: arn.to_owned(), algorithm, spec, header: Header::new(algorithm, kid) })
    }

    pub(super) async fn sign(&self, claims: &Claims) -> Result<String, SigningFailed> {
        let unsigned = self.header.unsigned(claims)?;
        let signature = self.signature(unsigned.message()).await?;
        Ok(unsigned.signed(&URL_SAFE_NO_PAD.encode(signature)))
    }

    async fn signature(&self, message: &[u8]) -> Result<Vec<u8>, SigningFailed> {
        let (kind, encoded) = if message.len() <= LONGEST_MESSAGE {
            ("RAW", STANDARD.encode(message))
        } else if self.algorithm == Algorithm::EdDsa {
            // Of a digest KMS makes Ed25519ph, which is no EdDSA of JWS.
            return Err(SigningFailed::Key);
        } else {
            ("DIGEST", STANDARD.encode(digest(&SHA256, message)))
        };
        let parameters =
            json!({ "KeyId": self.arn, "SigningAlgorithm": self.spec, "MessageType": kind, "Message": encoded });
        let answer = self.service.call::<SignAnswer>("Sign", &parameters).await;
        let answer = answer.map_err(|failed| SigningFailed::Service { cause: failed.to_string() })?;
        let signature = STANDARD.decode(answer.signature).unwrap_or_default();
        self.in_the_form_of_jws(signature)
            .ok_or_else(|| SigningFailed::Service { cause: "the answer is no signature".to_owned() })
    }

    fn in_the_form_of_jws(&self, signature: Vec<u8>) -> Option<Vec<u8>> {
        match self.algorithm {
            Algorithm::Es256 => raw_signature(&signature).map(|raw| raw.to_vec()),
            Algorithm::EdDsa => Some(signature).filter(|signature| signature.len() == 64),
            // RSA of 2048 bits at least; the length is the key's.
            Algorithm::Rs256 => Some(signature).filter(|signature| signature.len() >= 256),
            Algorithm::Hs256 => None,
        }
    }
}

/// The public half of the key `arn`.
pub(super) async fn public_key(service: &JsonService, arn: &str) -> Result<Jwk, String> {
    let answer = service.call::<PublicKeyAnswer>("GetPublicKey", &json!({ "KeyId": arn })).await;
    let answer = answer.map_err(|failed| unread("KMS", &failed))?;
    if answer.key_usage != "SIGN_VERIFY" {
        return Err("is a key for another use than signing".to_owned());
    }
    let der = STANDARD.decode(answer.public_key).unwrap_or_default();
    public_jwk_from_der(&der).ok_or_else(|| "is no key for RS256, ES256 or EdDSA".to_owned())
}
