//! Items that change together or not at all.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, ConditionCheck, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::key::{Key, PARTITION, REVISION};
use super::settle::pause;
use super::state::{item_of, read_item};
use super::{Store, StoreError, binary};
use crate::aws;
use crate::entropy::random;
use shared::Timestamp;
use shared::revision::{Revision, Versioned};

/// How often a transaction that met another one is tried again.
const ROUNDS: u32 = 8;
/// How DynamoDB says that an item is not as it was expected.
const FAILED: &str = "ConditionalCheckFailed";
/// How it says that others were writing the item, or too much was written: another attempt may do.
const MAY_PASS: [&str; 3] = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

/// One item of a transaction.
#[derive(Clone, Debug)]
pub struct Step {
    write: Write,
    condition: Condition,
}

/// What a step does to its item.
#[derive(Clone, Debug)]
enum Write {
    /// Puts it, under this revision.
    Put(HashMap<String, AttributeValue>, Revision),
    /// Leaves it as it is.
    Check(Key),
}

/// What has to stand where an item is written.
#[derive(Clone, Copy, Debug)]
enum Condition {
    /// Nothing.
    Absent,
    /// The state of this write.
    Present(Revision),
}

/// What became of a transaction.
#[derive(Debug)]
pub enum Transacted {
    /// Every item is written.
    Done,
    /// None is: somebody else's state is in the place of one at least.
    Lost(Lost),
}

/// What stands in the place of a transaction's items, by the position of their steps; `None`: as was expected.
#[derive(Debug)]
pub struct Lost(Vec<Option<HashMap<String, AttributeValue>>>);

impl Step {
    /// Writes `next`, under a fresh revision, where the item still has revision `expected`, or does not exist for `None`;
    /// until `expires_at` at least, or for good.
    pub fn swap<T: Serialize>(
        key: &Key,
        expected: Option<Revision>,
        next: &T,
        expires_at: Option<Timestamp>,
    ) -> Result<Self, StoreError> {
        Self::new(key, Condition::expecting(expected), next, Revision::from_random(random()?), expires_at)
    }

    /// The same for who has to know the revision, which must be a fresh one.
    pub fn swap_versioned<T: Serialize>(
        key: &Key,
        expected: Option<Revision>,
        next: &Versioned<T>,
        expires_at: Option<Timestamp>,
    ) -> Result<Self, StoreError> {
        Self::new(key, Condition::expecting(expected), &next.state, next.revision, expires_at)
    }

    /// Writes nothing, and has the others take place only where the item still has revision `expected`.
    pub fn check(key: &Key, expected: Revision) -> Self {
        Self { write: Write::Check(key.clone()), condition: Condition::Present(expected) }
    }

    fn new<T: Serialize>(
        key: &Key,
        condition: Condition,
        next: &T,
        revision: Revision,
        expires_at: Option<Timestamp>,
    ) -> Result<Self, StoreError> {
        Ok(Self { write: Write::Put(item_of(key, revision, next, expires_at)?, revision), condition })
    }

    fn write(&self, table: &str) -> Result<TransactWriteItem, StoreError> {
        let (condition, name, expected) = match self.condition {
            Condition::Absent => ("attribute_not_exists(#name)", PARTITION, None),
            Condition::Present(revision) => ("#name = :expected", REVISION, Some(binary(revision.as_bytes()))),
        };
        let condition = Some(condition.to_owned());
        let names = Some(HashMap::from([("#name".to_owned(), name.to_owned())]));
        let values = expected.map(|expected| HashMap::from([(":expected".to_owned(), expected)]));
        let tell = ReturnValuesOnConditionCheckFailure::AllOld;
        let incomplete = |_| StoreError::Unavailable("a step is incomplete".to_owned());
        let step = TransactWriteItem::builder();
        Ok(match &self.write {
            Write::Put(item, _) => {
                let put =
                    Put::builder().table_name(table).set_item(Some(item.clone())).set_condition_expression(condition);
                let put = put.set_expression_attribute_names(names).set_expression_attribute_values(values);
                step.put(put.return_values_on_condition_check_failure(tell).build().map_err(incomplete)?).build()
            }
            Write::Check(key) => {
                let check = ConditionCheck::builder().table_name(table).set_key(Some(key.attributes()));
                let check = check.set_condition_expression(condition).set_expression_attribute_names(names);
                let check =
                    check.set_expression_attribute_values(values).return_values_on_condition_check_failure(tell);
                step.condition_check(check.build().map_err(incomplete)?).build()
            }
        })
    }

    /// Whether the item that stands there is the one that this step writes: then the transaction has taken place.
    fn wrote(&self, found: &HashMap<String, AttributeValue>) -> bool {
        let Write::Put(_, revision) = &self.write else { return false };
        let found = found.get(REVISION).and_then(|value| value.as_b().ok());
        found.is_some_and(|found| found.as_ref() == revision.as_bytes())
    }
}

impl Condition {
    fn expecting(expected: Option<Revision>) -> Self {
        expected.map_or(Self::Absent, Self::Present)
    }
}

impl Lost {
    /// Whether the condition of the step at this position was what failed.
    pub fn at(&self, position: usize) -> bool {
        self.0.get(position).is_some_and(Option::is_some)
    }

    /// What stands there where the condition of the step at this position failed; nothing where nothing does.
    pub fn winner<T: DeserializeOwned>(&self, position: usize) -> Result<Option<Versioned<T>>, StoreError> {
        let item = self.0.get(position).and_then(Option::as_ref).filter(|item| !item.is_empty());
        item.map(read_item).transpose()
    }
}

impl Store {
    /// Writes every item of `steps`, 100 at most and each of another item, or none. One round trip, also when it loses:
    /// what won comes back with it.
    ///
    /// Safe to repeat: every attempt has one token by which DynamoDB knows it again for ten minutes, and after that the
    /// revisions tell that it was our own.
    pub async fn transact(&self, steps: &[Step]) -> Result<Transacted, StoreError> {
        let token = URL_SAFE_NO_PAD.encode(random::<16>()?);
        for round in 0..ROUNDS {
            let writes = steps.iter().map(|step| step.write(&self.table)).collect::<Result<Vec<_>, _>>()?;
            let call = self.client.transact_write_items().set_transact_items(Some(writes));
            let Err(error) = call.client_request_token(&token).send().await else { return Ok(Transacted::Done) };
            let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error()
            else {
                return Err(StoreError::Unavailable(aws::cause(&error)));
            };
            let reasons = cancelled.cancellation_reasons();
            let has = |code: &str| reasons.iter().any(|reason| reason.code() == Some(code));
            if has(FAILED) {
                return Ok(lost(steps, reasons));
            }
            if !MAY_PASS.into_iter().any(has) {
                return Err(StoreError::Unavailable(aws::cause(&error)));
            }
            pause(round).await?;
        }
        Err(StoreError::Contended)
    }
}

fn lost(steps: &[Step], reasons: &[CancellationReason]) -> Transacted {
    let failed = |reason: &CancellationReason| reason.code() == Some(FAILED);
    let item = |reason: &CancellationReason| reason.item().cloned().unwrap_or_default();
    let found: Vec<_> = reasons.iter().map(|reason| failed(reason).then(|| item(reason))).collect();
    let ours = steps.iter().zip(&found).any(|(step, found)| found.as_ref().is_some_and(|found| step.wrote(found)));
    if ours { Transacted::Done } else { Transacted::Lost(Lost(found)) }
}
