//! Private keys out of Secrets Manager and SSM, once, at start.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use shared::tokens::{KeySource, SigningKey};

use crate::aws::{Aws, no_text, unread};

/// The key of this source. An error is a rule without a secret.
pub(super) async fn local_key(source: &KeySource, aws: &Aws) -> Result<Arc<SigningKey>, String> {
    let text = match source {
        KeySource::Here(_, key) => return Ok(Arc::clone(key)),
        KeySource::Kms(_) => return Err("is in KMS and needs kid and alg".to_owned()),
        KeySource::Secret(arn) => aws.secret(arn).await?,
        KeySource::Parameter(arn) => parameter(aws, arn).await?,
    };
    SigningKey::parse(text.expose_secret().trim()).map(Arc::new).map_err(|fault| fault.to_string())
}

async fn parameter(aws: &Aws, arn: &str) -> Result<SecretString, String> {
    let answer = aws.ssm().get_parameter().name(arn).with_decryption(true).send().await;
    let parameter = answer.map_err(|error| unread("SSM", &error))?.parameter;
    let text = parameter.and_then(|parameter| parameter.value);
    text.map(SecretString::from).ok_or_else(no_text)
}
