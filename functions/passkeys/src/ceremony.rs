//! How a ceremony begins and is used up.

use http::HeaderMap;
use platform::entropy::random;
use platform::http::{cookie_pairs, cookies};
use platform::store::{Key, OUTLIVES_EVERY_WRITE, Swap};
use serde::Serialize;
use shared::Timestamp;
use shared::authorization::ceremony::{Ceremony, CeremonyId, CeremonyKind, CeremonyRefused, LIFE};
use shared::authorization::flow::{BrowserId, Flow};
use shared::revision::{Revision, Versioned};

use crate::judge::{Begun, Judge};
use crate::{PasskeysError, Service};

/// What a page gets that begins a ceremony.
#[derive(Serialize)]
pub(crate) struct Options<T> {
    ceremony: String,
    #[serde(rename = "publicKey")]
    public_key: T,
}

impl Service {
    /// What judges; there is none where passkeys are off.
    pub(crate) fn judge(&self) -> Result<&Judge, PasskeysError> {
        self.judge.as_ref().ok_or(PasskeysError::Off)
    }

    /// The flow of the calling browser.
    pub(crate) fn flow(&self, text: &str, headers: &HeaderMap, now: Timestamp) -> Result<Flow, PasskeysError> {
        Ok(Flow::open(text, &browsers(headers), &self.keyring, &self.settings.table.aws.region, now)?)
    }

    /// Seals what was begun in the browser of `flow`.
    pub(crate) fn begin<T>(
        &self,
        kind: CeremonyKind,
        flow: &Flow,
        begun: Begun<T>,
        now: Timestamp,
    ) -> Result<Options<T>, PasskeysError> {
        let ceremony = Ceremony {
            id: CeremonyId::from_random(random()?),
            kind,
            browser: flow.browser,
            state: begun.state,
            begun_at: now,
            region: self.settings.table.aws.region.clone(),
        };
        Ok(Options { ceremony: ceremony.seal(&self.keyring, random()?)?, public_key: begun.options })
    }

    /// Opens a ceremony that the calling browser has begun.
    pub(crate) fn open(
        &self,
        text: &str,
        kind: CeremonyKind,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Ceremony, PasskeysError> {
        let region = &self.settings.table.aws.region;
        Ok(Ceremony::open(text, kind, &browsers(headers), &self.keyring, region, now)?)
    }

    /// Uses a ceremony up, however it ends: what its challenge was signed for counts once (WA-01).
    pub(crate) async fn use_up(&self, ceremony: &Ceremony, now: Timestamp) -> Result<(), PasskeysError> {
        let marker = Versioned { revision: Revision::from_random(random()?), state: () };
        let until = now.plus(LIFE + OUTLIVES_EVERY_WRITE);
        match self.store.swap(&Key::ceremony(ceremony.id), None, &marker, until).await? {
            Swap::Done => Ok(()),
            Swap::Conflict(_) => Err(CeremonyRefused::Used.into()),
        }
    }
}

fn browsers(headers: &HeaderMap) -> Vec<BrowserId> {
    BrowserId::of_cookies(cookie_pairs(&cookies(headers)))
}
