//! What becomes of a pushed request when a browser comes with it: it is that browser's, for one code.

use platform::store::{Decision, Expected, Key};
use shared::Timestamp;
use shared::authorization::flow::{BrowserId, Flow};
use shared::authorization::pushed::{self, PushedId, PushedRecord};
use shared::authorization::{Parameters, PushedRequest};

use crate::{Service, SignInError};

impl Service {
    /// The request that `client` has pushed, where the parameters name one: what else they have counts for nothing (RFC 9126 §4).
    pub(crate) fn pushed(
        &self,
        parameters: &Parameters,
        client: &str,
        now: Timestamp,
    ) -> Result<Option<PushedRequest>, SignInError> {
        let uri = parameters.get("request_uri").filter(|uri| PushedRequest::is_of_this_kind(uri));
        let region = &self.settings.table.aws.region;
        let open = |uri| PushedRequest::open(uri, client, &self.keyring, region, now);
        Ok(uri.map(open).transpose()?)
    }

    /// Books the browser that comes with a pushed request. Whoever sees the URL in a log or over a shoulder comes too late.
    pub(crate) async fn book_browser(
        &self,
        request: PushedId,
        browser: BrowserId,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let decide = |found: Option<&PushedRecord>| match pushed::come(found, browser) {
            Ok(Some(next)) => Decision::Write { next, expires_at: pushed::booked_until(now), outcome: Ok(()) },
            Ok(None) => Decision::Keep(Ok(())),
            Err(refused) => Decision::Keep(Err(refused)),
        };
        Ok(self.store.settle(&Key::pushed(request), Expected::Absent, decide).await?.outcome?)
    }

    /// Uses up the pushed request that a flow came from, before there is a code of it.
    pub(crate) async fn use_up(&self, flow: &Flow, now: Timestamp) -> Result<(), SignInError> {
        let Some(request) = flow.pushed else { return Ok(()) };
        let decide = |found: Option<&PushedRecord>| match pushed::use_up(found, flow.browser) {
            Ok(next) => Decision::Write { next, expires_at: pushed::booked_until(now), outcome: Ok(()) },
            Err(refused) => Decision::Keep(Err(refused)),
        };
        Ok(self.store.settle(&Key::pushed(request), Expected::Unknown, decide).await?.outcome?)
    }
}
