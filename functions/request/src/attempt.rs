//! What is asked for: a body, and who sends it, as one attempt.

use std::net::IpAddr;

use http::HeaderMap;
use pages::Locale;
use platform::audit::About;
use platform::entropy::random;
use platform::http::Caller;
use platform::store::{Expected, Key};
use shared::Timestamp;
use shared::bounds::network::Network;
use shared::bounds::spend::Tariff;
use shared::codes::device_token;
use shared::codes::handle::{ExpectedAccount, Handle};
use shared::codes::ledger::{AttemptId, ChallengeId, DeviceId, Ledger};
use shared::codes::purpose::CodePurpose;
use shared::identity::IdentityKey;
use shared::identity::account::AccountId;
use shared::identity::identifier::Identifier;
use shared::identity::keyring::KeyVersion;

use crate::body::Recipient;
use crate::{RequestBody, RequestError, Service};

/// An attempt that is to be sent for: a new one, or an earlier one again.
pub(crate) struct Attempt {
    pub(crate) now: Timestamp,
    pub(crate) identifier: Identifier,
    pub(crate) identity: IdentityKey,
    /// What a message to a number is priced by; none for an address.
    pub(crate) tariff: Option<Tariff>,
    pub(crate) purpose: CodePurpose,
    pub(crate) locale: Locale,
    pub(crate) id: AttemptId,
    pub(crate) challenge: ChallengeId,
    /// Whose it is, by the handle, or would be.
    pub(crate) account: ExpectedAccount,
    /// The master secret that its code and its handle are made by.
    pub(crate) version: KeyVersion,
    pub(crate) resend: bool,
    /// The known device that asks.
    pub(crate) device: Option<DeviceId>,
    pub(crate) network: Network,
    /// The caller's network, as the message tells it.
    pub(crate) asked_from: Option<String>,
    /// Where the identifier's ledger is.
    pub(crate) key: Key,
    pub(crate) ledger: Expected<Ledger>,
}

/// Whether an address tells of another machine: that of a laptop's own service tells nothing.
const fn is_elsewhere(address: &IpAddr) -> bool {
    !address.is_loopback()
}

impl Service {
    /// The attempt that a call asks to be sent for.
    pub(crate) fn parse(
        &self,
        body: &RequestBody,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<Attempt, RequestError> {
        let now = self.clock.now();
        let Recipient { identifier, tariff } = body.recipient(self.sms_countries.as_deref())?;
        let (challenge, account, version, device, ledger) = match &body.challenge {
            None => {
                let device = self.known_device(body, headers, &identifier, now);
                // To guess that there is no ledger would spare strangers a call, and tell them by its time who is known here.
                let proposed = ExpectedAccount { id: AccountId::from_random(random()?), found: false, at_once: true };
                (ChallengeId::from_random(random()?), proposed, self.keyring.current(), device, Expected::Unknown)
            }
            Some(handle) => {
                let (handle, version) = Handle::open(handle, &self.keyring, &self.region, now)?;
                if handle.identifier.canonical() != identifier.canonical() {
                    return Err(RequestError::OtherIdentifier);
                }
                if handle.purpose != body.purpose {
                    return Err(RequestError::OtherPurpose);
                }
                let ledger = handle.snapshot.map_or(Expected::Unknown, Expected::Present);
                (handle.challenge, handle.account, version, handle.pool.device(), ledger)
            }
        };
        let identity = self.keyring.identity_key(&identifier);
        About { identity: Some(identity), challenge: Some(challenge), ..About::default() }.note();
        Ok(Attempt {
            now,
            identity,
            tariff,
            purpose: body.purpose,
            locale: body.locale(),
            id: AttemptId::from_random(random()?),
            challenge,
            account,
            version,
            resend: body.challenge.is_some(),
            device,
            network: Network::counted(caller.address, device.map(DeviceId::to_bytes)),
            asked_from: caller.address.filter(is_elsewhere).map(|address| Network::of(address).wide),
            key: Key::ledger(&self.keyring.lookup_hash(&identifier)),
            ledger,
            identifier,
        })
    }

    /// The device that asks, if it proves to be one on which `identifier` has signed in: by the token in the body, or by
    /// the cookie.
    fn known_device(
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
