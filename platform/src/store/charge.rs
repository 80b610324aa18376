//! Counts that many callers share: added to where they are below their limits, all of them or none.

use std::collections::HashMap;

use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};

use super::key::{EXPIRES_AT, Key};
use super::{Store, StoreError};
use crate::aws;
use shared::Timestamp;

/// What is added to one number of an item.
#[derive(Clone, Copy, Debug)]
pub struct Charge<'a> {
    /// The number's name.
    pub number: &'a str,
    /// How much.
    pub amount: u64,
    /// How high the number may get; `None`: as high as it likes.
    pub most: Option<u64>,
}

/// What became of charges to one item, with the item's numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Charged {
    /// All of them are booked, and the charged numbers are these.
    Done(Numbers),
    /// One would exceed its limit, so none is booked; the numbers are as before.
    Refused(Numbers),
}

/// The numbers of an item, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers(HashMap<String, u64>);

impl Numbers {
    /// A number; 0 where there is none.
    pub fn get(&self, name: &str) -> u64 {
        self.0.get(name).copied().unwrap_or_default()
    }

    fn of(item: &HashMap<String, AttributeValue>) -> Self {
        let number = |value: &AttributeValue| value.as_n().ok().and_then(|text| text.parse().ok());
        Self(item.iter().filter_map(|(name, value)| Some((name.clone(), number(value)?))).collect())
    }
}

impl Store {
    /// Adds to numbers of one item, in one conditional write: however many do so at once, no number passes its limit.
    ///
    /// Where an answer is lost and the SDK tries again, the amount may be counted twice. That is the safe side: a limit is
    /// reached too early, never too late.
    pub async fn charge(
        &self,
        key: &Key,
        charges: &[Charge<'_>],
        expires_at: Timestamp,
    ) -> Result<Charged, StoreError> {
        if charges.iter().any(|charge| charge.most.is_some_and(|most| most < charge.amount)) {
            return Ok(Charged::Refused(Numbers::default()));
        }
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .return_values(ReturnValue::UpdatedNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .expression_attribute_names("#expires", EXPIRES_AT)
            .expression_attribute_values(":expires", number(expires_at.as_unix()));
        let (mut additions, mut conditions) = (Vec::new(), Vec::new());
        for (position, charge) in charges.iter().enumerate() {
            additions.push(format!("#{position} :{position}"));
            update = update
                .expression_attribute_names(format!("#{position}"), charge.number)
                .expression_attribute_values(format!(":{position}"), number(charge.amount));
            if let Some(most) = charge.most {
                conditions.push(format!("(attribute_not_exists(#{position}) OR #{position} <= :most{position})"));
                update = update.expression_attribute_values(
                    format!(":most{position}"),
                    number(most.saturating_sub(charge.amount)),
                );
            }
        }
        let condition = Some(conditions.join(" AND ")).filter(|condition| !condition.is_empty());
        let expression = format!("SET #expires = :expires ADD {}", additions.join(", "));
        match update.update_expression(expression).set_condition_expression(condition).send().await {
            Ok(output) => Ok(Charged::Done(output.attributes().map(Numbers::of).unwrap_or_default())),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    Ok(Charged::Refused(failed.item().map(Numbers::of).unwrap_or_default()))
                }
                _ => Err(StoreError::Unavailable(aws::cause(&error))),
            },
        }
    }

    /// Takes a charge back. It is asked for once and never again: whoever tried again after a lost answer might take back
    /// twice what was charged once.
    pub async fn credit(&self, key: &Key, name: &str, amount: u64) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .update_expression("ADD #0 :0")
            .condition_expression("#0 >= :amount")
            .expression_attribute_names("#0", name)
            .expression_attribute_values(":0", AttributeValue::N(format!("-{amount}")))
            .expression_attribute_values(":amount", number(amount));
        let once = Builder::new().retry_config(aws::attempts(1));
        let sent = update.customize().config_override(once).send().await;
        sent.map(drop).map_err(|error| StoreError::Unavailable(aws::cause(&error)))
    }
}

fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
