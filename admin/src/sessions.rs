//! `admin sessions …`: ends every sign-in of one user of a deployment, or of all, for whoever operates it.

use std::error::Error;
use std::io::{self, Write};

use clap::Subcommand;
use platform::aws::Aws;
use platform::settings::{AwsSettings, Environment, FromEnvironment, Reader, TABLE, TableSettings};
use platform::store::{Key, Store};
use shared::Timestamp;
use shared::identity::account::Identity;
use shared::identity::keyring::Uses;
use shared::tokens::session::{SessionRecord, Sid};

use crate::identifier;

/// What a user would do at `DELETE /sessions`, where the user cannot. It reads `AWS_REGION`, credentials, `TABLE_NAME` and
/// `MASTER_SECRET` from the environment, as the functions do; `docs/operate.md` shows how.
#[derive(Debug, Subcommand)]
pub enum SessionsCommand {
    /// End every session of a user, and every access token that was issued before now
    End {
        /// An email address, or a phone number that begins with `+`
        identifier: String,
    },
    /// End every session of everybody that has begun by now, at once, and every access token of it that an authorizer of
    /// ours is asked about
    EndEverybody,
}

impl SessionsCommand {
    /// Carries the command out at `now`, in one line.
    pub async fn run(&self, environment: &Environment, now: Timestamp) -> Result<(), Box<dyn Error>> {
        let Self::End { identifier } = self else { return end_everybody(environment, now).await };
        let identifier = identifier::parse(identifier)?;
        let table = TableSettings::read(environment)?;
        let aws = Aws::new(table.aws);
        let keyring = platform::master_secret::keyring(&table.master_secret, Uses::NAMES, &aws).await?;
        let store = Store::new(aws.dynamodb(), table.name);
        store.check_naming(&keyring).await?;
        let found = store.read::<Identity>(&Key::identity(keyring.identity_key(&identifier))).await?;
        let account = found.and_then(|found| found.state.account());
        let subject = account.ok_or("this identifier leads to no account")?.into();
        let mut sessions = store.sessions(subject).await?;
        sessions.retain(|(_, record)| *record != Some(SessionRecord::Ended));
        let sids: Vec<Sid> = sessions.iter().map(|(session, _)| Sid { subject, session: *session }).collect();
        store.end(&sids, now).await?;
        store.revoke_all(subject, now).await?;
        let count = sessions.len();
        writeln!(io::stdout(), "{identifier}: {count} ended, and every access token that was issued before now")?;
        Ok(())
    }
}

/// One write, however many sessions there are. It needs no secret, since it names nobody.
async fn end_everybody(environment: &Environment, now: Timestamp) -> Result<(), Box<dyn Error>> {
    let (aws, table) = (AwsSettings::read(environment)?, TableName::read(environment)?);
    let store = Store::new(Aws::new(aws).dynamodb(), table.0);
    // What began within this second has ended as well: nobody can tell which came first.
    store.end_everybody(now.plus(1)).await?;
    writeln!(
        io::stdout(),
        "every session that began by {} (Unix seconds) has ended: no refresh token of it counts, and its access tokens count \
         at no authorizer that asks for revocations once it has asked again",
        now.as_unix()
    )?;
    Ok(())
}

/// The table, for a command that needs no master secret.
pub(crate) struct TableName(pub(crate) String);

impl FromEnvironment for TableName {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        reader.text(&TABLE).map(Self)
    }
}
