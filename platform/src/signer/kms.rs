//! Keys that KMS holds: it signs, and its private keys are seen by nobody.

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_kms::Client;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::{KeyUsageType, MessageType, SigningAlgorithmSpec};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::aws::{cause, unread};
use shared::tokens::{Algorithm, Header, Jwk, SigningFailed, TokenClaims, public_jwk_from_der, raw_signature};

/// KMS hashes no longer message itself, in bytes.
const LONGEST_MESSAGE: usize = 4_096;

/// An asymmetric key of KMS.
#[derive(Clone, Debug)]
pub(super) struct KmsKey {
    client: Client,
    arn: String,
    algorithm: Algorithm,
    /// The algorithm, as KMS calls it.
    spec: SigningAlgorithmSpec,
    header: Header,
}

impl KmsKey {
    /// Signs with the key `arn`, whose public half has the thumbprint `kid`.
    pub(super) fn new(client: Client, arn: &str, algorithm: Algorithm, kid: &str) -> Result<Self, String> {
        let spec = match algorithm {
            Algorithm::Rs256 => SigningAlgorithmSpec::RsassaPkcs1V15Sha256,
            Algorithm::Es256 => SigningAlgorithmSpec::EcdsaSha256,
            Algorithm::EdDsa => SigningAlgorithmSpec::Ed25519Sha512,
            Algorithm::Hs256 => return Err("is in KMS, which signs RS256, ES256 and EdDSA".to_owned()),
        };
        Ok(Self { client, arn: arn.to_owned(), algorithm, spec, header: Header::new(algorithm, kid) })
    }

    /// The one algorithm of the key.
    pub(super) const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) async fn sign<C: TokenClaims>(&self, claims: &C) -> Result<String, SigningFailed> {
        let unsigned = self.header.unsigned(claims)?;
        let signature = self.signature(unsigned.message()).await?;
        Ok(unsigned.signed(&URL_SAFE_NO_PAD.encode(signature)))
    }

    async fn signature(&self, message: &[u8]) -> Result<Vec<u8>, SigningFailed> {
        let (kind, message) = if message.len() <= LONGEST_MESSAGE {
            (MessageType::Raw, Blob::new(message))
        } else if self.algorithm == Algorithm::EdDsa {
            // Of a digest KMS makes Ed25519ph, which is no EdDSA of JWS.
            return Err(SigningFailed::Key);
        } else {
            (MessageType::Digest, Blob::new(digest(&SHA256, message).as_ref()))
        };
        let call = self.client.sign().key_id(&self.arn).signing_algorithm(self.spec.clone());
        let answer = call.message_type(kind).message(message).send().await;
        let answer = answer.map_err(|error| SigningFailed::Service { cause: cause(&error) })?;
        self.in_the_form_of_jws(answer.signature.unwrap_or_else(|| Blob::new([])).into_inner())
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
pub(super) async fn public_key(client: &Client, arn: &str) -> Result<Jwk, String> {
    let answer = client.get_public_key().key_id(arn).send().await.map_err(|error| unread("KMS", &error))?;
    if answer.key_usage != Some(KeyUsageType::SignVerify) {
        return Err("is a key for another use than signing".to_owned());
    }
    let der = answer.public_key.unwrap_or_else(|| Blob::new([])).into_inner();
    public_jwk_from_der(&der).ok_or_else(|| "is no key for RS256, ES256 or EdDSA".to_owned())
}
