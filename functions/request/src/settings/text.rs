//! Settings of text messages that carry codes.

use std::num::NonZeroU32;

use platform::settings::{Reader, Setting, TextMessageSettings, text_messages};
use shared::bounds::breaker::BreakerPolicy;

const PREFIX_SENDS: Setting = Setting::number(
    "SMS_PREFIX_SENDS",
    "messages",
    1..=1_000_000,
    50,
    "text messages in an hour to numbers with the same first 7 digits, before they may be stopped",
);
const PREFIX_VERIFIED: Setting = Setting::number(
    "SMS_PREFIX_VERIFIED_PERCENT",
    "percent",
    0..=100,
    20,
    "they are stopped for an hour where fewer codes come back; 0: never",
);

/// How text messages leave, what they may cost, and what stops them.
#[derive(Clone, Debug)]
pub struct TextSettings {
    /// What counts for every text message.
    pub common: TextMessageSettings,
    /// When a block of numbers is stopped.
    pub breaker: BreakerPolicy,
}

/// Text messages; `None` within while no country is listed: SMS is off.
#[expect(clippy::option_option, reason = "the outer one is a fault, the inner one is SMS switched off")]
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Option<TextSettings>> {
    let common = text_messages(reader);
    let sends = reader.number(&PREFIX_SENDS).and_then(NonZeroU32::new);
    let verified_percent = reader.number(&PREFIX_VERIFIED);
    let breaker = BreakerPolicy { sends: sends?, verified_percent: verified_percent? };
    Some(common?.map(|common| TextSettings { common, breaker }))
}
