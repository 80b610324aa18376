//! Logs: JSON lines on standard output, which Lambda hands to CloudWatch.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::time::SystemTime;

use crate::config::Environment;

/// Starts logging at `LOG_LEVEL` (`info` where it is not set or not known). A second call changes nothing.
pub fn start(environment: &Environment) {
    let level = environment.get("LOG_LEVEL").and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_max_level(level)
        .with_timer(SystemTime)
        .with_target(false)
        .with_current_span(false)
        .finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
}
