//! `admin clients …`: registers OAuth clients and resources from a reviewed file, and makes their secrets.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use platform::aws::Aws;
use platform::entropy::random;
use platform::settings::{
    AwsSettings, Environment, FromEnvironment, Reader, TABLE, TableSettings, client_id, issuer, signing_keys,
};
use platform::store::{Decision, Expected, Key, NEVER, Store};
use shared::Timestamp;
use shared::identity::keyring::Uses;
use shared::tokens::client::{Client, ClientId, ClientSecret, Document, Resource, SecretChange, Standing};
use shared::tokens::{Issuer, SigningKeys};

mod algorithms;
mod apply;
mod plan;

use plan::Plan;

/// Longest file that is read, in bytes.
const LONGEST_FILE: u64 = 4 << 20;

/// What the service knows of clients. All read `AWS_REGION`, credentials and `TABLE_NAME` from the environment; `apply` also
/// `ISSUER` and `SIGNING_KEYS`, and `secret` the `MASTER_SECRET`. `docs/openid.md` shows how, also on a laptop.
#[derive(Debug, Subcommand)]
pub enum ClientsCommand {
    /// Register what a file says, and say what that changes. A file with faults changes nothing
    Apply {
        /// `clients.json`, as docs/openid.md and docs/clients.schema.json have it
        file: PathBuf,
        /// Say what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
        /// Remove what the file does not have; without it, that stays
        #[arg(long)]
        prune: bool,
    },
    /// List what is registered, or show one client or resource as a file has it
    Show {
        /// A `client_id`, or the URI of a resource
        id: Option<String>,
    },
    /// Make a secret of a confidential client, and show it once; the one before counts on beside it
    Secret {
        /// Its `client_id`
        id: String,
        /// Make none, and let only the newest one count from now on
        #[arg(long)]
        retire_old: bool,
        /// Let only the new one count from now on: for a secret that has leaked
        #[arg(long, conflicts_with = "retire_old")]
        replace: bool,
    },
}

impl ClientsCommand {
    /// Carries the command out at `now`.
    pub async fn run(&self, environment: &Environment, now: Timestamp) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Apply { file, dry_run, prune } => apply(environment, file, *dry_run, *prune, now).await,
            Self::Show { id } => show(environment, id.as_deref()).await,
            Self::Secret { id, retire_old, replace } => secret(environment, id, *retire_old, *replace, now).await,
        }
    }
}

/// What applying a file takes.
struct ApplySettings {
    aws: AwsSettings,
    table: String,
    issuer: Issuer,
    signing_keys: SigningKeys,
    first_party: String,
}

impl FromEnvironment for ApplySettings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let aws = AwsSettings::read_with(reader);
        let table = reader.text(&TABLE);
        let issuer = issuer(reader);
        let signing_keys = signing_keys(reader);
        let first_party = client_id(reader);
        Some(Self { aws: aws?, table: table?, issuer: issuer?, signing_keys: signing_keys?, first_party: first_party? })
    }
}

/// The table, for commands that need no more.
struct Table {
    aws: AwsSettings,
    name: String,
}

impl FromEnvironment for Table {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let aws = AwsSettings::read_with(reader);
        let name = reader.text(&TABLE);
        Some(Self { aws: aws?, name: name? })
    }
}

async fn apply(
    environment: &Environment,
    file: &Path,
    dry_run: bool,
    prune: bool,
    now: Timestamp,
) -> Result<(), Box<dyn Error>> {
    let text = read(file)?;
    let settings = ApplySettings::read(environment)?;
    let aws = Aws::new(settings.aws);
    let store = Store::new(aws.dynamodb(), settings.table);
    let algorithms = algorithms::active(settings.signing_keys, &aws, now).await?;
    let (clients, resources) = (store.clients().await?, store.resources().await?);
    let kept: Vec<Resource> = resources.iter().map(|found| found.state.clone()).collect();
    let standing = Standing {
        issuer: settings.issuer.as_str(),
        first_party: &settings.first_party,
        algorithms: &algorithms,
        resources: if prune { &[] } else { &kept },
    };
    let document = Document::parse(&text, &standing)
        .map_err(|faults| format!("{} is refused, and nothing was changed:\n{faults}", file.display()))?;
    let plan = Plan::of(document, clients, resources, prune);
    let mut out = io::stdout().lock();
    out.write_all(plan.to_string().as_bytes())?;
    if dry_run {
        writeln!(out, "nothing was changed (--dry-run)")?;
        return Ok(());
    }
    apply::carry_out(&plan, &store).await
}

