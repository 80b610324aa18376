//! Facts that hold whatever stands in the table: a session has ended, a revocation stands.

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::{PutItemError, PutItemOutput};
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};

use super::key::{EXPIRES_AT, Key, NOT_BEFORE, PARTITION, REVISION, STATE};
use super::settle::pause;
use super::state::written;
use super::{Store, StoreError, binary};
use crate::aws;
use crate::entropy::random;
use shared::Timestamp;
use shared::identity::account::TOMBSTONE_LIFE;
use shared::tokens::revocation::{OUTLIVES_EVERY_SESSION, OUTLIVES_EVERY_TOKEN, Revocation};
use shared::tokens::session::{SessionRecord, Sid, SubjectKey};

/// How long what was ended is remembered as such, in seconds. A signed call is good for 15 minutes, by a clock that may
/// differ from AWS's by as much: a write that comes later is refused by DynamoDB itself.
pub const OUTLIVES_EVERY_WRITE: u64 = 3_600;
/// DynamoDB takes no more in one call.
const LARGEST_BATCH: usize = 25;
/// How often what DynamoDB left undone is tried again.
const ROUNDS: u32 = 5;

/// One change that needs no decision. None of them can be undone by a write that was held up on its way.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// The session is over: a tombstone takes its place.
    Tombstone {
        /// Which.
        sid: Sid,
        /// Until when no write may bring it back.
        until: Timestamp,
    },
    /// Every access token of the session is revoked.
    RevokeSession {
        /// Which.
        sid: Sid,
        /// When none is left, and the table may forget it.
        until: Timestamp,
    },
    /// Every access token of the account is revoked, whenever it was or is issued.
    RevokeAccount {
        /// Whose.
        subject: SubjectKey,
        /// When none can be left or come, and the table may forget it.
        until: Timestamp,
    },
    /// A revocation is gone: another one covers what it did.
    Drop(Key),
}

impl Store {
    /// Makes changes, 25 in each call. Each may be repeated without harm, and none depends on another: where an error
    /// leaves some of them undone, whoever asked tries again.
    pub(super) async fn apply(&self, changes: &[Change]) -> Result<(), StoreError> {
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

    /// Revokes one access token; tells whether it was not revoked before. Where an answer is lost and the SDK tries again,
    /// it was.
    pub async fn revoke_token(&self, sid: Sid, jti: String, now: Timestamp) -> Result<bool, StoreError> {
        let mut item = Key::revocation(sid.subject, &Revocation::Token { session: sid.session, jti }).attributes();
        item.insert(EXPIRES_AT.to_owned(), seconds(now.plus(OUTLIVES_EVERY_TOKEN)));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let put =
            put.condition_expression("attribute_not_exists(#name)").expression_attribute_names("#name", PARTITION);
        stands(put.send().await)
    }

    /// Revokes every token of `subject` that was issued before `now`.
    pub async fn revoke_all(&self, subject: SubjectKey, now: Timestamp) -> Result<(), StoreError> {
        let key = Key::revocation(subject, &Revocation::Subject { not_before: now });
        self.move_on(&key, now, now.plus(OUTLIVES_EVERY_TOKEN)).await
    }

    /// Ends every session of everybody that began before `not_before`, with every token of it: one write, however many
    /// there are. Whoever refreshes a session, or takes its tokens, asks for this moment.
    pub async fn end_everybody(&self, not_before: Timestamp) -> Result<(), StoreError> {
        let key = Key::revocation(SubjectKey::EVERYBODY, &Revocation::Everybody { not_before });
        self.move_on(&key, not_before, not_before.plus(OUTLIVES_EVERY_SESSION)).await
    }

    /// The moment before which no session counts that began then; the beginning of time where there is none.
    pub async fn everybody_ended_before(&self) -> Result<Timestamp, StoreError> {
        let never = Timestamp::from_unix(0);
        let key = Key::revocation(SubjectKey::EVERYBODY, &Revocation::Everybody { not_before: never });
        let read = self.client.get_item().table_name(&self.table).consistent_read(true);
        let found = read.set_key(Some(key.attributes())).send().await;
        let item = found.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?.item;
        let Some(item) = item else { return Ok(never) };
        let moment = item.get(NOT_BEFORE).and_then(|moment| moment.as_n().ok()?.parse().ok());
        moment
            .map(Timestamp::from_unix)
            .ok_or_else(|| StoreError::Unavailable("an item is of no known kind".to_owned()))
    }

    /// Moves a moment on. Where a later one stands, that one stays: a write that was held up must not let tokens count again
    /// that a later one has revoked.
    async fn move_on(&self, key: &Key, not_before: Timestamp, until: Timestamp) -> Result<(), StoreError> {
        let mut item = key.attributes();
        item.insert(EXPIRES_AT.to_owned(), seconds(until));
        item.insert(NOT_BEFORE.to_owned(), seconds(not_before));
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(#name) OR #moment < :moment")
            .expression_attribute_names("#name", PARTITION)
            .expression_attribute_names("#moment", NOT_BEFORE)
            .expression_attribute_values(":moment", seconds(not_before));
        stands(put.send().await).map(drop)
    }
}

/// Whether it was written now; where its condition failed, as much stood there before.
fn stands(put: Result<PutItemOutput, SdkError<PutItemError, HttpResponse>>) -> Result<bool, StoreError> {
    match put {
        Ok(_) => Ok(true),
        Err(error) => match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
            _ => Err(StoreError::Unavailable(aws::cause(&error))),
        },
    }
}

impl Change {
    /// No refresh of the session can be booked from now on, also none that is on its way.
    pub(super) fn tombstone(sid: Sid, now: Timestamp) -> Self {
        Self::Tombstone { sid, until: now.plus(OUTLIVES_EVERY_WRITE) }
    }

