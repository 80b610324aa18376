//! Sends codes and what owners are told: email by SES, text messages by SNS, or both into an outbox.

use shared::identity::identifier::{EmailAddress, Identifier, PhoneNumber};

use pages::{Brand, EmailMessage, Envelope, NoticeContent, TextMessage};

mod outbox;
mod ses;
mod sns;

pub use outbox::{Outbox, Sent};
pub use ses::{EmailSettings, Ses};
pub use sns::{SmsSettings, Sns};

/// How messages leave. Made by configuration, never by a request.
#[derive(Clone, Debug)]
pub struct Sender {
    brand: Brand,
    route: Route,
}

#[derive(Clone, Debug)]
enum Route {
    Aws { email: Ses, text: Option<Sns> },
    Outbox(Outbox),
}

/// The code did not leave.
#[derive(Debug, thiserror::Error)]
pub enum SendFailed {
    /// The service refused it: it is certain that nothing left.
    #[error("{service} refused: {cause}")]
    Refused {
        /// `SNS`.
        service: &'static str,
        /// The service's error code.
        cause: String,
    },
    /// The service refused it, failed, or did not answer in time: it may have left after all.
    #[error("{service}: {cause}")]
    Service {
        /// `SES` or `SNS`.
        service: &'static str,
        /// The service's error code or the kind of transport failure.
        cause: String,
    },
    /// The message could not be written.
    #[error("the message could not be rendered")]
    Render(#[from] pages::RenderFailed),
    /// Text messages are switched off.
    #[error("SMS is off")]
    SmsOff,
}

/// By these error codes SES and SNS say that they take no such address or number. What is wrong with the sender, the
/// account or a setting has codes of its own.
const RECIPIENT_REFUSED: [&str; 2] = ["InvalidParameter", "InvalidParameterValue"];

/// By these error codes SES and SNS say that more comes at once than the account may send. What it may send in a day, only
/// its operator can raise.
const TOO_FAST: [&str; 5] =
    ["Throttling", "ThrottlingException", "TooManyRequestsException", "Throttled", "ThrottledException"];

impl SendFailed {
    /// Whether it is the recipient that the service refuses: whoever named it is told, and nobody here has to be woken.
    pub fn is_of_recipient(&self) -> bool {
        self.is_one_of(&RECIPIENT_REFUSED)
    }

    /// Whether it is the pace that the service refuses: strangers can ask for more at once than may be sent.
    pub fn is_of_pace(&self) -> bool {
        self.is_one_of(&TOO_FAST)
    }

    fn is_one_of(&self, causes: &[&str]) -> bool {
        match self {
            Self::Refused { cause, .. } | Self::Service { cause, .. } => causes.contains(&cause.as_str()),
            Self::Render(_) | Self::SmsOff => false,
        }
    }

    /// Whether it is certain that nothing left. What may have left has to be paid for.
    pub const fn is_certain(&self) -> bool {
        !matches!(self, Self::Service { .. })
    }
}

impl Sender {
    /// What messages call the service, and so do the pages that lead to them.
    pub fn service_name(&self) -> &str {
        self.brand.name.as_str()
    }

    /// Sends through AWS; text messages only where SMS is on.
    pub fn aws(brand: Brand, email: Ses, text: Option<Sns>) -> Self {
        Self { brand, route: Route::Aws { email, text } }
    }

    /// Keeps everything in an outbox, for a laptop and for tests.
    pub fn outbox(brand: Brand, outbox: Outbox) -> Self {
        Self { brand, route: Route::Outbox(outbox) }
    }

    /// Sends one code. An error means that it is not known to have left.
    pub async fn send(&self, envelope: Envelope<'_>) -> Result<(), SendFailed> {
        match envelope.identifier {
            Identifier::Email(address) => self.email(address, &EmailMessage::render(&self.brand, &envelope)?).await,
            Identifier::Phone(number) => {
                let name = self.brand.text_name.as_ref().ok_or(SendFailed::SmsOff)?;
                self.text(number, &TextMessage::render(name, &self.brand, &envelope)?).await
            }
        }
    }

    /// Tells an owner of something. An error means that it is not known to have left.
    pub async fn tell(&self, to: &Identifier, content: &NoticeContent<'_>) -> Result<(), SendFailed> {
        match to {
            Identifier::Email(address) => self.email(address, &EmailMessage::notice(&self.brand, content)?).await,
            Identifier::Phone(number) => {
                let name = self.brand.text_name.as_ref().ok_or(SendFailed::SmsOff)?;
                let message = TextMessage::notice(name, &self.brand, content)?.ok_or(SendFailed::SmsOff)?;
                self.text(number, &message).await
            }
        }
    }

    async fn email(&self, to: &EmailAddress, message: &EmailMessage) -> Result<(), SendFailed> {
        match &self.route {
            Route::Aws { email, .. } => email.send(&self.brand.name, to, message).await,
            Route::Outbox(outbox) => {
                outbox.keep_email(to, message);
                Ok(())
            }
        }
    }

    async fn text(&self, to: &PhoneNumber, message: &TextMessage) -> Result<(), SendFailed> {
        match &self.route {
            Route::Aws { text: Some(text), .. } => text.send(to, message).await,
            Route::Aws { text: None, .. } => Err(SendFailed::SmsOff),
            Route::Outbox(outbox) => {
                outbox.keep_text(to, message);
                Ok(())
            }
        }
    }
}
