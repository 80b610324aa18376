//! `POST /token` (RFC 6749 §3.2): continues a session, and begins the grant of an authorization code.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::StatusCode;
use platform::aws::Aws;
use platform::clients::Clients;
use platform::clock::Clock;
use platform::http::{CallOf, Caller, OAuthError, OAuthForm};
use platform::limits::{AddressCounts, EndedSessions, SessionCalls};
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use platform::signer::Signer;
use platform::store::Store;
use shared::Timestamp;
use shared::authorization::code::AuthorizationCode;
use shared::bounds::network::CallKind;
use shared::identity::keyring::Keyring;
use shared::tokens::Claims;
use shared::tokens::assurance::{Demand, Proofs};
use shared::tokens::client::{Client, Resource};
use shared::tokens::grant::TokenAnswer;
use shared::tokens::refresh_token::RefreshToken;

mod error;
mod id_token;
mod redemption;
mod refresh;
mod rotation;
mod settings;

pub use error::TokenError;
pub use settings::Settings;

/// Where the function answers.
pub const PATH: &str = "/token";

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    settings: Settings,
    keyring: Keyring,
    signer: Signer,
    store: Store,
    clients: Arc<Clients>,
    calls: SessionCalls,
    wrong_secrets: AddressCounts,
    ended: EndedSessions,
    clock: Clock,
}

/// Builds the function from its environment.
pub async fn start(environment: &Environment) -> Result<Router, SettingsFaults> {
    let settings = Settings::read(environment)?;
    let aws = Aws::new(settings.table.aws.clone());
    let store = Store::new(aws.dynamodb(), settings.table.name.clone());
    let (keyring, signer, origin, ()) = tokio::join!(
        settings.keyring(&aws),
        Signer::load(&settings.signing_keys, &aws),
        settings.origin.load(&aws),
        store.warm(),
    );
    let ((keyring, signer), origin) = SettingsFaults::join(SettingsFaults::join(keyring, signer), origin)?;
    Ok(origin.before(router(Service::new(settings, keyring, signer, &aws, Clock::system()))))
}

/// The function's one route.
pub fn router(service: Service) -> Router {
    let post = platform::http::route_or(routing::post(handle), || OAuthError::MethodNotAllowed);
    let post = platform::http::open_to_pages_of_clients(post, &service.settings.cors, &service.clients, &service.clock);
    platform::http::finish(Router::new().route(PATH, post).with_state(Arc::new(service)))
}

/// What a client shows for tokens.
enum Shown {
    RefreshToken(RefreshToken),
    Code(Box<AuthorizationCode>),
}

async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    form: Result<OAuthForm, OAuthError>,
) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(refused) => return TokenError::Request(refused).into_response(),
    };
    let shown = match service.open(&form) {
        // Whoever has nothing of ours has no secret looked at.
        Err(error) if form.client().is_ok_and(|client| client.secret.is_some()) => return error.into_response(),
        shown => shown,
    };
    let client = match service.client(&form, &caller).await {
        Ok(client) => client,
        Err(error) => return error.into_response(),
    };
    let call_of = CallOf::client(client.as_deref());
    let answer = match shown {
        Ok(shown) => service.tokens(&form, shown, client.as_deref(), &caller).await,
        Err(error) => Err(error),
    };
    call_of.mark(match answer {
        Ok(answer) => platform::http::json(StatusCode::OK, &answer),
        Err(error) => error.into_response(),
    })
}