    /// No access token of the session counts from now on.
    pub(super) fn revoke(sid: Sid, now: Timestamp) -> Self {
        Self::RevokeSession { sid, until: now.plus(OUTLIVES_EVERY_TOKEN) }
    }

    /// No access token of the account counts from now on, also none that is issued later.
    pub(super) fn revoke_account(subject: SubjectKey, now: Timestamp) -> Self {
        Self::RevokeAccount { subject, until: now.plus(TOMBSTONE_LIFE) }
    }

    fn request(&self) -> Result<WriteRequest, StoreError> {
        let incomplete = |_| StoreError::Unavailable("a change is incomplete".to_owned());
        let revoked = |sid: &Sid, revocation: Revocation, until: Timestamp| {
            let mut item = Key::revocation(sid.subject, &revocation).attributes();
            item.insert(EXPIRES_AT.to_owned(), seconds(until));
            item
        };
        let item = match self {
            Self::Tombstone { sid, until } => {
                let mut item = Key::session(sid.subject, sid.session).attributes();
                item.insert(REVISION.to_owned(), binary(&random::<12>()?));
                item.insert(EXPIRES_AT.to_owned(), seconds(*until));
                item.insert(STATE.to_owned(), written(&SessionRecord::Ended)?);
                item
            }
            Self::RevokeSession { sid, until } => revoked(sid, Revocation::Session(sid.session), *until),
            Self::RevokeAccount { subject, until } => {
                let mut item = Key::revocation(*subject, &Revocation::Account).attributes();
                item.insert(EXPIRES_AT.to_owned(), seconds(*until));
                item
            }
            Self::Drop(key) => {
                let delete = DeleteRequest::builder().set_key(Some(key.attributes())).build().map_err(incomplete)?;
                return Ok(WriteRequest::builder().delete_request(delete).build());
            }
        };
        let put = PutRequest::builder().set_item(Some(item)).build().map_err(incomplete)?;
        Ok(WriteRequest::builder().put_request(put).build())
    }
}

/// The answer lost its body on the way: what was undone is not known.
fn untold() -> StoreError {
    StoreError::Unavailable("an answer without what is left to do".to_owned())
}

fn seconds(moment: Timestamp) -> AttributeValue {
    AttributeValue::N(moment.as_unix().to_string())
}
