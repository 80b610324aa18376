//! The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2), where requests are pushed to it (RFC 9126), and its pages. It neither sends nor signs: codes
//! are asked for at `request` and judged by `verify`, whose proof is a browser session; this function alone makes an
//! authorization code of a session and a request, and only `token` makes tokens of that.
//!
//! parse → client and redirect URI → request → session, account and consent, in one trip → decide (pure) → page, code or
//! error.

use std::sync::Arc;

use axum::extract::RawQuery;
use axum::{Router, routing};
use pages::PageFile;
use platform::aws::Aws;
use platform::clients::Clients;
use platform::clock::Clock;
use platform::http::{OAuthError, Problem};
use platform::limits::AddressCounts;
use platform::notices::Notices;
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use platform::store::{Key, Store};
use platform::visitor::Visitors;
use shared::bounds::network::CallKind;
use shared::identity::keyring::Keyring;

mod asker;
mod authorize;
mod callback;
mod consent;
mod error;
mod files;
mod issue;
mod link;
mod logout;
mod lost;
mod offer;
mod page;
mod push;
mod pushed;
mod reminder;
mod resume;
mod settings;
mod step;

pub use error::SignInError;
pub use push::PushError;
pub use settings::Settings;
/// The pages of a flow. A form that is posted to the code is `request`'s, and one to the step `verify`'s.
pub use shared::authorization::flow::{CODE_PATH, RESUME_PATH, SIGN_IN_PATH, STEP_PATH};

/// The authorization endpoint.
pub const AUTHORIZE_PATH: &str = "/authorize";
/// Where clients push authorization requests.
pub const PUSH_PATH: &str = "/par";
/// Asks whether to sign in by a mail's link; a form that is posted there is `verify`'s.
pub const LINK_PATH: &str = shared::codes::link::PATH;
/// Takes the answer to whether a client may go on.
pub const CONSENT_PATH: &str = "/signin/consent";
/// Ends the browser's session (RP-Initiated Logout 1.0).
pub const LOGOUT_PATH: &str = "/logout";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    settings: Settings,
    keyring: Keyring,
    store: Store,
    clients: Arc<Clients>,
    visitors: Visitors,
    pushes: AddressCounts,
    notices: Notices,
    clock: Clock,
}

/// Builds the function from its environment.
pub async fn start(environment: &Environment) -> Result<Router, SettingsFaults> {
    let settings = Settings::read(environment)?;
    let aws = Aws::new(settings.table.aws.clone());
    let store = Store::new(aws.dynamodb(), settings.table.name.clone());
    let nobodys = Key::everybody();
    let (keyring, origin, ()) =
        tokio::join!(settings.keyring(&aws), settings.origin.load(&aws), store.warm_by(&nobodys));
    let (keyring, origin) = SettingsFaults::join(keyring, origin)?;
    Ok(origin.before(router(Service::new(settings, keyring, &aws, Clock::system()))))
}

/// The function's routes.
pub fn router(service: Service) -> Router {
    let page = |methods| platform::http::route_or(methods, Problem::method_not_allowed);
    let push = platform::http::route_or(routing::post(push::handle), || OAuthError::MethodNotAllowed);
    let (own, clients) = (&service.settings.cors, &service.clients);
    let push = platform::http::open_to_pages_of_clients(push, own, clients, &service.clock);
    let routes = Router::new()
        .route(PUSH_PATH, push)
        .route(AUTHORIZE_PATH, page(routing::get(authorize::get).post(authorize::post)))
        .route(SIGN_IN_PATH, page(routing::get(page::sign_in)))
        .route(CODE_PATH, page(routing::get(page::code_entry)))
        .route(RESUME_PATH, page(routing::get(resume::handle)))
        .route(STEP_PATH, page(routing::get(step::handle)))
        .route(CONSENT_PATH, page(routing::post(consent::handle)))
        .route(pages::CLIENT_LOGO_PATH, page(routing::get(files::client_logo)))
        .route(LOGOUT_PATH, page(routing::get(logout::get).post(logout::post)))
        .route(LINK_PATH, page(routing::get(link::handle)));
    let with_file = |routes: Router<_>, file: PageFile| {
        routes.route(file.path, page(routing::get(async move |query: RawQuery| files::answer(&file, query))))
    };
    let routes = pages::page_files().fold(routes, with_file);
    platform::http::finish(routes.with_state(Arc::new(service)))
}

impl Service {
    /// Works as `settings` says, with their keys; the clock is the caller's choice.
    pub fn new(settings: Settings, keyring: Keyring, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name.clone());
        let clients = Arc::new(Clients::new(store.clone(), settings.first_client.clone()));
        let region = settings.table.aws.region.clone();
        let visitors = Visitors::new(store.clone(), keyring.clone(), region, settings.sessions, settings.second_step);
        let pushes =
            AddressCounts::new(store.clone(), keyring.clone(), CallKind::PushedRequest, settings.pushed_requests);
        let notices = Notices::new(aws, &settings.notices, keyring.clone());
        Self { settings, keyring, store, clients, visitors, pushes, notices, clock }
    }
}
