//! Logs and metrics: lines of JSON on standard output, which Lambda hands to CloudWatch. `docs/observability.md` tells
//! what is in them.

use std::io::Write;
use std::panic::{self, PanicHookInfo};
use std::sync::OnceLock;

use metrics_cloudwatch_embedded::Collector;
use tracing::Span;
use tracing::field::Empty;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;

mod line;
mod lines;
mod metric;

pub use metric::{Metric, NAMESPACE};

use crate::settings::{Environment, FromEnvironment, LogLevel, SettingsFaults, TelemetrySettings};
use lines::Lines;

/// The target of audit events, which no level silences.
pub const AUDIT: &str = "audit";

/// The crates whose events follow `LOG_LEVEL` all the way down: what functions are made of here.
pub const OURS: [&str; 17] = [
    "authorizer",
    "discovery",
    "feedback",
    "keys",
    "me",
    "notify",
    "otp_verifier",
    "pages",
    "passkeys",
    "platform",
    "request",
    "sessions",
    "settings",
    "shared",
    "signin",
    "token",
    "verify",
];

/// A module that prints again what a handler fails with: for an authorizer every denial, as an error without a call. Of a
/// panic, [`tell_place`] tells what may be told.
const ERRORS_OF_HANDLERS: [&str; 3] = ["lambda_runtime", "layers", "panic"];

/// Takes whole lines, each with its end.
pub type Output = fn(&[u8]);

/// What counts, and where it is written after each call.
static COUNTED: OnceLock<(&Collector, Output)> = OnceLock::new();

/// Starts logs and metrics of a function as its environment says; by the defaults where that has faults, so that they
/// can be told. A second call changes nothing.
pub fn start(function: &'static str, environment: &Environment) -> Result<(), SettingsFaults> {
    let (config, faults) = match TelemetrySettings::read(environment) {
        Ok(config) => (config, Ok(())),
        Err(faults) => (TelemetrySettings::default(), Err(faults)),
    };
    start_with(function, config, to_standard_output);
    panic::set_hook(Box::new(tell_place));
    faults
}

/// Tells where something panicked. What a panic says may hold what it was about: a code, a token, an address.
pub fn tell_place(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    tracing::error!(outcome = "failed", reason = place, "panicked");
}

/// Starts logs and metrics of a function, written to `output`. A second call changes nothing.
pub fn start_with(function: &'static str, config: TelemetrySettings, output: Output) {
    let level = match config.level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    // Below `info` the Lambda runtime and the HTTP stack print whole events: codes, tokens, addresses (OTP-13).
    let others = level.min(LevelFilter::INFO);
    let targets = Targets::new().with_default(others).with_targets(OURS.map(|name| (name, level)));
    let targets = targets.with_target(AUDIT, LevelFilter::INFO).with_target(lines::CALLS, LevelFilter::INFO);
    let targets = targets.with_target(ERRORS_OF_HANDLERS.join("::"), LevelFilter::OFF);
    let subscriber = registry().with(Lines::to(output).with_filter(targets));
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        return;
    }
    if let Some(collector) = config.metrics_of.and_then(|deployment| metric::collector(deployment, function)) {
        let _ = COUNTED.set((collector, output));
    }
}

/// The span of one call of a function: every line within names the function and the call, and whatever becomes known of
/// it. `trace` is what X-Ray sends along.
pub fn call(function: &str, request_id: &str, trace: Option<&str>) -> Span {
    let span = tracing::error_span!(
        target: lines::CALLS, "call", function, request_id, trace_id = Empty, identity = Empty, subject = Empty, session = Empty, challenge = Empty
    );
    if let Some(trace_id) = trace.and_then(trace_id) {
        span.record("trace_id", trace_id);
    }
    span
}

/// Writes what was counted since the last time. Called after each invocation: the sandbox may be frozen after it.
pub fn flush() {
    let Some((collector, output)) = COUNTED.get() else { return };
    let mut lines = Vec::new();
    if collector.flush(&mut lines).is_ok() && !lines.is_empty() {
        output(&lines);
    }
}

/// The root of a trace header (`Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1`). Callers can send one of their own
/// (`X-Amzn-Trace-Id`), with anything in it: nothing but an id is taken from it.
fn trace_id(header: &str) -> Option<&str> {
    let root = header.split(';').find_map(|part| part.trim().strip_prefix("Root="))?;
    let is_id = root.len() == 35 && root.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    is_id.then_some(root)
}

fn to_standard_output(lines: &[u8]) {
    // Whoever closed it does not read what is wrong with it.
    let _ = std::io::stdout().write_all(lines);
}

#[cfg(test)]
mod tests {
    use super::trace_id;

    #[test]
    fn hw_07_of_a_trace_header_only_an_id_is_taken() {
        let id = "1-69219a40-5f84c1d27e3b0a9648d1c7e2";
        assert_eq!(trace_id(&format!("Root={id};Sampled=0")), Some(id));
        assert_eq!(trace_id(&format!("Self=755224; Root={id}")), Some(id));
        for other in ["", "Root=", "Root=755224", "Root=1-69219a40-5f84c1d27e3b0a9648d1c7\r\n", "Parent=1", id] {
            assert_eq!(trace_id(other), None, "{other:?}");
        }
    }
}
