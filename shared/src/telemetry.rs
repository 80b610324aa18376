//! Logs: JSON lines on standard output, which Lambda hands to CloudWatch.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;

use crate::config::Environment;

/// The crates whose events follow `LOG_LEVEL` all the way down.
const OURS: [&str; 10] =
    ["authorizer", "discovery", "feedback", "keys", "me", "request", "sessions", "shared", "token", "verify"];

/// Starts logging at `LOG_LEVEL` (`info` where it is not set or not known). A second call changes nothing.
pub fn start(environment: &Environment) {
    let level = environment.get("LOG_LEVEL").and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    // Below `info` the Lambda runtime and the HTTP stack print whole events: codes, tokens, addresses (OTP-13).
    let others = level.min(LevelFilter::INFO);
    let targets = Targets::new().with_default(others).with_targets(OURS.map(|name| (name, level)));
    let lines = fmt::layer().json().flatten_event(true).with_target(false).with_current_span(false);
    let _ = tracing::subscriber::set_global_default(registry().with(lines.with_filter(targets)));
}
