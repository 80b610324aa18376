//! Email by Amazon SES.

use aws_sdk_ses::Client;
use aws_sdk_ses::types::{Body, Content, Destination, Message};

use super::{EmailMessage, SendFailed};
use crate::aws;
use crate::identifier::EmailAddress;

/// How email leaves.
#[derive(Clone, Debug)]
pub struct EmailConfig {
    /// The sender's address, verified in SES.
    pub from: EmailAddress,
    /// The SES configuration set, if any.
    pub configuration_set: Option<String>,
}

/// Sends email from one verified address.
#[derive(Clone, Debug)]
pub struct Ses {
    client: Client,
    config: EmailConfig,
}

impl Ses {
    /// Sends as `config` says.
    pub fn new(client: Client, config: EmailConfig) -> Self {
        Self { client, config }
    }

    pub(super) async fn send(&self, to: &EmailAddress, message: &EmailMessage) -> Result<(), SendFailed> {
        let content = |data: &str| Content::builder().data(data).charset("UTF-8").build();
        let built = || {
            let body = Body::builder().text(content(&message.text)?).html(content(&message.html)?).build();
            Ok::<_, aws_sdk_ses::error::BuildError>(
                Message::builder().subject(content(&message.subject)?).body(body).build(),
            )
        };
        let message = built().map_err(|error| SendFailed::Service { service: "SES", cause: error.to_string() })?;
        self.client
            .send_email()
            .source(self.config.from.delivery())
            .destination(Destination::builder().to_addresses(to.delivery()).build())
            .message(message)
            .set_configuration_set_name(self.config.configuration_set.clone())
            .send()
            .await
            .map(drop)
            .map_err(|error| SendFailed::Service { service: "SES", cause: aws::cause(&error) })
    }
}
