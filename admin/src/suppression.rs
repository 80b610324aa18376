//! `admin suppression …`: says whether an address of a deployment gets no messages, and lifts that.

use std::error::Error;
use std::io::{self, Write};

use clap::Subcommand;
use platform::aws::Aws;
use platform::settings::{Environment, FromEnvironment, TableSettings};
use platform::store::{Decision, Expected, Key, OUTLIVES_EVERY_WRITE, Store, StoreError};
use shared::Timestamp;
use shared::bounds::suppression::{Suppression, lift};
use shared::identity::identifier::{EmailAddress, Identifier};
use shared::identity::keyring::Uses;

/// What SES said about an address. Both read `AWS_REGION`, credentials, `TABLE_NAME` and `MASTER_SECRET` from the
/// environment, as the functions do; `docs/feedback.md` shows how.
#[derive(Debug, Subcommand)]
pub enum SuppressionCommand {
    /// Say whether messages to an address are suppressed
    Show {
        /// The address
        address: String,
    },
    /// Send messages to an address again
    Lift {
        /// The address
        address: String,
    },
}

impl SuppressionCommand {
    /// Carries the command out at `now`, in one line.
    pub async fn run(&self, environment: &Environment, now: Timestamp) -> Result<(), Box<dyn Error>> {
        let (Self::Show { address } | Self::Lift { address }) = self;
        let address = EmailAddress::parse(address).map_err(|fault| format!("the address {fault}"))?;
        let table = TableSettings::read(environment)?;
        let aws = Aws::new(table.aws);
        let keyring = platform::master_secret::keyring(&table.master_secret, Uses::NAMES, &aws).await?;
        let store = Store::new(aws.dynamodb(), table.name);
        store.check_naming(&keyring).await?;
        let identifier = Identifier::Email(address);
        let key = Key::suppression(keyring.identity_key(&identifier));
        let found = store.read::<Suppression>(&key).await?.map(|found| found.state);
        let standing = found.filter(|suppression| suppression.stands(now)).map(|suppression| {
            format!("after a {}, until {} in Unix seconds", suppression.cause.name(), suppression.until.as_unix())
        });
        let said = match (self, standing) {
            (Self::Show { .. }, Some(standing)) => format!("suppressed {standing}"),
            (Self::Lift { .. }, Some(standing)) => {
                lift_in(&store, &key, now).await?;
                format!("lifted; was suppressed {standing}")
            }
            (_, None) => "not suppressed".to_owned(),
        };
        writeln!(io::stdout(), "{identifier}: {said}")?;
        Ok(())
    }
}

/// The item stays for as long as a write of SES's report can be on its way, and says that nothing is suppressed.
async fn lift_in(store: &Store, key: &Key, now: Timestamp) -> Result<(), StoreError> {
    let decide = |found: Option<&Suppression>| match found.and_then(|found| lift(found, now)) {
        Some(next) => Decision::Write { expires_at: now.plus(OUTLIVES_EVERY_WRITE), next, outcome: () },
        None => Decision::Keep(()),
    };
    store.settle(key, Expected::Unknown, decide).await.map(drop)
}
