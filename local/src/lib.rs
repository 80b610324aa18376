//! The whole service in one process, for laptops and tests: the functions' own routers behind a small API Gateway,
//! over an embedded DynamoDB to which the real AWS SDK speaks. Tables and routes come from `template.yaml`.

use std::net::SocketAddr;
use std::path::PathBuf;

use admin::keys::{KeyAlgorithm, KeysFailed};
use authorizer::Authorizer;
use axum::Router;
use platform::aws::Aws;
use platform::clock::Clock;
use platform::sender::{Outbox, Sender};
use platform::settings::{Environment, FromEnvironment, Setting, SettingsFaults, TelemetrySettings};
use platform::signer::Signer;
use platform::store::Store;
use tokio::task::JoinHandle;

mod admin_environment;
pub mod database;
mod dev;
mod gallery;
pub mod gateway;
mod keys;
mod loopback;
pub mod queue;
mod settings;
pub mod template;

pub use admin_environment::path as admin_environment;
use database::{Database, DatabaseFailed};
pub use dev::ClockUnusable;
use dev::Kept;
use gateway::{Functions, Gateway};
use queue::Queue;
use template::{Template, TemplateFault};

/// How to start.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Where state and keys are kept; `None` keeps nothing.
    pub data: Option<PathBuf>,
    /// What a new key for access tokens is for.
    pub algorithm: KeyAlgorithm,
    /// Variables that differ from the local defaults.
    pub settings: Vec<(String, String)>,
    /// Tells the time.
    pub clock: Clock,
}

/// A running service. Dropping it ends the service.
#[derive(Debug)]
pub struct Local {
    address: SocketAddr,
    database: Database,
    outbox: Outbox,
    queue: Queue,
    notify: notify::Service,
    servers: Vec<JoinHandle<std::io::Result<()>>>,
}

