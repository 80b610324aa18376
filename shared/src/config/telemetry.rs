//! Settings of logs and metrics, the same for every function.

use super::environment::Reader;
use super::{ConfigFaults, Environment};

/// How much is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TelemetryConfig {
    /// The least important lines that are written; audit events are written at any level.
    pub level: LogLevel,
    /// The name of the deployment that metrics are counted for; `None`: no metrics are written.
    pub metrics_of: Option<String>,
}

/// How important a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// Something failed here.
    Error,
    /// Something may be wrong.
    Warn,
    /// What was done.
    Info,
    /// For debug builds alone.
    Debug,
    /// For debug builds alone.
    Trace,
}

impl Default for TelemetryConfig {
    /// What a start with faults is told by.
    fn default() -> Self {
        Self { level: LogLevel::Info, metrics_of: None }
    }
}

impl TelemetryConfig {
    /// Reads the settings, or names everything that is wrong with them. Metrics are lines for CloudWatch: elsewhere than
    /// in Lambda they are written only if they are asked for.
    pub fn read(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let level = reader.or_else("LOG_LEVEL", LogLevel::Info, |text| match text {
            "error" => Ok(LogLevel::Error),
            "warn" => Ok(LogLevel::Warn),
            "info" => Ok(LogLevel::Info),
            "debug" => Ok(LogLevel::Debug),
            "trace" => Ok(LogLevel::Trace),
            _ => Err("must be error, warn, info, debug or trace"),
        });
        let in_lambda = environment.get("AWS_LAMBDA_FUNCTION_NAME").is_some();
        let metrics = reader.or_else("METRICS", in_lambda, |text| match text {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err("must be on or off"),
        });
        let deployment = reader.or_else("DEPLOYMENT", "otp-authorizer".to_owned(), deployment);
        let built =
            (|| Some(Self { level: level?, metrics_of: Some(deployment?).filter(|_| metrics == Some(true)) }))();
        reader.finish(built)
    }
}

/// What CloudFormation takes as the name of a stack.
fn deployment(text: &str) -> Result<String, &'static str> {
    let well_formed = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if well_formed && text.len() <= 128 {
        Ok(text.to_owned())
    } else {
        Err("must be letters, digits and hyphens, 128 at most")
    }
}
