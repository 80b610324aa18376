//! What every function that calls AWS needs to know.

use std::time::Duration;

use aws_smithy_http_client::tls::{TlsContext, TrustStore};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use secrecy::SecretString;

use super::{FromEnvironment, Reader, Setting};

/// The certificate authorities of AWS endpoints. Scanning the system's hundred and more costs 7 ms of every cold start.
pub const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// How each part of a PEM file begins.
const BEGIN: &[u8] = b"-----BEGIN ";

/// Longest wait for one answer, in milliseconds. The longest chain of calls is an erasure: ten calls of three attempts for an
/// account with one identifier end within the time that a function has.
pub const DEFAULT_CALL_TIMEOUT: u64 = 900;

const REGION: Setting = Setting::required("AWS_REGION", "a region", "the region; set by Lambda");
const ACCESS_KEY_ID: Setting = Setting::required("AWS_ACCESS_KEY_ID", "an id", "credentials; set by Lambda");
const SECRET_ACCESS_KEY: Setting = Setting::required("AWS_SECRET_ACCESS_KEY", "a key", "credentials; set by Lambda");
const SESSION_TOKEN: Setting = Setting::optional("AWS_SESSION_TOKEN", "a token", "credentials; set by Lambda");
const CA_BUNDLE: Setting =
    Setting::optional("AWS_CA_BUNDLE", "the path of a PEM file", "certificate authorities in place of Amazon's");
const CALL_TIMEOUT: Setting = Setting::number(
    "CALL_TIMEOUT_MILLISECONDS",
    "milliseconds",
    100..=60_000,
    DEFAULT_CALL_TIMEOUT,
    "longest wait for one answer of an AWS service; it is asked three times",
);
const ENDPOINT: Setting = endpoint("AWS_ENDPOINT_URL", "where every AWS service answers");
const DYNAMODB_ENDPOINT: Setting = endpoint("AWS_ENDPOINT_URL_DYNAMODB", "where DynamoDB answers");
const KMS_ENDPOINT: Setting = endpoint("AWS_ENDPOINT_URL_KMS", "where KMS answers");
const SECRETS_MANAGER_ENDPOINT: Setting = endpoint("AWS_ENDPOINT_URL_SECRETS_MANAGER", "where Secrets Manager answers");
const CLOUDFORMATION_ENDPOINT: Setting = endpoint("AWS_ENDPOINT_URL_CLOUDFORMATION", "where CloudFormation answers");
const SES_ENDPOINT: Setting = endpoint("AWS_ENDPOINT_URL_SES", "where SES answers");
const SNS_ENDPOINT: Setting = endpoint("AWS_ENDPOINT_URL_SNS", "where SNS answers");
const SQS_ENDPOINT: Setting = endpoint("AWS_ENDPOINT_URL_SQS", "where SQS answers");
const SSM_ENDPOINT: Setting = endpoint("AWS_ENDPOINT_URL_SSM", "where Systems Manager answers");

const fn endpoint(name: &'static str, purpose: &'static str) -> Setting {
    Setting::optional(name, "a URL", purpose)
}

/// Region, credentials and endpoints, from the variables that Lambda itself sets.
#[derive(Clone, Debug)]
pub struct AwsSettings {
    /// The region; also the tag that handles of this region carry.
    pub region: String,
    /// Longest wait for one answer of a service.
    pub(crate) call_timeout: Duration,
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: SecretString,
    pub(crate) session_token: Option<SecretString>,
    /// Who vouches for endpoints: Amazon's certificate authorities, or those of a bundle in their place.
    pub(crate) authorities: TlsContext,
    pub(crate) cloudformation_endpoint: Option<String>,
    pub(crate) dynamodb_endpoint: Option<String>,
    pub(crate) kms_endpoint: Option<String>,
    pub(crate) secrets_manager_endpoint: Option<String>,
    pub(crate) ses_endpoint: Option<String>,
    pub(crate) sns_endpoint: Option<String>,
    pub(crate) sqs_endpoint: Option<String>,
    pub(crate) ssm_endpoint: Option<String>,
}

impl FromEnvironment for AwsSettings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let region = reader.text(&REGION);
        let access_key_id = reader.text(&ACCESS_KEY_ID);
        let secret_access_key = reader.secret(&SECRET_ACCESS_KEY);
        let session_token = reader.get(&SESSION_TOKEN).map(SecretString::from);
        let authorities = reader.optional(&CA_BUNDLE, |path| {
            let pem = std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
            trusting(pem)
        });
        let authorities = match authorities {
            Some(None) => trusting(AMAZON_ROOTS.to_vec()).ok(),
            Some(bundle) => bundle,
            None => None,
        };
        let call_timeout = reader.number(&CALL_TIMEOUT);
        let all = reader.get(&ENDPOINT);
        let of = [
            &CLOUDFORMATION_ENDPOINT,
            &DYNAMODB_ENDPOINT,
            &KMS_ENDPOINT,
            &SECRETS_MANAGER_ENDPOINT,
            &SES_ENDPOINT,
            &SNS_ENDPOINT,
            &SQS_ENDPOINT,
            &SSM_ENDPOINT,
        ];
        let [stacks, tables, keys, secrets, email, texts, queues, parameters] =
            of.map(|setting| reader.get(setting).or(all).map(str::to_owned));
        Some(Self {
            region: region?,
            call_timeout: Duration::from_millis(call_timeout?),
            access_key_id: access_key_id?,
            secret_access_key: secret_access_key?,
            session_token,
            authorities: authorities?,
            cloudformation_endpoint: stacks,
            dynamodb_endpoint: tables,
            kms_endpoint: keys,
            secrets_manager_endpoint: secrets,
            ses_endpoint: email,
            sns_endpoint: texts,
            sqs_endpoint: queues,
            ssm_endpoint: parameters,
        })
    }
}

/// Trusts a bundle. The SDK ends the process over one that it cannot read, so it is read before.
fn trusting(pem: Vec<u8>) -> Result<TlsContext, String> {
    authorities(&pem)?;
    let store = TrustStore::empty().with_pem_certificate(pem);
    TlsContext::builder().with_trust_store(store).build().map_err(|_| "cannot be trusted".to_owned())
}

/// All certificates of a bundle. Of one that is read in part nobody would know whom it leaves out.
fn authorities(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut trusted = RootCertStore::empty();
    for (index, certificate) in CertificateDer::pem_slice_iter(pem).enumerate() {
        let added = certificate.ok().and_then(|certificate| trusted.add(certificate).ok());
        added.ok_or_else(|| format!("has a certificate that cannot be read, number {}", index + 1))?;
    }
    if trusted.is_empty() {
        return Err("has no certificate".to_owned());
    }
    // `BEGIN TRUSTED CERTIFICATE`, for one, is passed over.
    let parts = pem.windows(BEGIN.len()).filter(|text| *text == BEGIN).count();
    if parts == trusted.len() { Ok(trusted) } else { Err("has a part that is no certificate".to_owned()) }
}

#[cfg(test)]
#[path = "aws_tests.rs"]
mod tests;
