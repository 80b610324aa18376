//! `admin accounts …`: what an operator does with the account of one user of a deployment.

use std::error::Error;
use std::io::{self, Write};

use clap::Subcommand;
use platform::accounts::Accounts;
use platform::aws::Aws;
use platform::notices::{Actor, Notices};
use platform::settings::{AwsSettings, Environment, FromEnvironment, NoticeSettings, TableSettings};
use platform::store::Store;
use shared::Timestamp;
use shared::identity::account::{Account, AccountId, AccountRecord, Identity, SealedIdentifier};
use shared::identity::identifier::Identifier;
use shared::identity::keyring::{Keyring, Purpose, Uses};
use shared::tokens::session::{SessionRecord, SubjectKey};

use crate::identifier;
use crate::sessions::TableName;

const USES: Uses = Uses { codes: false, seals: &[Purpose::AccountIdentifier, Purpose::Notice] };
const DAY: u64 = 86_400;

/// All but one take an email address, or a phone number that begins with `+`. They read `AWS_REGION`, credentials, `TABLE_NAME`,
/// `MASTER_SECRET` and `NOTICES_QUEUE` from the environment, as the functions do; `docs/accounts.md` shows how.
#[derive(Debug, Subcommand)]
pub enum AccountsCommand {
    /// Show the account of a user: its id, its identifiers, masked, and how many sessions it has
    Show {
        /// An identifier of the user
        identifier: String,
    },
    /// Let nobody sign in to it, and end every session and every token of it
    Disable {
        /// An identifier of the user
        identifier: String,
    },
    /// Let its owner sign in again
    Enable {
        /// An identifier of the user
        identifier: String,
    },
    /// Erase it for good: who comes back is somebody new
    Erase {
        /// An identifier of the user
        identifier: String,
    },
    /// Take every passkey, the authenticator app and the recovery codes off it, whose owner has lost them, and end every session
    ResetFactors {
        /// An identifier of the user
        identifier: String,
        /// Why: it stands in the log of the service
        #[arg(long, value_parser = reason)]
        reason: String,
    },
    /// Have a restored table know which accounts were erased or disabled since its backup
    Replay {
        /// The name of the table that it takes the place of
        from: String,
    },
    /// Let somebody make an account, whoever else may
    Invite {
        /// The identifier of whom is invited
        identifier: String,
        /// For how many days
        #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u64).range(1..=365))]
        days: u64,
    },
}

/// One table, and who asks about it.
struct Operator {
    store: Store,
    keyring: Keyring,
    accounts: Accounts,
}

impl AccountsCommand {
    /// Carries the command out at `now`, in one line.
    pub async fn run(&self, environment: &Environment, now: Timestamp) -> Result<(), Box<dyn Error>> {
        let (Self::Show { identifier }
        | Self::Disable { identifier }
        | Self::Enable { identifier }
        | Self::Erase { identifier }
        | Self::ResetFactors { identifier, .. }
        | Self::Invite { identifier, .. }) = self
        else {
            return self.replay(environment).await;
        };
        let identifier = identifier::parse(identifier)?;
        let operator = Operator::new(environment).await?;
        let said = if let Self::Invite { days, .. } = self {
            operator.invite(&identifier, now.plus(days * DAY), now).await?
        } else {
            self.of_account(&operator, operator.find(&identifier).await?, now).await?
        };
        writeln!(io::stdout(), "{identifier}: {said}")?;
        Ok(())
    }

