//! Which known device asks.

use http::HeaderMap;
use http::header::COOKIE;
use shared::clock::Timestamp;
use shared::device_token;
use shared::identifier::Identifier;
use shared::ledger::DeviceId;

use crate::{RequestBody, Service};

impl Service {
    /// The device that asks, if it proves to be one on which `identifier` has signed in: by the token in the body, or by
    /// the cookie.
    pub(crate) fn known_device(
        &self,
        body: &RequestBody,
        headers: &HeaderMap,
        identifier: &Identifier,
        now: Timestamp,
    ) -> Option<DeviceId> {
        let open = |text: &str| device_token::open(text, identifier, &self.keyring, self.device_life, now);
        let cookie = || {
            // Other cookies beside ours may be of any bytes.
            let header = String::from_utf8_lossy(headers.get(COOKIE)?.as_bytes());
            open(device_token::cookie(&header, &device_token::cookie_name(identifier, &self.keyring))?)
        };
        body.device_token.as_deref().and_then(open).or_else(cookie)
    }
}
