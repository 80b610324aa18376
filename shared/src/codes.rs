//! One-time codes: how they are derived, sent and judged, and what names an attempt.

pub mod authentication_session;
pub mod device_token;
pub mod handle;
pub mod hotp;
pub mod ledger;
pub mod link;
pub mod proof;
pub mod purpose;
pub mod recovery;
pub mod totp;
