//! Whose pages may ask before a call: a preflight names no client.

use std::collections::HashSet;

use shared::Timestamp;
use shared::tokens::client::WebOrigin;
use tokio::sync::Mutex;

use super::{Clients, REMEMBERED_FOR};
use crate::store::StoreError;

/// The origins of all registered clients, as they were read last. Whoever asks while they are read waits for the answer, so
/// that one page that asks costs as much as ten thousand.
#[derive(Debug, Default)]
pub(super) struct Origins(Mutex<Option<(Timestamp, HashSet<WebOrigin>)>>);

impl Clients {
    /// Whether this is the origin of any client's pages. The table is asked once in [`REMEMBERED_FOR`] seconds, whatever
    /// strangers make up: it is asked for all clients, and not about the origin.
    pub async fn have_page(&self, origin: &str, now: Timestamp) -> Result<bool, StoreError> {
        if self.first.as_ref().is_some_and(|first| first.origins.iter().any(|own| own.as_str() == origin)) {
            return Ok(true);
        }
        let mut origins = self.origins.0.lock().await;
        if let Some((read_at, known)) = &*origins
            && *read_at <= now
            && now.since(*read_at) < REMEMBERED_FOR
        {
            return Ok(known.contains(origin));
        }
        let clients = self.store.clients().await?;
        let known: HashSet<WebOrigin> = clients.into_iter().flat_map(|client| client.state.origins).collect();
        let is_known = known.contains(origin);
        *origins = Some((now, known));
        Ok(is_known)
    }
}
