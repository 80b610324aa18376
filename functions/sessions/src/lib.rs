//! The caller's sign-ins: `GET /sessions`, `DELETE /sessions/{id}`, `DELETE /sessions`, `DELETE /me` with an access token
//! that this function checks by itself (RFC 6750); `/account` and what is below it with one of a first-party client; `/userinfo`, which
//! any of our tokens with `openid` opens; the page of the account with the browser's cookie; and `POST /revoke` (RFC 7009) for whoever holds a token. Ends what others began; it cannot sign.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{self, MethodRouter};
use platform::accounts::Accounts;
use platform::aws::Aws;
use platform::clients::Clients;
use platform::clock::Clock;
use platform::http::{AccessTokens, Cookies, OAuthError};
use platform::limits::{AddressCounts, EndedSessions, SessionCalls};
use platform::notices::Notices;
use platform::revocations::Revocations;
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use platform::store::{RevocationTable, Store, StoreError};
use platform::visitor::Visitors;
use shared::Timestamp;
use shared::bounds::network::CallKind;
use shared::identity::keyring::Keyring;
use shared::tokens::session::{Session, SessionId, SessionRecord, Sid, SubjectKey};

mod account;
mod account_owner;
mod acts;
mod authenticators;
mod calling_client;
mod change;
mod erase;
mod error;
mod export;
mod identifiers;
mod identifiers_error;
mod list;
mod overview;
mod owner;
mod revoke;
mod settings;
mod userinfo;

pub use error::SessionsError;
pub use identifiers_error::IdentifiersError;
pub use revoke::RevokeError;
pub use settings::Settings;
pub use userinfo::UserInfoError;

/// Where sign-ins are listed, and all of them ended.
pub const SESSIONS_PATH: &str = "/sessions";
/// Where one is ended.
pub const SESSION_PATH: &str = "/sessions/{id}";
/// Where a token is revoked by whoever holds it.
pub const REVOKE_PATH: &str = "/revoke";
/// Where a client learns who the user is (OpenID Connect Core §5.3).
pub const USERINFO_PATH: &str = "/userinfo";
/// Where everything about the caller is erased.
pub const ME_PATH: &str = "/me";
/// Where a first-party client learns what the caller's account is.
pub const OWN_ACCOUNT_PATH: &str = "/account";
/// Where it adds an identifier to it, and removes one.
pub const IDENTIFIERS_PATH: &str = "/account/identifiers";
/// Where it gets everything that is kept of it.
pub const OWN_EXPORT_PATH: &str = "/account/export";
/// The page of the account, in a browser.
pub const ACCOUNT_PATH: &str = shared::authorization::flow::ACCOUNT_PATH;
/// Where what it may be proven by changes.
pub const CHANGE_PATH: &str = shared::authorization::flow::CHANGE_PATH;
/// What is kept of the account, as a file.
pub const EXPORT_PATH: &str = "/signin/export";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    settings: Settings,
    keyring: Keyring,
    store: Store,
    accounts: Accounts,
    clients: Arc<Clients>,
    visitors: Visitors,
    access_tokens: Arc<AccessTokens>,
    /// Refresh tokens that are given back.
    sign_outs: SessionCalls,
    /// Access tokens that are.
    revocations: SessionCalls,
    /// Secrets of clients that are none.
    wrong_secrets: AddressCounts,
    ended: EndedSessions,
    clock: Clock,
}

/// Builds the function from its environment.
pub async fn start(environment: &Environment) -> Result<Router, SettingsFaults> {
    let settings = Settings::read(environment)?;
    let aws = Aws::new(settings.table.aws.clone());
    let store = Store::new(aws.dynamodb(), settings.table.name.clone());
    let (keyring, origin, ()) = tokio::join!(settings.keyring(&aws), settings.origin.load(&aws), store.warm_by_query());
    let (keyring, origin) = SettingsFaults::join(keyring, origin)?;
    Ok(origin.before(router(Service::new(settings, keyring, &aws, Clock::system()))))
}

