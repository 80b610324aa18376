//! Text messages by Amazon SNS.

use aws_sdk_sns::Client;
use aws_sdk_sns::config::Builder;
use aws_sdk_sns::error::{BuildError, SdkError};
use aws_sdk_sns::types::MessageAttributeValue;

use super::SendFailed;
use crate::aws;
use pages::TextMessage;
use shared::identity::identifier::PhoneNumber;

/// How text messages leave.
#[derive(Clone, Debug)]
pub struct SmsSettings {
    /// ISO 3166-1 alpha-2 codes of the countries that may be texted.
    pub countries: Vec<String>,
    /// An alphanumeric sender id, where countries allow one.
    pub sender_id: Option<String>,
    /// Most US dollars that one message may cost, as SNS takes it.
    pub maximum_price: String,
}

/// Sends transactional text messages straight to phone numbers.
#[derive(Clone, Debug)]
pub struct Sns {
    client: Client,
    config: SmsSettings,
}

impl Sns {
    /// Sends as `config` says.
    pub fn new(client: Client, config: SmsSettings) -> Self {
        Self { client, config }
    }

    pub(super) async fn send(&self, to: &PhoneNumber, message: &TextMessage) -> Result<(), SendFailed> {
        let attributes = [
            ("AWS.SNS.SMS.SMSType", "String", Some("Transactional")),
            ("AWS.SNS.SMS.MaxPrice", "Number", Some(self.config.maximum_price.as_str())),
            ("AWS.SNS.SMS.SenderID", "String", self.config.sender_id.as_deref()),
        ];
        let mut publish = self.client.publish().phone_number(to.e164()).message(&message.text);
        for (name, kind, value) in attributes {
            let Some(value) = value else { continue };
            let attribute = MessageAttributeValue::builder().data_type(kind).string_value(value).build();
            let attribute = attribute
                .map_err(|error: BuildError| SendFailed::Service { service: "SNS", cause: error.to_string() })?;
            publish = publish.message_attributes(name, attribute);
        }
        // Asked once: SNS knows no idempotency, so a second try after a lost answer is a second message and a second price.
        let once = Builder::new().retry_config(aws::attempts(1));
        let Err(error) = publish.customize().config_override(once).send().await else { return Ok(()) };
        let refused = matches!(&error, SdkError::ServiceError(failed) if failed.raw().status().is_client_error());
        let (service, cause) = ("SNS", aws::cause(&error));
        Err(if refused { SendFailed::Refused { service, cause } } else { SendFailed::Service { service, cause } })
    }
}
