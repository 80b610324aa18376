//! What every function that calls AWS needs to know.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::environment::Reader;
use super::{ConfigFaults, Environment};
use crate::secret::Secret;

/// The certificate authorities of AWS endpoints. Scanning the system's hundred and more costs 7 ms of every cold start.
pub const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// How each part of a PEM file begins.
const BEGIN: &[u8] = b"-----BEGIN ";

/// Longest wait for one answer, in milliseconds. The longest chain of calls is an erasure: five calls of three attempts end
/// within fifteen seconds, half of what a function has.
pub const DEFAULT_CALL_TIMEOUT: u64 = 900;

/// Region, credentials and endpoints, from the variables that Lambda itself sets.
#[derive(Clone, Debug)]
pub struct AwsConfig {
    /// The region; also the tag that handles of this region carry.
    pub region: String,
    /// Longest wait for one answer of a service.
    pub(crate) call_timeout: Duration,
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: Secret,
    pub(crate) session_token: Option<Secret>,
    /// Who vouches for endpoints: Amazon's certificate authorities, or those of a bundle in their place.
    pub(crate) authorities: Arc<RootCertStore>,
    pub(crate) dynamodb_endpoint: Option<String>,
    pub(crate) kms_endpoint: Option<String>,
    pub(crate) secrets_manager_endpoint: Option<String>,
    pub(crate) ses_endpoint: Option<String>,
    pub(crate) sns_endpoint: Option<String>,
    pub(crate) ssm_endpoint: Option<String>,
}

impl AwsConfig {
    /// Reads the settings, or names everything that is wrong with them.
    pub fn read_from(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let built = Self::read(&mut reader);
        reader.finish(built)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let region = reader.text("AWS_REGION");
        let access_key_id = reader.text("AWS_ACCESS_KEY_ID");
        let secret_access_key = reader.secret("AWS_SECRET_ACCESS_KEY");
        let session_token = reader.optional_text("AWS_SESSION_TOKEN").map(|token| Secret::new(token.into_bytes()));
        let pem = reader.or_else("AWS_CA_BUNDLE", Cow::Borrowed(AMAZON_ROOTS), |path| {
            std::fs::read(path).map(Cow::Owned).map_err(|error| format!("cannot be read: {error}"))
        });
        let authorities =
            pem.and_then(|pem| authorities(&pem).map_err(|rule| reader.fault("AWS_CA_BUNDLE", rule)).ok());
        let call_timeout = reader.number("CALL_TIMEOUT_MILLISECONDS", DEFAULT_CALL_TIMEOUT, 100..=60_000);
        let all = reader.optional_text("AWS_ENDPOINT_URL");
        let endpoint = |name| reader.optional_text(name).or_else(|| all.clone());
        Some(Self {
            region: region?,
            call_timeout: Duration::from_millis(call_timeout?),
            access_key_id: access_key_id?,
            secret_access_key: secret_access_key?,
            session_token,
            authorities: Arc::new(authorities?),
            dynamodb_endpoint: endpoint("AWS_ENDPOINT_URL_DYNAMODB"),
            kms_endpoint: endpoint("AWS_ENDPOINT_URL_KMS"),
            secrets_manager_endpoint: endpoint("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
            ses_endpoint: endpoint("AWS_ENDPOINT_URL_SES"),
            sns_endpoint: endpoint("AWS_ENDPOINT_URL_SNS"),
            ssm_endpoint: endpoint("AWS_ENDPOINT_URL_SSM"),
        })
    }
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
