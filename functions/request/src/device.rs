//! Which known device asks.

use http::HeaderMap;
use shared::Timestamp;
use shared::codes::device_token;
use shared::codes::ledger::DeviceId;
use shared::identity::identifier::Identifier;

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
            let header = platform::http::cookies(headers);
            device_token::open_cookie(&header, identifier, &self.keyring, self.device_life, now)
        };
        body.device_token.as_deref().and_then(open).or_else(cookie)
    }
}
