//! What SQS hands to a function, and what it is answered: the messages that are to come again.

use serde::{Deserialize, Serialize};
use shared::Timestamp;

/// Messages of the queue, as Lambda hands them over.
#[derive(Clone, Debug, Deserialize)]
pub struct Messages {
    /// Each of them.
    #[serde(rename = "Records")]
    pub records: Vec<Message>,
}

/// One message.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// What SQS calls it.
    pub message_id: String,
    /// The sealed notice.
    pub body: String,
    /// What SQS says of it.
    #[serde(default)]
    pub attributes: Attributes,
}

/// What SQS says of a message.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Attributes {
    /// When it was queued, in milliseconds of Unix time.
    #[serde(rename = "SentTimestamp", default)]
    pub sent_timestamp: Option<String>,
}

impl Message {
    /// When it was queued, by SQS's own clock; `None` where nothing says so.
    pub(crate) fn sent_at(&self) -> Option<Timestamp> {
        let milliseconds: u64 = self.attributes.sent_timestamp.as_ref()?.parse().ok()?;
        Some(Timestamp::from_unix(milliseconds / 1_000))
    }
}

/// What is not done: `ReportBatchItemFailures` has SQS keep these, and drop the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unfinished {
    /// Each of them.
    pub batch_item_failures: Vec<ItemFailure>,
}

/// One message that is to come again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemFailure {
    /// What SQS calls it.
    pub item_identifier: String,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Message({})", self.message_id)
    }
}
