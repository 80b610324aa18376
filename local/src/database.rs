//! The embedded DynamoDB: a real endpoint on loopback, in memory or in a file that survives `kill -9`.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TimeToLiveSpecification,
};
use platform::aws::Aws;
use platform::settings::{AwsSettings, Environment, FromEnvironment, SettingsFaults};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::template::{Table, Template};

/// A running database. Dropping it ends it.
#[derive(Debug)]
pub struct Database {
    address: SocketAddr,
    table: String,
    aws: Aws,
    _stop: oneshot::Sender<()>,
}

/// Why there is no database.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseFailed {
    /// The folder or the file in it cannot be used.
    #[error("{} cannot be used: {cause}; check its permissions, name another folder with --data, or keep nothing with --memory", path.display())]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// What the operating system or the database says.
        cause: String,
    },
    /// No loopback port.
    #[error("no loopback port for the database: {0}")]
    Port(#[from] std::io::Error),
    /// The table cannot be made.
    #[error("the table cannot be made: {0}")]
    Table(String),
    /// The client cannot be made.
    #[error(transparent)]
    Config(#[from] SettingsFaults),
}

impl Database {
    /// Starts a database in `folder`, or in memory for `None`, with the table of the template.
    pub async fn start(folder: Option<&Path>, template: &Template) -> Result<Self, DatabaseFailed> {
        let database = match folder {
            None => dynoxide::Database::memory().map_err(|error| DatabaseFailed::Table(error.to_string()))?,
            Some(folder) => open(folder)?,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database, async {
            // Either word ends it: a message, or the sender's end.
            let _ = stopped.await;
        }));
        let environment = Environment::from_pairs([
            ("AWS_REGION", "local".to_owned()),
            ("AWS_ACCESS_KEY_ID", "local".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
            ("AWS_ENDPOINT_URL_DYNAMODB", format!("http://{address}")),
            // On a busy machine the table takes its time; nobody but this process has to wait for it.
            ("CALL_TIMEOUT_MILLISECONDS", "60000".to_owned()),
        ]);
        let aws = Aws::new(AwsSettings::read(&environment)?);
        let table = template.table();
        create(&aws.dynamodb(), table).await?;
        Ok(Self { address, table: table.name.clone(), aws, _stop: stop })
    }

    /// The endpoint.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The table's name.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        self.aws.dynamodb()
    }
}

fn open(folder: &Path) -> Result<dynoxide::Database, DatabaseFailed> {
    let failed = |cause: String| DatabaseFailed::Folder { path: folder.to_owned(), cause };
    fs::create_dir_all(folder).map_err(|cause| failed(cause.to_string()))?;
    let file = folder.join("state.db");
    dynoxide::Database::new(&file.to_string_lossy()).map_err(|error| failed(error.to_string()))
}

async fn create(client: &Client, table: &Table) -> Result<(), DatabaseFailed> {
    let failed = |error: &dyn std::error::Error| DatabaseFailed::Table(DisplayErrorContext(error).to_string());
    let mut create = client.create_table().table_name(&table.name).billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in &table.attributes {
        let attribute = AttributeDefinition::builder().attribute_name(name);
        let attribute = attribute.attribute_type(ScalarAttributeType::from(kind.as_str()));
        create = create.attribute_definitions(attribute.build().map_err(|error| failed(&error))?);
    }
    for (name, kind) in &table.keys {
        let key = KeySchemaElement::builder().attribute_name(name).key_type(KeyType::from(kind.as_str()));
        create = create.key_schema(key.build().map_err(|error| failed(&error))?);
    }
    if let Err(error) = create.send().await {
        // A file from an earlier start has its table already.
        if error.code() == Some("ResourceInUseException") {
            return Ok(());
        }
        return Err(failed(&error));
    }
    let ttl = TimeToLiveSpecification::builder().attribute_name(&table.ttl_attribute).enabled(true).build();
    let ttl = ttl.map_err(|error| failed(&error))?;
    let update = client.update_time_to_live().table_name(&table.name).time_to_live_specification(ttl);
    update.send().await.map(drop).map_err(|error| failed(&error))
}
