//! Private keys out of Secrets Manager and SSM, once, at start.

use std::sync::Arc;

use crate::aws::{self, Aws};
use crate::secret::Secret;
use crate::token::{KeySource, SigningKey};

/// The key of this source. An error is a rule without a secret.
pub(super) async fn local_key(source: &KeySource, aws: &Aws) -> Result<Arc<SigningKey>, String> {
    let text = match source {
        KeySource::Here(_, key) => return Ok(Arc::clone(key)),
        KeySource::Kms(_) => return Err("is in KMS and needs kid and alg".to_owned()),
        KeySource::Secret(arn) => secret(aws, arn).await?,
        KeySource::Parameter(arn) => parameter(aws, arn).await?,
    };
    let text = std::str::from_utf8(text.expose()).map_err(|_| "is not text".to_owned())?;
    SigningKey::parse(text.trim()).map(Arc::new).map_err(|fault| fault.to_string())
}

async fn secret(aws: &Aws, arn: &str) -> Result<Secret, String> {
    let answer = aws.secrets_manager().get_secret_value().secret_id(arn).send().await;
    let answer = answer.map_err(|error| unread("Secrets Manager", &aws::cause(&error)))?;
    let text = answer.secret_string.ok_or_else(|| "has no text".to_owned())?;
    Ok(Secret::new(text.into_bytes()))
}

async fn parameter(aws: &Aws, arn: &str) -> Result<Secret, String> {
    let answer = aws.ssm().get_parameter().name(arn).with_decryption(true).send().await;
    let answer = answer.map_err(|error| unread("SSM", &aws::cause(&error)))?;
    let text = answer.parameter.and_then(|parameter| parameter.value).ok_or_else(|| "has no value".to_owned())?;
    Ok(Secret::new(text.into_bytes()))
}

pub(super) fn unread(service: &str, cause: &str) -> String {
    format!("cannot be read: {service}: {cause}")
}
