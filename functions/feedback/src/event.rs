//! What SES says about a message, by SNS or by `EventBridge`, as far as it concerns us.

use serde::Deserialize;
use serde_json::Value;
use shared::identifier::EmailAddress;
use shared::suppression::Cause;

/// What SES publishes into a topic while it is being set up, without any JSON around it.
const TOPIC_IS_SET_UP: &str = "Successfully validated SNS topic";

/// What one record asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Feedback {
    /// Why nothing more may be sent.
    pub cause: Cause,
    /// To whom.
    pub recipients: Vec<EmailAddress>,
    /// How many recipients were no address that this service sends to.
    pub skipped: usize,
}

/// A record is in no form that SES documents. What it says is not told: it may name people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

#[derive(Deserialize)]
#[serde(untagged)]
enum Event {
    Topic {
        #[serde(rename = "Records")]
        records: Vec<Value>,
    },
    Bus {
        detail: Value,
    },
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "Sns")]
    sns: Sns,
}

#[derive(Deserialize)]
struct Sns {
    #[serde(rename = "Message")]
    message: String,
}

#[derive(Deserialize)]
struct Notification {
    /// Identities send notifications, configuration sets publish events.
    #[serde(rename = "notificationType", alias = "eventType")]
    kind: String,
    #[serde(default)]
    bounce: Option<Bounce>,
    #[serde(default)]
    complaint: Option<Complaint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    bounced_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complained_recipients: Vec<Recipient>,
    #[serde(default)]
    complaint_feedback_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

/// Reads an event record by record, so that a bad one spoils no other. `None`: the record asks for nothing, as a transient
/// bounce or a delivery does.
pub fn read(text: &str) -> Result<Vec<Result<Option<Feedback>, Malformed>>, Malformed> {
    Ok(match serde_json::from_str(text).map_err(|_| Malformed)? {
        Event::Topic { records } => records.into_iter().map(record).collect(),
        Event::Bus { detail } => vec![serde_json::from_value(detail).map_err(|_| Malformed).and_then(notification)],
    })
}

fn record(record: Value) -> Result<Option<Feedback>, Malformed> {
    let record: Record = serde_json::from_value(record).map_err(|_| Malformed)?;
    match serde_json::from_str(&record.sns.message) {
        Ok(message) => notification(message),
        Err(_) if record.sns.message.starts_with(TOPIC_IS_SET_UP) => Ok(None),
        Err(_) => Err(Malformed),
    }
}

fn notification(notification: Notification) -> Result<Option<Feedback>, Malformed> {
    match notification.kind.as_str() {
        "Bounce" => {
            let bounce = notification.bounce.ok_or(Malformed)?;
            // A full mailbox and a server that is away are of today; only this is for good.
            let hard = bounce.bounce_type == "Permanent";
            Ok(hard.then(|| Feedback::of(Cause::Bounce, &bounce.bounced_recipients)))
        }
        "Complaint" => {
            let complaint = notification.complaint.ok_or(Malformed)?;
            // The recipient took the message out of the spam folder: the contrary of a complaint.
            let spam = complaint.complaint_feedback_type.as_deref() != Some("not-spam");
            Ok(spam.then(|| Feedback::of(Cause::Complaint, &complaint.complained_recipients)))
        }
        _ => Ok(None),
    }
}

impl Feedback {
    fn of(cause: Cause, named: &[Recipient]) -> Self {
        let recipients: Vec<EmailAddress> = named.iter().filter_map(Recipient::address).collect();
        let skipped = named.len() - recipients.len();
        Self { cause, recipients, skipped }
    }
}

impl Recipient {
    /// `ada@example.org`, also out of `Ada <ada@example.org>`.
    fn address(&self) -> Option<EmailAddress> {
        let text = self.email_address.trim();
        let bare = text.strip_suffix('>').and_then(|text| text.rsplit_once('<')).map_or(text, |(_, bare)| bare);
        EmailAddress::parse(bare).ok()
    }
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