impl Service {
    /// Works as `settings` says, with their keys; the clock is the caller's choice.
    pub fn new(settings: Settings, keyring: Keyring, signer: Signer, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name.clone());
        let calls = SessionCalls::new(store.clone(), keyring.clone(), CallKind::Refresh, settings.calls);
        let limit = settings.calls.of_address;
        let wrong_secrets = AddressCounts::new(store.clone(), keyring.clone(), CallKind::WrongSecret, limit);
        let clients = Arc::new(Clients::new(store.clone(), settings.first_client.clone()));
        Self { settings, keyring, signer, store, clients, calls, wrong_secrets, ended: EndedSessions::none(), clock }
    }

    /// What the form shows, if it was sealed here.
    fn open(&self, form: &OAuthForm) -> Result<Shown, TokenError> {
        let (keyring, region) = (&self.keyring, &self.settings.table.aws.region);
        Ok(match form.required("grant_type")? {
            "refresh_token" => {
                Shown::RefreshToken(RefreshToken::unseal(form.required("refresh_token")?, keyring, region)?)
            }
            "authorization_code" => {
                Shown::Code(Box::new(AuthorizationCode::open(form.required("code")?, keyring, region)?))
            }
            _ => return Err(OAuthError::UnsupportedGrantType.into()),
        })
    }

    async fn tokens(
        &self,
        form: &OAuthForm,
        shown: Shown,
        client: Option<&Client>,
        caller: &Caller,
    ) -> Result<TokenAnswer, TokenError> {
        // In boxes: several calls of AWS at once make them large.
        match (shown, client) {
            (Shown::RefreshToken(token), client) => Box::pin(self.refresh(form, token, client, caller)).await,
            (Shown::Code(code), Some(client)) => Box::pin(self.redeem(form, *code, client, caller)).await,
            (Shown::Code(_), None) => Err(OAuthError::InvalidClient { by_header: false }.into()),
        }
    }

    /// Whose call it is; `None`: the codes' own interface has one client, which need not say who it is.
    async fn client(&self, form: &OAuthForm, caller: &Caller) -> Result<Option<Arc<Client>>, TokenError> {
        let (own, keyring, counts) = (&self.settings.terms.client_id, &self.keyring, &self.wrong_secrets);
        Ok(self.clients.caller(form, own, keyring, counts, caller.address, self.clock.now()).await?)
    }

    /// The API that tokens are for, if it is not the issuer itself.
    async fn resource(&self, id: Option<&str>, now: Timestamp) -> Result<Option<Arc<Resource>>, TokenError> {
        let Some(id) = id else { return Ok(None) };
        self.clients.resource(id, now).await?.map(Some).ok_or(TokenError::Request(OAuthError::InvalidTarget))
    }

    /// Holds a session to what is demanded of everybody or by its account: a second step that is newly demanded ends what came
    /// about without one.
    fn check_demand(&self, of_account: bool, proofs: &Proofs, now: Timestamp) -> Result<(), TokenError> {
        let demand = Demand::of_account(of_account || self.settings.second_step);
        demand.judge(proofs, now).map(drop).map_err(|_| TokenError::Insufficient)
    }

    /// Signs an access token as the API that it is for wants it.
    async fn sign_for(
        &self,
        resource: Option<&Resource>,
        claims: &Claims,
        now: Timestamp,
    ) -> Result<String, TokenError> {
        let algorithm = resource.and_then(|resource| resource.algorithm);
        Ok(match algorithm {
            Some(algorithm) => self.signer.sign_with(claims, algorithm.into(), now).await?,
            None => self.signer.sign(claims, now).await?,
        })
    }
}

/// Holds a grant to what its client and its API demand by now. How old its proofs are was judged when it was asked for.
fn check_policy(
    client: &Client,
    resource: Option<&Resource>,
    proofs: &Proofs,
    now: Timestamp,
) -> Result<(), TokenError> {
    let demand = client.demand(resource).at_any_age();
    demand.judge(proofs, now).map(drop).map_err(|_| TokenError::Insufficient)
}

/// Nobody gets a token for another API than was granted (RFC 8707 §2.2).
fn check_resource(form: &OAuthForm, granted: Option<&str>) -> Result<(), OAuthError> {
    match form.optional("resource") {
        None => Ok(()),
        asked if asked == granted => Ok(()),
        Some(_) => Err(OAuthError::InvalidTarget),
    }
}
