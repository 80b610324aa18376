//! The queue by which accounts' owners are told of what happens to their accounts.

use super::{FromEnvironment, Reader, Setting};

const QUEUE: Setting =
    Setting::required("NOTICES_QUEUE", "the URL of a queue", "the SQS queue of what owners are told");

/// Where messages for owners go.
#[derive(Clone, Debug)]
pub struct NoticeSettings {
    /// The queue's URL.
    pub queue: String,
}

impl FromEnvironment for NoticeSettings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self { queue: reader.text(&QUEUE)? })
    }
}
