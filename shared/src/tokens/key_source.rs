//! Where a signing key is: in the configuration itself, in Secrets Manager, in SSM, or in KMS, which never shows it.

use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::{SigningKey, SigningKeyFault};

/// Where a signing key is.
#[derive(Clone)]
pub enum KeySource {
    /// The private key stands in the configuration, as PEM or JWK.
    Here(SecretString, Arc<SigningKey>),
    /// The text of a secret of Secrets Manager, named by its ARN.
    Secret(String),
    /// The value of a parameter of SSM, named by its ARN.
    Parameter(String),
    /// A key of KMS, named by its ARN.
    Kms(String),
}

/// Everything that is wrong with a list of signing keys, without repeating any of it.
#[derive(Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join(", "))]
pub struct SigningKeysFault(Vec<String>);

impl SigningKeysFault {
    pub(super) fn one(rule: impl Into<String>) -> Self {
        Self(vec![rule.into()])
    }

    pub(super) fn add(&mut self, rule: impl Into<String>) {
        self.0.push(rule.into());
    }

    /// The value, where nothing is wrong.
    pub(super) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl KeySource {
    /// Reads a PEM, a JWK or an ARN.
    pub fn parse(text: &str) -> Result<Self, SigningKeyFault> {
        let text = text.trim();
        if text.starts_with("arn:") {
            return Self::of_arn(text).ok_or(SigningKeyFault::Arn);
        }
        let key = SigningKey::parse(text)?;
        Ok(Self::Here(SecretString::from(text), Arc::new(key)))
    }

    /// `arn:partition:service:region:account:resource`.
    fn of_arn(arn: &str) -> Option<Self> {
        let well_formed = |byte: u8| byte.is_ascii_alphanumeric() || b":/_+=.@-".contains(&byte);
        if arn.len() > 512 || !arn.bytes().all(well_formed) {
            return None;
        }
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let ["arn", partition, service, region, account, resource] = parts[..] else { return None };
        let named = |prefix: &str| resource.strip_prefix(prefix).is_some_and(|name| !name.is_empty());
        if [partition, region, account].iter().any(|part| part.is_empty()) {
            return None;
        }
        match service {
            // An alias may be pointed at another key behind the back of those who know the first one's name.
            "kms" if named("key/") => Some(Self::Kms(arn.to_owned())),
            "secretsmanager" if named("secret:") => Some(Self::Secret(arn.to_owned())),
            "ssm" if named("parameter/") => Some(Self::Parameter(arn.to_owned())),
            _ => None,
        }
    }

    /// The ARN; `None` for a key that stands in the configuration.
    pub fn arn(&self) -> Option<&str> {
        match self {
            Self::Here(..) => None,
            Self::Secret(arn) | Self::Parameter(arn) | Self::Kms(arn) => Some(arn),
        }
    }

    /// The source as it was written: of a key that stands in the configuration, the key itself.
    pub fn expose(&self) -> &str {
        match self {
            Self::Here(text, _) => text.expose_secret(),
            Self::Secret(arn) | Self::Parameter(arn) | Self::Kms(arn) => arn,
        }
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.arn().unwrap_or("KeySource(redacted)"))
    }
}
