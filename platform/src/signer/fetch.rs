//! Private keys out of Secrets Manager and SSM, once, at start.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use crate::aws::{Aws, CallFailed};
use shared::secret::Secret;
use shared::tokens::{KeySource, SigningKey};

#[derive(Deserialize)]
struct SecretAnswer {
    /// Missing where the secret is bytes.
    #[serde(rename = "SecretString")]
    text: Option<String>,
}

#[derive(Deserialize)]
struct ParameterAnswer {
    #[serde(rename = "Parameter")]
    parameter: Parameter,
}

#[derive(Deserialize)]
struct Parameter {
    #[serde(rename = "Value")]
    value: String,
}

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
    let answer = aws.secrets_manager().call::<SecretAnswer>("GetSecretValue", &json!({ "SecretId": arn })).await;
    let text =
        answer.map_err(|failed| unread("Secrets Manager", &failed))?.text.ok_or_else(|| "has no text".to_owned())?;
    Ok(Secret::new(text.into_bytes()))
}

async fn parameter(aws: &Aws, arn: &str) -> Result<Secret, String> {
    let name = json!({ "Name": arn, "WithDecryption": true });
    let answer = aws.ssm().call::<ParameterAnswer>("GetParameter", &name).await;
    let parameter = answer.map_err(|failed| unread("SSM", &failed))?.parameter;
    Ok(Secret::new(parameter.value.into_bytes()))
}

pub(super) fn unread(service: &str, cause: &CallFailed) -> String {
    format!("cannot be read: {service}: {cause}")
}
