//! Settings of logs and metrics, the same for every function.

use super::{FromEnvironment, Reader, SETTINGS, Setting};

const LEVEL: Setting = Setting::text(
    "LOG_LEVEL",
    "error, warn, info, debug or trace",
    "info",
    "the least important lines that are written; audit events are written at any level",
);
const METRICS: Setting =
    Setting::optional("METRICS", "on or off", "lines that CloudWatch counts; on in Lambda where it is not set");
const DEPLOYMENT: Setting = Setting::text(
    "DEPLOYMENT",
    "letters, digits and hyphens, 128 at most",
    "otp-authorizer",
    "the name of this deployment in metrics",
);
const IN_LAMBDA: Setting = Setting::optional("AWS_LAMBDA_FUNCTION_NAME", "a name", "set by Lambda alone");

/// How much is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TelemetrySettings {
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

impl Default for TelemetrySettings {
    /// What a start with faults is told by.
    fn default() -> Self {
        Self { level: LogLevel::Info, metrics_of: None }
    }
}

impl FromEnvironment for TelemetrySettings {
    /// Metrics are lines for CloudWatch: elsewhere than in Lambda they are written only if they are asked for.
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        reader.declare(&SETTINGS);
        let level = reader.formed(&LEVEL, |text| match text {
            "error" => Some(LogLevel::Error),
            "warn" => Some(LogLevel::Warn),
            "info" => Some(LogLevel::Info),
            "debug" => Some(LogLevel::Debug),
            "trace" => Some(LogLevel::Trace),
            _ => None,
        });
        let in_lambda = reader.get(&IN_LAMBDA).is_some();
        let metrics = reader.optional(&METRICS, |text| match text {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err("must be on or off"),
        });
        // What CloudFormation takes as the name of a stack.
        let deployment = reader.formed(&DEPLOYMENT, |text| {
            let well_formed = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            (well_formed && text.len() <= 128).then(|| text.to_owned())
        });
        let wanted = metrics?.unwrap_or(in_lambda);
        Some(Self { level: level?, metrics_of: Some(deployment?).filter(|_| wanted) })
    }
}
