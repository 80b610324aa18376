//! OAuth clients and resources as requests name them, each read from the table once a minute.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use shared::Timestamp;
use shared::tokens::client::{Client, ClientId, Resource, ResourceId};

use crate::store::{Key, Store, StoreError};

mod authentication;
mod first;
mod memory;
mod origins;

pub use authentication::ClientRefused;
pub use first::first_client;
use memory::Memory;
use origins::Origins;

/// How long an answer of the table counts, in seconds: a changed client, a new secret and a removed one count everywhere after
/// so many.
pub const REMEMBERED_FOR: u64 = 60;

/// Reads clients and resources. What is found and what is not is remembered for [`REMEMBERED_FOR`] seconds, apart: strangers
/// who make up names push nothing out.
#[derive(Debug)]
pub struct Clients {
    store: Store,
    first: Option<Arc<Client>>,
    known: Memory<ClientId, Client>,
    resources: Memory<ResourceId, Resource>,
    origins: Origins,
}

impl Clients {
    /// Reads from `store`. Where the table has no client with the id of `first`, that one counts: an item that was put
    /// later, from a reviewed file, wins over a setting that was meant for a first try.
    pub fn new(store: Store, first: Option<Client>) -> Self {
        let (known, resources, origins) = (Memory::new(), Memory::new(), Origins::default());
        Self { store, first: first.map(Arc::new), known, resources, origins }
    }

    /// The client with this id; what is no id costs nothing.
    pub async fn find(&self, id: &str, now: Timestamp) -> Result<Option<Arc<Client>>, StoreError> {
        let Ok(id) = ClientId::parse(id) else { return Ok(None) };
        let found = self.read(&self.known, &id, Key::client, now).await?;
        Ok(found.or_else(|| self.first.clone().filter(|first| first.id == id)))
    }

    /// The resource with this id; what is no id costs nothing.
    pub async fn resource(&self, id: &str, now: Timestamp) -> Result<Option<Arc<Resource>>, StoreError> {
        let Ok(id) = ResourceId::parse(id) else { return Ok(None) };
        self.read(&self.resources, &id, Key::resource, now).await
    }

    async fn read<I, T>(
        &self,
        memory: &Memory<I, T>,
        id: &I,
        key: impl FnOnce(&I) -> Key,
        now: Timestamp,
    ) -> Result<Option<Arc<T>>, StoreError>
    where
        I: Clone + Eq + std::hash::Hash,
        T: DeserializeOwned,
    {
        if let Some(known) = memory.recall(id, now) {
            return Ok(known.found());
        }
        let found = self.store.read(&key(id)).await?.map(|found| Arc::new(found.state));
        memory.remember(id, found.clone(), now);
        Ok(found)
    }
}