    /// Does what is done with the account `id`, and says what that was.
    async fn of_account(&self, operator: &Operator, id: AccountId, now: Timestamp) -> Result<String, Box<dyn Error>> {
        match self {
            Self::Disable { .. } => {
                let count = operator.accounts.disable(id, now).await?.ok_or(NO_ACCOUNT)?;
                Ok(format!("disabled; {count} sessions ended, and every access token"))
            }
            Self::Enable { .. } => {
                let enabled = operator.accounts.enable(id, now).await?;
                Ok(enabled.then(|| "enabled".to_owned()).ok_or(NO_ACCOUNT)?)
            }
            Self::Erase { .. } => {
                let count = operator.accounts.erase(id, Actor::Operator, now).await?;
                Ok(format!("erased; {count} sessions ended, and every access token"))
            }
            Self::ResetFactors { reason, .. } => {
                let count = operator.accounts.reset_factors(id, reason, now).await?.ok_or(NO_ACCOUNT)?;
                Ok(format!("proven by its identifiers alone; {count} sessions ended, and every access token"))
            }
            Self::Show { .. } | Self::Invite { .. } | Self::Replay { .. } => operator.show(id).await,
        }
    }

    /// It needs no secret: what has ended names nobody.
    async fn replay(&self, environment: &Environment) -> Result<(), Box<dyn Error>> {
        let Self::Replay { from } = self else { return Ok(()) };
        let (aws, table) = (AwsSettings::read(environment)?, TableName::read(environment)?);
        let client = Aws::new(aws).dynamodb();
        let count = Store::new(client.clone(), table.0).replay_ends(&Store::new(client, from.clone())).await?;
        writeln!(io::stdout(), "{count} items of accounts and identifiers that have ended, from {from}")?;
        Ok(())
    }
}

/// Longest reason, in characters.
const LONGEST_REASON: usize = 200;

/// A reason that a line of the log can carry.
fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = (1..=LONGEST_REASON).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(format!("must be one line of 1 to {LONGEST_REASON} characters")) }
}

/// What is said where an identifier leads nowhere.
const NO_ACCOUNT: &str = "this identifier leads to no account";

impl Operator {
    async fn new(environment: &Environment) -> Result<Self, Box<dyn Error>> {
        let table = TableSettings::read(environment)?;
        let aws = Aws::new(table.aws);
        let keyring = platform::master_secret::keyring(&table.master_secret, USES, &aws).await?;
        let store = Store::new(aws.dynamodb(), table.name);
        store.check_naming(&keyring).await?;
        let notices = Notices::new(&aws, &NoticeSettings::read(environment)?, keyring.clone());
        let accounts = Accounts::new(store.clone(), keyring.clone(), notices);
        Ok(Self { store, keyring, accounts })
    }

    async fn find(&self, identifier: &Identifier) -> Result<AccountId, Box<dyn Error>> {
        let found = self.accounts.identity(identifier).await?;
        found.as_ref().and_then(Identity::account).ok_or_else(|| NO_ACCOUNT.into())
    }

    async fn invite(
        &self,
        identifier: &Identifier,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<String, Box<dyn Error>> {
        if !self.accounts.invite(identifier, until, now).await? {
            return Err("this identifier leads to an account already".into());
        }
        Ok(format!("invited until {} in Unix seconds", until.as_unix()))
    }

    async fn show(&self, id: AccountId) -> Result<String, Box<dyn Error>> {
        let record = self.accounts.account(id).await?.ok_or(NO_ACCOUNT)?;
        let AccountRecord::Live(account) = record else { return Ok(format!("account {id}, erased")) };
        let sessions = self.store.sessions(SubjectKey::of(id)).await?;
        let count = sessions.iter().filter(|(_, record)| *record != Some(SessionRecord::Ended)).count();
        let state = if account.disabled { "disabled" } else { "active" };
        let since = account.created_at.as_unix();
        let identifiers = self.identifiers(id, &account).join(", ");
        Ok(format!("account {id}, {state}, since {since}, {count} sessions; {identifiers}"))
    }

    fn identifiers(&self, id: AccountId, account: &Account) -> Vec<String> {
        let open = |sealed: &SealedIdentifier| sealed.open(id, &self.keyring);
        let shown = account.identifiers().map(|own| open(&own.sealed).map_or("?".to_owned(), |open| open.to_string()));
        shown.collect()
    }
}
