//! The first connection, opened while a sandbox starts: nobody waits then, and Lambda gives a whole processor, of which
//! the first caller would get a share.

use std::time::Duration;

use super::Store;
use super::key::{Key, SESSIONS};
use shared::identity::IdentityKey;
use shared::tokens::session::SubjectKey;

/// A start does not wait longer.
pub(super) const LONGEST: Duration = Duration::from_secs(1);

impl Store {
    /// Opens the connection by reading a suppression that is nobody's, for roles that may read it. Whatever comes of it, the
    /// function starts: the first caller then opens the connection.
    pub async fn warm(&self) {
        self.warm_by(&Key::suppression(IdentityKey::NOBODY)).await;
    }

    /// The same by another item that is nobody's, for roles that read no suppressions.
    pub async fn warm_by(&self, nobodys: &Key) {
        let read = self.client.get_item().table_name(&self.table).set_key(Some(nobodys.attributes()));
        _ = tokio::time::timeout(LONGEST, read.send()).await;
    }

    /// The same by a query, for roles that may only list what stands under a subject.
    pub async fn warm_by_query(&self) {
        _ = tokio::time::timeout(LONGEST, self.page(SubjectKey::EVERYBODY, SESSIONS, false, None)).await;
    }
}
