//! State in DynamoDB. What depends on what stands there goes through one verb, `swap`; items that change together or not at all,
//! through `transact`; what depends on nothing, through `apply`; counts that many callers share, through `charge`.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::entropy::EntropyError;

mod apply;
mod batch;
mod charge;
mod ending;
mod key;
mod naming_check;
mod registered;
mod replay;
mod revocation_table;
mod settle;
mod state;
mod subject;
mod swap;
mod transact;
mod warm;

pub use apply::OUTLIVES_EVERY_WRITE;
pub use batch::Batch;
pub use charge::{Charge, Charged, Numbers};
pub use key::Key;
pub use naming_check::SecretRefused;
pub use registered::NEVER;
pub use revocation_table::RevocationTable;
pub use settle::{Decision, Expected, Settled};
pub use swap::Swap;
pub use transact::{Lost, Step, Transacted};

/// One table, spoken to by the AWS SDK.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    table: String,
}

/// The state could not be read or written; nothing may be answered on the strength of it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// DynamoDB refused, failed or did not answer in time.
    #[error("DynamoDB: {0}")]
    Unavailable(String),
    /// An item is not in the form that this version writes.
    #[error("an item is in another form")]
    Unreadable,
    /// Too many others changed the same item at once: callers cause it, and no fault of ours or of DynamoDB's.
    #[error("the item is too contended")]
    Contended,
    /// More revocations than one answer holds.
    #[error("too many revocations of one subject")]
    TooMany,
    /// No randomness for a revision.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl Store {
    /// Speaks to `table` through `client`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

fn binary(bytes: &[u8]) -> AttributeValue {
    AttributeValue::B(bytes.to_vec().into())
}
