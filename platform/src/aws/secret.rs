//! Texts out of Secrets Manager, once, at start.

use aws_sdk_secretsmanager::config::http::HttpResponse;
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};
use secrecy::SecretString;

use super::{Aws, cause};

impl Aws {
    /// The text of the secret under this ARN. An error is a rule without the secret.
    pub(crate) async fn secret(&self, arn: &str) -> Result<SecretString, String> {
        let answer = self.secrets_manager().get_secret_value().secret_id(arn).send().await;
        let text = answer.map_err(|error| unread("Secrets Manager", &error))?.secret_string;
        text.map(SecretString::from).ok_or_else(no_text)
    }
}

pub(crate) fn unread<E: ProvideErrorMetadata>(service: &str, error: &SdkError<E, HttpResponse>) -> String {
    format!("cannot be read: {service}: {}", cause(error))
}

pub(crate) fn no_text() -> String {
    "has no text".to_owned()
}
