//! Email by Amazon SES.

use aws_sdk_ses::Client;
use aws_sdk_ses::error::ProvideErrorMetadata;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::RawMessage;

use super::SendFailed;
use crate::aws;
use pages::{EmailMessage, ServiceName};
use shared::identity::identifier::EmailAddress;

/// What SES has no error code of its own for: the account has sent what it may in a day.
const OVER_QUOTA: &str = "DailyMessageQuotaExceeded";

/// How email leaves.
#[derive(Clone, Debug)]
pub struct EmailSettings {
    /// The sender's address, verified in SES.
    pub from: EmailAddress,
    /// The SES configuration set, if any.
    pub configuration_set: Option<String>,
}

/// Sends email from one verified address.
#[derive(Clone, Debug)]
pub struct Ses {
    client: Client,
    config: EmailSettings,
}

impl Ses {
    /// Sends as `config` says.
    pub fn new(client: Client, config: EmailSettings) -> Self {
        Self { client, config }
    }

    /// Sends the message as it is: SES's own form of one has no room for headers.
    pub(super) async fn send(
        &self,
        name: &ServiceName,
        to: &EmailAddress,
        message: &EmailMessage,
    ) -> Result<(), SendFailed> {
        let failed = |cause| SendFailed::Service { service: "SES", cause };
        let written = message.to_mime(name, &self.config.from, to);
        let raw = RawMessage::builder().data(Blob::new(written)).build().map_err(|error| failed(error.to_string()))?;
        self.client
            .send_raw_email()
            .source(self.config.from.delivery())
            // Whom it goes to is said here alone, whatever its headers say.
            .destinations(to.delivery())
            .raw_message(raw)
            .set_configuration_set_name(self.config.configuration_set.clone())
            .send()
            .await
            .map(drop)
            .map_err(|error| failed(if is_of_quota(&error) { OVER_QUOTA.to_owned() } else { aws::cause(&error) }))
    }
}

/// SES says `Throttling` of the pace and of the day: its text tells which.
fn is_of_quota(error: &impl ProvideErrorMetadata) -> bool {
    error.code() == Some("Throttling") && error.message().is_some_and(|text| text.contains("quota"))
}

#[cfg(test)]
mod tests {
    use aws_sdk_ses::error::ErrorMetadata;

    use super::is_of_quota;

    #[test]
    fn the_days_quota_is_told_from_the_pace() {
        let said = |code, text| is_of_quota(&ErrorMetadata::builder().code(code).message(text).build());
        assert!(said("Throttling", "Daily message quota exceeded."));
        assert!(!said("Throttling", "Maximum sending rate exceeded."));
        assert!(!said("MessageRejected", "Daily message quota exceeded."));
        assert!(!is_of_quota(&ErrorMetadata::builder().code("Throttling").build()));
    }
}
