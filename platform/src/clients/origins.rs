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
    pub async fn any_allows_origin(&self, origin: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut origins = self.origins.0.lock().await;
        if let Some((read_at, known)) = &*origins
            && *read_at <= now
            && now.since(*read_at) < REMEMBERED_FOR
        {
            return Ok(known.contains(origin));
        }
        let clients = self.store.clients().await?;
        // Of two clients of one id the table's counts.
        let first = self.first.iter().filter(|first| clients.iter().all(|client| client.state.id != first.id));
        let of_first = first.flat_map(|first| first.origins.clone());
        let of_table = clients.iter().flat_map(|client| client.state.origins.clone());
        let known: HashSet<WebOrigin> = of_table.chain(of_first).collect();
        let is_known = known.contains(origin);
        *origins = Some((now, known));
        Ok(is_known)
    }
}
