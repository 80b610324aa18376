//! Settings of the stack itself: its gateway, its logs and its alarms. No function reads them.

use platform::settings::{FromEnvironment, Reader, Setting};

/// How long CloudWatch keeps logs, in days: it takes no others.
const RETENTIONS: [u16; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653];

const RATE: Setting = Setting::number(
    "THROTTLING_RATE_LIMIT",
    "calls a second",
    1..=10_000,
    100,
    "calls that the API takes in the long run; more are 429",
);
const BURST: Setting =
    Setting::number("THROTTLING_BURST_LIMIT", "calls", 1..=5_000, 200, "calls that the API takes at once");
const RETENTION: Setting = Setting::text(
    "LOG_RETENTION_DAYS",
    "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653",
    "30",
    "how long logs are kept, in days",
);
const TRACING: Setting = Setting::text(
    "TRACING",
    "Active or PassThrough",
    "Active",
    "whether X-Ray samples calls by itself, or follows what the caller decided",
);
const RETURNING: Setting = Setting::optional(
    "RETURNING",
    "ARNs of signing keys and versions of the master secret, with commas",
    "what a deployment may bring back although an earlier one dropped it, or reset although it is in use (docs/keys.md)",
);
const SERVER_ERRORS: Setting = Setting::number(
    "ALARM_SERVER_ERRORS",
    "answers",
    1..=100_000,
    5,
    "answers with 5xx in five minutes that are alarming",
);
const LATENCY: Setting = Setting::number(
    "ALARM_LATENCY_MILLISECONDS",
    "milliseconds",
    100..=30_000,
    3_000,
    "99 of 100 calls in five minutes should be answered within this time",
);
const WRONG_GUESSES: Setting = Setting::number(
    "ALARM_WRONG_GUESSES",
    "guesses",
    1..=250_000,
    300,
    "wrong codes in five minutes that are alarming",
);
const VERIFIED: Setting = Setting::number(
    "ALARM_VERIFIED_PERCENT",
    "percent",
    0..=100,
    30,
    "of fifty or more codes sent in an hour, fewer that come back are alarming",
);

/// What the template takes by `!GetAtt`, by the names of the settings.
#[derive(Debug)]
pub struct StackSettings(pub Vec<(&'static str, String)>);

impl FromEnvironment for StackSettings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let numbers = [&RATE, &BURST, &SERVER_ERRORS, &LATENCY, &WRONG_GUESSES, &VERIFIED];
        let numbers = numbers.map(|setting| Some((setting.name, reader.number::<u64>(setting)?.to_string())));
        let retention = reader.formed(&RETENTION, |text| {
            let known = RETENTIONS.iter().any(|days| days.to_string() == text);
            known.then(|| (RETENTION.name, text.to_owned()))
        });
        let returning = reader.optional(&RETURNING, |text| {
            let is_named = |name: &str| name.starts_with("arn:") || name.parse::<u8>().is_ok();
            let well_formed = text.split(',').all(|name| is_named(name.trim()));
            well_formed
                .then(|| text.to_owned())
                .ok_or("must be ARNs of signing keys and versions of the master secret, with commas")
        });
        let returning = returning.map(|text| (RETURNING.name, text.unwrap_or_default()));
        let tracing = reader.formed(&TRACING, |text| {
            ["Active", "PassThrough"].contains(&text).then(|| (TRACING.name, text.to_owned()))
        });
        numbers.into_iter().chain([retention, returning, tracing]).collect::<Option<Vec<_>>>().map(Self)
    }
}
