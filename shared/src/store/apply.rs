//! Facts that hold whatever stands in the table: a revocation is written, an item is gone.

use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};

use super::key::{EXPIRES_AT, Key, NOT_BEFORE};
use super::settle::pause;
use super::{Store, StoreError};
use crate::aws;
use crate::clock::Timestamp;
use crate::revocation::{OUTLIVES_EVERY_TOKEN, Revocation};
use crate::session::{Sid, SubjectKey};

/// DynamoDB takes no more in one call.
const LARGEST_BATCH: usize = 25;
/// How often what DynamoDB left undone is tried again.
const ROUNDS: u32 = 5;

/// One change that needs no decision.
#[derive(Clone, Debug)]
pub enum Change {
    /// The item is gone.
    Delete(Key),
    /// The revocation stands until the moment after which no token is left for it.
    Revoke {
        /// Whose tokens.
        subject: SubjectKey,
        /// Which of them.
        revocation: Revocation,
        /// When the table may forget it.
        expires_at: Timestamp,
    },
}

impl Store {
    /// Makes changes, 25 in each call. Each may be repeated without harm, and none depends on another: where an error
    /// leaves some of them undone, whoever asked tries again.
    pub async fn apply(&self, changes: &[Change]) -> Result<(), StoreError> {
        for batch in changes.chunks(LARGEST_BATCH) {
            let mut left = batch.iter().map(Change::request).collect::<Result<Vec<_>, _>>()?;
            for round in 0.. {
                let write = self.client.batch_write_item().request_items(&self.table, left);
                let output = write.send().await.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?;
                // DynamoDB says what is left even where that is nothing.
                let unprocessed = output.unprocessed_items.ok_or_else(untold)?.remove(&self.table);
                left = unprocessed.unwrap_or_default();
                if left.is_empty() {
                    break;
                }
                if round == ROUNDS {
                    // DynamoDB leaves what it has no capacity for.
                    return Err(StoreError::Unavailable("changes were left undone".to_owned()));
                }
                pause(round).await?;
            }
        }
        Ok(())
    }
}

impl Change {
    /// Ends a session: no refresh from now on, and no access token of it counts. Without its item no refresh can be
    /// booked, so one that is on its way loses.
    pub fn end(sid: Sid, now: Timestamp) -> [Self; 2] {
        let Sid { subject, session } = sid;
        let (revocation, expires_at) = (Revocation::Session(session), now.plus(OUTLIVES_EVERY_TOKEN));
        [Self::Delete(Key::session(subject, session)), Self::Revoke { subject, revocation, expires_at }]
    }

    fn request(&self) -> Result<WriteRequest, StoreError> {
        let incomplete = |_| StoreError::Unavailable("a change is incomplete".to_owned());
        let request = WriteRequest::builder();
        Ok(match self {
            Self::Delete(key) => {
                let delete = DeleteRequest::builder().set_key(Some(key.attributes()));
                request.delete_request(delete.build().map_err(incomplete)?)
            }
            Self::Revoke { subject, revocation, expires_at } => {
                let mut item = Key::revocation(*subject, revocation).attributes();
                item.insert(EXPIRES_AT.to_owned(), seconds(*expires_at));
                if let Revocation::Subject { not_before } = revocation {
                    item.insert(NOT_BEFORE.to_owned(), seconds(*not_before));
                }
                request.put_request(PutRequest::builder().set_item(Some(item)).build().map_err(incomplete)?)
            }
        }
        .build())
    }
}

/// The answer lost its body on the way: what was undone is not known.
fn untold() -> StoreError {
    StoreError::Unavailable("an answer without what is left to do".to_owned())
}

fn seconds(moment: Timestamp) -> AttributeValue {
    AttributeValue::N(moment.as_unix().to_string())
}