async fn show(environment: &Environment, id: Option<&str>) -> Result<(), Box<dyn Error>> {
    let table = Table::read(environment)?;
    let store = Store::new(Aws::new(table.aws).dynamodb(), table.name);
    let (clients, resources) = (store.clients().await?, store.resources().await?);
    let mut said = String::new();
    match id {
        None => {
            for Resource { id, name, .. } in resources.iter().map(|found| &found.state) {
                writeln!(said, "resource {id} ({name})")?;
            }
            for client in clients.iter().map(|found| &found.state) {
                writeln!(said, "client {} ({}): {}", client.id, client.name, kind(client))?;
            }
        }
        Some(id) => {
            let client = clients.iter().map(|found| &found.state).find(|client| client.id.as_str() == id);
            let resource = resources.iter().map(|found| &found.state).find(|resource| resource.id.as_str() == id);
            let json = client.map(Client::to_json).or_else(|| resource.map(Resource::to_json));
            let json = json.ok_or_else(|| format!("no client and no resource is registered as {id}"))?;
            writeln!(said, "{json:#}")?;
            if let Some(client) = client.filter(|client| client.is_confidential()) {
                writeln!(io::stderr(), "{}", kind(client))?;
            }
        }
    }
    io::stdout().write_all(said.as_bytes())?;
    Ok(())
}

/// Whether a client is public, or since when each of its secrets counts.
fn kind(client: &Client) -> String {
    if !client.is_confidential() {
        return "public".to_owned();
    }
    let made: Vec<String> = client.secrets_made_at().iter().map(|at| at.as_unix().to_string()).collect();
    match made.as_slice() {
        [] => "confidential, without a secret".to_owned(),
        made => format!("confidential, with {} of {} (Unix seconds)", secrets(made.len()), made.join(" and ")),
    }
}

fn secrets(count: usize) -> &'static str {
    if count == 1 { "a secret" } else { "two secrets" }
}

/// The secret stands alone on standard output, and nowhere else.
async fn secret(
    environment: &Environment,
    id: &str,
    retire_old: bool,
    replace: bool,
    now: Timestamp,
) -> Result<(), Box<dyn Error>> {
    let id = ClientId::parse(id).map_err(|fault| format!("the client_id {fault}"))?;
    let table = TableSettings::read(environment)?;
    let aws = Aws::new(table.aws);
    let keyring = platform::master_secret::keyring(&table.master_secret, Uses::NAMES, &aws).await?;
    let store = Store::new(aws.dynamodb(), table.name);
    store.check_naming(&keyring).await?;
    let made = ClientSecret::from_random(random()?);
    let hash = made.hash(&id, &keyring, now);
    let change = match (retire_old, replace) {
        (true, _) => SecretChange::RetireOld,
        (false, true) => SecretChange::Replace(hash),
        (false, false) => SecretChange::Add(hash),
    };
    let decide = |found: Option<&Client>| match found.map(|client| client.clone().with_secrets(change.clone())) {
        Some(Ok(next)) => Decision::Write { outcome: Ok(next.secrets_made_at().len()), next, expires_at: NEVER },
        Some(Err(fault)) => Decision::Keep(Err(fault.to_string())),
        None => Decision::Keep(Err("is not registered".to_owned())),
    };
    let settled = store.settle(&Key::client(&id), Expected::Unknown, decide).await?;
    let count = settled.outcome.map_err(|rule| format!("{id} {rule}"))?;
    let has = secrets(count);
    writeln!(io::stderr(), "{id} has {has} now; functions that have read it before know so within a minute")?;
    if !retire_old {
        writeln!(io::stdout(), "{}", made.expose())?;
    }
    Ok(())
}

fn read(file: &Path) -> Result<String, Box<dyn Error>> {
    let failed = |cause: io::Error| format!("{} cannot be read: {cause}", file.display());
    let mut text = String::new();
    File::open(file).map_err(failed)?.take(LONGEST_FILE + 1).read_to_string(&mut text).map_err(failed)?;
    if u64::try_from(text.len())? > LONGEST_FILE {
        return Err(format!("{} is longer than {LONGEST_FILE} bytes", file.display()).into());
    }
    Ok(text)
}
