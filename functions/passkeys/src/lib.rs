//! Passkeys (WebAuthn Level 3): begins their ceremonies and judges how they end. Who has one signs in by it, whoever they are;
//! who is signed in, and has agreed to it, makes one.
//!
//! parse → open the ceremony → count, use the ceremony up and read, in one trip → judge → one transaction → answer. A ceremony
//! ends once, also where it is refused. It can neither send nor sign tokens.

use std::sync::Arc;

use axum::{Router, routing};
use platform::accounts::Accounts;
use platform::aws::Aws;
use platform::clock::Clock;
use platform::limits::AddressCounts;
use platform::notices::Notices;
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use platform::store::Store;
use platform::visitor::Visitors;
use shared::bounds::network::CallKind;
use shared::identity::keyring::Keyring;

mod assertion;
mod ceremony;
mod error;
mod judge;
mod options;
mod registration;
mod related_origins;
mod session;
mod settings;
mod sign_in;

pub use assertion::{Shown, credential_of};
pub use error::PasskeysError;
pub use judge::{Begun, Judge, Made, Refused, Signed};
pub use settings::Settings;

/// Where a page gets what a sign-in by passkey begins with.
pub const OPTIONS_PATH: &str = "/signin/passkey/options";
/// Where it posts how that ended.
pub const SIGN_IN_PATH: &str = "/signin/passkey";
/// Where the page of the account gets what making a passkey begins with.
pub const NEW_OPTIONS_PATH: &str = "/signin/account/passkeys/options";
/// Where it posts how that ended.
pub const NEW_PATH: &str = "/signin/account/passkeys";
/// Where browsers learn which other origins may use the passkeys of this one (WebAuthn Level 3 §5.11).
pub const RELATED_ORIGINS_PATH: &str = "/.well-known/webauthn";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    settings: Settings,
    /// There is none where passkeys are off. Whoever only reads the settings does not carry the library.
    judge: Option<Judge>,
    keyring: Keyring,
    store: Store,
    accounts: Accounts,
    visitors: Visitors,
    addresses: AddressCounts,
    clock: Clock,
}

/// Builds the function from its environment.
pub async fn start(environment: &Environment) -> Result<Router, SettingsFaults> {
    let settings = Settings::read(environment)?;
    let aws = Aws::new(settings.table.aws.clone());
    let store = Store::new(aws.dynamodb(), settings.table.name.clone());
    let (keyring, origin, ()) = tokio::join!(settings.keyring(&aws), settings.origin.load(&aws), store.warm());
    let (keyring, origin) = SettingsFaults::join(keyring, origin)?;
    Ok(origin.before(router(Service::new(settings, keyring, &aws, Clock::system()))))
}

/// The function's routes.
pub fn router(service: Service) -> Router {
    let page = |methods| platform::http::route(methods);
    let routes = Router::new()
        .route(OPTIONS_PATH, page(routing::post(options::of_sign_in)))
        .route(SIGN_IN_PATH, page(routing::post(sign_in::handle)))
        .route(NEW_OPTIONS_PATH, page(routing::post(options::of_registration)))
        .route(NEW_PATH, page(routing::post(registration::handle)))
        .route(RELATED_ORIGINS_PATH, page(routing::get(related_origins::handle)));
    platform::http::finish(routes.with_state(Arc::new(service)))
}

impl Service {
    /// Works as `settings` says, with their keys; the clock is the caller's choice.
    pub fn new(settings: Settings, keyring: Keyring, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name.clone());
        let notices = Notices::new(aws, &settings.notices, keyring.clone());
        let accounts = Accounts::new(store.clone(), keyring.clone(), notices);
        let region = settings.table.aws.region.clone();
        let visitors = Visitors::new(store.clone(), keyring.clone(), region, settings.sessions, settings.second_step);
        let addresses = AddressCounts::new(store.clone(), keyring.clone(), CallKind::Passkey, settings.addresses);
        let judge = settings.relying_party.as_ref().and_then(|party| Judge::new(party, settings.service_name.as_str()));
        Self { settings, judge, keyring, store, accounts, visitors, addresses, clock }
    }
}
