//! Whether a master secret is the one by which the items of a table are named. Under another one nothing is found, and an
//! operator would be told that a user has no session.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use shared::identity::keyring::{Keyring, NamingCheck};

use super::key::{CHECK, Key, PARTITION, VERSION};
use super::warm::LONGEST;
use super::{Store, StoreError};
use crate::aws;

/// Why a master secret is not to be used with a table.
#[derive(Debug, thiserror::Error)]
pub enum SecretRefused {
    /// The same version of another secret names the table's items.
    #[error("MASTER_SECRET has another secret as version {0} than the one that names the items of this table")]
    Other(u8),
    /// Another version names them.
    #[error("MASTER_SECRET names by version {given}, and the items of this table are named by version {names}")]
    Version {
        /// The one that names here.
        names: u8,
        /// The oldest one that was given.
        given: u8,
    },
    /// No function has noted what it says of itself.
    #[error("no function has used a master secret with this table: is it the right one?")]
    Unknown,
    /// Nobody can tell.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Notes what the keyring's naming version says of itself, and moves on from an older one; or says by a line of the log that
    /// another secret names the items here. Whatever comes of it, the function starts.
    pub async fn note_naming(&self, keyring: &Keyring) {
        let check = keyring.naming_check();
        let noted = async {
            match self.read_check().await? {
                // A rotation is over: functions of the deployment before may still start.
                Some(found) if found.version > check.version => Ok(()),
                Some(found) if found == check => Ok(()),
                Some(found) if found.version == check.version => Err(SecretRefused::Other(check.version)),
                Some(_) | None => Ok(self.write_check(&check).await?),
            }
        };
        if let Ok(Err(refused @ SecretRefused::Other(_))) = tokio::time::timeout(LONGEST, noted).await {
            tracing::error!(outcome = "failed", reason = %refused, "nothing of before is found any more");
        }
    }

    /// Whether the keyring names things as the functions of this table do.
    pub async fn check_naming(&self, keyring: &Keyring) -> Result<(), SecretRefused> {
        let check = keyring.naming_check();
        let found = self.read_check().await?.ok_or(SecretRefused::Unknown)?;
        if found.version != check.version {
            return Err(SecretRefused::Version { names: found.version, given: check.version });
        }
        if found == check { Ok(()) } else { Err(SecretRefused::Other(check.version)) }
    }

    async fn read_check(&self) -> Result<Option<NamingCheck>, StoreError> {
        let read = self.client.get_item().table_name(&self.table).set_key(Some(Key::naming_check().attributes()));
        let found = read.send().await.map_err(|error| StoreError::Unavailable(aws::cause(&error)))?.item;
        Ok(found.and_then(|item| {
            let version = item.get(VERSION)?.as_n().ok()?.parse().ok()?;
            Some(NamingCheck { version, value: item.get(CHECK)?.as_s().ok()?.clone() })
        }))
    }

    /// Of one version the first one stays, and of two the later.
    async fn write_check(&self, check: &NamingCheck) -> Result<(), StoreError> {
        let mut item = Key::naming_check().attributes();
        item.insert(CHECK.to_owned(), AttributeValue::S(check.value.clone()));
        item.insert(VERSION.to_owned(), AttributeValue::N(check.version.to_string()));
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(#name) OR #version < :version")
            .expression_attribute_names("#name", PARTITION)
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":version", AttributeValue::N(check.version.to_string()));
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
