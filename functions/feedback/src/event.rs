//! What SES says about a message, by SNS or by `EventBridge`, as far as it concerns us.

use serde::Deserialize;
use serde_json::Value;
use shared::bounds::suppression::{self, Cause, OwnFault, Verdict};
use shared::identity::identifier::EmailAddress;

/// What SES publishes into a topic while it is being set up, without any JSON around it.
const TOPIC_IS_SET_UP: &str = "Successfully validated SNS topic";

/// What one record asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    /// What to do about whom. Recipients of one message may have failed for different reasons.
    pub demands: Vec<(EmailAddress, Demand)>,
    /// How many recipients were no address that this service sends to.
    pub skipped: usize,
}

/// What a report asks for about one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Nothing more may be sent there.
    Suppress(Cause),
    /// The operator must hear of it, and nobody is to be suppressed.
    Tell(OwnFault),
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
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: String,
    #[serde(rename = "bounceSubType", default)]
    subkind: Option<String>,
    #[serde(rename = "bouncedRecipients")]
    recipients: Vec<Recipient>,
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
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    diagnostic_code: Option<String>,
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
            Ok(Feedback::of(&bounce.recipients, |recipient| bounce.demand(recipient)))
        }
        "Complaint" => {
            let complaint = notification.complaint.ok_or(Malformed)?;
            // The recipient took the message out of the spam folder: the contrary of a complaint.
            let spam = complaint.complaint_feedback_type.as_deref() != Some("not-spam");
            let demand = spam.then_some(Demand::Suppress(Cause::Complaint));
            Ok(Feedback::of(&complaint.complained_recipients, |_| demand))
        }
        _ => Ok(None),
    }
}

impl Feedback {
    /// `None`: nothing is asked for about any of them.
    fn of(named: &[Recipient], demand: impl Fn(&Recipient) -> Option<Demand>) -> Option<Self> {
        let mut feedback = Self::default();
        for recipient in named {
            let Some(demand) = demand(recipient) else { continue };
            match recipient.address() {
                Some(address) => feedback.demands.push((address, demand)),
                None => feedback.skipped += 1,
            }
        }
        Some(feedback).filter(|feedback| !feedback.demands.is_empty() || feedback.skipped > 0)
    }
}

impl Bounce {
    fn demand(&self, recipient: &Recipient) -> Option<Demand> {
        let bounce = suppression::Bounce {
            address: &recipient.email_address,
            kind: &self.kind,
            subkind: self.subkind.as_deref().unwrap_or_default(),
            status: recipient.status.as_deref(),
            diagnostic: recipient.diagnostic_code.as_deref(),
        };
        match suppression::judge(&bounce) {
            Verdict::NoSuchMailbox => Some(Demand::Suppress(Cause::Bounce)),
            Verdict::Passing => None,
            Verdict::OwnFault(fault) => Some(Demand::Tell(fault)),
        }
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
