//! Typed settings from the environment: checked at start, every fault named at once.
//!
//! [`VARIABLES`] declares every variable; `template.yaml` sets no other, and a test holds the two together.

use std::fmt;

mod authorizer;
mod aws;
mod client;
mod discovery;
mod environment;
mod feedback;
mod issuer;
mod limits;
mod request;
mod rules;
mod sessions;
mod telemetry;
mod terms;
mod text;
mod token;
mod variables;
mod verify;

pub use authorizer::{AuthorizerConfig, HttpApiResponses, RevocationConfig, TableConfig};
pub use aws::{AMAZON_ROOTS, AwsConfig, DEFAULT_CALL_TIMEOUT};
pub use discovery::DiscoveryConfig;
pub use environment::Environment;
pub use feedback::FeedbackConfig;
pub use request::RequestConfig;
pub use sessions::SessionsConfig;
pub use telemetry::{LogLevel, TelemetryConfig};
pub use text::TextConfig;
pub use token::TokenConfig;
pub use variables::{VARIABLES, Variable};
pub use verify::VerifyConfig;

/// Everything that is wrong with a configuration, a line each: the variable, and the rule it breaks.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigFaults(Vec<String>);

impl ConfigFaults {
    /// Names what is wrong, a line each.
    pub(crate) fn of(lines: Vec<String>) -> Self {
        Self(lines)
    }

    /// What was made, or the faults of both readings at once.
    pub(crate) fn join<T>(one: Result<(), Self>, other: Result<T, Self>) -> Result<T, Self> {
        match (one, other) {
            (Ok(()), made) => made,
            (Err(faults), Ok(_)) => Err(faults),
            (Err(Self(faults)), Err(Self(others))) => Err(Self(faults.into_iter().chain(others).collect())),
        }
    }

    /// The faults, one by one.
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for ConfigFaults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the configuration has faults: {}", self.0.join("; "))
    }
}

impl std::error::Error for ConfigFaults {}

#[cfg(test)]
mod tests;