/// Why the service does not start: one line, with a hint.
#[derive(Debug, thiserror::Error)]
pub enum StartFailed {
    /// The port cannot be had.
    #[error("port {port} cannot be used: {cause}; choose another with --port, or any free one with --port 0")]
    Port {
        /// The port.
        port: u16,
        /// What the operating system says.
        cause: std::io::Error,
    },
    /// The queue does not start.
    #[error("no loopback port for the queue: {0}")]
    Queue(std::io::Error),
    /// The database does not start.
    #[error(transparent)]
    Database(#[from] DatabaseFailed),
    /// Keys cannot be read or made.
    #[error(transparent)]
    Keys(#[from] KeysFailed),
    /// What was kept of the clock.
    #[error(transparent)]
    Clock(#[from] ClockUnusable),
    /// `template.yaml` does not say what is needed.
    #[error(transparent)]
    Template(#[from] TemplateFault),
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] SettingsFaults),
}

impl Local {
    /// Starts everything; when this returns, the address answers.
    pub async fn start(options: Options) -> Result<Self, StartFailed> {
        let port = options.port;
        let (address, listeners) = loopback::listen(port).await.map_err(|cause| StartFailed::Port { port, cause })?;

        let template = Template::of_this_repository()?;
        let database = Database::start(options.data.as_deref(), template).await?;
        let keys = keys::load_or_make(options.data.as_deref(), options.algorithm)?;
        let clock = options.clock;
        let kept = Kept::resume(clock.clone(), options.data.as_deref())?;
        let queue = Queue::start().await.map_err(StartFailed::Queue)?;
        let environment = settings::environment(address, &database, &queue, &keys, &options.settings).await?;
        if let Some(folder) = &options.data {
            admin_environment::write(folder, &environment)?;
        }

        let outbox = Outbox::new(clock.clone());
        let functions = Box::pin(functions(&environment, &outbox, &clock)).await?;
        let gateway = Gateway::new(template, functions, clock.clone())?;
        let notify = notify(&environment, &outbox, &clock).await?;
        let dev = dev::router(outbox.clone(), kept, database.client(), template.table());
        let app = dev.fallback_service(gateway.into_service());
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        let serve = |listener| tokio::spawn(axum::serve(listener, app.clone()).into_future());
        let servers = listeners.into_iter().map(serve).collect();
        Ok(Self { address, database, outbox, queue, notify, servers })
    }

    /// Where the service answers, without a trailing slash; also the issuer of its tokens.
    pub fn url(&self) -> String {
        loopback::url(self.address)
    }

    /// Its address of IPv4, for those who resolve no names.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The embedded DynamoDB.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// What owners are to be told.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Tells owners what waits to be told; gives how many messages that were.
    pub async fn deliver_notices(&self) -> usize {
        self.queue.deliver(&self.notify).await
    }

    /// Tells owners for as long as the process runs.
    pub async fn deliver_notices_forever(&self) {
        self.queue.deliver_forever(&self.notify).await;
    }

    /// What would have been sent.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

/// Every variable that one of the functions that run here reads, and none that Lambda or the AWS SDKs define.
pub fn declared() -> Vec<&'static Setting> {
    let mut all = TelemetrySettings::declared();
    for of_one in [
        request::Settings::declared(),
        verify::Settings::declared(),
        token::Settings::declared(),
        sessions::Settings::declared(),
        signin::Settings::declared(),
        passkeys::Settings::declared(),
        notify::Settings::declared(),
        authorizer::Settings::declared(),
        discovery::Settings::declared(),
        me::Settings::declared(),
    ] {
        let new: Vec<_> = of_one.into_iter().filter(|setting| !all.contains(setting)).collect();
        all.extend(new);
    }
    all.retain(|setting| !setting.is_of_aws());
    all
}

/// Every function as it is deployed, but for the outbox in place of SES and SNS.
async fn functions(environment: &Environment, outbox: &Outbox, clock: &Clock) -> Result<Functions, SettingsFaults> {
    let request = request::Settings::read(environment)?;
    let verify = verify::Settings::read(environment)?;
    let token = token::Settings::read(environment)?;
    let sessions = sessions::Settings::read(environment)?;
    let signin = signin::Settings::read(environment)?;
    let passkeys = passkeys::Settings::read(environment)?;
    let authorizer = authorizer::Settings::read(environment)?;
    let aws = Aws::new(request.table.aws.clone());
    let signer = Signer::load(&verify.signing_keys, &aws).await?;
    let sender = Sender::outbox(request.brand.clone(), outbox.clone());
    let keyring = request.keyring(&aws).await?;
    let origin = request.origin.load(&aws).await?;
    let store = Store::new(aws.dynamodb(), request.table.name.clone());
    Box::pin(store.note_naming(&keyring)).await;
    let request = request::Service::new(request, keyring, &aws, sender, clock.clone());
    let keyring = verify.keyring(&aws).await?;
    let verify = verify::Service::new(verify, keyring, signer.clone(), &aws, clock.clone());
    let keyring = token.keyring(&aws).await?;
    let token = token::Service::new(token, keyring, signer, &aws, clock.clone());
    let keyring = sessions.keyring(&aws).await?;
    let sessions = sessions::Service::new(sessions, keyring, &aws, clock.clone());
    let keyring = signin.keyring(&aws).await?;
    let signin = signin::Service::new(signin, keyring, &aws, clock.clone());
    let keyring = passkeys.keyring(&aws).await?;
    let passkeys = passkeys::Service::new(passkeys, keyring, &aws, clock.clone());
    let routers: [(&str, Router); 8] = [
        ("request", origin.clone().before(request::router(request))),
        ("verify", origin.clone().before(verify::router(verify))),
        ("token", origin.clone().before(token::router(token))),
        ("sessions", origin.clone().before(sessions::router(sessions))),
        ("signin", origin.clone().before(signin::router(signin))),
        ("passkeys", origin.clone().before(passkeys::router(passkeys))),
        ("discovery", discovery::router(&discovery::Settings::read(environment)?)),
        ("me", me::router(&me::Settings::read(environment)?)),
    ];
    Ok(Functions {
        routers: routers.into_iter().map(|(name, router)| (name.to_owned(), router)).collect(),
        authorizers: [("authorizer".to_owned(), Authorizer::new(authorizer))].into(),
        clock: clock.clone(),
    })
}

/// The function that tells owners, with the same outbox.
async fn notify(environment: &Environment, outbox: &Outbox, clock: &Clock) -> Result<notify::Service, SettingsFaults> {
    let settings = notify::Settings::read(environment)?;
    let aws = Aws::new(settings.table.aws.clone());
    let keyring = settings.keyring(&aws).await?;
    let sender = Sender::outbox(settings.brand.clone(), outbox.clone());
    Ok(notify::Service::new(settings, keyring, &aws, sender, clock.clone()))
}
