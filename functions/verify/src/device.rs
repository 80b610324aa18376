//! How a device is known again after a sign-in on it.

use http::HeaderMap;
use platform::entropy::random;
use serde::de::{Deserialize, Deserializer, Error};
use shared::Timestamp;
use shared::codes::device_token;
use shared::codes::ledger::DeviceId;
use shared::identity::identifier::Identifier;

use crate::{Service, VerifyError};

/// Where the device's token goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DeviceTokenDelivery {
    /// Into a cookie, which no script reads.
    #[default]
    Cookie,
    /// Into the answer's `device_token`, for clients that are no browsers.
    Token,
}

impl<'de> Deserialize<'de> for DeviceTokenDelivery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "cookie" => Ok(Self::Cookie),
            "token" => Ok(Self::Token),
            other => Err(D::Error::unknown_variant(other, &["cookie", "token"])),
        }
    }
}

/// By what the device is known from now on.
#[derive(Default)]
pub(crate) struct Remembered {
    /// The values of `Set-Cookie`.
    pub(crate) cookies: Vec<String>,
    /// The token in the answer.
    pub(crate) token: Option<String>,
}

impl Service {
    /// What the device gets if the code is right: a known one goes on under its name, also where only its handle shows it;
    /// any other one gets a new name.
    pub(crate) fn remember(
        &self,
        identifier: &Identifier,
        known: Option<DeviceId>,
        delivery: DeviceTokenDelivery,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Remembered, VerifyError> {
        let (keyring, life) = (&self.keyring, self.settings.codes.device_life);
        if life == 0 {
            return Ok(Remembered::default());
        }
        let device = match known {
            Some(known) => known,
            None => DeviceId::from_random(random()?),
        };
        let token = device_token::seal(device, identifier, keyring, now, random()?)?;
        Ok(match delivery {
            DeviceTokenDelivery::Token => Remembered { cookies: Vec::new(), token: Some(token) },
            DeviceTokenDelivery::Cookie => {
                let name = device_token::cookie_name(identifier, keyring);
                let cookies = device_token::set_cookies(&name, &token, life, &platform::http::cookies(headers));
                Remembered { cookies, token: None }
            }
        })
    }
}
