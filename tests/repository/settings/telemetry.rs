//! What functions read of logs and metrics.

use platform::settings::{Environment, FromEnvironment, LogLevel, TelemetrySettings};

#[test]
fn telemetry_has_defaults_and_metrics_are_for_lambda() {
    let read = |pairs: &[(&str, &str)]| TelemetrySettings::read(&Environment::from_pairs(pairs.iter().copied()));
    let laptop = read(&[]).unwrap();
    assert_eq!(laptop, TelemetrySettings { level: LogLevel::Info, metrics_of: None });
    let lambda = ("AWS_LAMBDA_FUNCTION_NAME", "stack-Request-1A2B");
    assert_eq!(read(&[lambda]).unwrap().metrics_of.as_deref(), Some("otp-authorizer"));
    assert_eq!(read(&[lambda, ("METRICS", "off")]).unwrap().metrics_of, None);
    let asked = read(&[("METRICS", "on"), ("DEPLOYMENT", "sign-in-2"), ("LOG_LEVEL", "error")]).unwrap();
    assert_eq!(asked, TelemetrySettings { level: LogLevel::Error, metrics_of: Some("sign-in-2".to_owned()) });
    let faults = read(&[("METRICS", "yes"), ("DEPLOYMENT", "a b"), ("LOG_LEVEL", "INFO")]).unwrap_err();
    assert_eq!(
        faults.lines(),
        [
            "LOG_LEVEL must be error, warn, info, debug or trace",
            "METRICS must be on or off",
            "DEPLOYMENT must be letters, digits and hyphens, 128 at most"
        ]
    );
    assert_eq!(read(&[("DEPLOYMENT", &"d".repeat(129))]).unwrap_err().lines().len(), 1);
}
