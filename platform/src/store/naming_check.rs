//! Whether a master secret is the one by which the items of a table are named. Under another one nothing is found, and an
//! operator would be told that a user has no session.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use shared::identity::keyring::{Keyring, NamingCheck};

use super::key::{CHECK, Key, PARTITION};
use super::warm::LONGEST;
use super::{Store, StoreError};
use crate::aws;

/// Why a master secret is not to be used with a table.
#[derive(Debug, thiserror::Error)]
pub enum SecretRefused {
    /// The same version of another secret names the table's items.
    #[error("MASTER_SECRET has another secret as version {0} than the one that names the items of this table")]
    Other(u8),
    /// No function has noted what that version says of itself.
    #[error(
        "no function has used version {0} of a master secret with this table: is it the right table, and the right version?"
    )]
    Unknown(u8),
    /// Nobody can tell.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Notes what the keyring's naming version says of itself, once and for good; or says by a line of the log that another
    /// secret names the items here. Whatever comes of it, the function starts.
    pub async fn note_naming(&self, keyring: &Keyring) {
        let check = keyring.naming_check();
        let noted = async {
            match self.read_check(check.version).await? {
                Some(value) if value != check.value => Err(SecretRefused::Other(check.version)),
                Some(_) => Ok(()),
                None => Ok(self.write_check(&check).await?),
            }
        };
        if let Ok(Err(refused @ SecretRefused::Other(_))) = tokio::time::timeout(LONGEST, noted).await {
            tracing::error!(outcome = "failed", reason = %refused, "nothing of before is found any more");
        }
    }

    /// Whether the keyring names things as the functions of this table do.
    pub async fn check_naming(&self, keyring: &Keyring) -> Result<(), SecretRefused> {
        let check = keyring.naming_check();
        match self.read_check(check.version).await? {
            Some(value) if value == check.value => Ok(()),
            Some(_) => Err(SecretRefused::Other(check.version)),
            None => Err(SecretRefused::Unknown(check.version)),
        }
    }

    async fn read_check(&self, version: u8) -> Result<Option<String>, StoreError> {
        let read =
            self.client.get_item().table_name(&self.table).set_key(Some(Key::naming_check(version).attributes()));
        let found = read.send().await.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?.item;
        Ok(found.and_then(|mut item| match item.remove(CHECK)? {
            AttributeValue::S(value) => Some(value),
            _ => None,
        }))
    }

    /// The first one stays.
    async fn write_check(&self, check: &NamingCheck) -> Result<(), StoreError> {
        let mut item = Key::naming_check(check.version).attributes();
        item.insert(CHECK.to_owned(), AttributeValue::S(check.value.clone()));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let put =
            put.condition_expression("attribute_not_exists(#name)").expression_attribute_names("#name", PARTITION);
        match put.send().await {
            Err(error)
                if !matches!(error.as_service_error(), Some(PutItemError::ConditionalCheckFailedException(_))) =>
            {
                Err(StoreError::Unavailable(aws::cause(&error)))
            }
            _ => Ok(()),
        }
    }
}
