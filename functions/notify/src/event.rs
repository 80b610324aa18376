//! What SQS hands to a function, and what it is answered: the messages that are to come again.

use serde::{Deserialize, Serialize};

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
