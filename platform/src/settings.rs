//! Settings from the environment: declared beside what reads them, checked at start, every fault named at once.
//!
//! A function has its own in its `settings.rs`; here is what reads them, and what several functions have in common.

use std::fmt;

mod assurance;
mod aws;
mod codes;
mod cors;
mod environment;
mod factors;
mod issuer;
mod messages;
mod networks;
mod notices;
mod passkeys;
mod reader;
mod service;
mod setting;
mod table;
mod telemetry;
mod text;
mod tokens;

pub use assurance::second_step;
pub use aws::{AMAZON_ROOTS, AwsSettings, DEFAULT_CALL_TIMEOUT};
pub use codes::{CodeSettings, sign_in_links};
pub use cors::CorsSettings;
pub use environment::{Environment, SETTINGS};
pub use factors::{OfferedMethods, app_window, offered_methods, recovery_wait};
pub use issuer::{audience, issuer, keys, verifier_of_any_audience};
pub use messages::{brand, email};
pub use networks::{MOST_CALLS, address_limit, session_limit};
pub use notices::NoticeSettings;
pub use passkeys::relying_party;
pub use reader::{FromEnvironment, Reader};
pub use service::{service_name, shown_calling_codes};
pub use setting::{Setting, Takes, Unset};
pub use table::{TABLE, TableSettings};
pub use telemetry::{LogLevel, TelemetrySettings};
pub use text::{TextMessageSettings, text_messages};
pub use tokens::{client_id, signing_keys};

/// Everything that is wrong with the settings, a line each: the variable, and the rule it breaks.
#[derive(Debug, PartialEq, Eq)]
pub struct SettingsFaults(Vec<String>);

impl SettingsFaults {
    /// Names what is wrong, a line each.
    pub(crate) const fn of(lines: Vec<String>) -> Self {
        Self(lines)
    }

    /// What both have made, or the faults of both at once.
    pub fn join<T, U>(one: Result<T, Self>, other: Result<U, Self>) -> Result<(T, U), Self> {
        match (one, other) {
            (Ok(one), Ok(other)) => Ok((one, other)),
            (Err(faults), Ok(_)) | (Ok(_), Err(faults)) => Err(faults),
            (Err(Self(faults)), Err(Self(others))) => Err(Self(faults.into_iter().chain(others).collect())),
        }
    }

    /// The faults, one by one.
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for SettingsFaults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the settings have faults: {}", self.0.join("; "))
    }
}

impl std::error::Error for SettingsFaults {}

#[cfg(test)]
mod tests {
    use super::SettingsFaults;

    #[test]
    fn faults_of_telemetry_and_of_the_function_are_told_at_once() {
        let faults = |line: &str| SettingsFaults::of(vec![line.to_owned()]);
        assert_eq!(
            SettingsFaults::join(Err::<(), _>(faults("a")), Err::<(), _>(faults("b"))).unwrap_err().lines(),
            ["a", "b"]
        );
        assert_eq!(SettingsFaults::join(Err::<(), _>(faults("a")), Ok(())).unwrap_err().lines(), ["a"]);
        assert_eq!(SettingsFaults::join(Ok(()), Ok(1)), Ok(((), 1)));
    }
}