/// The function's routes.
pub fn router(service: Service) -> Router {
    let service = Arc::new(service);
    let revoke = platform::http::route_or(routing::post(revoke::handle), || OAuthError::MethodNotAllowed);
    let guarded = |methods: MethodRouter<Arc<Service>>| {
        platform::http::route(platform::http::guarded(methods, &service.access_tokens, &service.clock))
    };
    let own = |methods: MethodRouter<Arc<Service>>| {
        platform::http::open_to_own_pages(guarded(methods), &service.settings.cors, Cookies::DoNotCount)
    };
    let of_clients = |methods: MethodRouter<Arc<Service>>| {
        let (cors, clients) = (&service.settings.cors, &service.clients);
        platform::http::open_to_pages_of_clients(methods, cors, clients, &service.clock)
    };
    let of_account = |methods: MethodRouter<Arc<Service>>| {
        let marked = methods.route_layer(from_fn_with_state(Arc::clone(&service), calling_client::mark));
        of_clients(guarded(marked))
    };
    let userinfo = platform::http::route(routing::get(userinfo::handle).post(userinfo::handle));
    let routes = Router::new()
        .route(SESSIONS_PATH, own(routing::get(list::handle).delete(list::end_all)))
        .route(SESSION_PATH, own(routing::delete(list::end_one)))
        .route(ME_PATH, own(routing::delete(erase::handle)))
        .route(OWN_ACCOUNT_PATH, of_account(routing::get(overview::handle)))
        .route(IDENTIFIERS_PATH, of_account(routing::post(identifiers::add).delete(identifiers::remove)))
        .route(OWN_EXPORT_PATH, of_account(routing::get(export::handle_call)))
        .route(ACCOUNT_PATH, platform::http::route(routing::get(account::handle).post(acts::handle)))
        .route(CHANGE_PATH, platform::http::route(routing::get(change::handle).post(change::handle_form)))
        .route(EXPORT_PATH, platform::http::route(routing::get(export::handle)))
        .route(USERINFO_PATH, of_clients(userinfo))
        .route(REVOKE_PATH, of_clients(revoke));
    platform::http::finish(routes.with_state(service))
}

impl Service {
    /// Works as `settings` says, with their keys; the clock is the caller's choice.
    pub fn new(settings: Settings, keyring: Keyring, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name.clone());
        let calls = |kind| SessionCalls::new(store.clone(), keyring.clone(), kind, settings.calls);
        let (sign_outs, revocations) = (calls(CallKind::SignOut), calls(CallKind::Revocation));
        let limit = settings.calls.of_address;
        let wrong_secrets = AddressCounts::new(store.clone(), keyring.clone(), CallKind::WrongSecret, limit);
        let revoked = Revocations::strict(RevocationTable::new(aws, settings.table.name.clone()));
        let access_tokens = Arc::new(AccessTokens::new(Arc::clone(&settings.verifier), revoked));
        let ended = EndedSessions::none();
        let notices = Notices::new(aws, &settings.notices, keyring.clone());
        let accounts = Accounts::new(store.clone(), keyring.clone(), notices);
        let clients = Arc::new(Clients::new(store.clone(), settings.first_client.clone()));
        let region = settings.table.aws.region.clone();
        let visitors = Visitors::new(store.clone(), keyring.clone(), region, settings.sessions, settings.second_step);
        Self {
            settings,
            keyring,
            store,
            accounts,
            clients,
            visitors,
            access_tokens,
            sign_outs,
            revocations,
            wrong_secrets,
            ended,
            clock,
        }
    }

    /// The sessions of a subject that still count, the one used last first.
    async fn live(&self, subject: SubjectKey, now: Timestamp) -> Result<Vec<(SessionId, Session)>, StoreError> {
        let (found, ended_before) =
            tokio::try_join!(self.store.sessions(subject), self.store.everybody_ended_before())?;
        let found = found.into_iter().filter_map(|(id, record)| Some((id, record?.live()?.clone())));
        let mut sessions: Vec<_> = found.filter(|(_, session)| session.created_at >= ended_before).collect();
        sessions.retain(|(_, session)| now < session.expires_at(&self.settings.sessions));
        sessions.sort_by_key(|(id, session)| (std::cmp::Reverse(session.rotated_at), *id));
        Ok(sessions)
    }

    /// Whether a session is there to be ended. Of the caller's own a tombstone is enough: its end may have failed half way.
    async fn may_end(&self, sid: Sid, own: Sid, now: Timestamp) -> Result<bool, StoreError> {
        let found = self.store.sessions(sid.subject).await?;
        Ok(found.into_iter().any(|(id, record)| {
            let live = record.as_ref().and_then(SessionRecord::live);
            id == sid.session && (sid == own || live.is_some_and(|live| now < live.expires_at(&self.settings.sessions)))
        }))
    }

    /// Ends every session of the caller, and every token that was issued before now; gives how many sessions there were.
    async fn end_everything(&self, own: Sid, now: Timestamp) -> Result<usize, StoreError> {
        let subject = own.subject;
        let mut sessions = self.store.sessions(subject).await?;
        sessions.retain(|(_, record)| *record != Some(SessionRecord::Ended));
        let all = sessions.iter().map(|(session, _)| Sid { subject, session: *session });
        let others: Vec<Sid> = all.filter(|sid| *sid != own).collect();
        self.store.end_all(own, &others, now).await?;
        Ok(sessions.len())
    }
}
